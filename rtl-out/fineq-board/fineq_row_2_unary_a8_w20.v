`default_nettype none

// 2 processing elements: activations move right, pulses and finished sums move down.
module fineq_row_2_unary_a8_w20 (  // src/blocks/fineq/row.ts:50:10
  input  wire        clock,
  input  wire        reset,
  input  wire [7:0]  activation,
  input  wire [1:0]  code_pulse,  // 2 x 1 bit, element 0 lowest
  input  wire [1:0]  code_negative,  // 2 x 1 bit, element 0 lowest
  input  wire [1:0]  code_boundary,  // 2 x 1 bit, element 0 lowest
  output wire [1:0]  codeBelow_pulse,  // 2 x 1 bit, element 0 lowest
  output wire [1:0]  codeBelow_negative,  // 2 x 1 bit, element 0 lowest
  output wire [1:0]  codeBelow_boundary,  // 2 x 1 bit, element 0 lowest
  input  wire [39:0] above_sums,  // 2 x 20 bits, element 0 lowest
  input  wire [1:0]  above_overflow,  // 2 x 1 bit, element 0 lowest
  output wire [39:0] drained_sums,  // 2 x 20 bits, element 0 lowest
  output wire [1:0]  drained_overflow,  // 2 x 1 bit, element 0 lowest
  input  wire        shift,
  output wire        shiftAbove
);

  reg [7:0] activation_1;  // src/blocks/fineq/row.ts:84:26
  reg [1:0] passedCode_pulse;  // 2 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg [1:0] passedCode_negative;  // 2 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg [1:0] passedCode_boundary;  // 2 x 1 bit, element 0 lowest; src/blocks/fineq/row.ts:62:26
  reg passedShift;  // src/blocks/fineq/row.ts:65:27

  fineq_pe_unary_a8_w20 element_0 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation),
    .pulse           (code_pulse[0]),
    .negative        (code_negative[0]),
    .boundary        (code_boundary[0]),
    .shift           (shift),
    .above           (above_sums[19:0]),
    .aboveOverflow   (above_overflow[0]),
    .drained         (drained_sums[19:0]),
    .drainedOverflow (drained_overflow[0])
  );

  fineq_pe_unary_a8_w20 element_1 (  // src/blocks/fineq/row.ts:71:25
    .clock           (clock),
    .activation      (activation_1),
    .pulse           (code_pulse[1]),
    .negative        (code_negative[1]),
    .boundary        (code_boundary[1]),
    .shift           (shift),
    .above           (above_sums[39:20]),
    .aboveOverflow   (above_overflow[1]),
    .drained         (drained_sums[39:20]),
    .drainedOverflow (drained_overflow[1])
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
  end

endmodule

`default_nettype wire
