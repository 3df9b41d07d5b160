/**
 * The FineQ configuration that is mutated, and jobs for it. The configuration is small and awkward: nothing divides
 * anything.
 */
import { type FineqParameters, fineqConfiguration } from "../../../src/blocks/index.ts";
import { type FineqJob, type FineqJobSize, fineqRowBytes, packFineqJob } from "../../../src/golden/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { generator, partOf } from "../bench.ts";

/** Rows, columns, lanes and buses that leave remainders everywhere; sums of more than 13 bits overflow. */
export const parameters: FineqParameters = {
  rows: 4,
  columns: 3,
  coding: "unary",
  lanes: 2,
  bus: 32,
  activationBus: 8,
  accumulatorBits: 13,
};
export const shape = fineqConfiguration(parameters);

/** Random blocks (any bytes are one), scales from the smallest subnormal to the largest, activations of all sizes. */
export function jobOf({ m, k, n }: FineqJobSize, seed: number): FineqJob {
  const random = generator(seed);
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random(256));
  const scales = Uint16Array.from({ length: n }, (_, at) => (at === 0 ? 1 : random(0x7c00)));
  const activations = Int8Array.from({ length: m * k }, () => random(256) - 128);
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** Every product as large as can be and of the row's sign: sums of 24 bits leave 13 bits soon. */
export function extremeJob({ m, k, n }: FineqJobSize): FineqJob {
  const bytesPerRow = fineqRowBytes(k);
  // Index 3 in all pairs, 3 and 3 in all clusters: 27 = 6'b011_011, eight times.
  const block = [0xff, 0xdb, 0xb6, 0x6d, 0xdb, 0xb6, 0x6d];
  const packed = Uint8Array.from({ length: n * bytesPerRow }, (_, at) => block[at % 7] ?? 0);
  const scales = Uint16Array.from({ length: n }, (_, at) => 0x7bff - at);
  const activations = Int8Array.from({ length: m * k }, (_, at) =>
    Math.floor(at / k) % 2 === 0 ? 127 : -128,
  );
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** The engine's core, without its registers. */
export const coreOf = (design: Design): Design => partOf(design, /^fineq_core_/);
