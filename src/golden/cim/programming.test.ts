/** Programming as predicted: figures worked out by hand, the cells' models, and input that does not fit. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LARGEST_CELL_LEVEL } from "../cim.ts";
import {
  type CellPlace,
  type CellResponse,
  idealCells,
  type ProgrammingJob,
  predictProgramming,
  randomCells,
  sluggishCells,
  stuckCells,
} from "./programming.ts";

const shape = { columns: 4, weightsPerBeat: 2, pulseCycles: 2, readCycles: 2 };

/** A job of one row whose cells start at `plus` and `minus`. */
function predictRow(
  weights: readonly number[],
  plus: readonly number[],
  minus: readonly number[],
  { limit = 15, response = idealCells }: { limit?: number; response?: CellResponse } = {},
) {
  const job = { rows: 1, columns: weights.length, weights: Int8Array.from(weights), limit };
  const initial = { plus: Uint8Array.from(plus), minus: Uint8Array.from(minus) };
  return predictProgramming(shape, job, initial, response);
}

describe("predictProgramming", () => {
  test("a row that is right takes its beats and a read of each side", () => {
    expect(predictRow([3, -2, 0], [3, 0, 0], [0, 2, 0])).toEqual({
      levels: { plus: Uint8Array.of(3, 0, 0), minus: Uint8Array.of(0, 2, 0) },
      failures: [],
      reads: 2,
      pulses: 0,
      cellPulses: 0,
      badBeats: 0,
      // Two beats; two cycles of a read and one to compare, twice.
      cycles: 2 + 2 * 3,
    });
  });

  test("a side takes the pulses of its slowest cell", () => {
    const { reads, pulses, cellPulses, cycles } = predictRow([5, -2, 1], [0, 1, 9], [0, 0, 0]);
    // Plus: 5 up, 1 down, 8 down. Minus: 2 up. A pulse takes two cycles, one to settle, and the next read's three.
    expect({ reads, pulses, cellPulses, cycles }).toEqual({
      reads: 9 + 3,
      pulses: 8 + 2,
      cellPulses: 5 + 1 + 8 + 2,
      cycles: 2 + 2 * 3 + 10 * 6,
    });
  });

  test("cells that the limit leaves behind are failures, at a cycle more for each column of the macro", () => {
    const { failures, cycles, levels } = predictRow([5, -2, 1], [0, 1, 9], [0, 0, 0], { limit: 4 });
    expect(failures).toEqual([
      { row: 0, column: 0, isMinus: false, level: 4, target: 5 },
      { row: 0, column: 2, isMinus: false, level: 5, target: 1 },
    ]);
    expect(levels.plus).toEqual(Uint8Array.of(4, 0, 5));
    expect(cycles).toBe(2 + 2 * 3 + (4 + 2) * 6 + 4);
  });

  test("a limit of 0 reads and reports", () => {
    const { failures, reads, pulses } = predictRow([1, -1], [0, 0], [0, 0], { limit: 0 });
    expect({ reads, pulses }).toEqual({ reads: 2, pulses: 0 });
    expect(failures.map(({ column, isMinus }) => [column, isMinus])).toEqual([
      [0, false],
      [1, true],
    ]);
  });

  test("weights beyond -15..15 count as the nearest; beats that have one are counted", () => {
    const { levels, badBeats } = predictRow([16, 127, -128, 15], [0, 0, 0, 0], [0, 0, 0, 0]);
    expect(levels).toEqual({ plus: Uint8Array.of(15, 15, 0, 15), minus: Uint8Array.of(0, 0, 15, 0) });
    expect(badBeats).toBe(2);
  });

  test("fifteen pulses bring ideal cells from anywhere to any weights", () => {
    const row = fc.record({
      weights: fc.array(fc.integer({ min: -15, max: 15 }), { minLength: 4, maxLength: 4 }),
      plus: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 4 }),
      minus: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(row, ({ weights, plus, minus }) => {
        const { levels, failures, cellPulses } = predictRow(weights, plus, minus);
        expect(failures).toEqual([]);
        expect(weights.map((_, i) => (levels.plus[i] ?? 0) - (levels.minus[i] ?? 0))).toEqual(weights);
        const distance = (from: readonly number[], to: Uint8Array): number =>
          from.reduce((sum, level, i) => sum + Math.abs(level - (to[i] as number)), 0);
        expect(cellPulses).toBe(distance(plus, levels.plus) + distance(minus, levels.minus));
      }),
    );
  });

  test("refuses arrays and levels that do not fit", () => {
    const job: ProgrammingJob = { rows: 1, columns: 2, weights: Int8Array.of(1, 2), limit: 3 };
    const zero = { plus: new Uint8Array(2), minus: new Uint8Array(2) };
    const predict = (changed: Partial<ProgrammingJob>, initial = zero, response = idealCells) =>
      predictProgramming(shape, { ...job, ...changed }, initial, response);
    expect(predict({}).failures).toEqual([]);
    expect(() => predict({ weights: new Int8Array(3) })).toThrow("BL0515");
    expect(() => predict({}, { ...zero, minus: new Uint8Array(1) })).toThrow("BL0515");
    expect(() => predict({ columns: 5 })).toThrow("BL0516");
    expect(() => predict({ rows: 0 })).toThrow("BL0516");
    expect(() => predict({ limit: -1 })).toThrow("BL0516");
    expect(() => predict({}, { ...zero, plus: Uint8Array.of(0, 16) })).toThrow("BL0516");
    expect(() => predict({}, zero, () => 16)).toThrow("BL0516");
  });
});

