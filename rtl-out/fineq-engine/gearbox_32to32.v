`default_nettype none

// Width adapter, 32 to 32 bits, first beat in the low bits.
module gearbox_32to32 (  // src/blocks/stream/gearbox.ts:49:10
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [31:0] enq_data,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [31:0] deq_data,
  input  wire        deq_ready
);

  reg [63:0] held;  // src/blocks/stream/gearbox.ts:54:20
  reg [1:0] fill;  // src/blocks/stream/gearbox.ts:55:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/gearbox.ts:63:16
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/gearbox.ts:61:28
  wire [63:0] kept = deq_fire ? held >> 32 : held;  // src/blocks/stream/gearbox.ts:61:20
  wire [1:0] position = deq_fire ? fill - 2'd1 : fill;  // src/blocks/stream/gearbox.ts:62:24
  wire room = position[0];  // src/blocks/stream/gearbox.ts:165:25
  wire fill_at_most_2 = fill <= 2'd2;  // src/blocks/stream/gearbox.ts:60:19

  assign deq_valid = fill >= 2'd1;  // src/blocks/stream/gearbox.ts:56:17
  assign deq_data = held[31:0];  // src/blocks/stream/gearbox.ts:57:16
  assign enq_ready = fill <= 2'd1;  // src/blocks/stream/gearbox.ts:58:17

  always @(posedge clock) begin  // src/blocks/stream/gearbox.ts:63:7
    if (reset) begin
      held <= 64'd0;
      fill <= 2'd0;
    end else if (enq_fire) begin
      held <= kept | ({32'd0, enq_data} << {room, 5'd0});
      fill <= position + 2'd1;
    end else if (deq_fire) begin
      held <= kept;
      fill <= position;
    end
  end

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_fill_is_at_most_the: assert (fill_at_most_2);  // src/blocks/stream/gearbox.ts:60:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!fill_at_most_2) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_fill_is_at_most_the: fill is at most the capacity (src/blocks/stream/gearbox.ts:60:7)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
