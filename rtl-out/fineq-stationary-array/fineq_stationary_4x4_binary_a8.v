`default_nettype none

// Weight-stationary FineQ array, 4 rows x 4 columns, binary coding.
module fineq_stationary_4x4_binary_a8 (  // src/blocks/fineq/stationary.ts:154:10
  input  wire        clock,
  // Weights move down a row.
  input  wire        load,
  // {negative, magnitude} into the top row; the bottom row's first.
  input  wire [11:0] weights,  // 4 x 3 bits, element 0 lowest
  // A vector, with 2^7 added.
  input  wire [31:0] activations,  // 4 x 8 bits, element 0 lowest
  // Of the vector.
  input  wire        phase,
  // Dot products and their excess.
  output wire [47:0] sums  // 4 x 12 bits, element 0 lowest
);

  wire [2:0] edges_weights_0 = weights[11:9];  // src/blocks/fineq/stationary.ts:171:46
  wire [2:0] edges_weights_1 = weights[8:6];  // src/blocks/fineq/stationary.ts:171:46
  wire [2:0] edges_weights_2 = weights[5:3];  // src/blocks/fineq/stationary.ts:171:46
  wire [2:0] edges_weights_3 = weights[2:0];  // src/blocks/fineq/stationary.ts:171:46
  wire isLow = phase;  // src/blocks/fineq/stationary.ts:177:27
  wire [8:0] carried_3 = {isLow, activations[7:0]};  // src/blocks/fineq/stationary.ts:178:66
  wire [11:0] row_0_weightsBelow;  // 4 x 3 bits, element 0 lowest
  wire [2:0] weightsAbove_0 = row_0_weightsBelow[11:9];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_1 = row_0_weightsBelow[8:6];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_2 = row_0_weightsBelow[5:3];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_3 = row_0_weightsBelow[2:0];  // src/blocks/systolic/stationary.ts:120:37
  reg [8:0] activation_1_late_1;  // src/blocks/systolic/delay.ts:23:18
  wire [31:0] row_0_totals;  // 4 x 8 bits, element 0 lowest
  wire [7:0] sumsAbove_0 = row_0_totals[31:24];  // src/blocks/systolic/stationary.ts:121:28
  wire [7:0] sumsAbove_1 = row_0_totals[23:16];  // src/blocks/systolic/stationary.ts:121:28
  wire [7:0] sumsAbove_2 = row_0_totals[15:8];  // src/blocks/systolic/stationary.ts:121:28
  wire [7:0] sumsAbove_3 = row_0_totals[7:0];  // src/blocks/systolic/stationary.ts:121:28
  wire [11:0] row_1_weightsBelow;  // 4 x 3 bits, element 0 lowest
  wire [2:0] weightsAbove_4 = row_1_weightsBelow[11:9];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_5 = row_1_weightsBelow[8:6];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_6 = row_1_weightsBelow[5:3];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_7 = row_1_weightsBelow[2:0];  // src/blocks/systolic/stationary.ts:120:37
  reg [8:0] activation_2_late_2;  // src/blocks/systolic/delay.ts:23:18
  wire [35:0] row_1_totals;  // 4 x 9 bits, element 0 lowest
  wire [8:0] sumsAbove_4 = row_1_totals[35:27];  // src/blocks/systolic/stationary.ts:121:28
  wire [8:0] sumsAbove_5 = row_1_totals[26:18];  // src/blocks/systolic/stationary.ts:121:28
  wire [8:0] sumsAbove_6 = row_1_totals[17:9];  // src/blocks/systolic/stationary.ts:121:28
  wire [8:0] sumsAbove_7 = row_1_totals[8:0];  // src/blocks/systolic/stationary.ts:121:28
  wire [11:0] row_2_weightsBelow;  // 4 x 3 bits, element 0 lowest
  wire [2:0] weightsAbove_8 = row_2_weightsBelow[11:9];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_9 = row_2_weightsBelow[8:6];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_10 = row_2_weightsBelow[5:3];  // src/blocks/systolic/stationary.ts:120:37
  wire [2:0] weightsAbove_11 = row_2_weightsBelow[2:0];  // src/blocks/systolic/stationary.ts:120:37
  reg [8:0] activation_3_late_3;  // src/blocks/systolic/delay.ts:23:18
  wire [39:0] row_2_totals;  // 4 x 10 bits, element 0 lowest
  wire [9:0] sumsAbove_8 = row_2_totals[39:30];  // src/blocks/systolic/stationary.ts:121:28
  wire [9:0] sumsAbove_9 = row_2_totals[29:20];  // src/blocks/systolic/stationary.ts:121:28
  wire [9:0] sumsAbove_10 = row_2_totals[19:10];  // src/blocks/systolic/stationary.ts:121:28
  wire [9:0] sumsAbove_11 = row_2_totals[9:0];  // src/blocks/systolic/stationary.ts:121:28
  reg [8:0] activation_2_late_1;  // src/blocks/systolic/delay.ts:23:18
  reg [8:0] activation_3_late_1;  // src/blocks/systolic/delay.ts:23:18
  reg [8:0] activation_3_late_2;  // src/blocks/systolic/delay.ts:23:18
  wire [11:0] row_3_weightsBelow;  // 4 x 3 bits, element 0 lowest
  wire [39:0] row_3_totals;  // 4 x 10 bits, element 0 lowest
  reg begins_late_1;  // src/blocks/systolic/delay.ts:23:18
  reg begins_late_2;  // src/blocks/systolic/delay.ts:23:18
  reg begins_late_3;  // src/blocks/systolic/delay.ts:23:18
  reg begins_late_4;  // src/blocks/systolic/delay.ts:23:18
  reg begins_edge_late_1;  // src/blocks/systolic/delay.ts:12:18
  reg begins_edge_late_2;  // src/blocks/systolic/delay.ts:12:18
  reg begins_edge_late_3;  // src/blocks/systolic/delay.ts:12:18
  reg [11:0] total_0;  // src/blocks/fineq/stationary.ts:182:23
  reg [11:0] total_1;  // src/blocks/fineq/stationary.ts:182:23
  reg [11:0] total_2;  // src/blocks/fineq/stationary.ts:182:23
  reg [11:0] total_3;  // src/blocks/fineq/stationary.ts:182:23
  wire [8:0] carried_0 = {isLow, activations[15:8]};  // src/blocks/fineq/stationary.ts:178:66
  wire [8:0] carried_1 = {isLow, activations[23:16]};  // src/blocks/fineq/stationary.ts:178:66
  wire [8:0] carried_2 = {isLow, activations[31:24]};  // src/blocks/fineq/stationary.ts:178:66
  wire [11:0] counted_0 = total_0 << 1;  // src/blocks/fineq/stationary.ts:183:53
  wire [9:0] sumsAbove_12 = row_3_totals[9:0];  // src/blocks/systolic/stationary.ts:121:28
  wire [11:0] counted_1 = total_1 << 1;  // src/blocks/fineq/stationary.ts:183:53
  wire [9:0] sumsAbove_13 = row_3_totals[19:10];  // src/blocks/systolic/stationary.ts:121:28
  wire [11:0] counted_2 = total_2 << 1;  // src/blocks/fineq/stationary.ts:183:53
  wire [9:0] sumsAbove_14 = row_3_totals[29:20];  // src/blocks/systolic/stationary.ts:121:28
  wire [11:0] counted_3 = total_3 << 1;  // src/blocks/fineq/stationary.ts:183:53
  wire [9:0] sumsAbove_15 = row_3_totals[39:30];  // src/blocks/systolic/stationary.ts:121:28

  fineq_stationary_temporal_a8_w8_p8_row_4 row_0 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({edges_weights_0, edges_weights_1, edges_weights_2, edges_weights_3}),
    .weightsBelow (row_0_weightsBelow),
    .activation   (carried_3),
    .partials     (32'd0),
    .totals       (row_0_totals)
  );

  fineq_stationary_temporal_a8_w9_p8_row_4 row_1 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({weightsAbove_0, weightsAbove_1, weightsAbove_2, weightsAbove_3}),
    .weightsBelow (row_1_weightsBelow),
    .activation   (activation_1_late_1),
    .partials     ({sumsAbove_0, sumsAbove_1, sumsAbove_2, sumsAbove_3}),
    .totals       (row_1_totals)
  );

  fineq_stationary_temporal_a8_w10_p9_row_4 row_2 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({weightsAbove_4, weightsAbove_5, weightsAbove_6, weightsAbove_7}),
    .weightsBelow (row_2_weightsBelow),
    .activation   (activation_2_late_2),
    .partials     ({sumsAbove_4, sumsAbove_5, sumsAbove_6, sumsAbove_7}),
    .totals       (row_2_totals)
  );

  fineq_stationary_temporal_a8_w10_p10_row_4 row_3 (  // src/blocks/systolic/stationary.ts:115:17
    .clock        (clock),
    .load         (load),
    .weights      ({weightsAbove_8, weightsAbove_9, weightsAbove_10, weightsAbove_11}),
    .weightsBelow (row_3_weightsBelow),
    .activation   (activation_3_late_3),
    .partials     ({sumsAbove_8, sumsAbove_9, sumsAbove_10, sumsAbove_11}),
    .totals       (row_3_totals)
  );

  always @(posedge clock) begin  // src/blocks/systolic/delay.ts:24:10
    activation_1_late_1 <= carried_0;
    activation_2_late_1 <= carried_1;
    activation_2_late_2 <= activation_2_late_1;
    activation_3_late_1 <= carried_2;
    activation_3_late_2 <= activation_3_late_1;
    activation_3_late_3 <= activation_3_late_2;
    begins_late_1 <= !phase;
    begins_late_2 <= begins_late_1;
    begins_late_3 <= begins_late_2;
    begins_late_4 <= begins_late_3;
    begins_edge_late_1 <= begins_late_4;
    begins_edge_late_2 <= begins_edge_late_1;
    begins_edge_late_3 <= begins_edge_late_2;
    total_0 <= (begins_late_4 ? 12'd0 : counted_0) + {2'd0, sumsAbove_12};
  end

  assign sums[47:36] = total_3;  // src/blocks/fineq/stationary.ts:185:25
  assign sums[35:24] = total_2;  // src/blocks/fineq/stationary.ts:185:25
  assign sums[23:12] = total_1;  // src/blocks/fineq/stationary.ts:185:25
  assign sums[11:0] = total_0;  // src/blocks/fineq/stationary.ts:185:25

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:184:15
    total_1 <= (begins_edge_late_1 ? 12'd0 : counted_1) + {2'd0, sumsAbove_13};
  end

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:184:15
    total_2 <= (begins_edge_late_2 ? 12'd0 : counted_2) + {2'd0, sumsAbove_14};
  end

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:184:15
    total_3 <= (begins_edge_late_3 ? 12'd0 : counted_3) + {2'd0, sumsAbove_15};
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, row_3_weightsBelow};

endmodule

`default_nettype wire
