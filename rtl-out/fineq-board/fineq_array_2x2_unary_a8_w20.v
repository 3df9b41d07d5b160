`default_nettype none

// Systolic array, 2 rows x 2 columns, output-stationary, unary coding.
module fineq_array_2x2_unary_a8_w20 (  // src/blocks/fineq/array.ts:31:3
  input  wire        clock,
  input  wire        reset,
  // Left edge; row r is r cycles behind row 0.
  input  wire [15:0] activations,  // 2 x 8 bits, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [1:0]  code_pulse,  // 2 x 1 bit, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [1:0]  code_negative,  // 2 x 1 bit, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [1:0]  code_boundary,  // 2 x 1 bit, element 0 lowest
  // Moves the drain registers one row down.
  input  wire        shift,
  // Drain registers of the bottom row.
  output wire [39:0] drained_sums,  // 2 x 20 bits, element 0 lowest
  // Drain registers of the bottom row.
  output wire [1:0]  drained_overflow  // 2 x 1 bit, element 0 lowest
);

  wire row_1_shiftAbove;
  wire [1:0] row_0_codeBelow_pulse;  // 2 x 1 bit, element 0 lowest
  wire [1:0] row_0_codeBelow_negative;  // 2 x 1 bit, element 0 lowest
  wire [1:0] row_0_codeBelow_boundary;  // 2 x 1 bit, element 0 lowest
  wire [39:0] row_0_drained_sums;  // 2 x 20 bits, element 0 lowest
  wire [1:0] row_0_drained_overflow;  // 2 x 1 bit, element 0 lowest
  wire row_0_shiftAbove;
  wire [1:0] row_1_codeBelow_pulse;  // 2 x 1 bit, element 0 lowest
  wire [1:0] row_1_codeBelow_negative;  // 2 x 1 bit, element 0 lowest
  wire [1:0] row_1_codeBelow_boundary;  // 2 x 1 bit, element 0 lowest

  fineq_row_2_unary_a8_w20 row_0 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[7:0]),
    .code_pulse         (code_pulse),
    .code_negative      (code_negative),
    .code_boundary      (code_boundary),
    .codeBelow_pulse    (row_0_codeBelow_pulse),
    .codeBelow_negative (row_0_codeBelow_negative),
    .codeBelow_boundary (row_0_codeBelow_boundary),
    .above_sums         (40'd0),
    .above_overflow     (2'd0),
    .drained_sums       (row_0_drained_sums),
    .drained_overflow   (row_0_drained_overflow),
    .shift              (row_1_shiftAbove),
    .shiftAbove         (row_0_shiftAbove)
  );

  fineq_row_2_unary_a8_w20 row_1 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[15:8]),
    .code_pulse         (row_0_codeBelow_pulse),
    .code_negative      (row_0_codeBelow_negative),
    .code_boundary      (row_0_codeBelow_boundary),
    .codeBelow_pulse    (row_1_codeBelow_pulse),
    .codeBelow_negative (row_1_codeBelow_negative),
    .codeBelow_boundary (row_1_codeBelow_boundary),
    .above_sums         (row_0_drained_sums),
    .above_overflow     (row_0_drained_overflow),
    .drained_sums       (drained_sums),
    .drained_overflow   (drained_overflow),
    .shift              (shift),
    .shiftAbove         (row_1_shiftAbove)
  );

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, row_0_shiftAbove, row_1_codeBelow_pulse, row_1_codeBelow_negative, row_1_codeBelow_boundary
  };

endmodule

`default_nettype wire
