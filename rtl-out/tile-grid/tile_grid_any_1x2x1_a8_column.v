`default_nettype none

// A column of any FineQ clusters behind a decoder.
module tile_grid_any_1x2x1_a8_column (  // src/blocks/tiles/pipelined-grid.ts:166:18
  input  wire        clock,
  input  wire        load,
  input  wire [17:0] controls,  // 2 x 9 bits, element 0 lowest
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [17:0] held;  // 2 x 9 bits, element 0 lowest; src/blocks/tiles/pipelined-grid.ts:176:20
  reg [7:0] low_one_row_0;  // src/blocks/tiles/pipelined.ts:141:16
  reg [7:0] high_one_row_0;  // src/blocks/tiles/pipelined.ts:141:16
  reg [7:0] high_two_row_0;  // src/blocks/tiles/pipelined.ts:141:16
  reg [8:0] second_one_low_two_row_0;  // src/blocks/tiles/pipelined.ts:141:16
  reg [9:0] doubled_0;  // src/blocks/tiles/pipelined.ts:133:19
  reg [8:0] partial_sum_0;  // src/blocks/tiles/pipelined-adders.ts:26:17
  reg [10:0] partial_sum_1;  // src/blocks/tiles/pipelined-adders.ts:26:17
  reg [7:0] low_one_row_1;  // src/blocks/tiles/pipelined.ts:141:16
  reg [7:0] high_one_row_1;  // src/blocks/tiles/pipelined.ts:141:16
  reg [7:0] high_two_row_1;  // src/blocks/tiles/pipelined.ts:141:16
  reg [8:0] second_one_low_two_row_1;  // src/blocks/tiles/pipelined.ts:141:16
  reg [9:0] doubled_1;  // src/blocks/tiles/pipelined.ts:133:19
  reg [8:0] partial_sum_2;  // src/blocks/tiles/pipelined-adders.ts:26:17
  reg [10:0] partial_sum_3;  // src/blocks/tiles/pipelined-adders.ts:26:17
  reg [11:0] partial_sum_4;  // src/blocks/tiles/pipelined-adders.ts:26:17
  wire [7:0] low_0 = (held[0] ? activations[15:8] : activations[7:0]) ^ {8{held[2]}};  // src/blocks/tiles/pipelined.ts:120:55
  wire [7:0] high_0 = (held[1] ? activations[15:8] : activations[23:16]) ^ {8{held[3]}};  // src/blocks/tiles/pipelined.ts:121:57
  wire isLow_0 = held[8] && !held[7];  // src/blocks/tiles/pipelined.ts:128:22
  wire [8:0] sum_0 = {1'b0, second_one_low_two_row_0[8:1]} + {1'b0, high_two_row_0};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_0 = second_one_low_two_row_0[8];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire tops_1 = high_two_row_0[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [8:0] exact_sum_0 = {sum_0[8] && (tops_0 || tops_1), sum_0[7:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [8:0] sum_1 = {1'b0, low_one_row_0} + {1'b0, high_one_row_0};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_2 = low_one_row_0[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire tops_3 = high_one_row_0[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [8:0] exact_sum_1 = {sum_1[8] && (tops_2 || tops_3), sum_1[7:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [10:0] sum_2 = {2'd0, partial_sum_0} + {1'b0, doubled_0};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_4 = doubled_0[9];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [10:0] exact_sum_2 = {sum_2[10] && tops_4, sum_2[9:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [7:0] low_1 = (held[9] ? activations[39:32] : activations[31:24]) ^ {8{held[11]}};  // src/blocks/tiles/pipelined.ts:120:55
  wire [7:0] high_1 = (held[10] ? activations[39:32] : activations[47:40]) ^ {8{held[12]}};  // src/blocks/tiles/pipelined.ts:121:57
  wire isLow_1 = held[17] && !held[16];  // src/blocks/tiles/pipelined.ts:128:22
  wire [8:0] sum_3 = {1'b0, second_one_low_two_row_1[8:1]} + {1'b0, high_two_row_1};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_5 = second_one_low_two_row_1[8];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire tops_6 = high_two_row_1[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [8:0] exact_sum_3 = {sum_3[8] && (tops_5 || tops_6), sum_3[7:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [8:0] sum_4 = {1'b0, low_one_row_1} + {1'b0, high_one_row_1};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_7 = low_one_row_1[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire tops_8 = high_one_row_1[7];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [8:0] exact_sum_4 = {sum_4[8] && (tops_7 || tops_8), sum_4[7:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [10:0] sum_5 = {2'd0, partial_sum_2} + {1'b0, doubled_1};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_9 = doubled_1[9];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [10:0] exact_sum_5 = {sum_5[10] && tops_9, sum_5[9:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29
  wire [11:0] sum_6 = {1'b0, partial_sum_1} + {1'b0, partial_sum_3};  // src/blocks/tiles/pipelined-adders.ts:38:32
  wire tops_10 = partial_sum_1[10];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire tops_11 = partial_sum_3[10];  // src/blocks/tiles/pipelined-adders.ts:39:91
  wire [11:0] exact_sum_6 = {sum_6[11] && (tops_10 || tops_11), sum_6[10:0]};  // src/blocks/tiles/pipelined-adders.ts:41:29

  always @(posedge clock) begin  // src/blocks/tiles/pipelined-grid.ts:177:7
    if (load) held <= controls;
  end

  always @(posedge clock) begin  // src/blocks/tiles/pipelined.ts:142:8
    low_one_row_0 <= low_0 & {8{held[4]}};
    high_one_row_0 <= high_0 & {8{held[5]}};
    high_two_row_0 <= high_0 & {8{held[6]}};
    second_one_low_two_row_0 <= {1'b0, (activations[15:8] ^ {8{held[8]}}) & {8{held[7]}}} | {low_0 & {8{isLow_0}}, 1'b0};
    doubled_0 <= {exact_sum_0, second_one_low_two_row_0[0]};
    partial_sum_0 <= exact_sum_1;
    partial_sum_1 <= exact_sum_2;
    low_one_row_1 <= low_1 & {8{held[13]}};
    high_one_row_1 <= high_1 & {8{held[14]}};
    high_two_row_1 <= high_1 & {8{held[15]}};
    second_one_low_two_row_1 <= {1'b0, (activations[39:32] ^ {8{held[17]}}) & {8{held[16]}}}
        | {low_1 & {8{isLow_1}}, 1'b0};
    doubled_1 <= {exact_sum_3, second_one_low_two_row_1[0]};
    partial_sum_2 <= exact_sum_4;
    partial_sum_3 <= exact_sum_5;
    partial_sum_4 <= exact_sum_6;
  end

  assign sums = partial_sum_4;  // src/blocks/tiles/pipelined-grid.ts:181:18

endmodule

`default_nettype wire
