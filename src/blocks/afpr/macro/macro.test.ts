/**
 * The digital twin against sums computed here over BigInt, for random cells and drives; its comparator against
 * u = |D| at every reference.
 */
import { describe, expect, test } from "vitest";
import { type AfprParameters, afprConfiguration } from "../parameters.ts";
import { type Cells, chargesOf, MacroBench } from "./testing.ts";

const halvesOf = (reference: number | "full"): bigint =>
  reference === "full" ? 128n : BigInt(2 * reference + 1);

const isAtOrAbove = (
  charge: bigint,
  shift: number,
  adaptations: number,
  reference: number | "full",
): boolean => 2n * (charge < 0n ? -charge : charge) >= halvesOf(reference) << BigInt(shift + adaptations);

const REFERENCES = ["full" as const, ...Array.from({ length: 64 }, (_, step) => step)];

const SHAPES: readonly AfprParameters[] = [
  { rows: 1, columns: 1 },
  { rows: 3, columns: 2 },
  { rows: 2, columns: 3, inputs: "differential", phases: { integrate: 3 } },
  { rows: 17, columns: 5 },
  { rows: 17, columns: 5, inputs: "differential" },
  { rows: 64, columns: 32 },
  { rows: 37, columns: 4, phases: { integrate: 6 } },
  { rows: 100, columns: 7, inputs: "differential", phases: { integrate: 35, reset: 2 } },
  { rows: 9, columns: 3, phases: { integrate: 200 } },
];
const nameOf = (parameters: AfprParameters): string => afprConfiguration(parameters).name;

