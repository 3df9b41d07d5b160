/** Tile columns and arrays for cell libraries against the golden codec and integer dot products. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { decodeCluster, type FineqIndex, fineqTileExcess, fineqTileSum } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { TileColumn, tileLatency } from "./column.ts";
import type { TileShape } from "./parameters.ts";
import { TileArray, tileArrayLatency } from "./tile-array.ts";

const SHAPE: TileShape = {
  kind: "any",
  style: "gates",
  pairs: 1,
  tokens: 1,
  activationBits: 8,
  clustersPerOutlier: 4,
};

const weightsOf = (pair: number): number[] => {
  const index = (pair >> 12) as FineqIndex;
  return [...decodeCluster(index, pair & 63), ...decodeCluster(index, (pair >> 6) & 63)];
};

/** What sparse tiles count: of each group's outlier clusters all but the first lose the high bits of their magnitudes. */
function sparseWeights(pairs: readonly number[], clustersPerOutlier: number): number[] {
  const weights = pairs.flatMap(weightsOf);
  const group = 3 * clustersPerOutlier;
  for (let from = 0; from < weights.length; from += group) {
    let isTaken = false;
    for (let cluster = from; cluster < Math.min(from + group, weights.length); cluster += 3) {
      const three = weights.slice(cluster, cluster + 3);
      if (!three.some((weight) => Math.abs(weight) > 1)) continue;
      if (isTaken) weights.splice(cluster, 3, ...three.map((w) => Math.sign(w) * (Math.abs(w) & 1)));
      isTaken = true;
    }
  }
  return weights;
}

const counted = ({ kind, clustersPerOutlier }: TileShape, pairs: readonly number[]): number[] =>
  kind === "sparse" ? sparseWeights(pairs, clustersPerOutlier) : pairs.flatMap(weightsOf);

interface Trial {
  readonly pairs: readonly number[];
  /** Two's complement, the first token's first. */
  readonly activations: readonly number[];
}

/** Sums of each trial that are not those of the golden model with the weights of `expected`. */
function wrongSums(shape: TileShape, trials: Iterable<Trial>, expected = counted) {
  using sim = simulate(TileColumn(shape));
  const { load, weights, activations, sums } = sim.dut;
  const [inputs, offset] = [6 * shape.pairs, 2 ** (shape.activationBits - 1)];
  let [tried, wrong] = [0, 0];
  for (const trial of trials) {
    load.poke(1);
    weights.poke([...trial.pairs]);
    sim.step();
    load.poke(0);
    activations.poke(trial.activations.map((value) => value + offset));
    sim.step(tileLatency(shape));
    const known = expected(shape, trial.pairs);
    sums.peek().forEach((sum, token) => {
      const vector = trial.activations.slice(token * inputs, (token + 1) * inputs);
      tried++;
      if (sum !== fineqTileSum(known, vector, shape.activationBits)) wrong++;
    });
  }
  return { tried, wrong };
}

function* randomTrials(shape: TileShape, count: number, random: Random): Generator<Trial> {
  const { pairs, tokens, activationBits } = shape;
  const most = 2 ** (activationBits - 1);
  for (let i = 0; i < count; i++) {
    yield {
      pairs: Array.from({ length: pairs }, () => random.below(1 << 14)),
      activations: Array.from({ length: 6 * pairs * tokens }, () => random.between(-most, most - 1)),
    };
  }
}

/** Every index with every pair of cluster codes, minus zeros among them, with random activations. */
function* allPairs(random: Random): Generator<Trial> {
  for (let pair = 0; pair < 1 << 14; pair++) {
    yield { pairs: [pair], activations: Array.from({ length: 6 }, () => random.between(-128, 127)) };
  }
}

