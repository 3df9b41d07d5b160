/**
 * Cycles of a conversion job on the AFPR engine when no stream ever waits. Invariant: a recurrence over the events of the
 * engine's units, written from their documents, not from their code. The order of phases is our design choice.
 *
 *     B beats fill the rows, G groups carry the results, a conversion lasts P cycles
 *     swap(1)  = B + 2                        start in cycle 0, sizes in 1, beats in 2 to B + 1
 *     latch(v) = max(swap(v) + P, latch(v - 1) + G + 1)       the readout holds one conversion
 *     swap(v+1) = max(latch(v), swap(v) + B + 1)              the next codes load meanwhile
 */

/** What the cycles depend on. */
export interface CimEngineTiming {
  /** Codes in a beat of activations. */
  readonly codesPerBeat: number;
  /** Cycles of a conversion: the sum of its phases. */
  readonly period: number;
  /** Results a beat. */
  readonly lanes: number;
  /** Vectors whose partial sums are kept. */
  readonly batch: number;
}

export interface CimCycles {
  /** In which the engine is busy: from the cycle after the start. */
  readonly cycles: number;
  /** From the first conversion's first to the last one's last: vectors * period when they follow back to back. */
  readonly conversionCycles: number;
}

/** Cycles from the last latch to the end of the last group: through the sums, and on to the stream. */
const SUMS_LATENCY = 2;
const RESULT_LATENCY = 5;

/** Predicts the cycles of a job of `vectors` vectors, 1 or more, on `rows` rows and `columns` columns of the macro. */
export function predictCimCycles(
  { codesPerBeat, period, lanes }: CimEngineTiming,
  {
    vectors,
    rows,
    columns,
    isLast,
  }: { readonly vectors: number; readonly rows: number; readonly columns: number; readonly isLast: boolean },
): CimCycles {
  const beats = Math.ceil(rows / codesPerBeat);
  const groups = Math.ceil(columns / lanes);
  const first = beats + 2;
  let swap = first;
  let latch = swap + period;
  for (let vector = 1; vector < vectors; vector++) {
    swap = Math.max(latch, swap + beats + 1);
    latch = Math.max(swap + period, latch + groups + 1);
  }
  return {
    cycles: latch + groups + (isLast ? RESULT_LATENCY : SUMS_LATENCY),
    conversionCycles: latch - first,
  };
}
