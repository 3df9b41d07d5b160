/** The array against the golden product: random shapes and bubbles, edges skewed here as skew.ts and column.ts do. */
import { describe, expect, test } from "vitest";
import { gemm, pulseWeights, temporalPulses } from "../../golden/index.ts";
import { type DutSimulation, simulate } from "../../harness/index.ts";
import { FineqArray } from "./array.ts";
import { carriedBits } from "./pe.ts";

const WIDTH = 24;

type Coding = "unary" | "binary" | "direct";

interface Tile {
  readonly k: number;
  /** rows x k and columns x k, row-major. */
  readonly activations: Int8Array;
  readonly weights: Int8Array;
}

/** One cycle's worth of work; a bubble has neither weight index nor boundary. */
interface Step {
  readonly tile?: Tile;
  readonly k?: number;
  readonly phase?: number;
  readonly boundary?: boolean;
}

type Random = DutSimulation<unknown>["random"];

const between = (random: Random, low: number, high: number): number => low + random.below(high - low + 1);

function randomTile(random: Random, rows: number, columns: number, k: number): Tile {
  const activations = Int8Array.from({ length: rows * k }, () => between(random, -128, 127));
  const weights = Int8Array.from({ length: columns * k }, () => between(random, -3, 3));
  return { k, activations, weights };
}

const phasesOf = (coding: Coding): number => (coding === "direct" ? 1 : pulseWeights(coding).length);

/** How often the activation counts in a phase of a weight. */
function pulseOf(coding: Coding, weight: number, phase: number): number {
  const magnitude = Math.abs(weight);
  if (coding === "direct") return magnitude;
  return (temporalPulses(coding, magnitude)[phase] as number) * (pulseWeights(coding)[phase] as number);
}

const start = (rows: number, columns: number, coding: Coding) =>
  simulate(FineqArray({ rows, columns, coding, activationBits: 8, accumulatorBits: WIDTH }), {
    seed: rows * 100 + columns,
  });

class Driver {
  readonly random: Random;
  private readonly sim: ReturnType<typeof start>;
  private readonly rows: readonly number[];
  private readonly columns: readonly number[];
  private readonly coding: Coding;
  private readonly history: Step[] = [];

  constructor(sim: ReturnType<typeof start>, rows: number, columns: number, coding: Coding) {
    this.sim = sim;
    this.random = sim.random;
    this.rows = Array.from({ length: rows }, (_, row) => row);
    this.columns = Array.from({ length: columns }, (_, column) => column);
    this.coding = coding;
  }

  /** Puts `step` at the corner; column c and row r still see the steps of c and r cycles ago. */
  cycle(step: Step, shift = false): void {
    const { dut } = this.sim;
    this.history.unshift(step);
    this.history.length = Math.min(this.history.length, Math.max(this.rows.length, this.columns.length));
    const weights = this.columns.map((column) => {
      const { tile, k } = this.history[column] ?? {};
      return tile && k !== undefined ? (tile.weights[column * tile.k + k] as number) : 0;
    });
    dut.code.poke({
      pulse: weights.map((weight, column) => pulseOf(this.coding, weight, this.history[column]?.phase ?? 0)),
      negative: weights.map((weight) => weight < 0),
      boundary: this.columns.map((column) => this.history[column]?.boundary ?? false),
    });
    dut.activations.poke(
      this.rows.map((row) => {
        const { tile, k } = this.history[row] ?? {};
        return this.carried(tile && k !== undefined ? (tile.activations[row * tile.k + k] as number) : -99);
      }),
    );
    dut.shift.poke(shift);
    this.sim.step();
  }

  /** The drain registers of the bottom row, and what marks sums that left their range. */
  bottom(): { sums: number[]; overflow: number[] } {
    const { sums, overflow } = this.sim.dut.drained.peek();
    return { sums: sums.map(Number), overflow: overflow.map(Number) };
  }

  /** Reads the bottom row and shifts, last row first; returns rows in natural order. */
  drain(): { sums: number[][]; overflow: number[][] } {
    const rows = this.rows.map(() => {
      const bottom = this.bottom();
      this.cycle({}, true);
      this.cycle({});
      return bottom;
    });
    rows.reverse();
    return { sums: rows.map(({ sums }) => sums), overflow: rows.map(({ overflow }) => overflow) };
  }

  run(tile: Tile, bubbles: number): void {
    for (const step of this.steps(tile)) {
      while (this.random.chance(bubbles)) this.cycle({});
      this.cycle(step);
    }
  }

