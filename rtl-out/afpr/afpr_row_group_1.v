`default_nettype none

// FP-DAC control of 1 rows, two-phase inputs.
module afpr_row_group_1 (  // src/blocks/afpr/dac/row-group.ts:17:3
  input  wire       clock,
  input  wire       reset,
  input  wire       clear,
  input  wire       load,
  input  wire [7:0] codes,  // 1 x 8 bits, element 0 lowest
  input  wire       swap,
  input  wire       isOn,
  input  wire       isSubtracting,
  output wire       drive_on,  // 1 x 1 bit, element 0 lowest
  output wire       drive_isNegative,  // 1 x 1 bit, element 0 lowest
  output wire [5:0] drive_level,  // 1 x 6 bits, element 0 lowest
  output wire [2:0] drive_gain  // 1 x 3 bits, element 0 lowest
);

  wire row_0_on;
  wire row_0_isNegative;
  wire [5:0] row_0_level;
  wire [2:0] row_0_gain;

  afpr_row_two_phase row_0 (  // src/blocks/afpr/dac/row-group.ts:30:21
    .clock         (clock),
    .reset         (reset),
    .clear         (clear),
    .load          (load),
    .code          (codes),
    .swap          (swap),
    .isOn          (isOn),
    .isSubtracting (isSubtracting),
    .on            (row_0_on),
    .isNegative    (row_0_isNegative),
    .level         (row_0_level),
    .gain          (row_0_gain)
  );

  assign drive_on = row_0_on;  // src/blocks/afpr/dac/row-group.ts:39:16
  assign drive_isNegative = row_0_isNegative;  // src/blocks/afpr/dac/row-group.ts:39:16
  assign drive_level = row_0_level;  // src/blocks/afpr/dac/row-group.ts:39:16
  assign drive_gain = row_0_gain;  // src/blocks/afpr/dac/row-group.ts:39:16

endmodule

`default_nettype wire
