/** What the calibrated quantizers take: a layer's weights, checked against the factor of its inputs. */
import { fail } from "../../diagnostics/index.ts";
import type { TensorPlace } from "../fineq-quantizer.ts";
import type { InverseFactor } from "./inverse-factor.ts";

/** `W[out, in]`, row-major. */
export interface LayerWeights {
  readonly values: Float32Array;
  /** Output channels. */
  readonly rows: number;
  /** Input dimension K. */
  readonly columns: number;
}

/** BL0515 when the weights do not fit their shape or the factor is of another K; BL0507 for one that is not finite. */
export function checkWeights(layer: LayerWeights, factor: InverseFactor, place: TensorPlace): void {
  const { values, rows, columns } = layer;
  if (columns < 1 || values.length !== rows * columns) {
    const found = values.length;
    fail("BL0515", { what: `weights of ${place.tensor}`, expected: `${rows} x ${columns}`, found });
  }
  if (factor.columns !== columns) {
    const what = `rows of the inverse factor of ${place.tensor}`;
    fail("BL0515", { what, expected: `${columns}, as many as the layer has inputs`, found: factor.columns });
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const row = Math.floor(wrong / columns);
    fail("BL0507", { ...place, row, column: wrong % columns, value: values[wrong] as number });
  }
}

/** `count` rows from `first` on in binary64, with zeros where an input is dead. */
export function liveWeights(
  { values, columns }: LayerWeights,
  { isDead }: InverseFactor,
  first: number,
  count: number,
): Float64Array {
  const weights = Float64Array.from(values.subarray(first * columns, (first + count) * columns));
  isDead.forEach((dead, k) => {
    if (dead) for (let line = 0; line < count; line++) weights[line * columns + k] = 0;
  });
  return weights;
}
