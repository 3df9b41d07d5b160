`default_nettype none

// 4 elements: activations move right, weights and partial sums down.
module fineq_stationary_temporal_a8_w9_p8_row_4 (  // src/blocks/systolic/stationary.ts:62:10
  input  wire        clock,
  input  wire        load,
  input  wire [11:0] weights,  // 4 x 3 bits, element 0 lowest
  output wire [11:0] weightsBelow,  // 4 x 3 bits, element 0 lowest
  input  wire [8:0]  activation,
  input  wire [31:0] partials,  // 4 x 8 bits, element 0 lowest
  output wire [35:0] totals  // 4 x 9 bits, element 0 lowest
);

  wire [8:0] element_0_activationRight;
  wire [8:0] element_1_activationRight;
  wire [8:0] element_2_activationRight;
  wire [8:0] element_3_activationRight;

  fineq_stationary_pe_temporal_a8_w9_p8 element_0 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[2:0]),
    .weightBelow     (weightsBelow[2:0]),
    .activation      (activation),
    .activationRight (element_0_activationRight),
    .partial         (partials[7:0]),
    .total           (totals[8:0])
  );

  fineq_stationary_pe_temporal_a8_w9_p8 element_1 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[5:3]),
    .weightBelow     (weightsBelow[5:3]),
    .activation      (element_0_activationRight),
    .activationRight (element_1_activationRight),
    .partial         (partials[15:8]),
    .total           (totals[17:9])
  );

  fineq_stationary_pe_temporal_a8_w9_p8 element_2 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[8:6]),
    .weightBelow     (weightsBelow[8:6]),
    .activation      (element_1_activationRight),
    .activationRight (element_2_activationRight),
    .partial         (partials[23:16]),
    .total           (totals[26:18])
  );

  fineq_stationary_pe_temporal_a8_w9_p8 element_3 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[11:9]),
    .weightBelow     (weightsBelow[11:9]),
    .activation      (element_2_activationRight),
    .activationRight (element_3_activationRight),
    .partial         (partials[31:24]),
    .total           (totals[35:27])
  );

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, element_3_activationRight};

endmodule

`default_nettype wire
