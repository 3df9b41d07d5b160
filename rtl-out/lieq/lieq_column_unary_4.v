`default_nettype none

// Top of a column: 4 words of weights in any format, decoder, temporal encoder (unary).
module lieq_column_unary_4 (  // src/blocks/lieq/column.ts:44:3
  input  wire        clock,
  input  wire        write,
  input  wire [1:0]  slot,
  input  wire [63:0] word,
  input  wire        command_step,
  input  wire        command_boundary,
  input  wire [2:0]  command_format,
  input  wire [1:0]  command_slot,
  input  wire [2:0]  command_cluster,
  input  wire [1:0]  command_position,
  input  wire [1:0]  command_plane,
  input  wire [1:0]  command_phase,
  output wire        passed_step,
  output wire        passed_boundary,
  output wire [2:0]  passed_format,
  output wire [1:0]  passed_slot,
  output wire [2:0]  passed_cluster,
  output wire [1:0]  passed_position,
  output wire [1:0]  passed_plane,
  output wire [1:0]  passed_phase,
  output wire        pulse,
  output wire        negative,
  output wire        boundary
);

  reg [7:0] field;  // src/blocks/lieq/column.ts:65:21
  reg [1:0] index;  // src/blocks/lieq/column.ts:66:21
  reg [1:0] select;  // src/blocks/lieq/column.ts:67:22
  reg isFineq_0;  // src/blocks/lieq/column.ts:68:23
  reg isThreeBit_0;  // src/blocks/lieq/column.ts:69:26
  wire [1:0] decoder_magnitude;
  reg [1:0] phase;  // src/blocks/lieq/column.ts:84:23
  reg next_step;  // src/blocks/lieq/column.ts:60:20
  reg next_boundary;  // src/blocks/lieq/column.ts:60:20
  reg [2:0] next_format;  // src/blocks/lieq/column.ts:60:20
  reg [1:0] next_slot;  // src/blocks/lieq/column.ts:60:20
  reg [2:0] next_cluster;  // src/blocks/lieq/column.ts:60:20
  reg [1:0] next_position;  // src/blocks/lieq/column.ts:60:20
  reg [1:0] next_plane;  // src/blocks/lieq/column.ts:60:20
  reg [1:0] next_phase;  // src/blocks/lieq/column.ts:60:20
  reg isStep;  // src/blocks/lieq/column.ts:70:22
  reg isBoundary;  // src/blocks/lieq/column.ts:71:26
  wire decoder_negative;
  wire encoder_pulse;
  reg edgePulse;  // src/blocks/lieq/column.ts:102:25
  reg edgeNegative;  // src/blocks/lieq/column.ts:103:28
  reg edgeBoundary;  // src/blocks/lieq/column.ts:104:28
  wire isFineq_1 = command_format == 3'd0;  // src/blocks/lieq/decoder.ts:56:50
  wire isThreeBit_1 = command_format == 3'd2;  // src/blocks/lieq/decoder.ts:56:50
  reg [63:0] store [0:3];  // src/blocks/lieq/column.ts:57:21
  wire [63:0] store_word = store[command_slot];  // src/blocks/lieq/column.ts:64:38
  wire [7:0] sixes_0 = {2'd0, store_word[55:50]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_1 = {2'd0, store_word[49:44]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_2 = {2'd0, store_word[43:38]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_3 = {2'd0, store_word[37:32]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_4 = {2'd0, store_word[31:26]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_5 = {2'd0, store_word[25:20]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_6 = {2'd0, store_word[19:14]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_7 = {2'd0, store_word[13:8]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_8 = {2'd0, store_word[47:42]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_9 = {2'd0, store_word[41:36]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_10 = {2'd0, store_word[35:30]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_11 = {2'd0, store_word[29:24]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_12 = {2'd0, store_word[23:18]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_13 = {2'd0, store_word[17:12]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_14 = {2'd0, store_word[11:6]};  // src/blocks/lieq/decoder.ts:81:82
  wire [7:0] sixes_15 = {2'd0, store_word[5:0]};  // src/blocks/lieq/decoder.ts:81:82
  wire [2:0] pairOfWeights = {command_cluster[1:0], command_position[1]};  // src/blocks/lieq/decoder.ts:62:25
  wire [63:0] six_bits = {sixes_0, sixes_1, sixes_2, sixes_3, sixes_4, sixes_5, sixes_6, sixes_7};  // src/blocks/lieq/decoder.ts:82:10
  wire [63:0] six_bits_2 = {sixes_8, sixes_9, sixes_10, sixes_11, sixes_12, sixes_13, sixes_14, sixes_15};  // src/blocks/lieq/decoder.ts:82:10
  wire [7:0] six = isFineq_1 ? six_bits[command_cluster * 8 +: 8] : six_bits_2[pairOfWeights * 8 +: 8];  // src/blocks/lieq/decoder.ts:67:15
  wire isTwoBit = command_format == 3'd1;  // src/blocks/lieq/decoder.ts:56:50
  wire isFourBit = command_format == 3'd3;  // src/blocks/lieq/decoder.ts:56:50
  wire [2:0] byteIndex = isTwoBit ? command_cluster : isFourBit ? pairOfWeights : {command_cluster[0], command_position};  // src/blocks/lieq/decoder.ts:65:21
  wire [7:0] eight = store_word[byteIndex * 8 +: 8];  // src/blocks/lieq/decoder.ts:66:63
  wire [7:0] picked_field = (isFineq_1 || isThreeBit_1) ? six : eight;  // src/blocks/lieq/decoder.ts:70:12
  wire [7:0] store_word_7_0 = store_word[7:0];  // src/blocks/lieq/decoder.ts:72:12
  wire [1:0] picked_index = store_word_7_0[command_cluster[2:1] * 2 +: 2];  // src/blocks/lieq/decoder.ts:72:58
  wire [1:0] digitOfPair = {command_position[0], command_plane[0]};  // src/blocks/lieq/decoder.ts:63:23
  wire [1:0] picked_select = (isFineq_1 || isTwoBit) ? command_position
      : (isThreeBit_1 || isFourBit) ? digitOfPair
      : command_plane;  // src/blocks/lieq/decoder.ts:73:13

  lieq_decoder decoder (  // src/blocks/lieq/column.ts:94:23
    .field      (field),
    .index      (index),
    .select     (select),
    .isFineq    (isFineq_0),
    .isThreeBit (isThreeBit_0),
    .magnitude  (decoder_magnitude),
    .negative   (decoder_negative)
  );

  fineq_encoder_unary encoder (  // src/blocks/lieq/column.ts:88:25
    .magnitude (decoder_magnitude),
    .phase     (phase),
    .pulse     (encoder_pulse)
  );

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:58:13
    if (write) store[slot] <= word;
  end

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:61:12
    next_step <= command_step;
    next_boundary <= command_boundary;
    next_format <= command_format;
    next_slot <= command_slot;
    next_cluster <= command_cluster;
    next_position <= command_position;
    next_plane <= command_plane;
    next_phase <= command_phase;
  end

  assign passed_step = next_step;  // src/blocks/lieq/column.ts:62:14
  assign passed_boundary = next_boundary;  // src/blocks/lieq/column.ts:62:14
  assign passed_format = next_format;  // src/blocks/lieq/column.ts:62:14
  assign passed_slot = next_slot;  // src/blocks/lieq/column.ts:62:14
  assign passed_cluster = next_cluster;  // src/blocks/lieq/column.ts:62:14
  assign passed_position = next_position;  // src/blocks/lieq/column.ts:62:14
  assign passed_plane = next_plane;  // src/blocks/lieq/column.ts:62:14
  assign passed_phase = next_phase;  // src/blocks/lieq/column.ts:62:14

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:72:14
    isStep <= command_step;
    isBoundary <= command_boundary;
  end

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:74:7
    if (command_step) begin
      field <= picked_field;
      index <= picked_index;
      select <= picked_select;
      isFineq_0 <= isFineq_1;
      isThreeBit_0 <= isThreeBit_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:85:9
    if (command_step) phase <= command_phase;
  end

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:105:17
    edgePulse <= isStep ? encoder_pulse : 1'b0;
    edgeBoundary <= isBoundary;
  end

  always @(posedge clock) begin  // src/blocks/lieq/column.ts:106:20
    edgeNegative <= decoder_negative;
  end

  assign pulse = edgePulse;  // src/blocks/lieq/column.ts:108:13
  assign negative = edgeNegative;  // src/blocks/lieq/column.ts:109:16
  assign boundary = edgeBoundary;  // src/blocks/lieq/column.ts:110:16

endmodule

`default_nettype wire