  /** The boundary comes with the tile's first step. */
  steps(tile: Tile): Step[] {
    const phases = phasesOf(this.coding);
    return Array.from({ length: tile.k * phases }, (_, i) => ({
      tile,
      k: Math.floor(i / phases),
      phase: i % phases,
      boundary: i === 0,
    }));
  }

  /** A boundary alone, and the time until the last element has it. */
  settle(): void {
    this.cycle({ boundary: true });
    for (let i = 0; i < this.rows.length + this.columns.length; i++) this.cycle({});
  }

  private carried(activation: number): number {
    const once = activation & 0xff;
    const hasTriple = carriedBits({ coding: this.coding, activationBits: 8 }) > 8;
    return hasTriple ? once + 2 ** 8 * ((3 * activation) & 0x3ff) : once;
  }
}

const rowsOf = (flat: Int32Array, width: number): number[][] =>
  Array.from({ length: flat.length / width }, (_, i) => [...flat.subarray(i * width, (i + 1) * width)]);

const goldenSums = (tile: Tile, rows: number, columns: number): number[][] =>
  rowsOf(gemm(tile.activations, tile.weights, { m: rows, n: columns, k: tile.k }).sums, columns);

const shapes = [
  [1, 1, 5],
  [1, 4, 7],
  [4, 1, 3],
  [3, 2, 30],
  [4, 4, 24],
  [2, 12, 24],
  [12, 2, 24],
  [16, 16, 48],
] as const;

describe.each(["unary", "binary", "direct"] as const)("FineqArray, %s coding", (coding) => {
  test.each(shapes)(
    "%i x %i gives the golden sums of K = %i with and without bubbles",
    (rows, columns, k) => {
      using sim = start(rows, columns, coding);
      const driver = new Driver(sim, rows, columns, coding);
      for (const bubbles of [0, 0.4]) {
        const tile = randomTile(driver.random, rows, columns, k);
        driver.run(tile, bubbles);
        driver.settle();
        const { sums, overflow } = driver.drain();
        expect(sums).toEqual(goldenSums(tile, rows, columns));
        expect(overflow.flat()).toEqual(new Array(rows * columns).fill(0));
      }
    },
  );

  test.each([
    [2, 3],
    [5, 4],
  ])("a tile of %i x %i drains while the next one accumulates", (rows, columns) => {
    using sim = start(rows, columns, coding);
    const driver = new Driver(sim, rows, columns, coding);
    const [first, second] = [4, 40].map((k) => randomTile(driver.random, rows, columns, k)) as [Tile, Tile];
    driver.run(first, 0);
    // The boundary that comes with the second tile's first step releases the first tile's sums.
    const steps = driver.steps(second);
    const settled = rows + columns;
    for (const step of steps.slice(0, settled)) driver.cycle(step);
    const seen: number[][] = [];
    for (let row = 0; row < rows; row++) {
      seen.unshift(driver.bottom().sums);
      const at = settled + 2 * row;
      driver.cycle(steps[at] as Step, true);
      driver.cycle(steps[at + 1] as Step);
    }
    expect(seen).toEqual(goldenSums(first, rows, columns));
    for (const step of steps.slice(settled + 2 * rows)) driver.cycle(step);
    driver.settle();
    expect(driver.drain().sums).toEqual(goldenSums(second, rows, columns));
  });

  test("a weight that is off by one changes its column's sums and no others", () => {
    using sim = start(2, 3, coding);
    const driver = new Driver(sim, 2, 3, coding);
    const tile = randomTile(driver.random, 2, 3, 12);
    // Activations of 0 would hide it.
    tile.activations.forEach((activation, i) => {
      if (activation === 0) tile.activations[i] = 1;
    });
    for (let at = 0; at < tile.weights.length; at++) {
      const weights = Int8Array.from(tile.weights);
      const weight = weights[at] as number;
      weights[at] = weight > 0 ? weight - 1 : weight + 1;
      driver.run({ ...tile, weights }, 0);
      driver.settle();
      const golden = goldenSums(tile, 2, 3);
      const { sums } = driver.drain();
      const differs = [0, 1, 2].map((column) => sums.map((row, r) => row[column] !== golden[r]?.[column]));
      expect(differs).toEqual([0, 1, 2].map((column) => Array(2).fill(column === Math.floor(at / 12))));
    }
  });
});
