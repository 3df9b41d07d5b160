`default_nettype none

// Beats of 8 bytes into bytes.
module beat_splitter_8 (  // src/blocks/board/buffers.ts:128:3
  input  wire        clock,
  input  wire        reset,
  input  wire        valid,
  output wire        ready,
  input  wire [63:0] data,
  input  wire [7:0]  keep,
  output wire        deq_valid,
  output wire [7:0]  deq_data,
  input  wire        deq_ready
);

  reg [63:0] held;  // src/blocks/board/buffers.ts:138:20
  reg [7:0] isKept;  // src/blocks/board/buffers.ts:139:22
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/board/buffers.ts:143:16
  wire valid_and_ready = valid && ready;  // src/blocks/board/buffers.ts:147:18

  assign deq_valid = isKept[0];  // src/blocks/board/buffers.ts:140:17
  assign deq_data = held[7:0];  // src/blocks/board/buffers.ts:141:16
  assign ready = !isKept[0];  // src/blocks/board/buffers.ts:142:13

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:143:7
    if (deq_fire) held <= held >> 8;
    if (valid_and_ready) held <= data;
  end

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:143:7
    if (reset) begin
      isKept <= 8'd0;
    end else begin
      if (deq_fire) isKept <= isKept >> 1;
      if (valid_and_ready) isKept <= keep;
    end
  end

endmodule

`default_nettype wire
