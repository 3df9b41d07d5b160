/**
 * What tests of the units share: words of every format with the digits that the golden codecs read from them, and lists of random
 * passes. Not part of the product. Nothing here comes from the units.
 */
import {
  decodeBlock,
  decodeUniform,
  FINEQ_BLOCK_BYTES,
  packUniform,
  type UniformBits,
  uniformDigits,
  uniformGroups,
} from "../../golden/index.ts";
import type { Random } from "../../testing/index.ts";
import type { WeightFormat } from "./parameters.ts";

/** The formats, written down a second time, so that a slip in the table of parameters.ts shows. */
export const formats: readonly {
  readonly name: WeightFormat;
  readonly code: number;
  /** 0 in FineQ. */
  readonly bits: 0 | UniformBits;
  readonly wordBytes: number;
  readonly weights: number;
  readonly clusterWeights: number;
  readonly planes: number;
}[] = [
  { name: "fineq", code: 0, bits: 0, wordBytes: 7, weights: 24, clusterWeights: 3, planes: 1 },
  { name: "w2", code: 1, bits: 2, wordBytes: 8, weights: 32, clusterWeights: 4, planes: 1 },
  { name: "w3", code: 2, bits: 3, wordBytes: 6, weights: 16, clusterWeights: 4, planes: 2 },
  { name: "w4", code: 3, bits: 4, wordBytes: 8, weights: 16, clusterWeights: 4, planes: 2 },
  { name: "w8", code: 4, bits: 8, wordBytes: 8, weights: 8, clusterWeights: 4, planes: 4 },
];

export type FormatFacts = (typeof formats)[number];

export interface Word {
  readonly format: FormatFacts;
  readonly bytes: Uint8Array;
  /** Signed digits -3..3, weight by weight, plane by plane. */
  readonly digits: readonly number[];
}

/** A word of one of the uniform formats. */
export function uniformWord(format: FormatFacts, codes: Uint8Array): Word {
  const columns = codes.length;
  const groups = uniformGroups(columns);
  const bits = format.bits as UniformBits;
  const scales = new Uint16Array(groups);
  const zeros = new Uint8Array(groups);
  const matrix = packUniform(codes, { rows: 1, columns, bits, scales, zeros });
  const planes = Array.from({ length: format.planes }, (_, plane) =>
    uniformDigits(decodeUniform(matrix), plane),
  );
  const digits = Array.from(codes, (_, weight) => planes.map((plane) => plane[weight] as number)).flat();
  return { format, bytes: matrix.packed, digits };
}

/** A word that is a FineQ block. */
export const fineqWord = (bytes: Uint8Array): Word => ({
  format: formats[0] as FormatFacts,
  bytes,
  digits: [...decodeBlock(bytes).weights],
});

export const bytesToBits = (bytes: Iterable<number>): bigint =>
  [...bytes].reduce((bits, byte, i) => bits | (BigInt(byte) << BigInt(8 * i)), 0n);

/** Every code of every format at every place of a word: each FineQ cluster with each index, each uniform code at each position. */
export function everyWord(): Word[] {
  const words: Word[] = [];
  for (const format of formats) {
    if (format.bits === 0) continue;
    const codes = 2 ** format.bits;
    for (let first = 0; first < codes; first++) {
      words.push(
        uniformWord(
          format,
          Uint8Array.from({ length: format.weights }, (_, i) => (first + 5 * i) % codes),
        ),
      );
    }
  }
  for (let index = 0; index < 4; index++) {
    for (let cluster = 0; cluster < 64; cluster++) {
      let bits = 0n;
      for (let pair = 0; pair < 4; pair++) bits |= BigInt((index + pair) & 3) << BigInt(2 * pair);
      for (let c = 0; c < 8; c++) bits |= BigInt((cluster + 11 * c) & 63) << BigInt(8 + 6 * c);
      words.push(
        fineqWord(
          Uint8Array.from({ length: FINEQ_BLOCK_BYTES }, (_, i) => Number((bits >> BigInt(8 * i)) & 255n)),
        ),
      );
    }
  }
  return words;
}

/** Different pairs of digits and places that a list of words covers: every code of every format at every position of a word. */
export function coveredPlaces(words: readonly Word[]): Set<string> {
  const places = new Set<string>();
  for (const { format, bytes, digits } of words) {
    const word = bytesToBits(bytes);
    if (format.bits === 0) {
      for (let c = 0; c < 8; c++) {
        const index = (word >> BigInt(2 * (c >> 1))) & 3n;
        const data = (word >> BigInt(8 + 6 * c)) & 63n;
        places.add(`fineq ${c} ${index} ${data}`);
      }
      continue;
    }
    for (let i = 0; i < format.weights; i++) {
      const of = digits.slice(i * format.planes, (i + 1) * format.planes);
      places.add(`${format.name} ${i} ${of.join(" ")}`);
    }
  }
  return places;
}

/** Places of a word times codes at a place, all formats. */
export const PLACES = 8 * 4 * 64 + 32 * 4 + 16 * 8 + 16 * 16 + 8 * 256;

/** A pass as the port takes it. */
export interface TestPass {
  readonly format: number;
  readonly length: number;
  readonly rowsUsed: number;
  readonly columnsUsed: number;
  readonly isFirst: 0 | 1;
  readonly isLast: 0 | 1;
  readonly endsLayer: 0 | 1;
}

/** Passes of any format and length after each other; lengths around the words' and the groups' ends are frequent. */
export function randomPasses(
  random: Random,
  count: number,
  rows: number,
  columns: number,
  most: number,
): TestPass[] {
  return Array.from({ length: count }, (_, i) => {
    const format = random.below(formats.length);
    const { weights } = formats[format] as FormatFacts;
    const around = weights * (1 + random.below(3)) + random.below(3) - 1;
    return {
      format,
      length: Math.min(most, Math.max(1, random.chance(0.5) ? around : 1 + random.below(most))),
      rowsUsed: 1 + random.below(rows),
      columnsUsed: random.chance(0.5) ? columns : 1 + random.below(columns),
      isFirst: random.chance(0.5) ? 1 : 0,
      isLast: i === count - 1 || random.chance(0.5) ? 1 : 0,
      endsLayer: random.chance(0.3) ? 1 : 0,
    };
  });
}
