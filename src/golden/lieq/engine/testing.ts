/** What tests of LieQ programs share: layers of random weights in every format. Invariant: equal seeds give equal layers. */
import { quantizeFineq } from "../../fineq-matrix.ts";
import { uniformSource } from "../../synthetic.ts";
import { quantizeUniform } from "../../uniform.ts";
import { uniformBitsOf, uniformQuantized, type WeightFormat } from "../../weight-format.ts";
import type { LieqLayer } from "./program.ts";

/** A layer of weights in -0.5..0.5 with a scale of its own for each row, and INT8 activations with both extremes. */
export function randomLayer(
  format: WeightFormat,
  { m, k, n }: { readonly m: number; readonly k: number; readonly n: number },
  seed: number,
): LieqLayer {
  const random = uniformSource(seed);
  const weights = Float32Array.from(
    { length: n * k },
    (_, at) => (random() - 0.4) * (1 + (Math.floor(at / k) % 3)),
  );
  const activations = Int8Array.from({ length: m * k }, () => Math.floor(random() * 256) - 128);
  activations[0] = -128;
  const place = { tensor: `${format} ${n} x ${k}` };
  return {
    name: place.tensor,
    m,
    activations,
    weights:
      format === "fineq"
        ? { format, matrix: quantizeFineq(weights, n, k, place) }
        : uniformQuantized(quantizeUniform(weights, n, k, uniformBitsOf(format), place)),
  };
}
