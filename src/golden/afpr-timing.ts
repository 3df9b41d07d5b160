/**
 * In which cycle each phase of an AFPR conversion starts and ends. Invariant: plain sums of the phase lengths, written from
 * the description of the conversion and not from the sequencer, which is compared with it. The phases are our design choice.
 */

/** Lengths of the phases in cycles: decide even, convert a multiple of 32, integrate even with two-phase inputs. */
export interface AfprConversionShape {
  readonly inputs: "two-phase" | "differential";
  readonly phases: {
    readonly reset: number;
    readonly integrate: number;
    readonly decide: number;
    readonly convert: number;
    readonly latch: number;
  };
}

/** First and last cycle, both included. Cycle 0 is that of `swap`, in which the next codes are taken. */
export interface AfprSpan {
  readonly from: number;
  readonly to: number;
}

export interface AfprConversionTiming {
  /** Integrators discharge. */
  readonly reset: AfprSpan;
  /** Rows are on. */
  readonly integrate: AfprSpan;
  /** Rows of negative inputs are on: the second half of the integration and a cycle more, with two-phase inputs. */
  readonly subtract: AfprSpan | undefined;
  /** Both comparisons of the range decision; each is decided in its last cycle. */
  readonly firstComparison: AfprSpan;
  readonly secondComparison: AfprSpan;
  /** The ramp, and each of its 32 steps; a step is decided in its last cycle. */
  readonly ramp: AfprSpan;
  readonly rampSteps: readonly AfprSpan[];
  /** Codes are handed over in its last cycle, which may be the next conversion's cycle 0. */
  readonly latch: AfprSpan;
}

const span = (from: number, cycles: number): AfprSpan => ({ from, to: from + cycles - 1 });

/**
 * Timing of a conversion that waits for nothing, in cycles from its `swap`. With the usual 1, 28, 2, 32 and 1 cycles: reset
 * 1, integration 2 to 29 (subtracting 16 to 30), comparisons 30 and 31, ramp 32 to 63, latch and next swap 64.
 */
export function afprConversionTiming({ inputs, phases }: AfprConversionShape): AfprConversionTiming {
  const { reset, integrate, decide, convert, latch } = phases;
  const integration = 1 + reset;
  const decision = integration + integrate;
  const ramp = decision + decide;
  return {
    reset: span(1, reset),
    integrate: span(integration, integrate),
    subtract: inputs === "two-phase" ? span(integration + integrate / 2, integrate / 2 + 1) : undefined,
    firstComparison: span(decision, decide / 2),
    secondComparison: span(decision + decide / 2, decide / 2),
    ramp: span(ramp, convert),
    rampSteps: Array.from({ length: 32 }, (_, step) => span(ramp + (step * convert) / 32, convert / 32)),
    latch: span(ramp + convert, latch),
  };
}
