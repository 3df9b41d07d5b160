`default_nettype none

// 1 scale lanes: sums and binary16 scales to results in units of 2^-24.
module fineq_scale_1_w20 (  // src/blocks/fineq/scale.ts:98:3
  input  wire        clock,
  input  wire        reset,
  input  wire        sums_valid,
  input  wire [19:0] sums_data_sums,  // 1 x 20 bits, element 0 lowest
  input  wire [15:0] sums_data_scales,  // 1 x 16 bits, element 0 lowest
  input  wire        sums_data_keep,  // 1 x 1 bit, element 0 lowest
  input  wire        sums_data_last,
  output wire        sums_ready,
  output wire        results_valid,
  output wire [63:0] results_data_data,
  output wire [7:0]  results_data_keep,
  output wire        results_data_last,
  input  wire        results_ready,
  output wire        isEmpty
);

  reg valid_3;  // src/blocks/fineq/scale.ts:144:10
  wire thirdMoves = !valid_3 || results_ready;  // src/blocks/fineq/scale.ts:106:44
  reg valid_2;  // src/blocks/fineq/scale.ts:144:10
  wire secondMoves = !valid_2 || thirdMoves;  // src/blocks/fineq/scale.ts:107:46
  reg valid_1;  // src/blocks/fineq/scale.ts:144:10
  wire firstMoves = !valid_1 || secondMoves;  // src/blocks/fineq/scale.ts:108:44
  wire [2:0] enable = {thirdMoves, secondMoves, firstMoves};  // src/blocks/fineq/scale.ts:118:50
  reg keep_1;  // src/blocks/fineq/scale.ts:145:9
  reg last_1;  // src/blocks/fineq/scale.ts:146:9
  reg keep_2;  // src/blocks/fineq/scale.ts:145:9
  reg last_2;  // src/blocks/fineq/scale.ts:146:9
  reg keep_3;  // src/blocks/fineq/scale.ts:145:9
  reg last_3;  // src/blocks/fineq/scale.ts:146:9
  wire [59:0] lane_0_result;
  wire [63:0] words = {{4{lane_0_result[59]}}, lane_0_result};  // src/blocks/fineq/scale.ts:129:54
  wire [7:0] keeps = {8{keep_3}};  // src/blocks/fineq/scale.ts:130:43

  fineq_scale_lane_w20 lane_0 (  // src/blocks/fineq/scale.ts:122:22
    .clock  (clock),
    .sum    (sums_data_keep ? sums_data_sums : 20'd0),
    .scale  (sums_data_keep ? sums_data_scales : 16'd0),
    .enable (enable),
    .result (lane_0_result)
  );

  assign sums_ready = firstMoves;  // src/blocks/fineq/scale.ts:109:18

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:110:7
    if (reset) begin
      valid_1 <= 1'b0;
    end else if (firstMoves) begin
      valid_1 <= sums_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:110:7
    if (firstMoves) begin
      keep_1 <= sums_data_keep;
      last_1 <= sums_data_last;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:115:7
    if (reset) begin
      valid_2 <= 1'b0;
    end else if (secondMoves) begin
      valid_2 <= valid_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:115:7
    if (secondMoves) begin
      keep_2 <= keep_1;
      last_2 <= last_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:116:7
    if (reset) begin
      valid_3 <= 1'b0;
    end else if (thirdMoves) begin
      valid_3 <= valid_2;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:116:7
    if (thirdMoves) begin
      keep_3 <= keep_2;
      last_3 <= last_2;
    end
  end

  assign results_valid = valid_3;  // src/blocks/fineq/scale.ts:132:21
  assign results_data_data = words;  // src/blocks/fineq/scale.ts:133:25
  assign results_data_keep = keeps;  // src/blocks/fineq/scale.ts:134:25
  assign results_data_last = last_3;  // src/blocks/fineq/scale.ts:135:25
  assign isEmpty = !(valid_1 || valid_2 || valid_3);  // src/blocks/fineq/scale.ts:136:15

endmodule

`default_nettype wire
