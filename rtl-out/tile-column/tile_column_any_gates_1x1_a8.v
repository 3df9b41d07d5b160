`default_nettype none

// Column of a cluster tile (any): 6 inputs, 1 tokens at a time.
module tile_column_any_gates_1x1_a8 (  // src/blocks/tiles/gates.ts:55:10
  input  wire        clock,
  input  wire        load,
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [16:0] held;  // src/blocks/tiles/gates.ts:98:16
  wire isTernary = held[0];  // src/blocks/tiles/any-code.ts:41:26
  wire middle_0 = held[16] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire middle_1 = held[15] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire high_0 = held[16] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire high_1 = held[15] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire [7:0] clusters_2 = {middle_0, middle_1, high_0, held[14], held[13], high_1, held[12], held[11]};  // src/blocks/tiles/tile-code.ts:24:56
  wire middle_2 = held[10] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire middle_3 = held[9] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire high_2 = held[10] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire high_3 = held[9] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire [7:0] clusters_3 = {middle_2, middle_3, high_2, held[8], held[7], high_3, held[6], held[5]};  // src/blocks/tiles/tile-code.ts:24:56
  wire [19:0] groups_1 = {clusters_2, clusters_3, held[4:1]};  // src/blocks/tiles/any-code.ts:52:10
  wire [11:0] token_0_sum;
  reg [11:0] total_0;  // src/blocks/tiles/gates.ts:111:19
  wire [1:0] index = weights[13:12];  // src/blocks/tiles/any-code.ts:21:21
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/any-code.ts:22:47
  wire [5:0] data_0 = weights[11:6];  // src/blocks/tiles/any-code.ts:24:22
  wire middle_1_0 = data_0[2] && data_0[3];  // src/blocks/tiles/any-code.ts:25:66
  wire middle_0_0 = data_0[2] && !data_0[3];  // src/blocks/tiles/any-code.ts:25:32
  wire [5:0] clusters_0 = {
      is_ternary ? middle_1_0 : data_0[4], is_ternary ? middle_0_0 : data_0[1], data_0[5],
      is_ternary ? data_0[4] : data_0[3], is_ternary ? data_0[1] : data_0[2], data_0[0]
  };  // src/blocks/tiles/tile-code.ts:24:56
  wire [5:0] data_1 = weights[5:0];  // src/blocks/tiles/any-code.ts:24:22
  wire middle_1_1 = data_1[2] && data_1[3];  // src/blocks/tiles/any-code.ts:25:66
  wire middle_0_1 = data_1[2] && !data_1[3];  // src/blocks/tiles/any-code.ts:25:32
  wire [5:0] clusters_1 = {
      is_ternary ? middle_1_1 : data_1[4], is_ternary ? middle_0_1 : data_1[1], data_1[5],
      is_ternary ? data_1[4] : data_1[3], is_ternary ? data_1[1] : data_1[2], data_1[0]
  };  // src/blocks/tiles/tile-code.ts:24:56
  wire lanes_3 = index != 2'd3;  // src/blocks/tiles/any-code.ts:35:63
  wire lanes_2 = index == 2'd3;  // src/blocks/tiles/any-code.ts:35:50
  wire lanes_1 = index == 2'd1;  // src/blocks/tiles/any-code.ts:35:37
  wire lanes_0 = index != 2'd1;  // src/blocks/tiles/any-code.ts:35:24
  wire [16:0] groups_0 = {clusters_0, clusters_1, lanes_3, lanes_2, lanes_1, lanes_0, is_ternary};  // src/blocks/tiles/any-code.ts:36:10

  tile_rows_any_1_a8 token_0 (  // src/blocks/tiles/gates.ts:108:18
    .controls    (groups_1),
    .activations ({
        activations[47:40], activations[39:32], activations[31:24], activations[23:16], activations[15:8],
        activations[7:0]
    }),
    .sum         (token_0_sum)
  );

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:99:3
    if (load) held <= groups_0;
  end

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:112:11
    total_0 <= token_0_sum;
  end

  assign sums = total_0;  // src/blocks/tiles/gates.ts:65:12

endmodule

`default_nettype wire
