`default_nettype none

// Processing element, unary coding: accumulates multiples of the activation without a multiplier.
module fineq_pe_unary_a8_w24 (  // src/blocks/fineq/pe.ts:51:3
  input  wire        clock,
  input  wire [7:0]  activation,
  input  wire        pulse,
  input  wire        negative,
  input  wire        boundary,
  input  wire        shift,
  input  wire [23:0] above,
  input  wire        aboveOverflow,
  output wire [23:0] drained,
  output wire        drainedOverflow
);

  reg [24:0] accumulator;  // src/blocks/fineq/pe.ts:67:27
  reg overflowed;  // src/blocks/fineq/pe.ts:68:26
  reg [23:0] drain;  // src/blocks/fineq/pe.ts:69:21
  reg drainOverflow;  // src/blocks/fineq/pe.ts:70:29

  always @(posedge clock) begin  // src/blocks/fineq/pe.ts:78:7
    if (boundary || pulse) begin
      accumulator <= (boundary ? 25'd0 : accumulator)
          + (pulse ? (negative ? -{{17{activation[7]}}, activation} : {{17{activation[7]}}, activation}) : 25'd0);
      overflowed <= ((accumulator[24] ^ accumulator[23]) || overflowed) && !boundary;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/pe.ts:84:7
    if (boundary) begin
      drain <= accumulator[23:0];
      drainOverflow <= (accumulator[24] ^ accumulator[23]) || overflowed;
    end else if (shift) begin
      drain <= above;
      drainOverflow <= aboveOverflow;
    end
  end

  assign drained = drain;  // src/blocks/fineq/pe.ts:91:15
  assign drainedOverflow = drainOverflow;  // src/blocks/fineq/pe.ts:92:23

endmodule

`default_nettype wire
