`default_nettype none

// 2 columns of 6 inputs, any FineQ clusters, for FPGAs.
module tile_grid_any_1x2x1_a8 (  // src/blocks/tiles/pipelined-grid.ts:185:10
  input  wire        clock,
  input  wire [1:0]  load,
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [23:0] sums  // 2 x 12 bits, element 0 lowest
);

  reg [1:0] load_edge;  // src/blocks/tiles/pipelined-grid.ts:198:20
  reg [17:0] decoded;  // 2 x 9 bits, element 0 lowest; src/blocks/tiles/pipelined-grid.ts:196:23
  reg [47:0] vectors;  // 6 x 8 bits, element 0 lowest; src/blocks/tiles/pipelined-grid.ts:201:23
  wire [11:0] column_0_sums;  // 1 x 12 bits, element 0 lowest
  wire [11:0] column_1_sums;  // 1 x 12 bits, element 0 lowest
  wire [1:0] index = weights[13:12];  // src/blocks/tiles/pipelined.ts:77:22
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/pipelined.ts:78:47
  wire [5:0] data_0 = weights[11:6];  // src/blocks/tiles/pipelined.ts:82:23
  wire high_is_second = index == 2'd3;  // src/blocks/tiles/pipelined.ts:80:54
  wire low_is_second = index == 2'd1;  // src/blocks/tiles/pipelined.ts:79:52
  wire [5:0] data_1 = weights[5:0];  // src/blocks/tiles/pipelined.ts:82:23

  tile_grid_any_1x2x1_a8_column column_0 (  // src/blocks/tiles/pipelined-grid.ts:204:24
    .clock       (clock),
    .load        (load_edge[0]),
    .controls    (decoded),
    .activations (vectors),
    .sums        (column_0_sums)
  );

  tile_grid_any_1x2x1_a8_column column_1 (  // src/blocks/tiles/pipelined-grid.ts:204:24
    .clock       (clock),
    .load        (load_edge[1]),
    .controls    (decoded),
    .activations (vectors),
    .sums        (column_1_sums)
  );

  always @(posedge clock) begin  // src/blocks/tiles/pipelined-grid.ts:197:15
    decoded <= {
        is_ternary ? data_0[2] && data_0[3] : data_0[1], is_ternary && data_0[2], !is_ternary && data_0[4],
        is_ternary ? data_0[4] : data_0[3], data_0[0], data_0[5], is_ternary ? data_0[1] : data_0[2], high_is_second,
        low_is_second, is_ternary ? data_1[2] && data_1[3] : data_1[1], is_ternary && data_1[2],
        !is_ternary && data_1[4], is_ternary ? data_1[4] : data_1[3], data_1[0], data_1[5],
        is_ternary ? data_1[1] : data_1[2], high_is_second, low_is_second
    };
    load_edge <= load;
    vectors <= activations;
  end

  assign sums = {column_1_sums, column_0_sums};  // src/blocks/tiles/pipelined-grid.ts:203:18

endmodule

`default_nettype wire