/** Converts random drives and lists every sign and comparator that is wrong. */
function wrongOutputs(bench: MacroBench, cells: Cells, conversions: number): string[] {
  const wrong: string[] = [];
  let compared = 0;
  for (let conversion = 0; conversion < conversions; conversion++) {
    const drive = bench.randomDrive();
    bench.convert(drive);
    const charges = chargesOf(cells, drive);
    const signs = bench.sim.dut.isNegative.peek();
    charges.forEach((charge, column) => {
      if (signs[column] !== Number(charge < 0n)) wrong.push(`sign of ${column}: D ${charge}`);
    });
    for (const shift of [0, 1, 4, bench.below(12), 15]) {
      for (const adaptations of [0, 1, 2]) {
        for (const reference of REFERENCES) {
          const found = bench.compare(shift, adaptations, reference);
          compared += found.length;
          charges.forEach((charge, column) => {
            if (found[column] !== Number(isAtOrAbove(charge, shift, adaptations, reference))) {
              wrong.push(`comparator ${column}: D ${charge}, SH ${shift}, n ${adaptations}, ${reference}`);
            }
          });
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(0);
  return wrong;
}

describe("a conversion of the twin", () => {
  test.each(SHAPES.map((shape) => [nameOf(shape), shape] as const))("is exact at %s", (_, shape) => {
    using bench = new MacroBench(shape);
    const cells = bench.randomCells();
    bench.fill(cells);
    expect(wrongOutputs(bench, cells, shape.rows > 60 ? 2 : 5)).toEqual([]);
  });

  test("is exact at full size, 576 x 256", () => {
    using bench = new MacroBench({ rows: 576, columns: 256 });
    const cells = bench.randomCells();
    bench.fill(cells);
    for (let conversion = 0; conversion < 2; conversion++) {
      const drive = bench.randomDrive();
      bench.convert(drive);
      const charges = chargesOf(cells, drive);
      expect(bench.sim.dut.isNegative.peek()).toEqual(charges.map((charge) => Number(charge < 0n)));
      for (const reference of [0, 1, 5, 31, 40, 63, "full"] as const) {
        const expected = charges.map((charge) => Number(isAtOrAbove(charge, 9, 1, reference)));
        expect(bench.compare(9, 1, reference)).toEqual(expected);
      }
    }
  });

  test("a cell that is stuck is noticed", () => {
    const stuck = [{ row: 16, column: 2, isMinus: true, level: 0 }];
    using bench = new MacroBench({ rows: 17, columns: 5 }, { stuck });
    const cells = bench.randomCells();
    bench.fill(cells);
    expect(cells[16]?.[2]?.[1]).not.toBe(0);
    const wrong = wrongOutputs(bench, cells, 3);
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.every((line) => /^(sign of|comparator) 2:/.test(line))).toBe(true);
  });

  test("reaches the largest sums of both signs", () => {
    using bench = new MacroBench({ rows: 100, columns: 2 });
    const cells = bench.list(100, () => [[15, 0] as const, [0, 15] as const]);
    bench.fill(cells);
    const drive = bench.list(100, () => ({ isOn: true, isMinus: false, level: 63, gain: 4 as const }));
    bench.convert(drive);
    const largest = 100n * 252n * 15n;
    expect(chargesOf(cells, drive)).toEqual([largest, -largest]);
    expect(BigInt(bench.sim.peek("column_0.charge") as number)).toBe(largest);
    expect(BigInt(bench.sim.peek("column_1.charge") as number)).toBe(-largest);
  });

  test("starts from nothing after a discharge and keeps its sum until then", () => {
    using bench = new MacroBench({ rows: 5, columns: 1 });
    const cells = bench.randomCells();
    bench.fill(cells);
    const drive = bench.randomDrive();
    for (let conversion = 0; conversion < 3; conversion++) {
      bench.convert(drive);
      bench.sim.run(bench.below(40));
      expect(BigInt(bench.sim.peek("column_0.charge") as number)).toBe(chargesOf(cells, drive)[0]);
    }
  });
});

describe("a comparator", () => {
  test("trips at each reference and not below it, in every range and at every shift", () => {
    using bench = new MacroBench({ rows: 1024, columns: 4 });
    const largest = 1024n * 252n * 15n;
    let reached = 0;
    for (let shift = 0; shift < 16; shift++) {
      for (const adaptations of [0, 1, 2]) {
        for (const reference of REFERENCES) {
          const least = ((halvesOf(reference) << BigInt(shift + adaptations)) + 1n) / 2n;
          const at = least > largest ? largest : least;
          const charges = [
            at,
            -at,
            least > largest ? largest : least - 1n,
            1n - least < -largest ? -largest : 1n - least,
          ];
          for (const [column, charge] of charges.entries()) bench.sim.poke(`column_${column}.charge`, charge);
          const found = bench.compare(shift, adaptations, reference);
          const isReached = least <= largest ? 1 : 0;
          reached += isReached;
          expect(found, `${shift} ${adaptations} ${reference}`).toEqual([isReached, isReached, 0, 0]);
        }
      }
    }
    expect(reached).toBeGreaterThan(2900);
  });

  test("compares with its own column's reference and capacitors", () => {
    using bench = new MacroBench({ rows: 3, columns: 40 });
    const { dut } = bench.sim;
    for (let round = 0; round < 50; round++) {
      const charges = bench.list(40, () => BigInt(bench.below(2000) - 1000));
      for (const [column, charge] of charges.entries()) bench.sim.poke(`column_${column}.charge`, charge);
      const isFull = bench.list(40, () => bench.below(2));
      const isUpper = bench.list(40, () => bench.below(2));
      const adaptations = bench.list(40, () => bench.below(3));
      const [shift, ramp] = [bench.below(5), bench.below(32)];
      dut.shift.poke(shift);
      dut.reference.poke({ isFull, isUpper, ramp });
      dut.capacitors.poke(adaptations.map((n) => 2 ** n));
      const expected = charges.map((charge, column) => {
        const reference = isFull[column] ? "full" : 32 * (isUpper[column] as number) + ramp;
        return Number(isAtOrAbove(charge, shift, adaptations[column] as number, reference));
      });
      expect(dut.comparator.peek()).toEqual(expected);
      expect(dut.isNegative.peek()).toEqual(charges.map((charge) => Number(charge < 0n)));
    }
  });
});
