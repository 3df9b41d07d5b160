`default_nettype none

// 4 processing elements: activations move right, pulses and finished sums move down.
module fineq_row_4_unary_a8_w24 (  // src/blocks/fineq/row.ts:50:10
  input  wire        clock,
  input  wire        reset,
  input  wire [7:0]  activation,
  input  wire [3:0]  code_pulse,  // 4 x 1 bit, element 0 lowest
  input  wire [3:0]  code_negative,  // 4 x 1 bit, element 0 lowest
  input  wire [3:0]  code_boundary,  // 4 x 1 bit, element 0 lowest
  output wire [3:0]  codeBelow_pulse,  // 4 x 1 bit, element 0 lowest
  output wire [3:0]  codeBelow_negative,  // 4 x 1 bit, element 0 lowest
  output wire [3:0]  codeBelow_boundary,  // 4 x 1 bit, element 0 lowest
  input  wire [95:0] above_sums,  // 4 x 24 bits, element 0 lowest
  input  wire [3:0]  above_overflow,  // 4 x 1 bit, element 0 lowest
  output wire [95:0] drained_sums,  // 4 x 24 bits, element 0 lowest
  output wire [3:0]  drained_overflow,  // 4 x 1 bit, element 0 lowest
  input  wire        shift,
  output wire        shiftAbove
);

  reg [7:0] activation_1;  // src/blocks/fineq/row.ts:84:26
  reg [7:0] activation_2;  // src/blocks/fineq/row.ts:84:26
  reg [7:0] activation_3;  // src/blocks/fineq/row.ts:84:26
  reg [3:0] passedCode_pulse;  // 4 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg [3:0] passedCode_negative;  // 4 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg [3:0] passedCode_boundary;  // 4 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg passedShift;  // src/blocks/fineq/row.ts:65:27

  fineq_pe_unary_a8_w24 element_0 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation),
    .pulse           (code_pulse[0]),
    .negative        (code_negative[0]),
    .boundary        (code_boundary[0]),
    .shift           (shift),
    .above           (above_sums[23:0]),
    .aboveOverflow   (above_overflow[0]),
    .drained         (drained_sums[23:0]),
    .drainedOverflow (drained_overflow[0])
  );

  fineq_pe_unary_a8_w24 element_1 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation_1),
    .pulse           (code_pulse[1]),
    .negative        (code_negative[1]),
    .boundary        (code_boundary[1]),
    .shift           (shift),
    .above           (above_sums[47:24]),
    .aboveOverflow   (above_overflow[1]),
    .drained         (drained_sums[47:24]),
    .drainedOverflow (drained_overflow[1])
  );

  fineq_pe_unary_a8_w24 element_2 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation_2),
    .pulse           (code_pulse[2]),
    .negative        (code_negative[2]),
    .boundary        (code_boundary[2]),
    .shift           (shift),
    .above           (above_sums[71:48]),
    .aboveOverflow   (above_overflow[2]),
    .drained         (drained_sums[71:48]),
    .drainedOverflow (drained_overflow[2])
  );

  fineq_pe_unary_a8_w24 element_3 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation_3),
    .pulse           (code_pulse[3]),
    .negative        (code_negative[3]),
    .boundary        (code_boundary[3]),
    .shift           (shift),
    .above           (above_sums[95:72]),
    .aboveOverflow   (above_overflow[3]),
    .drained         (drained_sums[95:72]),
    .drainedOverflow (drained_overflow[3])
  );

  always @(posedge clock) begin  // src/blocks/fineq/row.ts:63:18
    passedCode_pulse <= code_pulse;
    passedCode_negative <= code_negative;
    passedCode_boundary <= code_boundary;
  end

  assign codeBelow_pulse = passedCode_pulse;  // src/blocks/fineq/row.ts:64:17
  assign codeBelow_negative = passedCode_negative;  // src/blocks/fineq/row.ts:64:17
  assign codeBelow_boundary = passedCode_boundary;  // src/blocks/fineq/row.ts:64:17

  always @(posedge clock) begin  // src/blocks/fineq/row.ts:66:19
    if (reset) begin
      passedShift <= 1'b0;
    end else begin
      passedShift <= shift;
    end
  end

  assign shiftAbove = passedShift;  // src/blocks/fineq/row.ts:67:18

  always @(posedge clock) begin  // src/blocks/fineq/row.ts:85:18
    activation_1 <= activation;
    activation_2 <= activation_1;
    activation_3 <= activation_2;
  end

endmodule

`default_nettype wire
