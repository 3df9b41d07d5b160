`default_nettype none

// Column of a cluster tile, recoded weights: 6 inputs, 1 tokens at a time.
module coded_column_any_1_a8_x1 (  // src/blocks/tiles/gates.ts:96:10
  input  wire        clock,
  input  wire        load,
  input  wire [13:0] code,
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  input  wire [15:0] complements,  // 2 x 8 bits, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [13:0] held;  // src/blocks/tiles/gates.ts:127:16
  wire [1:0] index = held[1:0];  // src/blocks/tiles/any-code.ts:50:22
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/any-code.ts:51:47
  wire middle_0 = held[13] && is_ternary;  // src/blocks/tiles/any-code.ts:61:53
  wire middle_1 = held[12] && is_ternary;  // src/blocks/tiles/any-code.ts:61:53
  wire high_0 = held[13] && !is_ternary;  // src/blocks/tiles/any-code.ts:60:51
  wire high_1 = held[12] && !is_ternary;  // src/blocks/tiles/any-code.ts:60:51
  wire [7:0] clusters_0 = {middle_0, middle_1, high_0, held[11], held[10], high_1, held[9], held[8]};  // src/blocks/tiles/tile-code.ts:31:56
  wire middle_2 = held[7] && is_ternary;  // src/blocks/tiles/any-code.ts:61:53
  wire middle_3 = held[6] && is_ternary;  // src/blocks/tiles/any-code.ts:61:53
  wire high_2 = held[7] && !is_ternary;  // src/blocks/tiles/any-code.ts:60:51
  wire high_3 = held[6] && !is_ternary;  // src/blocks/tiles/any-code.ts:60:51
  wire [7:0] clusters_1 = {middle_2, middle_3, high_2, held[5], held[4], high_3, held[3], held[2]};  // src/blocks/tiles/tile-code.ts:31:56
  wire ySecond = index == 2'd3;  // src/blocks/tiles/any-code.ts:52:50
  wire xSecond = index == 2'd1;  // src/blocks/tiles/any-code.ts:52:37
  wire [3:0] lanes = {!ySecond, ySecond, xSecond, !xSecond};  // src/blocks/tiles/tile-code.ts:31:56
  wire [19:0] groups = {clusters_0, clusters_1, lanes};  // src/blocks/tiles/any-code.ts:64:10
  wire [11:0] token_0_sum;
  reg [11:0] total_0;  // src/blocks/tiles/gates.ts:142:19

  tile_rows_any_1_a8 token_0 (  // src/blocks/tiles/gates.ts:138:18
    .controls    (groups),
    .activations ({
        activations[47:40], activations[39:32], activations[31:24], activations[23:16], activations[15:8],
        activations[7:0]
    }),
    .complements ({complements[15:8], complements[7:0]}),
    .sum         (token_0_sum)
  );

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:128:3
    if (load) held <= code;
  end

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:143:11
    total_0 <= token_0_sum;
  end

  assign sums = total_0;  // src/blocks/tiles/gates.ts:106:12

endmodule

`default_nettype wire
