`default_nettype none

// Width adapter, 8 to 56 bits, first beat in the low bits.
module gearbox_8to56 (  // src/blocks/stream/gearbox.ts:48:10
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [7:0]  enq_data,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [55:0] deq_data,
  input  wire        deq_ready
);

  reg [63:0] held;  // src/blocks/stream/gearbox.ts:53:20
  reg [3:0] fill;  // src/blocks/stream/gearbox.ts:54:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/gearbox.ts:61:16
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/gearbox.ts:59:28
  wire [63:0] kept = deq_fire ? held >> 56 : held;  // src/blocks/stream/gearbox.ts:59:20
  wire [3:0] position = deq_fire ? fill - 4'd7 : fill;  // src/blocks/stream/gearbox.ts:60:24
  wire [2:0] room = position[2:0];  // src/blocks/stream/gearbox.ts:162:25

  assign deq_valid = fill >= 4'd7;  // src/blocks/stream/gearbox.ts:55:17
  assign deq_data = held[55:0];  // src/blocks/stream/gearbox.ts:56:16
  assign enq_ready = fill <= 4'd7;  // src/blocks/stream/gearbox.ts:57:17

  always @(posedge clock) begin  // src/blocks/stream/gearbox.ts:61:7
    if (reset) begin
      held <= 64'd0;
      fill <= 4'd0;
    end else if (enq_fire) begin
      held <= kept | ({56'd0, enq_data} << {room, 3'd0});
      fill <= position + 4'd1;
    end else if (deq_fire) begin
      held <= kept;
      fill <= position;
    end
  end

endmodule

`default_nettype wire
