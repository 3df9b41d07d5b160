/** The twin's cells through its port against a list of levels that moves as they should; and the twin as Verilog. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import { confirm, interfaceOf } from "../../../harness/index.ts";
import { lintVerilog } from "../../../testing/index.ts";
import { type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprMacro, type AfprMacroOptions } from "./macro.ts";
import { type Cells, chargesOf, MacroBench } from "./testing.ts";

type Levels = [number, number][][];

const clamp = (level: number): number => Math.min(15, Math.max(0, level));

/** Random pulses on all cells; `moves` decides what a cell does at a pulse. Gives the levels that have to be there. */
function pulseAtRandom(
  bench: MacroBench,
  pulses: number,
  moved: (row: number, column: number, isMinus: boolean, level: number, move: number) => number,
  levels: Levels = emptyLevels(bench),
): Levels {
  const { rows, columns } = bench.configuration;
  for (let pulse = 0; pulse < pulses; pulse++) {
    const row = bench.below(rows);
    const isMinus = bench.below(2) === 1;
    // Mostly up, then mostly down, so that both ends are met.
    const drift = pulse < pulses / 2 ? 1 : -1;
    const moves = bench.list(columns, () => [drift, drift, drift, 0, -drift][bench.below(5)] as number);
    bench.pulse(row, isMinus, moves, 1 + bench.below(4));
    const side = isMinus ? 1 : 0;
    moves.forEach((move, column) => {
      const cell = levels[row]?.[column] as [number, number];
      cell[side] = moved(row, column, isMinus, cell[side], move);
    });
    if (bench.below(2) === 0) bench.sim.run(1 + bench.below(2));
  }
  return levels;
}

const emptyLevels = (bench: MacroBench): Levels =>
  bench.list(bench.configuration.rows, () => bench.list(bench.configuration.columns, () => [0, 0]));

/** Every row's both sides as the port gives them. */
const readAll = (bench: MacroBench): Cells =>
  bench.list(bench.configuration.rows, (row) => {
    const [plus, minus] = [bench.read(row, false), bench.read(row, true)];
    return plus.map((level, column) => [level, minus[column] as number] as const);
  });

/** Charges after a conversion of random drives, and those expected of `cells`. */
function charges(bench: MacroBench, cells: Cells): [bigint[], bigint[]] {
  const drive = bench.randomDrive();
  bench.convert(drive);
  const found = bench.list(bench.configuration.columns, (column) =>
    BigInt(bench.sim.peek(`column_${column}.charge`) as number),
  );
  return [found, chargesOf(cells, drive)];
}

const SHAPES: readonly AfprParameters[] = [
  { rows: 1, columns: 1 },
  { rows: 3, columns: 2 },
  { rows: 17, columns: 5 },
  { rows: 10, columns: 3, phases: { integrate: 6 } },
];

describe("the twin's cells", () => {
  test.each(SHAPES.map((shape) => [afprConfiguration(shape).name, shape] as const))(
    "move by a level a pulse and end at 0 and 15, at %s",
    (_, shape) => {
      using bench = new MacroBench(shape);
      const beyond = { low: 0, high: 0 };
      const levels = pulseAtRandom(bench, 300 + 100 * shape.rows, (_row, _column, _side, level, move) => {
        if (level + move < 0) beyond.low++;
        if (level + move > 15) beyond.high++;
        return clamp(level + move);
      });
      expect(beyond.low).toBeGreaterThan(0);
      expect(beyond.high).toBeGreaterThan(0);
      expect(readAll(bench)).toEqual(levels);
      const [found, expected] = charges(bench, levels);
      expect(found).toEqual(expected);
    },
  );

  test("can be read in the cycle after a pulse of one cycle", () => {
    using bench = new MacroBench({ rows: 4, columns: 2 });
    for (let level = 1; level <= 16; level++) {
      bench.pulse(3, true, [1, 0], 1);
      expect(bench.read(3, true)).toEqual([Math.min(15, level), 0]);
    }
  });

  test("are kept at the port until the next read, through pulses, and through conversions", () => {
    using bench = new MacroBench({ rows: 9, columns: 3 });
    const cells = bench.randomCells();
    bench.fill(cells);
    const expected = cells[8]?.map(([plus]) => plus);
    expect(bench.read(8, false)).toEqual(expected);
    bench.pulse(8, false, [1, -1, 1]);
    bench.pulse(2, true, [1, 1, 1]);
    bench.convert(bench.randomDrive());
    expect(bench.sim.dut.levels.peek()).toEqual(expected);
  });

  test("are all 0 at power-up", () => {
    using bench = new MacroBench({ rows: 20, columns: 2 });
    expect(readAll(bench)).toEqual(emptyLevels(bench));
  });
});

