`default_nettype none

// Registers ready; a word that comes while the receiver stops is kept aside.
module skid_buffer_32 (  // src/blocks/stream/slices.ts:16:3
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [31:0] enq_data,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [31:0] deq_data,
  input  wire        deq_ready
);

  reg occupied;  // src/blocks/stream/slices.ts:20:24
  reg [31:0] aside;  // src/blocks/stream/slices.ts:21:21
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/slices.ts:27:23

  assign enq_ready = !occupied;  // src/blocks/stream/slices.ts:22:17
  assign deq_valid = occupied || enq_valid;  // src/blocks/stream/slices.ts:23:17
  assign deq_data = occupied ? aside : enq_data;  // src/blocks/stream/slices.ts:24:16

  always @(posedge clock) begin  // src/blocks/stream/slices.ts:25:7
    if (reset) begin
      occupied <= 1'b0;
    end else if (deq_ready) begin
      occupied <= 1'b0;
    end else if (enq_fire) begin
      occupied <= 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/slices.ts:25:7
    if (!deq_ready) begin
      if (enq_fire) begin
        aside <= enq_data;
      end
    end
  end

endmodule

`default_nettype wire