describe("cells", () => {
  const cell = { row: 2, column: 3, isMinus: true };

  test("ideal cells move by a level and stay between 0 and 15", () => {
    const ups = Array.from({ length: 16 }, (_, level) => idealCells(cell, level, true, 0));
    const downs = Array.from({ length: 16 }, (_, level) => idealCells(cell, level, false, 0));
    expect(ups).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15]);
    expect(downs).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  test("stuck cells stay, the others go on", () => {
    const response = stuckCells(({ column }) => column === 3, sluggishCells(1));
    expect(response(cell, 7, true, 0)).toBe(7);
    expect(response({ ...cell, column: 2 }, 7, true, 0)).toBe(8);
  });

  test("sluggish cells move with every k-th pulse", () => {
    const moved = Array.from({ length: 7 }, (_, earlier) => sluggishCells(3)(cell, 7, false, earlier));
    expect(moved).toEqual([7, 7, 6, 7, 7, 6, 7]);
  });

  test("random cells move by 0, 1 and 2 as often as asked, and the same for the same seed", () => {
    const places: CellPlace[] = Array.from({ length: 2000 }, (_, i) => ({
      row: i % 40,
      column: Math.floor(i / 40),
      isMinus: i % 3 === 0,
    }));
    const steps = (seed: number): number[] => {
      const response = randomCells(seed, { idle: 0.3, double: 0.1 });
      return places.flatMap((place) => [0, 1, 2, 3].map((earlier) => response(place, 5, true, earlier) - 5));
    };
    const seen = steps(1);
    const share = (step: number): number => seen.filter((each) => each === step).length / seen.length;
    // 8000 draws: the standard deviation of a share is 0.005.
    expect(Math.abs(share(0) - 0.3)).toBeLessThan(0.025);
    expect(Math.abs(share(2) - 0.1)).toBeLessThan(0.025);
    expect(share(0) + share(1) + share(2)).toBe(1);
    expect(steps(1)).toEqual(seen);
    expect(steps(2)).not.toEqual(seen);
    expect(randomCells(1, { idle: 0, double: 1 })(cell, 14, true, 0)).toBe(LARGEST_CELL_LEVEL);
  });
});