describe("TileColumn", () => {
  test.each([
    ["any", SHAPE],
    ["sparse", { ...SHAPE, kind: "sparse", clustersPerOutlier: 2 }],
  ] as const)("%s: adds every index with every pair of codes as the golden codec reads it", (_, shape) => {
    expect(wrongSums(shape, allPairs(seededRandom(1)))).toEqual({ tried: 16384, wrong: 0 });
  });

  test.each([
    { ...SHAPE, pairs: 11, tokens: 1 },
    { ...SHAPE, pairs: 3, tokens: 4, activationBits: 5 },
    { ...SHAPE, pairs: 2, tokens: 2, activationBits: 2 },
    { ...SHAPE, kind: "sparse", pairs: 8, tokens: 2, clustersPerOutlier: 8 },
    { ...SHAPE, kind: "sparse", pairs: 8, tokens: 1, clustersPerOutlier: 16 },
    { ...SHAPE, kind: "sparse", pairs: 6, tokens: 3, clustersPerOutlier: 4, activationBits: 6 },
  ] as const)("$kind, $pairs pairs, $tokens tokens, $activationBits bits: random weights", (shape) => {
    const found = wrongSums(shape, randomTrials(shape, 200, seededRandom(shape.pairs)));
    expect(found).toEqual({ tried: 200 * shape.tokens, wrong: 0 });
  });

  test.each(["any", "sparse"] as const)("%s: the largest sums of either sign fit", (kind) => {
    const shape: TileShape = { ...SHAPE, kind, pairs: 4 };
    // Magnitudes 3 in two lanes of every cluster; ternary ones in all.
    const codes = [1, 2, 3].flatMap((index) => [0o33, 0o77].map((code) => ({ index, code })));
    const ternary = [0o25, 0o77].map((code) => ({ index: 0, code }));
    const trials = [...codes, ...ternary].flatMap(({ index, code }) =>
      [-128, 127].map((activation) => ({
        pairs: Array.from({ length: 4 }, () => (index << 12) | (code << 6) | code),
        activations: Array.from({ length: 24 }, () => activation),
      })),
    );
    expect(wrongSums(shape, trials)).toEqual({ tried: 16, wrong: 0 });
  });

  test("gives the excess alone for activations of zero", () => {
    using sim = simulate(TileColumn(SHAPE));
    sim.dut.load.poke(1);
    sim.dut.weights.poke([0x1c2d]);
    sim.dut.activations.poke(Array.from({ length: 6 }, () => 128));
    sim.step(2);
    expect(sim.dut.sums.peek()).toEqual([fineqTileExcess(weightsOf(0x1c2d), 8)]);
  });

  test("a weight that is not the loaded one is noticed", () => {
    const shape: TileShape = { ...SHAPE, pairs: 2 };
    const off = (of: TileShape, pairs: readonly number[]): number[] =>
      counted(of, pairs).map((weight, i) => (i === 5 ? weight + 1 : weight));
    expect(wrongSums(shape, randomTrials(shape, 50, seededRandom(3)), off)).toEqual({
      tried: 50,
      wrong: 50,
    });
  });

  test("sparse weights that break the rule are noticed as such by the plain sum", () => {
    const shape: TileShape = { ...SHAPE, kind: "sparse", clustersPerOutlier: 2 };
    const breaking = { pairs: [(1 << 12) | (0o33 << 6) | 0o33], activations: [1, 1, 1, 1, 1, 1] };
    expect(wrongSums(shape, [breaking])).toEqual({ tried: 1, wrong: 0 });
    expect(wrongSums(shape, [breaking], (_, pairs) => pairs.flatMap(weightsOf))).toEqual({
      tried: 1,
      wrong: 1,
    });
  });

  test("pipelined sparse columns count every cluster whole, whatever the rule", () => {
    const shape: TileShape = {
      ...SHAPE,
      kind: "sparse",
      style: "pipelined",
      pairs: 2,
      clustersPerOutlier: 2,
    };
    const trials = [...randomTrials(shape, 100, seededRandom(12))];
    const whole = (_: TileShape, pairs: readonly number[]): number[] => pairs.flatMap(weightsOf);
    expect(wrongSums(shape, trials, whole)).toEqual({ tried: 100, wrong: 0 });
    expect(wrongSums({ ...shape, style: "gates" }, trials, whole).wrong).toBeGreaterThan(10);
  });

  test.each(["gates", "pipelined"] as const)("sparse columns of %s are named by their rule", (style) => {
    const named = (clustersPerOutlier: number): string =>
      elaborate(TileColumn({ ...SHAPE, kind: "sparse", style, pairs: 2, clustersPerOutlier })).top.name;
    expect([named(2), named(4)]).toEqual([2, 4].map((n) => `tile_column_sparse_${style}_2x1_a8_n${n}`));
  });
});

describe("TileArray", () => {
  test.each(["planes", "serial", "other"])("is refused of kind %s", (kind) => {
    const shape = { rows: 12, columns: 2, tokens: 1, activationBits: 8, clustersPerOutlier: 2 };
    expect(() => TileArray({ ...shape, kind: kind as "any" })).toThrow("BL0610: kind of TileArray");
  });

  test.each(["any", "sparse"] as const)(
    "%s: each group of columns has its sums a cycle after the one to its left, a vector a token and cycle",
    (kind) => {
      const [rows, columns, tokens] = [12, 34, 2];
      const shape = { kind, rows, columns, tokens, activationBits: 8, clustersPerOutlier: 4 };
      const random = seededRandom(7);
      using sim = simulate(TileArray(shape));
      const { load, weights, activations, sums } = sim.dut;
      const channels = Array.from({ length: columns }, () => [random.below(1 << 14), random.below(1 << 14)]);
      channels.forEach((pairs, column) => {
        load.poke(1n << BigInt(column));
        weights.poke(pairs);
        sim.step();
      });
      load.poke(0n);
      const vectors = Array.from({ length: 9 }, () =>
        Array.from({ length: tokens * rows }, () => random.between(-128, 127)),
      );
      let checked = 0;
      for (let cycle = 0; cycle < vectors.length + tileArrayLatency(columns - 1); cycle++) {
        const found = sums.peek();
        channels.forEach((pairs, column) => {
          const vector = vectors[cycle - tileArrayLatency(column)];
          if (!vector) return;
          const known = counted({ ...SHAPE, kind }, pairs);
          for (let token = 0; token < tokens; token++) {
            const expected = fineqTileSum(known, vector.slice(token * rows, (token + 1) * rows), 8);
            expect(found[column * tokens + token]).toBe(expected);
            checked++;
          }
        });
        activations.poke((vectors[cycle] ?? vectors[0] ?? []).map((value) => value + 128));
        sim.step();
      }
      expect(checked).toBe(vectors.length * columns * tokens);
    },
  );
});
