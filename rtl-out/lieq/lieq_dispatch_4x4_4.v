`default_nettype none

// Weight dispatcher: words of every format to 4 columns in turn.
module lieq_dispatch_4x4_4 (  // src/blocks/lieq/dispatch.ts:55:3
  input  wire        clock,
  input  wire        reset,
  input  wire        passes_valid,
  input  wire [2:0]  passes_data_format,
  input  wire [15:0] passes_data_length,
  input  wire [2:0]  passes_data_rowsUsed,
  input  wire [2:0]  passes_data_columnsUsed,
  input  wire        passes_data_isFirst,
  input  wire        passes_data_isLast,
  input  wire        passes_data_endsLayer,
  output wire        passes_ready,
  input  wire        weights_valid,
  input  wire [63:0] weights_data,
  output wire        weights_ready,
  input  wire        freed,
  output wire [3:0]  write_select,  // 4 x 1 bit, element 0 lowest
  output wire [1:0]  write_slot,
  output wire [63:0] write_word,
  output wire        loaded,
  output wire        isIdle
);

  reg [3:0] wordBytes;  // src/blocks/lieq/dispatch.ts:69:25
  reg isActive;  // src/blocks/lieq/dispatch.ts:67:24
  // One-hot: the column whose turn it is.
  reg [3:0] turn;  // src/blocks/lieq/dispatch.ts:74:20
  wire isFirst = turn[0];  // src/blocks/lieq/dispatch.ts:82:28
  reg [2:0] freeRounds;  // src/blocks/lieq/dispatch.ts:76:26
  wire takes = isActive && (!isFirst || (|freeRounds));  // src/blocks/lieq/dispatch.ts:83:30
  wire gearbox_valid;
  wire moved = takes && gearbox_valid;  // src/blocks/lieq/dispatch.ts:84:27
  reg [2:0] columnsLeft;  // src/blocks/lieq/dispatch.ts:72:27
  wire roundEnds = moved && columnsLeft == 3'd1;  // src/blocks/lieq/dispatch.ts:85:31
  reg [15:0] weightsLeft;  // src/blocks/lieq/dispatch.ts:71:27
  reg [5:0] wordWeights;  // src/blocks/lieq/dispatch.ts:70:27
  wire isLastRound = weightsLeft <= {10'd0, wordWeights};  // src/blocks/lieq/dispatch.ts:86:39
  wire passEnds = roundEnds && isLastRound;  // src/blocks/lieq/dispatch.ts:87:34
  reg pass_isLast;  // src/blocks/lieq/dispatch.ts:68:20
  reg [2:0] pass_format;  // src/blocks/lieq/dispatch.ts:68:20
  reg [15:0] pass_length;  // src/blocks/lieq/dispatch.ts:68:20
  reg [2:0] pass_rowsUsed;  // src/blocks/lieq/dispatch.ts:68:20
  reg [2:0] pass_columnsUsed;  // src/blocks/lieq/dispatch.ts:68:20
  reg pass_isFirst;  // src/blocks/lieq/dispatch.ts:68:20
  reg pass_endsLayer;  // src/blocks/lieq/dispatch.ts:68:20
  reg [1:0] slot;  // src/blocks/lieq/dispatch.ts:75:20
  wire [63:0] gearbox_word;
  reg [3:0] written_select;  // 4 x 1 bit, element 0 lowest; src/blocks/lieq/dispatch.ts:125:23
  reg [1:0] written_slot;  // src/blocks/lieq/dispatch.ts:125:23
  reg [63:0] written_word;  // src/blocks/lieq/dispatch.ts:125:23
  wire spent = moved && isFirst;  // src/blocks/lieq/dispatch.ts:118:27
  wire [3:0] select = moved ? turn : 4'd0;  // src/blocks/lieq/dispatch.ts:126:22

  lieq_byte_gearbox gearbox (  // src/blocks/lieq/dispatch.ts:78:23
    .clock     (clock),
    .reset     (reset),
    .enq_valid (weights_valid),
    .enq_data  (weights_data),
    .enq_ready (weights_ready),
    .bytes     (wordBytes),
    .take      (moved),
    .align     (passEnds && pass_isLast),
    .word      (gearbox_word),
    .valid     (gearbox_valid)
  );

  assign passes_ready = !isActive || passEnds;  // src/blocks/lieq/dispatch.ts:91:20

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:92:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (passes_ready) begin
      isActive <= passes_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:92:7
    if (passes_ready) begin
      pass_format <= passes_data_format;
      pass_length <= passes_data_length;
      pass_rowsUsed <= passes_data_rowsUsed;
      pass_columnsUsed <= passes_data_columnsUsed;
      pass_isFirst <= passes_data_isFirst;
      pass_isLast <= passes_data_isLast;
      pass_endsLayer <= passes_data_endsLayer;
      wordBytes <= (passes_data_format == 3'd0) ? 4'd7
          : (passes_data_format == 3'd1) ? 4'd8
          : (passes_data_format == 3'd2) ? 4'd6
          : (passes_data_format == 3'd3) ? 4'd8
          : 4'd8;
      wordWeights <= (passes_data_format == 3'd0) ? 6'd24
          : (passes_data_format == 3'd1) ? 6'd32
          : (passes_data_format == 3'd2) ? 6'd16
          : (passes_data_format == 3'd3) ? 6'd16
          : 6'd8;
      weightsLeft <= passes_data_length;
      columnsLeft <= passes_data_columnsUsed;
    end else if (roundEnds) begin
      weightsLeft <= weightsLeft - {10'd0, wordWeights};
      columnsLeft <= pass_columnsUsed;
    end else if (moved) begin
      columnsLeft <= columnsLeft - 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:112:7
    if (reset) begin
      turn <= 4'd1;
      slot <= 2'd0;
    end else if (roundEnds) begin
      turn <= 4'd1;
      slot <= slot + 2'd1;
    end else if (moved) begin
      turn <= turn << 1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:119:7
    if (reset) begin
      freeRounds <= 3'd4;
    end else if (spent && !freed) begin
      freeRounds <= freeRounds - 3'd1;
    end else if (freed && !spent) begin
      freeRounds <= freeRounds + 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:127:15
    written_select <= select;
    written_slot <= slot;
  end

  always @(posedge clock) begin  // src/blocks/lieq/dispatch.ts:127:15
    written_word <= gearbox_word;
  end

  assign write_select = written_select;  // src/blocks/lieq/dispatch.ts:128:13
  assign write_slot = written_slot;  // src/blocks/lieq/dispatch.ts:128:13
  assign write_word = written_word;  // src/blocks/lieq/dispatch.ts:128:13
  assign loaded = roundEnds;  // src/blocks/lieq/dispatch.ts:129:14
  assign isIdle = !isActive;  // src/blocks/lieq/dispatch.ts:130:14

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, pass_format, pass_length, pass_rowsUsed, pass_isFirst, pass_endsLayer};

endmodule

`default_nettype wire
