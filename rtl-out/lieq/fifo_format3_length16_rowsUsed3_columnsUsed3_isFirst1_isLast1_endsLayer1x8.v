`default_nettype none

// Queue of 8 words.
module fifo_format3_length16_rowsUsed3_columnsUsed3_isFirst1_isLast1_endsLayer1x8 (  // src/blocks/stream/fifo.ts:30:10
  input  wire        clock,
  input  wire        reset,
  input  wire        enq_valid,
  input  wire [2:0]  enq_data_format,
  input  wire [15:0] enq_data_length,
  input  wire [2:0]  enq_data_rowsUsed,
  input  wire [2:0]  enq_data_columnsUsed,
  input  wire        enq_data_isFirst,
  input  wire        enq_data_isLast,
  input  wire        enq_data_endsLayer,
  output wire        enq_ready,
  output wire        deq_valid,
  output wire [2:0]  deq_data_format,
  output wire [15:0] deq_data_length,
  output wire [2:0]  deq_data_rowsUsed,
  output wire [2:0]  deq_data_columnsUsed,
  output wire        deq_data_isFirst,
  output wire        deq_data_isLast,
  output wire        deq_data_endsLayer,
  input  wire        deq_ready,
  // Words held, 0 to 8.
  output wire [3:0]  count
);

  reg [3:0] held;  // src/blocks/stream/fifo.ts:39:20
  reg [2:0] head;  // src/blocks/stream/fifo.ts:40:20
  reg [2:0] tail;  // src/blocks/stream/fifo.ts:41:20
  wire enq_fire = enq_valid && enq_ready;  // src/blocks/stream/fifo.ts:50:16
  wire deq_fire = deq_valid && deq_ready;  // src/blocks/stream/fifo.ts:54:16
  reg [27:0] store [0:7];  // src/blocks/stream/fifo.ts:38:21
  wire [27:0] store_word = store[head];  // src/blocks/stream/fifo.ts:48:30
  wire held_at_most_8 = held <= 4'd8;  // src/blocks/stream/fifo.ts:57:19

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:51:15
    if (enq_fire) begin
      store[tail] <= {
          enq_data_endsLayer, enq_data_isLast, enq_data_isFirst, enq_data_columnsUsed, enq_data_rowsUsed,
          enq_data_length, enq_data_format
      };
    end
  end

  assign enq_ready = held != 4'd8;  // src/blocks/stream/fifo.ts:46:17
  assign deq_valid = held != 4'd0;  // src/blocks/stream/fifo.ts:47:17
  assign deq_data_format = store_word[2:0];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_length = store_word[18:3];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_rowsUsed = store_word[21:19];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_columnsUsed = store_word[24:22];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_isFirst = store_word[25];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_isLast = store_word[26];  // src/blocks/stream/fifo.ts:48:16
  assign deq_data_endsLayer = store_word[27];  // src/blocks/stream/fifo.ts:48:16
  assign count = held;  // src/blocks/stream/fifo.ts:49:13

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:50:7
    if (reset) begin
      tail <= 3'd0;
    end else if (enq_fire) begin
      tail <= tail + 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:54:7
    if (reset) begin
      head <= 3'd0;
    end else if (deq_fire) begin
      head <= head + 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/stream/fifo.ts:58:7
    if (reset) begin
      held <= 4'd0;
    end else if (enq_fire && !deq_fire) begin
      held <= held + 4'd1;
    end else if (deq_fire && !enq_fire) begin
      held <= held - 4'd1;
    end
  end

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_count_is_at_most_depth: assert (held_at_most_8);  // src/blocks/stream/fifo.ts:57:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!held_at_most_8) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_count_is_at_most_depth: count is at most depth (src/blocks/stream/fifo.ts:57:7)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
