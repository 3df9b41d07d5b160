/**
 * Work for LieqAccumulate and what must come of it: layers of random formats cut into tiles, passes and groups of lanes here, their
 * results from the golden model's sums and scales.
 */
import {
  activationSums,
  packUniform,
  scaleSum,
  type UniformBits,
  uniformGroups,
  uniformSums,
} from "../../golden/index.ts";
import type { LieqConfiguration } from "./parameters.ts";

/** What is drawn on: a simulation's own source, or a seeded one. */
interface Random {
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

type Shape = Pick<LieqConfiguration, "rows" | "columns" | "lanes" | "groups" | "accumulatorBits">;

/** A beat of `sums`, a number a lane. */
export interface SumsBeat {
  readonly sums: readonly number[];
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
  readonly keep: readonly boolean[];
  readonly rowSum: number;
  readonly address: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly last: boolean;
}

/** A beat of `results`, raw bits. */
export interface ResultBeat {
  readonly data: bigint;
  readonly keep: bigint;
  readonly last: 0 | 1;
}

export interface Work {
  readonly sums: readonly SumsBeat[];
  readonly results: readonly ResultBeat[];
}

/** What LieqAccumulate needs to know of a layer. */
export interface Layer {
  readonly m: number;
  readonly n: number;
  /** Groups of K. */
  readonly groups: number;
  /** Of the codes, without their zero points: m x n x groups. */
  readonly sums: ArrayLike<number>;
  /** m x groups. */
  readonly rowSums: ArrayLike<number>;
  /** n x groups. */
  readonly scales: ArrayLike<number>;
  readonly zeros: ArrayLike<number>;
  /** m x n, in units of 2^-24. */
  readonly results: readonly bigint[];
}

const HALVES = [0, 1, 0x3ff, 0x400, 0x7bff, 0x3c00];
const randomHalf = (random: Random): number =>
  random.chance(0.3) ? random.pick(HALVES) : random.below(0x7c00);

/** Activations and codes are often the extreme ones, so that sums and zero points are. */
export function uniformLayer(random: Random, bits: UniformBits, m: number, n: number, k: number): Layer {
  const largest = 2 ** bits - 1;
  const groups = uniformGroups(k);
  const constant = random.pick([-128, 127, undefined, undefined]);
  const activations = Int8Array.from({ length: m * k }, () => constant ?? random.below(256) - 128);
  const code = random.pick([0, largest, undefined, undefined]);
  const codes = Uint8Array.from({ length: n * k }, () => code ?? random.below(largest + 1));
  const scales = Uint16Array.from({ length: n * groups }, () => randomHalf(random));
  const zeros = Uint8Array.from({ length: n * groups }, () =>
    random.pick([0, largest, random.below(largest + 1)]),
  );
  const matrix = packUniform(codes, { rows: n, columns: k, bits, scales, zeros });
  const centred = uniformSums(activations, m, matrix);
  return {
    m,
    n,
    groups,
    sums: uniformSums(activations, m, { ...matrix, zeros: new Uint8Array(zeros.length) }),
    rowSums: activationSums(activations, m, k),
    scales,
    zeros,
    results: Array.from({ length: m * n }, (_, at) =>
      Array.from({ length: groups }, (__, group) =>
        scaleSum(centred[at * groups + group] as number, scales[(at % n) * groups + group] as number),
      ).reduce((sum, part) => sum + part, 0n),
    ),
  };
}

/** One group of K, any sum of the accumulator, no zero point, and activation sums that mean nothing. */
export function fineqLayer(random: Random, accumulatorBits: number, m: number, n: number): Layer {
  const limit = 2 ** (accumulatorBits - 1);
  const sums = Array.from({ length: m * n }, () =>
    random.chance(0.3) ? random.pick([-limit, limit - 1, 0, -1]) : random.below(2 * limit) - limit,
  );
  const scales = Uint16Array.from({ length: n }, () => randomHalf(random));
  return {
    m,
    n,
    groups: 1,
    sums,
    rowSums: Array.from({ length: m }, () => random.below(65536) - 32768),
    scales,
    zeros: new Uint8Array(n),
    results: sums.map((sum, at) => scaleSum(sum, scales[at % n] as number)),
  };
}

/** The beats of a layer in the order of the drain; lanes that do not count bring anything. */
export function workOf(random: Random, shape: Shape, layer: Layer): Work {
  const { m, n, groups } = layer;
  const sums: SumsBeat[] = [];
  const results: ResultBeat[] = [];
  for (let top = 0; top < m; top += shape.rows) {
    for (let left = 0; left < n; left += shape.columns) {
      const tile = {
        top,
        left,
        rows: Math.min(shape.rows, m - top),
        columns: Math.min(shape.columns, n - left),
      };
      for (let group = 0; group < groups; group++) {
        for (const [row, place] of placesOf(shape, tile)) {
          sums.push(sumsBeat(random, shape, layer, tile, group, row, place));
          if (group === groups - 1) results.push(resultBeat(shape, layer, tile, row, place));
        }
      }
    }
  }
  return { sums, results };
}

interface Tile {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/** Row and place in the row, bottom row first. */
function* placesOf({ lanes }: Shape, tile: Tile): Generator<readonly [number, number]> {
  for (let row = tile.rows - 1; row >= 0; row--) {
    for (let place = 0; place * lanes < tile.columns; place++) yield [row, place];
  }
}

const isTileEnd = ({ lanes }: Shape, tile: Tile, row: number, place: number): boolean =>
  row === 0 && (place + 1) * lanes >= tile.columns;

function sumsBeat(
  random: Random,
  shape: Shape,
  layer: Layer,
  tile: Tile,
  group: number,
  row: number,
  place: number,
): SumsBeat {
  const lanes = Array.from({ length: shape.lanes }, (_, lane) => {
    const column = place * shape.lanes + lane;
    if (column >= tile.columns) {
      const sum = random.below(2 ** shape.accumulatorBits) - 2 ** (shape.accumulatorBits - 1);
      return { keep: false, sum, scale: random.below(65536), zero: random.below(256) };
    }
    const weight = (tile.left + column) * layer.groups + group;
    const at = ((tile.top + row) * layer.n + tile.left + column) * layer.groups + group;
    return {
      keep: true,
      sum: layer.sums[at] as number,
      scale: layer.scales[weight] as number,
      zero: layer.zeros[weight] as number,
    };
  });
  return {
    sums: lanes.map(({ sum }) => sum),
    scales: lanes.map(({ scale }) => scale),
    zeros: lanes.map(({ zero }) => zero),
    keep: lanes.map(({ keep }) => keep),
    rowSum: layer.rowSums[(tile.top + row) * layer.groups + group] as number,
    address: row * shape.groups + place,
    isFirst: group === 0,
    isLast: group === layer.groups - 1,
    last: isTileEnd(shape, tile, row, place),
  };
}

function resultBeat(shape: Shape, layer: Layer, tile: Tile, row: number, place: number): ResultBeat {
  let data = 0n;
  let keep = 0n;
  for (let lane = 0; lane < shape.lanes; lane++) {
    const column = place * shape.lanes + lane;
    if (column >= tile.columns) continue;
    const result = layer.results[(tile.top + row) * layer.n + tile.left + column] as bigint;
    data |= BigInt.asUintN(80, result) << BigInt(80 * lane);
    keep |= 0x3ffn << BigInt(10 * lane);
  }
  return { data, keep, last: isTileEnd(shape, tile, row, place) ? 1 : 0 };
}

export const joined = (works: readonly Work[]): Work => ({
  sums: works.flatMap(({ sums }) => sums),
  results: works.flatMap(({ results }) => results),
});
