/**
 * The LieQ configuration that is mutated, and programs for it. The configuration is small and awkward: nothing divides anything, and no
 * counter's range is a power of two but the stores' slots.
 */
import { type LieqParameters, lieqConfiguration } from "../../../src/blocks/index.ts";
import {
  fineqRowBytes,
  type LieqLayer,
  packUniform,
  uniformBitsOf,
  uniformGroups,
  uniformQuantized,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "../../../src/golden/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { generator, partOf } from "../bench.ts";

export const parameters: LieqParameters = { rows: 3, columns: 5, lanes: 2, layers: 5 };
export const shape = lieqConfiguration(parameters);

/** The engine's core, without its registers and table. */
export const coreOf = (design: Design): Design => partOf(design, /^lieq_core_/);

/** Any codes, zero points, blocks and finite scales that are not negative. */
export function layerOf(format: WeightFormat, m: number, k: number, n: number, seed: number): LieqLayer {
  const random = generator(seed);
  const activations = Int8Array.from({ length: m * k }, () => random(256) - 128);
  const scale = (_: unknown, at: number): number => (at === 0 ? 1 : random(0x7c00));
  const name = `${format} ${m} x ${k} x ${n}`;
  if (format === "fineq") {
    const bytesPerRow = fineqRowBytes(k);
    const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random(256));
    const scales = Uint16Array.from({ length: n }, scale);
    const matrix = { rows: n, columns: k, bytesPerRow, packed, scales };
    return { name, m, activations, weights: { format, matrix } };
  }
  const bits = uniformBitsOf(format);
  const groups = n * uniformGroups(k);
  const codes = Uint8Array.from({ length: n * k }, () => random(2 ** bits));
  const scales = Uint16Array.from({ length: groups }, scale);
  const zeros = Uint8Array.from({ length: groups }, () => random(2 ** bits));
  const matrix = packUniform(codes, { rows: n, columns: k, bits, scales, zeros });
  return { name, m, activations, weights: uniformQuantized(matrix) };
}

/** Every code, zero point, scale and activation as large as can be. */
export function extremeLayer(format: WeightFormat, m: number, k: number, n: number): LieqLayer {
  const layer = layerOf(format, m, k, n, 1);
  const { matrix } = layer.weights;
  layer.activations.fill(-128);
  matrix.scales.fill(0x7bff);
  if (layer.weights.format === "fineq") {
    // Index 3 in all pairs: clusters of -3, -3, 0.
    matrix.packed.fill(0xff);
  } else {
    matrix.packed.fill(0xff);
    layer.weights.matrix.zeros.fill(0);
  }
  return layer;
}

/** A pass as the ports of the units have it. */
export interface Pass extends Readonly<Record<string, number>> {
  readonly format: number;
  readonly length: number;
  readonly rowsUsed: number;
  readonly columnsUsed: number;
  readonly isFirst: number;
  readonly isLast: number;
  readonly endsLayer: number;
}

/** Weights of a word, by the format's code. */
const WORD_WEIGHTS = [24, 32, 16, 16, 8] as const;

/** Any pass; lengths around the end of a word or two are frequent. */
export function randomPass(random: (limit: number) => number): Pass {
  const format = random(WEIGHT_FORMATS.length);
  const around = (WORD_WEIGHTS[format] ?? 8) * (1 + random(2)) + random(3) - 1;
  return {
    format,
    length: random(2) === 0 ? around : 1 + random(20),
    rowsUsed: 1 + random(shape.rows),
    columnsUsed: random(2) === 0 ? shape.columns : 1 + random(shape.columns),
    isFirst: random(2),
    isLast: random(2),
    endsLayer: random(2),
  };
}

/** Binary16, finite and not negative. */
export const randomScale = (random: (limit: number) => number): number => random(0x7c00);
