/**
 * Tile columns of all kinds under one test bench: weights and vectors of every cycle in, sums against the golden model out.
 * Invariant: what is expected comes from the golden codec and integer dot products, never from a column.
 */
import { expect, test } from "vitest";
import { decodeCluster, type FineqIndex, fineqTileSum } from "../../golden/index.ts";
import { confirm } from "../../harness/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import type { TileKind, TileShape } from "./parameters.ts";

export type TileSize = Pick<TileShape, "pairs" | "tokens" | "activationBits">;

/** A simulation of a column or a grid of columns. */
export type TileSimulation = Parameters<typeof confirm>[0] &
  Disposable & { readonly dut: TilePorts; step(): void };

interface TilePorts {
  readonly load: Poked<number>;
  readonly weights: Poked<readonly number[]>;
  readonly plane?: Poked<number>;
  readonly restart?: Poked<number>;
  readonly activations: Poked<readonly number[]>;
  readonly sums: { peek(): readonly (number | bigint)[] };
}
interface Poked<V> {
  poke(value: V): void;
}

/** A kind of column as the tests of all of them take it. */
export interface TestedColumn {
  readonly kind: TileBench["kind"];
  readonly latency: (size: TileSize) => number;
  readonly open: (size: TileSize, options?: { readonly record: boolean }) => TileSimulation;
}

/** The tests that columns of every kind pass. */
export function testColumn({ kind, latency, open }: TestedColumn): void {
  // A vector of a bit-serial column takes a cycle for each of its bits.
  const isSerial = kind === "serial";

  test.each(kind === "planes" ? [0, 1] : [0])(
    kind === "planes"
      ? "adds plane %i of every index with every pair of cluster codes"
      : "adds every index with every pair of cluster codes, other weights for every vector",
    (plane) => {
      const size: TileSize = { pairs: 1, tokens: 1, activationBits: isSerial ? 3 : 8 };
      using sim = open(size);
      const bench = tileBench(kind, sim, size, latency(size));
      const { compared, wrong } = runTile(bench, everyPair(seededRandom(plane), plane, size.activationBits));
      expect({ compared, wrong }).toEqual({ compared: 16384, wrong: 0 });
    },
  );

  test.each([
    [1, 2, 2],
    [2, 1, 3],
    [3, 3, 5],
    [4, 2, 8],
    [7, 1, 8],
  ])(
    "is exact %i pairs deep with %i tokens of %i bits, loads between vectors",
    (pairs, tokens, activationBits) => {
      const size: TileSize = { pairs, tokens, activationBits };
      const count = isSerial ? 80 : 150;
      using sim = open(size);
      const { compared, wrong } = runTile(tileBench(kind, sim, size, latency(size)), [
        ...randomCycles(seededRandom(pairs), size, count),
        ...extremeCycles(pairs, tokens, activationBits),
      ]);
      expect(wrong).toBe(0);
      expect(compared).toBeGreaterThan(count * tokens);
    },
  );

  test("is seen to fail when a bit of a weight is wrong", () => {
    const size: TileSize = { pairs: 2, tokens: 1, activationBits: 8 };
    using sim = open(size);
    const bench = withWrongWeight(tileBench(kind, sim, size, latency(size)));
    expect(runTile(bench, randomCycles(seededRandom(5), size, 60)).wrong).toBeGreaterThan(10);
  });

  test.each(["icarus", "verilator"] as const)("gives the same sums in %s", (simulator) => {
    const size: TileSize = { pairs: 2, tokens: 2, activationBits: 8 };
    using sim = open(size, { record: true });
    const cycles = randomCycles(seededRandom(8), size, isSerial ? 30 : 80);
    expect(runTile(tileBench(kind, sim, size, latency(size)), cycles).wrong).toBe(0);
    expect(confirm(sim, simulator).compared).toBeGreaterThan(80);
  });
}

/** The six weights of a raw pair as the golden codec reads them. */
export function pairWeights(pair: number): number[] {
  const index = (pair >> 12) as FineqIndex;
  return [...decodeCluster(index, pair & 63), ...decodeCluster(index, (pair >> 6) & 63)];
}

/** Weights of -1, 0 and 1: bit `plane` of the magnitudes. */
export const planeWeights = (weights: readonly number[], plane: number): number[] =>
  weights.map((weight) => Math.sign(weight) * ((Math.abs(weight) >> plane) & 1));

/** What the ports of a column have in one cycle. */
export interface TileCycle {
  /** Raw pairs to load. */
  readonly load?: readonly number[];
  /** With `load`, of tiles of planes. */
  readonly plane?: number;
  /** Two's complement, token by token. */
  readonly activations: readonly number[];
}

export interface TileBench {
  readonly tokens: number;
  readonly activationBits: number;
  readonly latency: number;
  readonly kind: Exclude<TileKind, "sparse">;
  /** Puts a cycle on the ports, of a serial tile its bit `bit`, the highest first, and goes on by a clock edge. */
  readonly step: (cycle: TileCycle, bit: number) => void;
  readonly sums: () => readonly (number | bigint)[];
}

