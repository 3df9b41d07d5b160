`default_nettype none

// Array of cluster tiles (any): 6 inputs, 2 channels, 1 tokens at a time.
module tile_array_any_1_a8_2x1 (  // src/blocks/tiles/tile-array.ts:49:10
  input  wire        clock,
  // A bit a column, which takes `weights`.
  input  wire [1:0]  load,
  // Raw FineQ pairs of one channel.
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  // Offset by 128; the first token's first.
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  // Dot products plus excess, the first column's tokens first.
  output wire [23:0] sums  // 2 x 12 bits, element 0 lowest
);

  reg [1:0] load_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [13:0] code_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_5_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_4_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_3_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_2_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_1_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg [7:0] activation_0_late_1;  // src/blocks/systolic/delay.ts:12:18
  wire [7:0] complement_0 = ~activation_4_late_1;  // src/blocks/tiles/gates.ts:62:73
  wire [7:0] complement_1 = ~activation_1_late_1;  // src/blocks/tiles/gates.ts:62:73
  wire [11:0] column_0_sums;  // 1 x 12 bits, element 0 lowest
  wire [11:0] column_1_sums;  // 1 x 12 bits, element 0 lowest
  wire [1:0] index = weights[13:12];  // src/blocks/tiles/any-code.ts:31:21
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/any-code.ts:32:47
  wire [5:0] data_0 = weights[11:6];  // src/blocks/tiles/any-code.ts:34:22
  wire middle_1_0 = data_0[2] && data_0[3];  // src/blocks/tiles/any-code.ts:35:66
  wire middle_0_0 = data_0[2] && !data_0[3];  // src/blocks/tiles/any-code.ts:35:32
  wire [5:0] clusters_0 = {
      is_ternary ? middle_1_0 : data_0[4], is_ternary ? middle_0_0 : data_0[1], data_0[5],
      is_ternary ? data_0[4] : data_0[3], is_ternary ? data_0[1] : data_0[2], data_0[0]
  };  // src/blocks/tiles/tile-code.ts:31:56
  wire [5:0] data_1 = weights[5:0];  // src/blocks/tiles/any-code.ts:34:22
  wire middle_1_1 = data_1[2] && data_1[3];  // src/blocks/tiles/any-code.ts:35:66
  wire middle_0_1 = data_1[2] && !data_1[3];  // src/blocks/tiles/any-code.ts:35:32
  wire [5:0] clusters_1 = {
      is_ternary ? middle_1_1 : data_1[4], is_ternary ? middle_0_1 : data_1[1], data_1[5],
      is_ternary ? data_1[4] : data_1[3], is_ternary ? data_1[1] : data_1[2], data_1[0]
  };  // src/blocks/tiles/tile-code.ts:31:56
  wire [13:0] groups = {clusters_0, clusters_1, index};  // src/blocks/tiles/any-code.ts:45:10

  coded_column_any_1_a8_x1 column_0 (  // src/blocks/tiles/tile-array.ts:73:22
    .clock       (clock),
    .load        (load_late_1[0]),
    .code        (code_late_1),
    .activations ({
        activation_5_late_1, activation_4_late_1, activation_3_late_1, activation_2_late_1, activation_1_late_1,
        activation_0_late_1
    }),
    .complements ({complement_0, complement_1}),
    .sums        (column_0_sums)
  );

  coded_column_any_1_a8_x1 column_1 (  // src/blocks/tiles/tile-array.ts:73:22
    .clock       (clock),
    .load        (load_late_1[1]),
    .code        (code_late_1),
    .activations ({
        activation_5_late_1, activation_4_late_1, activation_3_late_1, activation_2_late_1, activation_1_late_1,
        activation_0_late_1
    }),
    .complements ({complement_0, complement_1}),
    .sums        (column_1_sums)
  );

  always @(posedge clock) begin  // src/blocks/systolic/delay.ts:13:10
    load_late_1 <= load;
    code_late_1 <= groups;
    activation_0_late_1 <= activations[7:0];
    activation_1_late_1 <= activations[15:8];
    activation_2_late_1 <= activations[23:16];
    activation_3_late_1 <= activations[31:24];
    activation_4_late_1 <= activations[39:32];
    activation_5_late_1 <= activations[47:40];
  end

  assign sums = {column_1_sums, column_0_sums};  // src/blocks/tiles/tile-array.ts:71:12

endmodule

`default_nettype wire
