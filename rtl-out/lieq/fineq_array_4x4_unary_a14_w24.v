`default_nettype none

// Systolic array, 4 rows x 4 columns, output-stationary, unary coding.
module fineq_array_4x4_unary_a14_w24 (  // src/blocks/fineq/array.ts:31:3
  input  wire        clock,
  input  wire        reset,
  // Left edge; row r is r cycles behind row 0.
  input  wire [55:0] activations,  // 4 x 14 bits, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [3:0]  code_pulse,  // 4 x 1 bit, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [3:0]  code_negative,  // 4 x 1 bit, element 0 lowest
  // Top edge, a bit or field for each column; column c is c cycles behind column 0.
  input  wire [3:0]  code_boundary,  // 4 x 1 bit, element 0 lowest
  // Moves the drain registers one row down.
  input  wire        shift,
  // Drain registers of the bottom row.
  output wire [95:0] drained_sums,  // 4 x 24 bits, element 0 lowest
  // Drain registers of the bottom row.
  output wire [3:0]  drained_overflow  // 4 x 1 bit, element 0 lowest
);

  wire row_1_shiftAbove;
  wire [3:0] row_0_codeBelow_pulse;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_0_codeBelow_negative;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_0_codeBelow_boundary;  // 4 x 1 bit, element 0 lowest
  wire [95:0] row_0_drained_sums;  // 4 x 24 bits, element 0 lowest
  wire [3:0] row_0_drained_overflow;  // 4 x 1 bit, element 0 lowest
  wire row_2_shiftAbove;
  wire [3:0] row_1_codeBelow_pulse;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_1_codeBelow_negative;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_1_codeBelow_boundary;  // 4 x 1 bit, element 0 lowest
  wire [95:0] row_1_drained_sums;  // 4 x 24 bits, element 0 lowest
  wire [3:0] row_1_drained_overflow;  // 4 x 1 bit, element 0 lowest
  wire row_3_shiftAbove;
  wire [3:0] row_2_codeBelow_pulse;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_2_codeBelow_negative;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_2_codeBelow_boundary;  // 4 x 1 bit, element 0 lowest
  wire [95:0] row_2_drained_sums;  // 4 x 24 bits, element 0 lowest
  wire [3:0] row_2_drained_overflow;  // 4 x 1 bit, element 0 lowest
  wire row_0_shiftAbove;
  wire [3:0] row_3_codeBelow_pulse;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_3_codeBelow_negative;  // 4 x 1 bit, element 0 lowest
  wire [3:0] row_3_codeBelow_boundary;  // 4 x 1 bit, element 0 lowest

  fineq_row_4_unary_a14_w24 row_0 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[13:0]),
    .code_pulse         (code_pulse),
    .code_negative      (code_negative),
    .code_boundary      (code_boundary),
    .codeBelow_pulse    (row_0_codeBelow_pulse),
    .codeBelow_negative (row_0_codeBelow_negative),
    .codeBelow_boundary (row_0_codeBelow_boundary),
    .above_sums         (96'd0),
    .above_overflow     (4'd0),
    .drained_sums       (row_0_drained_sums),
    .drained_overflow   (row_0_drained_overflow),
    .shift              (row_1_shiftAbove),
    .shiftAbove         (row_0_shiftAbove)
  );

  fineq_row_4_unary_a14_w24 row_1 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[27:14]),
    .code_pulse         (row_0_codeBelow_pulse),
    .code_negative      (row_0_codeBelow_negative),
    .code_boundary      (row_0_codeBelow_boundary),
    .codeBelow_pulse    (row_1_codeBelow_pulse),
    .codeBelow_negative (row_1_codeBelow_negative),
    .codeBelow_boundary (row_1_codeBelow_boundary),
    .above_sums         (row_0_drained_sums),
    .above_overflow     (row_0_drained_overflow),
    .drained_sums       (row_1_drained_sums),
    .drained_overflow   (row_1_drained_overflow),
    .shift              (row_2_shiftAbove),
    .shiftAbove         (row_1_shiftAbove)
  );

  fineq_row_4_unary_a14_w24 row_2 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[41:28]),
    .code_pulse         (row_1_codeBelow_pulse),
    .code_negative      (row_1_codeBelow_negative),
    .code_boundary      (row_1_codeBelow_boundary),
    .codeBelow_pulse    (row_2_codeBelow_pulse),
    .codeBelow_negative (row_2_codeBelow_negative),
    .codeBelow_boundary (row_2_codeBelow_boundary),
    .above_sums         (row_1_drained_sums),
    .above_overflow     (row_1_drained_overflow),
    .drained_sums       (row_2_drained_sums),
    .drained_overflow   (row_2_drained_overflow),
    .shift              (row_3_shiftAbove),
    .shiftAbove         (row_2_shiftAbove)
  );

  fineq_row_4_unary_a14_w24 row_3 (  // src/blocks/fineq/array.ts:45:9
    .clock              (clock),
    .reset              (reset),
    .activation         (activations[55:42]),
    .code_pulse         (row_2_codeBelow_pulse),
    .code_negative      (row_2_codeBelow_negative),
    .code_boundary      (row_2_codeBelow_boundary),
    .codeBelow_pulse    (row_3_codeBelow_pulse),
    .codeBelow_negative (row_3_codeBelow_negative),
    .codeBelow_boundary (row_3_codeBelow_boundary),
    .above_sums         (row_2_drained_sums),
    .above_overflow     (row_2_drained_overflow),
    .drained_sums       (drained_sums),
    .drained_overflow   (drained_overflow),
    .shift              (shift),
    .shiftAbove         (row_3_shiftAbove)
  );

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, row_0_shiftAbove, row_3_codeBelow_pulse, row_3_codeBelow_negative, row_3_codeBelow_boundary
  };

endmodule

`default_nettype wire
