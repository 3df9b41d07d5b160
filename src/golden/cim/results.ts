/** Reads an AFPR engine's results back from its beats. Invariant: the inverse of what engine.ts packs, for integer results. */
import type { CimEngineShape } from "./engine.ts";

/**
 * Integer results of `vectors` x `columns` from raw tdata, row-major, in units of one level times one cell level. What beats
 * that never came would have held is NaN; beats too many are left out.
 */
export function unpackCimIntegers(
  shape: Pick<CimEngineShape, "lanes" | "resultStride">,
  data: readonly bigint[],
  { vectors, columns }: { readonly vectors: number; readonly columns: number },
): Float64Array {
  const { lanes, resultStride } = shape;
  const groups = Math.ceil(columns / lanes);
  const values = new Float64Array(vectors * columns).fill(Number.NaN);
  for (const [beat, word] of data.slice(0, vectors * groups).entries()) {
    const first = (beat % groups) * lanes;
    const from = Math.floor(beat / groups) * columns + first;
    for (let lane = 0; lane < Math.min(lanes, columns - first); lane++) {
      values[from + lane] = Number(BigInt.asIntN(resultStride, word >> BigInt(lane * resultStride)));
    }
  }
  return values;
}