describe("faults of the twin", () => {
  const shape = { rows: 11, columns: 4, phases: { integrate: 12 } };

  test("a stuck cell keeps its level in reads and in sums, its neighbours move", () => {
    const stuck = [
      { row: 0, column: 0, isMinus: false, level: 15 },
      { row: 10, column: 0, isMinus: true, level: 7 },
      { row: 5, column: 3, isMinus: true, level: 0 },
    ];
    using bench = new MacroBench(shape, { stuck });
    const start = emptyLevels(bench);
    for (const { row, column, isMinus, level } of stuck) {
      (start[row]?.[column] as [number, number])[isMinus ? 1 : 0] = level;
    }
    const isStuck = (row: number, column: number, isMinus: boolean): boolean =>
      stuck.some((cell) => cell.row === row && cell.column === column && cell.isMinus === isMinus);
    const levels = pulseAtRandom(
      bench,
      300,
      (row, column, isMinus, level, move) => (isStuck(row, column, isMinus) ? level : clamp(level + move)),
      start,
    );
    expect(readAll(bench)).toEqual(levels);
    const [found, expected] = charges(bench, levels);
    expect(found).toEqual(expected);
  });

  test("a sluggish cell moves at every so many of its pulses", () => {
    const sluggish = [
      { row: 2, column: 1, isMinus: false, every: 3 },
      { row: 9, column: 1, isMinus: true, every: 2 },
    ];
    using bench = new MacroBench(shape, { sluggish });
    for (const { row, column, isMinus, every } of sluggish) {
      const moves = bench.list(4, (index) => (index === column ? 1 : 0));
      for (let pulse = 1; pulse <= 10; pulse++) {
        bench.pulse(row, isMinus, moves);
        // Pulses that leave the cell alone do not count.
        bench.pulse(row, isMinus, [1, 0, 0, 0]);
        bench.pulse(row, !isMinus, moves);
        expect(bench.read(row, isMinus)[column]).toBe(Math.floor(pulse / every));
        expect(bench.read(row, !isMinus)[column]).toBe(pulse);
      }
    }
  });

  test("are part of the module's name", () => {
    const configuration = afprConfiguration({ rows: 4, columns: 4 });
    const cell = { row: 1, column: 1, isMinus: false };
    const names = [
      AfprMacro(configuration),
      AfprMacro(configuration, { stuck: [{ ...cell, level: 3 }] }),
      AfprMacro(configuration, { stuck: [{ ...cell, level: 4 }] }),
      AfprMacro(configuration, { sluggish: [{ ...cell, every: 4 }] }),
    ].map((definition) => elaborate(definition).top.name);
    expect(names[0]).toBe("afpr_macro_4x4");
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^afpr_macro_4x4(_faults_[0-9a-f]{8})?$/.test(name))).toBe(true);
  });

  test.each([
    [{ stuck: [{ row: 4, column: 0, isMinus: true, level: 3 }] }, "stuck[0].row"],
    [{ stuck: [{ row: 0, column: -1, isMinus: true, level: 3 }] }, "stuck[0].column"],
    [{ stuck: [{ row: 0, column: 0, isMinus: true, level: 16 }] }, "stuck[0].level"],
    [{ sluggish: [{ row: 0, column: 0, isMinus: true, every: 1 }] }, "sluggish[0].every"],
    [
      {
        stuck: [{ row: 1, column: 0, isMinus: true, level: 3 }],
        sluggish: [{ row: 1, column: 0, isMinus: true, every: 2 }],
      },
      "sluggish[0]",
    ],
  ] satisfies [AfprMacroOptions, string][])(
    "are refused where there is no such cell or level: %j",
    (options, name) => {
      const configuration = afprConfiguration({ rows: 4, columns: 4 });
      expect(() => AfprMacro(configuration, options)).toThrow(name);
    },
  );
});

describe("the twin as Verilog", () => {
  const faulty: AfprMacroOptions = {
    stuck: [{ row: 4, column: 1, isMinus: false, level: 9 }],
    sluggish: [{ row: 0, column: 0, isMinus: true, every: 2 }],
  };

  test.each([
    [{ rows: 1, columns: 1 }, {}],
    [{ rows: 17, columns: 5 }, {}],
    [{ rows: 5, columns: 2, inputs: "differential", phases: { integrate: 3 } }, faulty],
  ] satisfies [AfprParameters, AfprMacroOptions][])(
    "does the same in Icarus and Verilator: %j %j",
    (shape, options) => {
      using bench = new MacroBench(shape, options, true);
      pulseAtRandom(bench, 40 * shape.rows, (_row, _column, _side, level) => level);
      readAll(bench);
      for (let conversion = 0; conversion < 3; conversion++) {
        bench.convert(bench.randomDrive());
        for (const shift of [0, 3, 15]) {
          for (const reference of ["full" as const, 0, 31, 40, 63]) {
            bench.compare(shift, bench.below(3), reference);
            bench.sim.run(1);
          }
        }
      }
      for (const simulator of ["icarus", "verilator"] as const) {
        expect(confirm(bench.sim, simulator).compared).toBeGreaterThan(0);
      }
    },
  );

  test.each([
    [{ rows: 1, columns: 1 }, {}],
    [{ rows: 9, columns: 2 }, {}],
    [{ rows: 13, columns: 2, inputs: "differential" }, {}],
    [{ rows: 5, columns: 2, inputs: "differential", phases: { integrate: 3 } }, faulty],
  ] satisfies [AfprParameters, AfprMacroOptions][])(
    "is accepted without a word by Verilator, Icarus and Yosys, and needs no file beside it: %j %j",
    async (shape, options) => {
      const design = elaborate(AfprMacro(afprConfiguration(shape), options));
      expect(interfaceOf(design).top).toContain("afpr_macro_");
      const verilog = writeVerilog(design);
      expect(await lintVerilog(verilog)).toEqual([]);
      // A testbench that runs in another folder would not find the cells' levels, and see none for ever.
      expect(verilog.files.filter(({ text }) => text.includes("$readmem"))).toEqual([]);
    },
  );
});
