`default_nettype none

// Width adapter, 8 to 16 bits, first beat in the low bits.
module gearbox_8to16 (  // src/blocks/stream/gearbox.ts:48:10
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [7:0]  enq_data,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [15:0] deq_data,
  input  wire        deq_ready
);

  reg [23:0] held;  // src/blocks/stream/gearbox.ts:53:20
  reg [1:0] fill;  // src/blocks/stream/gearbox.ts:54:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/gearbox.ts:61:16
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/gearbox.ts:59:28
  wire [23:0] kept = deq_fire ? held >> 16 : held;  // src/blocks/stream/gearbox.ts:59:20
  wire [1:0] position = deq_fire ? fill - 2'd2 : fill;  // src/blocks/stream/gearbox.ts:60:24

  assign deq_valid = fill >= 2'd2;  // src/blocks/stream/gearbox.ts:55:17
  assign deq_data = held[15:0];  // src/blocks/stream/gearbox.ts:56:16
  assign enq_ready = fill <= 2'd2;  // src/blocks/stream/gearbox.ts:57:17

  always @(posedge clock) begin  // src/blocks/stream/gearbox.ts:61:7
    if (reset) begin
      held <= 24'd0;
      fill <= 2'd0;
    end else if (enq_fire) begin
      held <= kept | ({16'd0, enq_data} << {position, 3'd0});
      fill <= position + 2'd1;
    end else if (deq_fire) begin
      held <= kept;
      fill <= position;
    end
  end

endmodule

`default_nettype wire
