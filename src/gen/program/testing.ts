/** What tests of programs share: golden programs of random layers. Invariant: equal arguments give equal programs. */
import { crc32 } from "node:zlib";
import { expect } from "vitest";
import { BitloomError, type Diagnostic } from "../../diagnostics/index.ts";
import {
  type LieqEngineShape,
  type LieqLayer,
  type LieqProgram,
  packLieqProgram,
  quantizeFineq,
  quantizeUniform,
  uniformBitsOf,
  uniformQuantized,
  uniformSource,
  type WeightFormat,
} from "../../golden/index.ts";
import { makeProgram } from "./files.ts";
import type { LayerProgram, ProgramArray } from "./program.ts";

export interface TestSize {
  readonly format: WeightFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Weights of every size of code, INT8 activations with both extremes. */
export function testLayer(size: TestSize, seed: number): LieqLayer {
  const { format, m, n, k } = size;
  const random = uniformSource(seed);
  const values = Float32Array.from(
    { length: n * k },
    (_, at) => (random() - 0.4) * (1 + (Math.floor(at / k) % 3)),
  );
  const activations = Int8Array.from({ length: m * k }, (_, at) =>
    at === 0 ? -128 : at === 1 ? 127 : Math.floor(random() * 256) - 128,
  );
  const place = { tensor: `layer.${seed}.${format}` };
  const weights =
    format === "fineq"
      ? ({ format, matrix: quantizeFineq(values, n, k, place) } as const)
      : uniformQuantized(quantizeUniform(values, n, k, uniformBitsOf(format), place));
  return { name: place.tensor, m, activations, weights };
}

const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

export const arrayOf = ({ rows, columns, lanes, coding, layers }: LieqEngineShape): ProgramArray => ({
  rows,
  columns,
  lanes,
  phases: PHASES[coding],
  capacity: layers,
});

export const smallShape: LieqEngineShape = {
  rows: 3,
  columns: 4,
  coding: "unary",
  accumulatorBits: 24,
  lanes: 3,
  wordDepth: 4,
  layers: 4,
};

export interface TestProgram {
  readonly layers: readonly LieqLayer[];
  readonly golden: LieqProgram;
  readonly program: LayerProgram;
}

export function testProgram(
  sizes: readonly TestSize[],
  shape: LieqEngineShape = smallShape,
  perRun = shape.layers,
): TestProgram {
  const layers = sizes.map((size, at) => testLayer(size, at + 1));
  const golden = packLieqProgram({ ...shape, layers: Math.max(shape.layers, layers.length) }, layers);
  return { layers, golden, program: makeProgram(arrayOf(shape), golden.entries, golden.images, perRun) };
}

/** Every format, ragged in every direction, several tiles of rows and columns, short and several groups. */
export const ALL_FORMATS: readonly TestSize[] = [
  { format: "w4", m: 5, n: 7, k: 140 },
  { format: "fineq", m: 5, n: 9, k: 50 },
  { format: "w2", m: 3, n: 4, k: 260 },
  { format: "w3", m: 1, n: 5, k: 131 },
  { format: "w8", m: 4, n: 6, k: 129 },
  { format: "w3", m: 2, n: 1, k: 1 },
];

/** The diagnostic that an action ends in; anything else fails. */
export function refusal(action: () => unknown): Diagnostic {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0] as Diagnostic;
    throw error;
  }
  return expect.fail("nothing was refused");
}

/** Words of a program file. */
export function wordsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at, true));
}

/** A program file of words, with the right length and checksum, so that the reader gets further than those. */
export function fileOfWords(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [at, word] of words.entries()) bytes.writeUInt32LE(word >>> 0, 4 * at);
  bytes.writeUInt32LE(bytes.length, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(16)), 12);
  return bytes;
}
