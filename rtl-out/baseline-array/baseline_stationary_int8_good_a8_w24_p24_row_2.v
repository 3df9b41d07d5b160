`default_nettype none

// 2 elements: activations move right, weights and partial sums down.
module baseline_stationary_int8_good_a8_w24_p24_row_2 (  // src/blocks/systolic/stationary.ts:62:10
  input  wire        clock,
  input  wire        load,
  input  wire [15:0] weights,  // 2 x 8 bits, element 0 lowest
  output wire [15:0] weightsBelow,  // 2 x 8 bits, element 0 lowest
  input  wire [7:0]  activation,
  input  wire [47:0] partials,  // 2 x 24 bits, element 0 lowest
  output wire [47:0] totals  // 2 x 24 bits, element 0 lowest
);

  wire [7:0] element_0_activationRight;
  wire [7:0] element_1_activationRight;

  baseline_stationary_pe_int8_good_a8_w24 element_0 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[7:0]),
    .weightBelow     (weightsBelow[7:0]),
    .activation      (activation),
    .activationRight (element_0_activationRight),
    .partial         (partials[23:0]),
    .total           (totals[23:0])
  );

  baseline_stationary_pe_int8_good_a8_w24 element_1 (  // src/blocks/systolic/stationary.ts:68:21
    .clock           (clock),
    .load            (load),
    .weight          (weights[15:8]),
    .weightBelow     (weightsBelow[15:8]),
    .activation      (element_0_activationRight),
    .activationRight (element_1_activationRight),
    .partial         (partials[47:24]),
    .total           (totals[47:24])
  );

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, element_1_activationRight};

endmodule

`default_nettype wire
