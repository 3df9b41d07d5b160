`default_nettype none

// 4 elements: activations move right, weights and partial sums down.
module fineq_stationary_temporal_a8_w10_p10_row_4 (  // src/blocks/systolic/stationary.ts:62:10
  input  wire        clock,
  input  wire        load,
  input  wire [11:0] weights,  // 4 x 3 bits, element 0 lowest
  output wire [11:0] weightsBelow,  // 4 x 3 bits, element 0 lowest
  input  wire [8:0]  activation,
  input  wire [39:0] partials,  // 4 x 10 bits, element 0 lowest
  output wire [39:0] totals  // 4 x 10 bits, element 0 lowest
);

  wire [8:0] element_0_activationRight;
  wire [8:0] element_1_activationRight;
  wire [8:0] element_2_activationRight;
  wire [8:0] element_3_activationRight;

  fineq_stationary_pe_temporal_a8_w10_p10 element_0 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[2:0]),
    .weightBelow     (weightsBelow[2:0]),
    .activation      (activation),
    .activationRight (element_0_activationRight),
    .partial         (partials[9:0]),
    .total           (totals[9:0])
  );

  fineq_stationary_pe_temporal_a8_w10_p10 element_1 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[5:3]),
    .weightBelow     (weightsBelow[5:3]),
    .activation      (element_0_activationRight),
    .activationRight (element_1_activationRight),
    .partial         (partials[19:10]),
    .total           (totals[19:10])
  );

  fineq_stationary_pe_temporal_a8_w10_p10 element_2 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[8:6]),
    .weightBelow     (weightsBelow[8:6]),
    .activation      (element_1_activationRight),
    .activationRight (element_2_activationRight),
    .partial         (partials[29:20]),
    .total           (totals[29:20])
  );

  fineq_stationary_pe_temporal_a8_w10_p10 element_3 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[11:9]),
    .weightBelow     (weightsBelow[11:9]),
    .activation      (element_2_activationRight),
    .activationRight (element_3_activationRight),
    .partial         (partials[39:30]),
    .total           (totals[39:30])
  );

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, element_3_activationRight};

endmodule

`default_nettype wire
