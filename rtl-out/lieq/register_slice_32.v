`default_nettype none

// Registers valid and data; ready passes through.
module register_slice_32 (  // src/blocks/stream/slices.ts:43:3
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [31:0] enq_data,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [31:0] deq_data,
  input  wire        deq_ready
);

  reg occupied;  // src/blocks/stream/slices.ts:47:24
  reg [31:0] held;  // src/blocks/stream/slices.ts:48:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/slices.ts:55:16

  assign enq_ready = !occupied || deq_ready;  // src/blocks/stream/slices.ts:49:17
  assign deq_valid = occupied;  // src/blocks/stream/slices.ts:50:17
  assign deq_data = held;  // src/blocks/stream/slices.ts:51:16

  always @(posedge clock) begin  // src/blocks/stream/slices.ts:52:7
    if (reset) begin
      occupied <= 1'b0;
    end else if (enq_ready) begin
      occupied <= enq_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/slices.ts:55:7
    if (enq_fire) held <= enq_data;
  end

endmodule

`default_nettype wire
