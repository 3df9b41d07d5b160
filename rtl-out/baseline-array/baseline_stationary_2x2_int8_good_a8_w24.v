`default_nettype none

// Weight-stationary array, 2 rows x 2 columns, INT8 x int8 (good).
module baseline_stationary_2x2_int8_good_a8_w24 (  // src/blocks/baseline/stationary.ts:118:10
  input  wire        clock,
  // Weights move down a row.
  input  wire        load,
  // Into the top row; the bottom row's first.
  input  wire [15:0] weights,  // 2 x 8 bits, element 0 lowest
  // A vector, two's complement.
  input  wire [15:0] activations,  // 2 x 8 bits, element 0 lowest
  // Column c's 2 + c cycles after the activations.
  output wire [47:0] sums  // 2 x 24 bits, element 0 lowest
);

  wire [7:0] edges_weights_0 = weights[15:8];  // src/blocks/baseline/stationary.ts:129:47
  wire [7:0] edges_weights_1 = weights[7:0];  // src/blocks/baseline/stationary.ts:129:47
  wire [7:0] edges_activations_1 = activations[7:0];  // src/blocks/baseline/stationary.ts:129:84
  wire [15:0] row_0_weightsBelow;  // 2 x 8 bits, element 0 lowest
  wire [7:0] weightsAbove_0 = row_0_weightsBelow[15:8];  // src/blocks/systolic/stationary.ts:120:37
  wire [7:0] weightsAbove_1 = row_0_weightsBelow[7:0];  // src/blocks/systolic/stationary.ts:120:37
  reg [7:0] activation_1_late_1;  // src/blocks/systolic/delay.ts:23:18
  wire [47:0] row_0_totals;  // 2 x 24 bits, element 0 lowest
  wire [23:0] sumsAbove_0 = row_0_totals[47:24];  // src/blocks/systolic/stationary.ts:121:28
  wire [23:0] sumsAbove_1 = row_0_totals[23:0];  // src/blocks/systolic/stationary.ts:121:28
  wire [15:0] row_1_weightsBelow;  // 2 x 8 bits, element 0 lowest
  wire [47:0] row_1_totals;  // 2 x 24 bits, element 0 lowest
  wire [7:0] edges_activations_0 = activations[15:8];  // src/blocks/baseline/stationary.ts:129:84
  wire [23:0] sumsAbove_2 = row_1_totals[47:24];  // src/blocks/systolic/stationary.ts:121:28
  wire [23:0] sumsAbove_3 = row_1_totals[23:0];  // src/blocks/systolic/stationary.ts:121:28

  baseline_stationary_int8_good_a8_w24_p24_row_2 row_0 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({edges_weights_0, edges_weights_1}),
    .weightsBelow (row_0_weightsBelow),
    .activation   (edges_activations_1),
    .partials     (48'd0),
    .totals       (row_0_totals)
  );

  baseline_stationary_int8_good_a8_w24_p24_row_2 row_1 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({weightsAbove_0, weightsAbove_1}),
    .weightsBelow (row_1_weightsBelow),
    .activation   (activation_1_late_1),
    .partials     ({sumsAbove_0, sumsAbove_1}),
    .totals       (row_1_totals)
  );

  always @(posedge clock) begin  // src/blocks/systolic/delay.ts:24:10
    activation_1_late_1 <= edges_activations_0;
  end

  assign sums = {sumsAbove_2, sumsAbove_3};  // src/blocks/baseline/stationary.ts:130:12

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, row_1_weightsBelow};

endmodule

`default_nettype wire
