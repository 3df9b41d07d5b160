/** The array against the golden product: random shapes and bubbles, edges skewed here as skew.ts and column.ts do. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { gemm, pulseWeights, temporalPulses } from "../../golden/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { FineqArray } from "./array.ts";

const WIDTH = 24;

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

function randomTile(random: Random, rows: number, columns: number, k: number): Tile {
  const activations = Int8Array.from({ length: rows * k }, () => random.between(-128, 127));
  const weights = Int8Array.from({ length: columns * k }, () => random.between(-3, 3));
  return { k, activations, weights };
}

class Driver {
  readonly simulation: Interpreter;
  private readonly rows: number;
  private readonly columns: number;
  private readonly coding: "unary" | "binary";
  private readonly history: Step[] = [];

  constructor(rows: number, columns: number, coding: "unary" | "binary") {
    this.rows = rows;
    this.columns = columns;
    this.coding = coding;
    const shape = { rows, columns, coding, activationBits: 8, accumulatorBits: WIDTH };
    this.simulation = interpret(elaborate(FineqArray(shape)), { seed: 7 });
  }

  /** Puts `step` at the corner; column c and row r still see the steps of c and r cycles ago. */
  cycle(step: Step, shift = false): void {
    this.history.unshift(step);
    const pulseBits = this.coding === "unary" ? 1 : 2;
    const ports = { activations: 0n, code_pulse: 0n, code_negative: 0n, code_boundary: 0n };
    for (let column = 0; column < this.columns; column++) {
      const { tile, k, phase, boundary } = this.history[column] ?? {};
      if (boundary) ports.code_boundary |= 1n << BigInt(column);
      if (!tile || k === undefined || phase === undefined) continue;
      const weight = tile.weights[column * tile.k + k] as number;
      const pulse = temporalPulses(this.coding, Math.abs(weight))[phase] as number;
      const worth = pulse * (pulseWeights(this.coding)[phase] as number);
      ports.code_pulse |= BigInt(worth) << BigInt(column * pulseBits);
      if (weight < 0) ports.code_negative |= 1n << BigInt(column);
    }
    for (let row = 0; row < this.rows; row++) {
      const { tile, k } = this.history[row] ?? {};
      const activation = tile && k !== undefined ? (tile.activations[row * tile.k + k] as number) : -99;
      ports.activations |= BigInt.asUintN(8, BigInt(activation)) << BigInt(8 * row);
    }
    for (const [port, bits] of Object.entries(ports)) this.simulation.poke(port, bits);
    this.simulation.poke("shift", shift ? 1n : 0n);
    this.simulation.step();
  }

  /** Reads the bottom row and shifts, last row first; returns rows in natural order. */
  drain(): { sums: number[][]; overflow: number[][] } {
    const sums: number[][] = [];
    const overflow: number[][] = [];
    for (let row = 0; row < this.rows; row++) {
      const bits = this.simulation.peek("drained_sums");
      const flags = this.simulation.peek("drained_overflow");
      const of = Array.from({ length: this.columns }, (_, c) => c);
      sums.unshift(of.map((c) => Number(BigInt.asIntN(WIDTH, bits >> BigInt(WIDTH * c)))));
      overflow.unshift(of.map((c) => Number((flags >> BigInt(c)) & 1n)));
      this.cycle({}, true);
      this.cycle({});
    }
    return { sums, overflow };
  }

  run(tile: Tile, random: Random, bubbles: number): void {
    const phases = pulseWeights(this.coding).length;
    for (let k = 0; k < tile.k; k++) {
      for (let phase = 0; phase < phases; phase++) {
        while (random.chance(bubbles)) this.cycle({});
        this.cycle({ tile, k, phase, boundary: k === 0 && phase === 0 });
      }
    }
  }

  settle(): void {
    for (let i = 0; i < this.rows + this.columns; i++) this.cycle({});
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
] as const;

describe.each(["unary", "binary"] as const)("FineqArray, %s coding", (coding) => {
  test.each(shapes)(
    "%i x %i gives the golden sums of K = %i with and without bubbles",
    (rows, columns, k) => {
      const driver = new Driver(rows, columns, coding);
      const random = seededRandom(rows * 100 + columns * 10 + k);
      for (const bubbles of [0, 0.4]) {
        const tile = randomTile(random, rows, columns, k);
        driver.run(tile, random, bubbles);
        driver.cycle({ boundary: true });
        driver.settle();
        expect(driver.drain().sums).toEqual(goldenSums(tile, rows, columns));
      }
    },
  );

  test("a tile drains while the next one accumulates", () => {
    const driver = new Driver(2, 3, coding);
    const random = seededRandom(5);
    const [first, second] = [randomTile(random, 2, 3, 4), randomTile(random, 2, 3, 20)];
    driver.run(first, random, 0);
    // The boundary that comes with the second tile's first step releases the first tile's sums.
    const phases = pulseWeights(coding).length;
    const steps = Array.from({ length: second.k * phases }, (_, i) => ({
      tile: second,
      k: Math.floor(i / phases),
      phase: i % phases,
      boundary: i === 0,
    }));
    for (const step of steps.slice(0, 8)) driver.cycle(step);
    const seen: number[][] = [];
    for (let row = 0; row < 2; row++) {
      const bits = driver.simulation.peek("drained_sums");
      seen.unshift([0, 1, 2].map((c) => Number(BigInt.asIntN(WIDTH, bits >> BigInt(WIDTH * c)))));
      const at = 8 + 2 * row;
      driver.cycle(steps[at] as Step, true);
      driver.cycle(steps[at + 1] as Step);
    }
    expect(seen).toEqual(goldenSums(first, 2, 3));
    for (const step of steps.slice(12)) driver.cycle(step);
    driver.cycle({ boundary: true });
    driver.settle();
    expect(driver.drain().sums).toEqual(goldenSums(second, 2, 3));
  });

  test("a flipped weight bit changes the sums", () => {
    const driver = new Driver(2, 2, coding);
    const random = seededRandom(9);
    const tile = randomTile(random, 2, 2, 12);
    const weights = Int8Array.from(tile.weights);
    weights[5] = (weights[5] as number) > 0 ? (weights[5] as number) - 1 : (weights[5] as number) + 1;
    driver.run({ ...tile, weights }, random, 0);
    driver.cycle({ boundary: true });
    driver.settle();
    expect(driver.drain().sums).not.toEqual(goldenSums(tile, 2, 2));
  });
});
