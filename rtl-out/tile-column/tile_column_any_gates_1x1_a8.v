`default_nettype none

// Column of a cluster tile (any): 6 inputs, 1 tokens at a time.
module tile_column_any_gates_1x1_a8 (  // src/blocks/tiles/gates.ts:70:10
  input  wire        clock,
  input  wire        load,
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [13:0] held;  // src/blocks/tiles/gates.ts:127:16
  wire [1:0] index_1 = held[1:0];  // src/blocks/tiles/any-code.ts:50:22
  wire is_ternary_1 = index_1 == 2'd0;  // src/blocks/tiles/any-code.ts:51:47
  wire middle_0 = held[13] && is_ternary_1;  // src/blocks/tiles/any-code.ts:61:53
  wire middle_1 = held[12] && is_ternary_1;  // src/blocks/tiles/any-code.ts:61:53
  wire high_0 = held[13] && !is_ternary_1;  // src/blocks/tiles/any-code.ts:60:51
  wire high_1 = held[12] && !is_ternary_1;  // src/blocks/tiles/any-code.ts:60:51
  wire [7:0] clusters_2 = {middle_0, middle_1, high_0, held[11], held[10], high_1, held[9], held[8]};  // src/blocks/tiles/tile-code.ts:31:56
  wire middle_2 = held[7] && is_ternary_1;  // src/blocks/tiles/any-code.ts:61:53
  wire middle_3 = held[6] && is_ternary_1;  // src/blocks/tiles/any-code.ts:61:53
  wire high_2 = held[7] && !is_ternary_1;  // src/blocks/tiles/any-code.ts:60:51
  wire high_3 = held[6] && !is_ternary_1;  // src/blocks/tiles/any-code.ts:60:51
  wire [7:0] clusters_3 = {middle_2, middle_3, high_2, held[5], held[4], high_3, held[3], held[2]};  // src/blocks/tiles/tile-code.ts:31:56
  wire ySecond = index_1 == 2'd3;  // src/blocks/tiles/any-code.ts:52:50
  wire xSecond = index_1 == 2'd1;  // src/blocks/tiles/any-code.ts:52:37
  wire [3:0] lanes = {!ySecond, ySecond, xSecond, !xSecond};  // src/blocks/tiles/tile-code.ts:31:56
  wire [19:0] groups_1 = {clusters_2, clusters_3, lanes};  // src/blocks/tiles/any-code.ts:64:10
  wire [7:0] values_0 = activations[47:40];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] values_1 = activations[39:32];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] values_2 = activations[31:24];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] values_3 = activations[23:16];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] values_4 = activations[15:8];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] values_5 = activations[7:0];  // src/blocks/tiles/gates.ts:80:34
  wire [7:0] complement_0 = ~values_1;  // src/blocks/tiles/gates.ts:62:73
  wire [7:0] complement_1 = ~values_4;  // src/blocks/tiles/gates.ts:62:73
  wire [11:0] token_0_sum;
  reg [11:0] total_0;  // src/blocks/tiles/gates.ts:142:19
  wire [1:0] index_0 = weights[13:12];  // src/blocks/tiles/any-code.ts:31:21
  wire is_ternary_0 = index_0 == 2'd0;  // src/blocks/tiles/any-code.ts:32:47
  wire [5:0] data_0 = weights[11:6];  // src/blocks/tiles/any-code.ts:34:22
  wire middle_1_0 = data_0[2] && data_0[3];  // src/blocks/tiles/any-code.ts:35:66
  wire middle_0_0 = data_0[2] && !data_0[3];  // src/blocks/tiles/any-code.ts:35:32
  wire [5:0] clusters_0 = {
      is_ternary_0 ? middle_1_0 : data_0[4], is_ternary_0 ? middle_0_0 : data_0[1], data_0[5],
      is_ternary_0 ? data_0[4] : data_0[3], is_ternary_0 ? data_0[1] : data_0[2], data_0[0]
  };  // src/blocks/tiles/tile-code.ts:31:56
  wire [5:0] data_1 = weights[5:0];  // src/blocks/tiles/any-code.ts:34:22
  wire middle_1_1 = data_1[2] && data_1[3];  // src/blocks/tiles/any-code.ts:35:66
  wire middle_0_1 = data_1[2] && !data_1[3];  // src/blocks/tiles/any-code.ts:35:32
  wire [5:0] clusters_1 = {
      is_ternary_0 ? middle_1_1 : data_1[4], is_ternary_0 ? middle_0_1 : data_1[1], data_1[5],
      is_ternary_0 ? data_1[4] : data_1[3], is_ternary_0 ? data_1[1] : data_1[2], data_1[0]
  };  // src/blocks/tiles/tile-code.ts:31:56
  wire [13:0] groups_0 = {clusters_0, clusters_1, index_0};  // src/blocks/tiles/any-code.ts:45:10

  tile_rows_any_1_a8 token_0 (  // src/blocks/tiles/gates.ts:138:18
    .controls    (groups_1),
    .activations ({values_0, values_1, values_2, values_3, values_4, values_5}),
    .complements ({complement_0, complement_1}),
    .sum         (token_0_sum)
  );

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:128:3
    if (load) held <= groups_0;
  end

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:143:11
    total_0 <= token_0_sum;
  end

  assign sums = total_0;  // src/blocks/tiles/gates.ts:81:12

endmodule

`default_nettype wire
