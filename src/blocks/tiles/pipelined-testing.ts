/**
 * Tile columns of all kinds under one test bench: weights and vectors of every cycle in, sums against the golden model out.
 * Invariant: what is expected comes from the golden codec and integer dot products, never from a column.
 */
import { decodeCluster, type FineqIndex, fineqTileSum } from "../../golden/index.ts";
import type { Random } from "../../testing/index.ts";

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
  readonly kind: "any" | "planes" | "serial";
  /** Puts a cycle on the ports, of a serial tile its bit `bit`, the highest first, and goes on by a clock edge. */
  readonly step: (cycle: TileCycle, bit: number) => void;
  readonly sums: () => readonly (number | bigint)[];
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
export function randomCycles(
  random: Random,
  shape: { readonly pairs: number; readonly tokens: number; readonly activationBits: number },
  count: number,
): TileCycle[] {
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
export const everyPair = (random: Random, plane: number, activationBits: number): TileCycle[] =>
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

/** Offset binary. */
export const offset = (activations: readonly number[], activationBits: number): number[] =>
  activations.map((activation) => activation + 2 ** (activationBits - 1));

/** The same bench, but every load has one bit of the first pair inverted. */
export const withWrongWeight = (bench: TileBench): TileBench => ({
  ...bench,
  step: ({ load, ...cycle }, bit) =>
    bench.step(load ? { ...cycle, load: load.map((pair, i) => (i === 0 ? pair ^ 1 : pair)) } : cycle, bit),
});
