/** The angles of rotary embeddings. Invariant: computed in float64 and rounded once. */
import type { LlamaConfig } from "../config.ts";

/**
 * Cosine and sine of position * theta^(-2i / headSize), divided by the pair's factor where there are factors, for positions first,
 * first + 1, ... and pairs i: [positions, pairs, 2].
 */
export function rotaryTable(
  { headSize, ropeTheta, ropeFactors }: Pick<LlamaConfig, "headSize" | "ropeTheta" | "ropeFactors">,
  first: number,
  positions: number,
): Float32Array {
  const pairs = headSize / 2;
  const table = new Float32Array(positions * pairs * 2);
  for (let pair = 0; pair < pairs; pair++) {
    const frequency = ropeTheta ** ((-2 * pair) / headSize) / (ropeFactors?.[pair] ?? 1);
    for (let position = 0; position < positions; position++) {
      const angle = (first + position) * frequency;
      table[2 * (position * pairs + pair)] = Math.cos(angle);
      table[2 * (position * pairs + pair) + 1] = Math.sin(angle);
    }
  }
  return table;
}
