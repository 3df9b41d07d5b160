`default_nettype none

// 1 lanes: sums, scales and zero points to results in units of 2^-24, added over the groups of K.
module lieq_accumulate_4x4by1_w24 (  // src/blocks/lieq/accumulate.ts:129:3
  input  wire        clock,
  input  wire        reset,
  input  wire        sums_valid,
  input  wire [23:0] sums_data_sums,  // 1 x 24 bits, element 0 lowest
  input  wire [15:0] sums_data_scales,  // 1 x 16 bits, element 0 lowest
  input  wire [7:0]  sums_data_zeros,  // 1 x 8 bits, element 0 lowest
  input  wire [15:0] sums_data_rowSum,
  input  wire        sums_data_keep,  // 1 x 1 bit, element 0 lowest
  input  wire [3:0]  sums_data_address,
  input  wire        sums_data_isFirst,
  input  wire        sums_data_isLast,
  input  wire        sums_data_last,
  output wire        sums_ready,
  output wire        results_valid,
  output wire [79:0] results_data_data,
  output wire [9:0]  results_data_keep,
  output wire        results_data_last,
  input  wire        results_ready,
  output wire        isEmpty
);

  wire keep = sums_data_keep;  // src/blocks/lieq/accumulate.ts:189:37
  reg is_first_4;  // src/blocks/lieq/accumulate.ts:216:12
  reg [71:0] store [0:15];  // 1 x 72 bits, element 0 lowest; src/blocks/lieq/accumulate.ts:175:21
  reg [71:0] stored;  // 1 x 72 bits, element 0 lowest; src/blocks/lieq/accumulate.ts:180:28
  reg valid_5;  // src/blocks/lieq/accumulate.ts:143:16
  wire resultMoves = !valid_5 || results_ready;  // src/blocks/lieq/accumulate.ts:147:44
  reg valid_4;  // src/blocks/lieq/accumulate.ts:213:10
  reg is_last_4;  // src/blocks/lieq/accumulate.ts:217:11
  wire stores = valid_4 && !is_last_4;  // src/blocks/lieq/accumulate.ts:148:35
  wire fourthMoves = !valid_4 || stores || resultMoves;  // src/blocks/lieq/accumulate.ts:151:57
  reg valid_3;  // src/blocks/lieq/accumulate.ts:213:10
  reg [3:0] address_3;  // src/blocks/lieq/accumulate.ts:215:12
  reg [3:0] address_4;  // src/blocks/lieq/accumulate.ts:215:12
  wire isTooEarly = stores && address_3 == address_4;  // src/blocks/lieq/accumulate.ts:150:33
  wire thirdLeaves = fourthMoves && !isTooEarly;  // src/blocks/lieq/accumulate.ts:152:39
  wire thirdMoves = !valid_3 || thirdLeaves;  // src/blocks/lieq/accumulate.ts:153:44
  reg valid_2;  // src/blocks/lieq/accumulate.ts:213:10
  wire secondMoves = !valid_2 || thirdMoves;  // src/blocks/lieq/accumulate.ts:154:46
  reg valid_1;  // src/blocks/lieq/accumulate.ts:213:10
  wire firstMoves = !valid_1 || secondMoves;  // src/blocks/lieq/accumulate.ts:155:44
  wire [4:0] enable = {resultMoves, fourthMoves, thirdMoves, secondMoves, firstMoves};  // src/blocks/lieq/accumulate.ts:182:22
  reg keep_1;  // src/blocks/lieq/accumulate.ts:214:9
  reg [3:0] address_1;  // src/blocks/lieq/accumulate.ts:215:12
  reg is_first_1;  // src/blocks/lieq/accumulate.ts:216:12
  reg is_last_1;  // src/blocks/lieq/accumulate.ts:217:11
  reg last_1;  // src/blocks/lieq/accumulate.ts:218:9
  reg keep_2;  // src/blocks/lieq/accumulate.ts:214:9
  reg [3:0] address_2;  // src/blocks/lieq/accumulate.ts:215:12
  reg is_first_2;  // src/blocks/lieq/accumulate.ts:216:12
  reg is_last_2;  // src/blocks/lieq/accumulate.ts:217:11
  reg last_2;  // src/blocks/lieq/accumulate.ts:218:9
  reg keep_3;  // src/blocks/lieq/accumulate.ts:214:9
  reg is_first_3;  // src/blocks/lieq/accumulate.ts:216:12
  reg is_last_3;  // src/blocks/lieq/accumulate.ts:217:11
  reg last_3;  // src/blocks/lieq/accumulate.ts:218:9
  reg keep_4;  // src/blocks/lieq/accumulate.ts:214:9
  reg last_4;  // src/blocks/lieq/accumulate.ts:218:9
  reg keep_5;  // src/blocks/lieq/accumulate.ts:144:15
  reg last_5;  // src/blocks/lieq/accumulate.ts:145:15
  wire [71:0] lane_0_total;
  wire [71:0] lane_0_result;
  wire [79:0] words = {{8{lane_0_result[71]}}, lane_0_result};  // src/blocks/lieq/accumulate.ts:197:53
  wire [9:0] keeps = {10{keep_5}};  // src/blocks/lieq/accumulate.ts:198:43

  lieq_accumulate_lane_w24 lane_0 (  // src/blocks/lieq/accumulate.ts:187:22
    .clock   (clock),
    .sum     (keep ? sums_data_sums : 24'd0),
    .zero    (keep ? sums_data_zeros : 8'd0),
    .rowSum  (sums_data_rowSum),
    .scale   (keep ? sums_data_scales : 16'd0),
    .earlier (is_first_4 ? 72'd0 : stored),
    .enable  (enable),
    .total   (lane_0_total),
    .result  (lane_0_result)
  );

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:200:13
    if (stores) store[address_4] <= lane_0_total;
    if (fourthMoves) stored <= store[address_3];
  end

  assign sums_ready = firstMoves;  // src/blocks/lieq/accumulate.ts:157:18

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:158:7
    if (reset) begin
      valid_1 <= 1'b0;
    end else if (firstMoves) begin
      valid_1 <= sums_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:158:7
    if (firstMoves) begin
      keep_1 <= sums_data_keep;
      address_1 <= sums_data_address;
      is_first_1 <= sums_data_isFirst;
      is_last_1 <= sums_data_isLast;
      last_1 <= sums_data_last;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:166:7
    if (reset) begin
      valid_2 <= 1'b0;
    end else if (secondMoves) begin
      valid_2 <= valid_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:166:7
    if (secondMoves) begin
      keep_2 <= keep_1;
      address_2 <= address_1;
      is_first_2 <= is_first_1;
      is_last_2 <= is_last_1;
      last_2 <= last_1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:167:7
    if (reset) begin
      valid_3 <= 1'b0;
    end else if (thirdMoves) begin
      valid_3 <= valid_2;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:167:7
    if (thirdMoves) begin
      keep_3 <= keep_2;
      address_3 <= address_2;
      is_first_3 <= is_first_2;
      is_last_3 <= is_last_2;
      last_3 <= last_2;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:168:7
    if (reset) begin
      valid_4 <= 1'b0;
    end else if (fourthMoves) begin
      valid_4 <= valid_3 && !isTooEarly;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:168:7
    if (fourthMoves) begin
      keep_4 <= keep_3;
      address_4 <= address_3;
      is_first_4 <= is_first_3;
      is_last_4 <= is_last_3;
      last_4 <= last_3;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:169:7
    if (reset) begin
      valid_5 <= 1'b0;
    end else if (resultMoves) begin
      valid_5 <= valid_4 && is_last_4;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:169:7
    if (resultMoves) begin
      keep_5 <= keep_4;
      last_5 <= last_4;
    end
  end

  assign results_valid = valid_5;  // src/blocks/lieq/accumulate.ts:201:21
  assign results_data_data = words;  // src/blocks/lieq/accumulate.ts:202:20
  assign results_data_keep = keeps;  // src/blocks/lieq/accumulate.ts:202:20
  assign results_data_last = last_5;  // src/blocks/lieq/accumulate.ts:202:20
  assign isEmpty = {valid_1, valid_2, valid_3, valid_4, valid_5} == 5'd0;  // src/blocks/lieq/accumulate.ts:203:15

endmodule

`default_nettype wire
