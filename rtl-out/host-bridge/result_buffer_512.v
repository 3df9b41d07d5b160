`default_nettype none

// 512 bytes of results, read again until the host has them.
module result_buffer_512 (  // src/blocks/board/buffers.ts:87:10
  input  wire       clock,
  input  wire       reset,
  input  wire       enq_valid,
  input  wire [7:0] enq_data,
  output wire       enq_ready,
  output wire [7:0] data,
  output wire [9:0] held,
  input  wire       take,
  input  wire       confirm,
  input  wire       rewind
);

  reg [9:0] written;  // src/blocks/board/buffers.ts:99:23
  reg [9:0] read;  // src/blocks/board/buffers.ts:100:20
  reg [9:0] confirmed;  // src/blocks/board/buffers.ts:101:25
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/board/buffers.ts:103:16
  reg [7:0] store [0:511];  // src/blocks/board/buffers.ts:98:21
  reg [7:0] store_word;  // src/blocks/board/buffers.ts:107:26
  wire [9:0] written_minus_confirmed = written - confirmed;  // src/blocks/board/buffers.ts:102:33

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:104:15
    if (enq_fire) store[written[8:0]] <= enq_data;
    store_word <= store[read[8:0]];
  end

  assign enq_ready = !written_minus_confirmed[9];  // src/blocks/board/buffers.ts:102:17

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:103:7
    if (reset) begin
      written <= 10'd0;
    end else if (enq_fire) begin
      written <= written + 10'd1;
    end
  end

  assign data = store_word;  // src/blocks/board/buffers.ts:107:12
  assign held = written - read;  // src/blocks/board/buffers.ts:108:12

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:109:7
    if (reset) begin
      read <= 10'd0;
    end else begin
      if (take) read <= read + 10'd1;
      if (rewind) read <= confirmed;
    end
  end

  always @(posedge clock) begin  // src/blocks/board/buffers.ts:115:7
    if (reset) begin
      confirmed <= 10'd0;
    end else if (confirm) begin
      confirmed <= read;
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, written_minus_confirmed[8:0]};

endmodule

`default_nettype wire
