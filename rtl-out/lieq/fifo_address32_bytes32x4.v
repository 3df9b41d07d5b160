`default_nettype none

// Queue of 4 words.
module fifo_address32_bytes32x4 (  // src/blocks/stream/fifo.ts:30:10
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [31:0] enq_data_address,
  input  wire [31:0] enq_data_bytes,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [31:0] deq_data_address,
  output wire [31:0] deq_data_bytes,
  input  wire        deq_ready,
  // Words held, 0 to 4.
  output wire [2:0]  count
);

  reg [2:0] held;  // src/blocks/stream/fifo.ts:39:20
  reg [1:0] head;  // src/blocks/stream/fifo.ts:40:20
  reg [1:0] tail;  // src/blocks/stream/fifo.ts:41:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/fifo.ts:50:16
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/fifo.ts:54:16
  reg [63:0] store [0:3];  // src/blocks/stream/fifo.ts:38:21
  wire [63:0] store_word = store[head];  // src/blocks/stream/fifo.ts:48:30
  wire held_at_most_4 = held <= 3'd4;  // src/blocks/stream/fifo.ts:57:19

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:51:15
    if (enq_fire) store[tail] <= {enq_data_bytes, enq_data_address};
  end

  assign enq_ready = held != 3'd4;  // src/blocks/stream/fifo.ts:46:17
  assign deq_valid = held != 3'd0;  // src/blocks/stream/fifo.ts:47:17
  assign deq_data_address = store_word[31:0];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_bytes = store_word[63:32];  // src/blocks/stream/fifo.ts:48:16
  assign count = held;  // src/blocks/stream/fifo.ts:49:13

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:50:7
    if (reset) begin
      tail <= 2'd0;
    end else if (enq_fire) begin
      tail <= tail + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:54:7
    if (reset) begin
      head <= 2'd0;
    end else if (deq_fire) begin
      head <= head + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:58:7
    if (reset) begin
      held <= 3'd0;
    end else if (enq_fire && !deq_fire) begin
      held <= held + 3'd1;
    end else if (deq_fire && !enq_fire) begin
      held <= held - 3'd1;
    end
  end

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_count_is_at_most_depth: assert (held_at_most_4);  // src/blocks/stream/fifo.ts:57:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!held_at_most_4) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_count_is_at_most_depth: count is at most depth (src/blocks/stream/fifo.ts:57:7)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
