// The FineQ array as Verilator likes it best, written by hand after src/blocks/fineq: the same ports and, where anything can be
// seen, the same values in every cycle. Of the forms tried, the fastest: sums by masks, because a pulse cannot be predicted;
// drain registers by if, because they rarely move (masks there cost a third of the speed); activations extended once at
// the edge; one clocked block an element. SIZE and ARRAY, the name of the module, come as macros.
`default_nettype none

module pe_masks (
  input  wire        clock,
  input  wire [24:0] activation,
  input  wire        pulse,
  input  wire        negative,
  input  wire        boundary,
  input  wire        shift,
  input  wire [23:0] above,
  input  wire        aboveOverflow,
  output wire [23:0] drained,
  output wire        drainedOverflow
);

  reg [24:0] accumulator;
  reg        overflowed;
  reg [23:0] drain;
  reg        drainOverflow;

  // Expressions instead of nets: a net between two clocked blocks costs Verilator a copy of the register.
`define OUT ((accumulator[24] ^ accumulator[23]) | overflowed)

  always @(posedge clock) begin
    if (boundary) drain <= accumulator[23:0];
    else if (shift) drain <= above;
    if (boundary) drainOverflow <= `OUT;
    else if (shift) drainOverflow <= aboveOverflow;
    // Noted a step earlier than need be, which nobody sees: a boundary takes both the mark and the present sum.
    overflowed <= `OUT & ~boundary;
    accumulator <= (accumulator & ~{25{boundary}})
        + ((activation ^ {25{negative}}) & {25{pulse}})
        + {24'd0, pulse & negative};
  end

  assign drained = drain;
  assign drainedOverflow = drainOverflow;

endmodule

module `ARRAY (
  input  wire                clock,
  input  wire                reset,
  input  wire [8*`SIZE-1:0]  activations,
  input  wire [`SIZE-1:0]    code_pulse,
  input  wire [`SIZE-1:0]    code_negative,
  input  wire [`SIZE-1:0]    code_boundary,
  input  wire                shift,
  output wire [24*`SIZE-1:0] drained_sums,
  output wire [`SIZE-1:0]    drained_overflow
);

  // Every net belongs to one element: packed rows would make Verilator shift and mask words of hundreds of bits.
  genvar r, c;
  generate
    for (r = 0; r < `SIZE; r = r + 1) begin : row
      wire shifting;
      if (r == `SIZE - 1) begin : bottom
        assign shifting = shift;
      end else begin : above
        reg passed;
        always @(posedge clock) passed <= row[r+1].shifting & ~reset;
        assign shifting = passed;
      end

      for (c = 0; c < `SIZE; c = c + 1) begin : column
        wire [24:0] activation;
        wire        pulse;
        wire        negative;
        wire        boundary;
        wire [23:0] above;
        wire        aboveOverflow;
        wire [23:0] drained;
        wire        drainedOverflow;

        if (c == 0) begin : left
          assign activation = {{17{activations[8*r+7]}}, activations[8*r +: 8]};
        end else begin : inner
          reg [24:0] passed;
          always @(posedge clock) passed <= row[r].column[c-1].activation;
          assign activation = passed;
        end

        if (r == 0) begin : top
          assign pulse = code_pulse[c];
          assign negative = code_negative[c];
          assign boundary = code_boundary[c];
          assign above = 24'd0;
          assign aboveOverflow = 1'b0;
        end else begin : below
          reg passedPulse;
          reg passedNegative;
          reg passedBoundary;
          always @(posedge clock) begin
            passedPulse <= row[r-1].column[c].pulse;
            passedNegative <= row[r-1].column[c].negative;
            passedBoundary <= row[r-1].column[c].boundary;
          end
          assign pulse = passedPulse;
          assign negative = passedNegative;
          assign boundary = passedBoundary;
          assign above = row[r-1].column[c].drained;
          assign aboveOverflow = row[r-1].column[c].drainedOverflow;
        end

        pe_masks element (
          .clock           (clock),
          .activation      (activation),
          .pulse           (pulse),
          .negative        (negative),
          .boundary        (boundary),
          .shift           (shifting),
          .above           (above),
          .aboveOverflow   (aboveOverflow),
          .drained         (drained),
          .drainedOverflow (drainedOverflow)
        );
      end
    end
    for (c = 0; c < `SIZE; c = c + 1) begin : drain
      assign drained_sums[24*c +: 24] = row[`SIZE-1].column[c].drained;
      assign drained_overflow[c] = row[`SIZE-1].column[c].drainedOverflow;
    end
  endgenerate

endmodule

`default_nettype wire
