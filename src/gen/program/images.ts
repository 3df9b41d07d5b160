/**
 * Images of a program, looked at: whether they are the program's, and the integers of a layer read back from where its addresses point.
 * Invariant: written from docs/lieq-program.md alone, so that it is a second opinion on who packed them.
 */
import { crc32 } from "node:zlib";
import { fail } from "../../diagnostics/index.ts";
import { hex } from "./check.ts";
import { groupsOf, RESULT_BYTES, SCALE_BYTES, spans, WORD_LAYOUTS, weightTiles } from "./layout.ts";
import {
  IMAGE_NAMES,
  type ImageName,
  type ImageSummary,
  type LayerProgram,
  type ProgramArray,
  type ProgramImages,
  type ProgramLayer,
} from "./program.ts";

/** Binary16 patterns from here up are infinite, no numbers, or negative. */
const HALF_INFINITY = 0x7c00;

/** What a layer's addresses point at, in natural order. */
export interface DecodedLayer {
  /** Row-major N x K: codes of uniform formats, -3..3 in FineQ. */
  readonly weights: Int16Array;
  /** Binary16 bit patterns, row-major N x groups; one group in FineQ. */
  readonly scales: Uint16Array;
  /** As the scales; all 0 in FineQ. */
  readonly zeros: Uint8Array;
  /** Row-major M x K. */
  readonly activations: Int8Array;
  /** Row-major M x N, in units of 2^-24. */
  readonly results: readonly bigint[];
}

/** What the header says of an image. */
export const summaryOf = (image: Uint8Array): ImageSummary => ({
  bytes: image.length,
  checksum: crc32(image),
});

/** BL0572 when an image is not the one that the program was written with. */
function checkImage(program: LayerProgram, name: ImageName, image: Uint8Array, file: string): void {
  const { bytes, checksum } = program.images[name];
  if (image.length !== bytes)
    fail("BL0572", { file, problem: `it has ${image.length} bytes; expected ${bytes}` });
  const found = crc32(image);
  if (found !== checksum)
    fail("BL0572", { file, problem: `its checksum is ${hex(found)}; expected ${hex(checksum)}` });
}

/** All four, under the names that `fileOf` gives them. */
export function checkImages(
  program: LayerProgram,
  images: ProgramImages,
  fileOf: (name: ImageName) => string,
): void {
  for (const name of IMAGE_NAMES) checkImage(program, name, images[name], fileOf(name));
}

/**
 * Reads a layer of a checked program back. BL0572 for a scale that is negative or not finite, a zero point that its format cannot hold, and
 * a byte that must be zero and is not; `fileOf` names the image.
 */
export function decodeLayer(
  array: ProgramArray,
  layer: ProgramLayer,
  images: ProgramImages,
  fileOf: (name: ImageName) => string,
): DecodedLayer {
  return {
    weights: decodeWeights(array, layer, images.weights),
    ...decodeScales(array, layer, images.scales, fileOf("scales")),
    activations: decodeActivations(array, layer, images.activations, fileOf("activations")),
    results: decodeResults(array, layer, images.results),
  };
}

function decodeWeights(array: ProgramArray, layer: ProgramLayer, image: Uint8Array): Int16Array {
  const { format, n, k } = layer;
  const { bytes, weights: perWord, bits } = WORD_LAYOUTS[format];
  const decoded = new Int16Array(n * k);
  for (const { first, length, at } of weightTiles(layer, array)) {
    let from = layer.weightsBase + at;
    for (const word of spans(k, perWord)) {
      for (let column = 0; column < length; column++, from += bytes) {
        const target = (first + column) * k + word.first;
        for (let i = 0; i < word.length; i++) {
          decoded[target + i] =
            bits === undefined ? fineqWeight(image, from, i) : uniformCode(image, from, i, bits);
        }
      }
    }
  }
  return decoded;
}

