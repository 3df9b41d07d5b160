/**
 * Small modules written by hand in Verilog, with their outside as data: testbenches and simulators are tried on these
 * before and beside what Bitloom writes, so that a fault in the one cannot hide in the other.
 */

/** The outside of a module and its source; the shape of `DeviceInterface` of src/gen. */
export interface VerilogExample {
  readonly name: string;
  readonly clocks: readonly { readonly clock: string; readonly reset?: string }[];
  readonly ports: readonly {
    readonly name: string;
    readonly direction: "input" | "output";
    readonly width: number;
    readonly clock?: string;
  }[];
  readonly sources: readonly string[];
  readonly verilog: string;
}

const input = (name: string, width: number, clock = "clock") =>
  ({ name, direction: "input", width, clock }) as const;
const output = (name: string, width: number, clock = "clock") =>
  ({ name, direction: "output", width, clock }) as const;

/** Signed saturation: result = a + b clipped to 8 bits, `clipped` when it had to; combinational. */
export const saturatingAdder: VerilogExample = {
  name: "saturating_adder",
  clocks: [],
  ports: [input("a", 8), input("b", 8), output("result", 8), output("clipped", 1)],
  sources: ["saturating_adder.v"],
  verilog: `\`default_nettype none
module saturating_adder (
  input wire signed [7:0] a,
  input wire signed [7:0] b,
  output wire [7:0] result,
  output wire clipped
);
  wire [8:0] sum = {a[7], a} + {b[7], b};
  assign clipped = sum[8] != sum[7];
  assign result = clipped ? {sum[8], {7{~sum[8]}}} : sum[7:0];
endmodule
\`default_nettype wire
`,
};

/** Counts enabled cycles modulo 16; synchronous reset. */
export const counter: VerilogExample = {
  name: "counter",
  clocks: [{ clock: "clock", reset: "reset" }],
  ports: [input("enable", 1), output("count", 4), output("wrapped", 1)],
  sources: ["counter.v"],
  verilog: `\`default_nettype none
module counter (
  input wire clock,
  input wire reset,
  input wire enable,
  output reg [3:0] count,
  output wire wrapped
);
  assign wrapped = enable && count == 4'd15;
  always @(posedge clock) begin
    if (reset) count <= 4'd0;
    else if (enable) count <= count + 4'd1;
  end
endmodule
\`default_nettype wire
`,
};

/** First in, first out, four deep, two fields a beat. */
export const fifo: VerilogExample = {
  name: "fifo",
  clocks: [{ clock: "clock", reset: "reset" }],
  ports: [
    input("enq_valid", 1),
    output("enq_ready", 1),
    input("enq_data", 8),
    input("enq_last", 1),
    output("deq_valid", 1),
    input("deq_ready", 1),
    output("deq_data", 8),
    output("deq_last", 1),
  ],
  sources: ["fifo.v"],
  verilog: `\`default_nettype none
module fifo (
  input wire clock,
  input wire reset,
  input wire enq_valid,
  output wire enq_ready,
  input wire [7:0] enq_data,
  input wire enq_last,
  output wire deq_valid,
  input wire deq_ready,
  output wire [7:0] deq_data,
  output wire deq_last
);
  reg [8:0] store [0:3];
  reg [2:0] head;
  reg [2:0] tail;
  wire push = enq_valid && enq_ready;
  wire pop = deq_valid && deq_ready;
  assign enq_ready = (tail - head) != 3'd4;
  assign deq_valid = head != tail;
  assign {deq_last, deq_data} = store[head[1:0]];
  always @(posedge clock) begin
    if (push) store[tail[1:0]] <= {enq_last, enq_data};
    if (reset) begin
      head <= 3'd0;
      tail <= 3'd0;
    end else begin
      if (push) tail <= tail + 3'd1;
      if (pop) head <= head + 3'd1;
    end
  end
endmodule
\`default_nettype wire
`,
};

/**
 * AXI4-Lite with two registers of 16 bits: the one at 0 keeps what is written; reading 4 gives the number of writes to
 * 0 so far. Other addresses answer SLVERR. \`busy\` is high for ten cycles after a write to 0.
 */
export const registers: VerilogExample = {
  name: "registers",
  clocks: [{ clock: "clock", reset: "reset" }],
  ports: [
    input("control_awvalid", 1),
    output("control_awready", 1),
    input("control_awaddr", 4),
    input("control_wvalid", 1),
    output("control_wready", 1),
    input("control_wdata", 16),
    input("control_wstrb", 2),
    output("control_bvalid", 1),
    input("control_bready", 1),
    output("control_bresp", 2),
    input("control_arvalid", 1),
    output("control_arready", 1),
    input("control_araddr", 4),
    output("control_rvalid", 1),
    input("control_rready", 1),
    output("control_rdata", 16),
    output("control_rresp", 2),
    input("invert", 1),
    output("busy", 1),
    output("value", 16),
  ],
  sources: ["registers.v"],
  verilog: `\`default_nettype none
module registers (
  input wire clock,
  input wire reset,
  input wire control_awvalid,
  output wire control_awready,
  input wire [3:0] control_awaddr,
  input wire control_wvalid,
  output wire control_wready,
  input wire [15:0] control_wdata,
  input wire [1:0] control_wstrb,
  output reg control_bvalid,
  input wire control_bready,
  output reg [1:0] control_bresp,
  input wire control_arvalid,
  output wire control_arready,
  input wire [3:0] control_araddr,
  output reg control_rvalid,
  input wire control_rready,
  output reg [15:0] control_rdata,
  output reg [1:0] control_rresp,
  input wire invert,
  output wire busy,
  output wire [15:0] value
);
  reg [15:0] kept;
  reg [15:0] writes;
  reg [3:0] busy_for;
  wire write = control_awvalid && control_wvalid && !control_bvalid;
  wire read = control_arvalid && control_arready;
  assign control_awready = write;
  assign control_wready = write;
  assign control_arready = !control_rvalid;
  assign busy = busy_for != 4'd0;
  assign value = invert ? ~kept : kept;
  always @(posedge clock) begin
    if (control_bready) control_bvalid <= 1'b0;
    if (control_rready) control_rvalid <= 1'b0;
    if (busy) busy_for <= busy_for - 4'd1;
    if (write) begin
      control_bvalid <= 1'b1;
      control_bresp <= control_awaddr == 4'd0 ? 2'd0 : 2'd2;
      if (control_awaddr == 4'd0) begin
        if (control_wstrb[0]) kept[7:0] <= control_wdata[7:0];
        if (control_wstrb[1]) kept[15:8] <= control_wdata[15:8];
        writes <= writes + 16'd1;
        busy_for <= 4'd10;
      end
    end
    if (read) begin
      control_rvalid <= 1'b1;
      control_rresp <= control_araddr == 4'd0 || control_araddr == 4'd4 ? 2'd0 : 2'd2;
      control_rdata <= control_araddr == 4'd0 ? kept : writes;
    end
    if (reset) begin
      control_bvalid <= 1'b0;
      control_rvalid <= 1'b0;
      kept <= 16'd0;
      writes <= 16'd0;
      busy_for <= 4'd0;
    end
  end
endmodule
\`default_nettype wire
`,
};
