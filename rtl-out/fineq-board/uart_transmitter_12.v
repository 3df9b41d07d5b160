`default_nettype none

// Serial transmitter, 8N1, 12 cycles a bit.
module uart_transmitter_12 (  // src/blocks/board/uart-transmitter.ts:17:10
  input  wire       clock,
  input  wire       reset,
  input  wire       bytes_valid,
  input  wire [7:0] bytes_data,
  output wire       bytes_ready,
  // The line; 1 when idle.
  output wire       tx
);

  reg [8:0] frame;  // src/blocks/board/uart-transmitter.ts:21:21
  reg [3:0] bitsLeft;  // src/blocks/board/uart-transmitter.ts:22:24
  reg [3:0] ticks;  // src/blocks/board/uart-transmitter.ts:23:21
  wire bytes_fire = bytes_valid && bytes_ready;  // src/blocks/board/uart-transmitter.ts:25:18

  assign bytes_ready = bitsLeft == 4'd0;  // src/blocks/board/uart-transmitter.ts:24:19

  always @(posedge clock) begin  // src/blocks/board/uart-transmitter.ts:25:7
    if (reset) begin
      frame <= 9'd511;
      bitsLeft <= 4'd0;
    end else if (bytes_fire) begin
      frame <= {bytes_data, 1'b0};
      bitsLeft <= 4'd10;
    end else if (bitsLeft != 4'd0) begin
      if (ticks == 4'd0) begin
        frame <= {1'b1, frame[8:1]};
        bitsLeft <= bitsLeft - 4'd1;
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/board/uart-transmitter.ts:25:7
    if (bytes_fire) begin
      ticks <= 4'd11;
    end else if (bitsLeft != 4'd0) begin
      ticks <= ticks - 4'd1;
      if (ticks == 4'd0) ticks <= 4'd11;
    end
  end

  assign tx = frame[0];  // src/blocks/board/uart-transmitter.ts:37:10

endmodule

`default_nettype wire