/** Code `i` of a word at bits [b i, b i + b), lowest bit of the lowest byte first. */
function uniformCode(image: Uint8Array, from: number, i: number, bits: number): number {
  const first = bits * i;
  const at = from + (first >> 3);
  const two = (image[at] as number) | ((image[at + 1] ?? 0) << 8);
  return (two >> (first & 7)) & (2 ** bits - 1);
}

/** Weight `i` of 24 in a FineQ block: byte 0 has four indices, bytes 1..6 eight clusters of three weights in six bits. */
function fineqWeight(image: Uint8Array, from: number, i: number): number {
  const cluster = Math.floor(i / 3);
  const place = i % 3;
  const index = ((image[from] as number) >> (2 * (cluster >> 1))) & 3;
  const first = 6 * cluster;
  const at = from + 1 + (first >> 3);
  const six = (((image[at] as number) | ((image[at + 1] ?? 0) << 8)) >> (first & 7)) & 63;
  if (index === 0) {
    const field = (six >> (2 * place)) & 3;
    return field & 2 ? -(field & 1) : field & 1;
  }
  if (place === index - 1) return 0;
  // The two weights that are left have three bits each, the earlier one the lower.
  const isEarlier = place === 0 || (place === 1 && index === 1);
  const field = isEarlier ? six & 7 : six >> 3;
  const magnitude = field & 3;
  return field & 4 ? -magnitude : magnitude;
}

function decodeScales(array: ProgramArray, layer: ProgramLayer, image: Uint8Array, file: string) {
  const groups = groupsOf(layer).length;
  const scales = new Uint16Array(layer.n * groups);
  const zeros = new Uint8Array(layer.n * groups);
  const { bits } = WORD_LAYOUTS[layer.format];
  const largestZero = bits === undefined ? 0 : 2 ** bits - 1;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  let at = layer.scalesBase;
  for (const tile of spans(layer.n, array.columns)) {
    for (let group = 0; group < groups; group++) {
      for (let column = 0; column < tile.length; column++, at += SCALE_BYTES) {
        const [scale, zero, last] = [view.getUint16(at, true), view.getUint8(at + 2), view.getUint8(at + 3)];
        const problem =
          scale >= HALF_INFINITY
            ? `the scale ${hex(scale)} is negative or not finite`
            : zero > largestZero
              ? `the zero point ${zero} is no code of ${layer.format}`
              : last !== 0
                ? `a scale's last byte is ${last}; expected 0`
                : undefined;
        if (problem !== undefined)
          fail("BL0572", { file, problem: `at ${hex(at)}, in ${layer.name}, ${problem}` });
        const place = (tile.first + column) * groups + group;
        scales[place] = scale;
        zeros[place] = zero;
      }
    }
  }
  return { scales, zeros };
}

function decodeActivations(
  { rows }: ProgramArray,
  { name, m, k, activationsBase }: ProgramLayer,
  image: Uint8Array,
  file: string,
): Int8Array {
  const decoded = new Int8Array(m * k);
  spans(m, rows).forEach((tile, index) => {
    for (let at = 0; at < k; at++) {
      const from = activationsBase + (index * k + at) * rows;
      for (let row = 0; row < rows; row++) {
        const byte = image[from + row] as number;
        if (row < tile.length) decoded[(tile.first + row) * k + at] = byte;
        else if (byte !== 0)
          fail("BL0572", { file, problem: `at ${hex(from + row)}, in ${name}, a row past M is not zero` });
      }
    }
  });
  return decoded;
}

function decodeResults(array: ProgramArray, layer: ProgramLayer, image: Uint8Array): bigint[] {
  const { m, n, resultsBase } = layer;
  const decoded = new Array<bigint>(m * n);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  let at = resultsBase;
  for (const rows of spans(m, array.rows)) {
    for (const columns of spans(n, array.columns)) {
      for (let row = rows.length - 1; row >= 0; row--) {
        for (let column = 0; column < columns.length; column++, at += RESULT_BYTES) {
          const value = view.getBigUint64(at, true) + (BigInt(view.getInt16(at + 8, true)) << 64n);
          decoded[(rows.first + row) * n + columns.first + column] = value;
        }
      }
    }
  }
  return decoded;
}
