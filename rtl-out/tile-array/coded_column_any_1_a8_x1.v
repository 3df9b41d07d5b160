`default_nettype none

// Column of a cluster tile, recoded weights: 6 inputs, 1 tokens at a time.
module coded_column_any_1_a8_x1 (  // src/blocks/tiles/gates.ts:75:10
  input  wire        clock,
  input  wire        load,
  input  wire [16:0] code,
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [16:0] held;  // src/blocks/tiles/gates.ts:98:16
  wire isTernary = held[0];  // src/blocks/tiles/any-code.ts:41:26
  wire middle_0 = held[16] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire middle_1 = held[15] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire high_0 = held[16] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire high_1 = held[15] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire [7:0] clusters_0 = {middle_0, middle_1, high_0, held[14], held[13], high_1, held[12], held[11]};  // src/blocks/tiles/tile-code.ts:24:56
  wire middle_2 = held[10] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire middle_3 = held[9] && isTernary;  // src/blocks/tiles/any-code.ts:49:53
  wire high_2 = held[10] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire high_3 = held[9] && !isTernary;  // src/blocks/tiles/any-code.ts:48:51
  wire [7:0] clusters_1 = {middle_2, middle_3, high_2, held[8], held[7], high_3, held[6], held[5]};  // src/blocks/tiles/tile-code.ts:24:56
  wire [19:0] groups = {clusters_0, clusters_1, held[4:1]};  // src/blocks/tiles/any-code.ts:52:10
  wire [11:0] token_0_sum;
  reg [11:0] total_0;  // src/blocks/tiles/gates.ts:111:19

  tile_rows_any_1_a8 token_0 (  // src/blocks/tiles/gates.ts:108:18
    .controls    (groups),
    .activations ({
        activations[47:40], activations[39:32], activations[31:24], activations[23:16], activations[15:8],
        activations[7:0]
    }),
    .sum         (token_0_sum)
  );

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:99:3
    if (load) held <= code;
  end

  always @(posedge clock) begin  // src/blocks/tiles/gates.ts:112:11
    total_0 <= token_0_sum;
  end

  assign sums = total_0;  // src/blocks/tiles/gates.ts:84:12

endmodule

`default_nettype wire
