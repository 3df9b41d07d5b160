`default_nettype none

// 512 bytes that leave when their frame is known to be good.
module stream_buffer_512 (  // src/blocks/board/buffers.ts:38:10
  input  wire       clock,
  input  wire       reset,
  input  wire [7:0] data,
  input  wire       write,
  input  wire       commit,
  input  wire       rollback,
  output wire [9:0] room,
  output wire       deq_valid,
  output wire [7:0] deq_data,
  input  wire       deq_ready
);

  reg [9:0] written;  // src/blocks/board/buffers.ts:50:23
  reg [9:0] committed;  // src/blocks/board/buffers.ts:51:25
  reg [9:0] read;  // src/blocks/board/buffers.ts:52:20
  reg isFetched;  // src/blocks/board/buffers.ts:53:25
  wire [9:0] held = written - read;  // src/blocks/board/buffers.ts:54:28
  wire isFull = held[9];  // src/blocks/board/buffers.ts:55:27
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/board/buffers.ts:70:16
  reg [7:0] store [0:511];  // src/blocks/board/buffers.ts:49:21
  wire write_and_not_isFull = write && !isFull;  // src/blocks/board/buffers.ts:57:18
  reg [7:0] store_word;  // src/blocks/board/buffers.ts:67:30

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:58:15
    if (write_and_not_isFull) store[written[8:0]] <= data;
    store_word <= store[read[8:0]];
  end

  assign room = 10'd512 - held;  // src/blocks/board/buffers.ts:56:12

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:57:7
    if (reset) begin
      written <= 10'd0;
    end else begin
      if (write_and_not_isFull) written <= written + 10'd1;
      if (rollback) written <= committed;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:61:7
    if (reset) begin
      committed <= 10'd0;
    end else if (commit) begin
      committed <= written;
    end
  end

  assign deq_data = store_word;  // src/blocks/board/buffers.ts:67:16
  assign deq_valid = isFetched;  // src/blocks/board/buffers.ts:68:17

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:69:17
    if (reset) begin
      isFetched <= 1'b0;
    end else begin
      isFetched <= committed != read && (!isFetched || !deq_ready);
    end
  end

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:70:7
    if (reset) begin
      read <= 10'd0;
    end else if (deq_fire) begin
      read <= read + 10'd1;
    end
  end

endmodule

`default_nettype wire