/** Of a grid: the bench of its column `column`, which alone loads. */
export function tileBench(
  kind: TileBench["kind"],
  sim: TileSimulation,
  { tokens, activationBits }: TileSize,
  latency: number,
  column = 0,
): TileBench {
  const { dut } = sim;
  return {
    kind,
    tokens,
    activationBits,
    latency,
    step: ({ load, plane, activations }, bit) => {
      dut.load.poke(load ? 1 << column : 0);
      if (load) dut.weights.poke(load);
      if (plane !== undefined) dut.plane?.poke(plane);
      dut.restart?.poke(bit === activationBits - 1 ? 1 : 0);
      const values = activations.map((activation) => activation + 2 ** (activationBits - 1));
      dut.activations.poke(kind === "serial" ? values.map((value) => (value >> bit) & 1) : values);
      sim.step();
    },
    sums: () => dut.sums.peek().slice(column * tokens, (column + 1) * tokens),
  };
}

/** Sums compared and found wrong. The first cycle loads. Bit-serial tiles load with a vector's lowest bits. */
export function runTile(bench: TileBench, cycles: readonly TileCycle[]): { compared: number; wrong: number } {
  const { tokens, activationBits, latency, kind } = bench;
  const due = new Map<number, number[]>();
  let held: readonly number[] = [];
  let [now, compared, wrong] = [0, 0, 0];
  const step = (cycle: TileCycle, bit: number): void => {
    bench.step(cycle, bit);
    now++;
    const expected = due.get(now);
    if (!expected) return;
    due.delete(now);
    const found = bench.sums();
    expected.forEach((sum, token) => {
      compared++;
      if (Number(found[token]) !== sum) wrong++;
    });
  };
  const idle = { activations: Array.from({ length: cycles[0]?.activations.length ?? 0 }, () => 0) };
  for (const cycle of cycles) {
    const loaded = cycle.load
      ?.flatMap(pairWeights)
      .flatMap((weight) => (kind === "planes" ? planeWeights([weight], cycle.plane ?? 0) : [weight]));
    const bits = kind === "serial" ? activationBits : 1;
    if (held.length > 0) {
      const inputs = held.length;
      const sums = Array.from({ length: tokens }, (_, token) =>
        fineqTileSum(held, cycle.activations.slice(token * inputs, (token + 1) * inputs), activationBits),
      );
      due.set(now + bits - 1 + latency, sums);
    }
    for (let bit = bits - 1; bit >= 0; bit--) {
      step(bit === 0 ? cycle : { activations: cycle.activations }, bit);
    }
    if (loaded) held = loaded;
  }
  while (due.size > 0) step(idle, 0);
  return { compared, wrong };
}

/** Random pairs and vectors, a load in a part of the cycles; extremes among the activations. */
export function randomCycles(random: Random, shape: TileSize, count: number): TileCycle[] {
  const { pairs, tokens, activationBits } = shape;
  const most = 2 ** (activationBits - 1) - 1;
  const choices = [() => -most - 1, () => most, () => 0, () => -1];
  return Array.from({ length: count }, (_, cycle) => ({
    ...(cycle === 0 || random.chance(0.3)
      ? {
          load: Array.from({ length: pairs }, () => random.below(1 << 14)),
          plane: random.below(2),
        }
      : {}),
    activations: Array.from({ length: 6 * pairs * tokens }, () =>
      random.chance(0.2) ? (choices[random.below(4)] as () => number)() : random.between(-most - 1, most),
    ),
  }));
}

/** Every raw pair once, six random activations each. */
const everyPair = (random: Random, plane: number, activationBits: number): TileCycle[] =>
  Array.from({ length: 1 << 14 }, (_, pair) => ({
    load: [pair],
    plane,
    activations: Array.from({ length: 6 }, () =>
      random.between(-(2 ** (activationBits - 1)), 2 ** (activationBits - 1) - 1),
    ),
  })).concat([{ load: [0], plane, activations: [1, 2, 3, 4, 5, 6].map(() => 0) }]);

/** The largest and the smallest sums: magnitudes 3 and extreme activations, both signs. */
export function extremeCycles(pairs: number, tokens: number, activationBits: number): TileCycle[] {
  const low = -(2 ** (activationBits - 1));
  const codes = [0x1fff & ~0x924, 0x1fff, 0x3fff & ~0x924, 0x3fff, 0x2fff, 0x0555, 0x0fff, 0x0aaa];
  return codes.flatMap((pair) =>
    [low, -low - 1].flatMap((activation) => {
      const activations = Array.from({ length: 6 * pairs * tokens }, () => activation);
      return [0, 1].flatMap((plane) => [
        { load: Array.from({ length: pairs }, () => pair), plane, activations },
        { activations },
      ]);
    }),
  );
}

/** The same bench, but every load has one bit of the first pair inverted. */
const withWrongWeight = (bench: TileBench): TileBench => ({
  ...bench,
  step: ({ load, ...cycle }, bit) =>
    bench.step(load ? { ...cycle, load: load.map((pair, i) => (i === 0 ? pair ^ 1 : pair)) } : cycle, bit),
});
