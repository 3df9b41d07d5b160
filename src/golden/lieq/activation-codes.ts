/**
 * Real activations as INT8 with one scale for a whole matrix: x is about scale * code. Symmetric codes and the largest magnitude at 127
 * are our design choice. Invariant: every code is -127..127, and equal activations have equal codes.
 */
import { fail } from "../../diagnostics/index.ts";

/** Activations as the LieQ engine takes them. */
export interface QuantizedActivations {
  /** In the order of the values. */
  readonly codes: Int8Array;
  /** max|x| / 127 in binary64; 0 when every activation is 0, and all codes with it. */
  readonly scale: number;
}

const LARGEST_CODE = 127;

/**
 * code = round(x / scale), halves away from zero, with scale = max|x| / 127. `name` is the projection that the activations enter, for
 * errors: BL0556 for one that is not finite.
 */
export function quantizeActivations(values: Float32Array, name = "a projection"): QuantizedActivations {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) fail("BL0556", { name, at, value });
    largest = Math.max(largest, Math.abs(value));
  }
  const codes = new Int8Array(values.length);
  const scale = largest / LARGEST_CODE;
  if (scale === 0) return { codes, scale };
  for (let at = 0; at < values.length; at++) {
    const ratio = (values[at] as number) / scale;
    const below = Math.trunc(ratio);
    codes[at] = Math.abs(ratio - below) >= 0.5 ? below + Math.sign(ratio) : below;
  }
  return { codes, scale };
}
