`default_nettype none

// Processing element, unary coding: accumulates multiples of the activation without a multiplier.
module fineq_pe_unary_a8_w20 (  // src/blocks/fineq/pe.ts:82:3
  input  wire        clock,
  // Two's complement.
  input  wire [7:0]  activation,
  // How often the activation counts in this step; 0 adds nothing.
  input  wire        pulse,
  // The step subtracts.
  input  wire        negative,
  // First step of a tile, or between tiles: the finished sum goes to the drain register, and a new one begins with this step.
  input  wire        boundary,
  // The drain register takes `above` and `aboveOverflow`; not in the cycle of a boundary.
  input  wire        shift,
  // Drain register of the element above.
  input  wire [19:0] above,
  // Its overflow mark.
  input  wire        aboveOverflow,
  // The drain register: the finished sum, from the cycle after a boundary.
  output wire [19:0] drained,
  // That sum left the accumulator's range.
  output wire        drainedOverflow
);

  reg [20:0] accumulator;  // src/blocks/fineq/pe.ts:88:27
  reg overflowed;  // src/blocks/fineq/pe.ts:89:26
  reg [19:0] drain;  // src/blocks/fineq/pe.ts:90:21
  reg drainOverflow;  // src/blocks/fineq/pe.ts:91:29

  always @(posedge clock) begin  // src/blocks/fineq/pe.ts:99:7
    if (boundary || pulse) begin
      accumulator <= (boundary ? 21'd0 : accumulator)
          + (pulse ? (negative ? -{{13{activation[7]}}, activation} : {{13{activation[7]}}, activation}) : 21'd0);
      overflowed <= ((accumulator[20] ^ accumulator[19]) || overflowed) && !boundary;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/pe.ts:105:7
    if (boundary) begin
      drain <= accumulator[19:0];
      drainOverflow <= (accumulator[20] ^ accumulator[19]) || overflowed;
    end else if (shift) begin
      drain <= above;
      drainOverflow <= aboveOverflow;
    end
  end

  assign drained = drain;  // src/blocks/fineq/pe.ts:112:15
  assign drainedOverflow = drainOverflow;  // src/blocks/fineq/pe.ts:113:23

endmodule

`default_nettype wire
