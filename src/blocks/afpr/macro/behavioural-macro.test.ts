/**
 * The behavioural macro in lockstep with the digital twin: what the engine in process sees at the twin's port is played to the
 * model in Icarus Verilog, and every output is compared in every cycle in which it is defined.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../../dsl/index.ts";
import {
  type CycleStep,
  deviceInterface,
  type MacroNonIdealities,
  writeBehaviouralMacro,
  writeVerilog,
} from "../../../gen/index.ts";
import { checkVerilog } from "../../../harness/index.ts";
import type { Module } from "../../../ir/index.ts";
import { seededRandom } from "../../../testing/index.ts";
import { AfprSequencer } from "../adc/index.ts";
import { afprEngineJobs } from "../engine-job.ts";
import { randomTiles } from "../engine-testing.ts";
import { type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprMacro } from "./macro.ts";
import { MacroBench } from "./testing.ts";

const SETTLED = ["comparator", "isNegative"];

/**
 * The port's raw bits cycle by cycle. Signs and comparators are defined from the end of an integration to the next
 * discharge, levels from the second cycle of a read on.
 */
function recorded(bench: MacroBench): CycleStep[] {
  const { top } = elaborate(AfprMacro(bench.configuration));
  const device = deviceInterface(top);
  const steps: CycleStep[] = [];
  const bitsOf = (direction: "input" | "output"): Record<string, bigint> =>
    Object.fromEntries(
      device.ports
        .filter((port) => port.direction === direction)
        .map(({ name }) => [name, bench.sim.probe(name).getBits()]),
    );
  let before: Readonly<Record<string, bigint>> = {};
  let isSettled = false;
  let hasRead = false;
  bench.sim.observe({
    beforeEdge: () => {
      const inputs = bitsOf("input");
      if (inputs.integrate === 1n || inputs.discharge === 1n) isSettled = false;
      else if (before.integrate === 1n) isSettled = true;
      if (before.access_read === 1n) hasRead = true;
      const defined = Object.entries(bitsOf("output")).filter(([name]) =>
        SETTLED.includes(name) ? isSettled : hasRead,
      );
      steps.push({ inputs, expected: Object.fromEntries(defined) });
      before = inputs;
    },
  });
  return steps;
}

/** Fills the cells through the port, reads all of them, and converts random drives at random references. */
function exercise(bench: MacroBench, rounds: number, conversions: number): void {
  const { rows, columns } = bench.configuration;
  const everyRow = (use: (row: number, isMinus: boolean) => void): void => {
    for (let row = 0; row < rows; row++) for (const isMinus of [false, true]) use(row, isMinus);
  };
  for (let round = 0; round < rounds; round++) {
    everyRow((row, isMinus) => {
      const moves = bench.list(columns, () => [1, 1, 0, -1][bench.below(4)] as number);
      bench.pulse(row, isMinus, moves, 1 + bench.below(3));
    });
  }
  everyRow((row, isMinus) => bench.read(row, isMinus));
  for (let conversion = 0; conversion < conversions; conversion++) {
    bench.convert(bench.randomDrive());
    for (let comparison = 0; comparison < 70; comparison++) {
      const reference = comparison < 64 ? comparison : "full";
      bench.compare(bench.below(9), bench.below(3), reference);
      bench.sim.run(1);
    }
  }
}

const SHAPES: readonly AfprParameters[] = [
  { rows: 1, columns: 1 },
  { rows: 17, columns: 5 },
  { rows: 5, columns: 3, inputs: "differential", phases: { integrate: 3 } },
  { rows: 12, columns: 8, phases: { integrate: 10, reset: 2 } },
];

/** The verdict of Icarus on the model in the twin's place. */
function lockstep(shape: AfprParameters, nonIdealities: Partial<MacroNonIdealities>, seed?: number) {
  using bench = new MacroBench(shape);
  const steps = recorded(bench);
  exercise(bench, 12, 3);
  expect(steps.filter(({ expected }) => "comparator" in expected).length).toBeGreaterThan(200);
  expect(steps.filter(({ expected }) => "levels" in expected).length).toBeGreaterThan(200);
  const { top } = elaborate(AfprMacro(bench.configuration));
  const model = writeBehaviouralMacro({ top, nonIdealities, seed });
  return checkVerilog([model], { top, steps, sources: [model.name] }, { simulator: "icarus" });
}

describe("the ideal behavioural macro", () => {
  test.each(SHAPES.map((shape) => [afprConfiguration(shape).name, shape] as const))(
    "is the digital twin, seen through the port, at %s",
    async (_, shape) => {
      const { passed, firstMismatch } = await lockstep(shape, {});
      expect(firstMismatch).toBeUndefined();
      expect(passed).toBe(true);
    },
  );

  test("has the name, the file and the ports of the twin", () => {
    const design = elaborate(AfprMacro(afprConfiguration({ rows: 17, columns: 5 })));
    const model = writeBehaviouralMacro({ top: design.top });
    const twin = writeVerilog(design).files.find(({ name }) => name === model.name);
    const portsOf = (text = ""): string[] =>
      [...text.matchAll(/^ {2}(input|output) +wire +(?:(\[\d+:0\]) +)?(\w+)/gm)].map(
        ([, direction, range = "", name]) => `${direction} ${range} ${name}`,
      );
    expect(portsOf(model.text).length).toBeGreaterThan(20);
    expect(portsOf(model.text)).toEqual(portsOf(twin?.text));
  });
});

describe("a behavioural macro that is not ideal", () => {
  const shape = { rows: 17, columns: 5 };

  test.each([
    [{ conductanceSpread: 0.2 }, ["comparator", "isNegative"]],
    [{ stuckCells: 0.1 }, ["levels"]],
    [{ readNoise: 8 }, ["comparator", "isNegative"]],
    [{ comparatorOffset: 4 }, ["comparator"]],
    [{ irDrop: 0.5 }, ["comparator", "isNegative"]],
    [{ stepVariation: 0.3 }, ["levels"]],
  ] satisfies [Partial<MacroNonIdealities>, string[]][])(
    "differs where it should: %j",
    async (fault, ports) => {
      const { passed, reason, firstMismatch } = await lockstep(shape, fault);
      expect(passed).toBe(false);
      expect(reason).toBe("mismatch");
      expect(ports).toContain(firstMismatch?.port);
    },
  );

  test("is the same macro for the same seed, and another for another", async () => {
    const first = (seed: number) =>
      lockstep(shape, { stuckCells: 0.1 }, seed).then(({ firstMismatch }) => firstMismatch);
    const [one, again, other] = [await first(5), await first(5), await first(6)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("loses drive on the way to the last column and none to the first", async () => {
    const configuration = afprConfiguration({ rows: 1, columns: 5 });
    const { top } = elaborate(AfprMacro(configuration));
    const { name, text } = writeBehaviouralMacro({ top, nonIdealities: { irDrop: 0.5 } });
    // 15 levels of 60 at gain 4: D = 3600; 1 - 0.5 * c / 4 of it arrives, and SH = 6 with the ramp at 0..63 finds u.
    const steps: CycleStep[] = [];
    const columns = [0, 1, 2, 3, 4];
    for (let pulse = 0; pulse < 15; pulse++) {
      steps.push({ inputs: { access_set: 31n, access_pulse: 1n, discharge: 1n }, expected: {} });
      steps.push({ inputs: { access_pulse: 0n }, expected: {} });
    }
    const drive = { drive_on: 1n, drive_level: 60n, drive_gain: 4n };
    for (let cycle = 0; cycle < 14; cycle++) {
      steps.push({ inputs: { ...drive, discharge: 0n, integrate: 1n }, expected: {} });
    }
    for (let step = 0; step < 64; step++) {
      const trips = columns.map((column) => 3600 * (1 - 0.125 * column) >= (step + 0.5) * 64);
      const comparator = trips.reduce((bits, trip, column) => bits | (trip ? 1n << BigInt(column) : 0n), 0n);
      const reference = {
        capacitors: 0o11111n,
        shift: 6n,
        reference_isUpper: step >= 32 ? 31n : 0n,
        reference_ramp: BigInt(step % 32),
      };
      steps.push({
        inputs: { integrate: 0n, drive_on: 0n, ...reference },
        expected: { comparator, isNegative: 0n },
      });
    }
    const verdict = await checkVerilog(
      [{ name, text }],
      { top, steps, sources: [name] },
      { simulator: "icarus" },
    );
    expect(verdict.firstMismatch).toBeUndefined();
    expect(verdict.passed).toBe(true);
  });
});

describe("in the engine the behavioural macro", () => {
  /** Programs random weights through the port, converts, and compares every code; the model's file in the twin's place. */
  function runEngine(parameters: AfprParameters, seed: number, nonIdealities: Partial<MacroNonIdealities>) {
    const random = seededRandom(seed);
    const tiles = randomTiles(random, parameters, "codes");
    const { top, plan } = afprEngineJobs(parameters, tiles, { stalls: {} });
    const design = elaborate(top);
    const twin = design.modules.find(({ name }) => /^afpr_macro_\d/.test(name));
    expect(twin).toBeDefined();
    const model = writeBehaviouralMacro({ top: twin as Module, nonIdealities });
    const others = writeVerilog(design).files.filter(({ name }) => !/^afpr_macro_/.test(name));
    const files = [...others, model];
    const sources = files.map(({ name }) => name).filter((name) => name.endsWith(".v"));
    return checkVerilog(files, { ...plan, top: design.top, sources }, { simulator: "icarus" });
  }

  test.each([
    { rows: 6, columns: 5 },
    { rows: 11, columns: 3, inputs: "differential" },
  ] satisfies AfprParameters[])("gives the golden codes by exchange of a file: %j", async (parameters) => {
    const { passed, firstMismatch, checked } = await runEngine(parameters, 3, {});
    expect(firstMismatch).toBeUndefined();
    expect(passed).toBe(true);
    expect(checked).toBeGreaterThan(10);
  });

  test("does not when its cells spread", async () => {
    const { passed, reason } = await runEngine({ rows: 6, columns: 5 }, 3, { conductanceSpread: 0.3 });
    expect({ passed, reason }).toEqual({ passed: false, reason: "mismatch" });
  });
});

describe("a behavioural macro is refused", () => {
  const { top } = elaborate(AfprMacro(afprConfiguration({ rows: 2, columns: 2 })));

  test.each([
    [{ conductanceSpread: -0.1 }, "conductanceSpread"],
    [{ stuckCells: 1.1 }, "stuckCells"],
    [{ irDrop: Number.NaN }, "irDrop"],
    [{ stepVariation: Number.POSITIVE_INFINITY }, "stepVariation"],
  ])("with figures out of range: %j", (nonIdealities, figure) => {
    expect(() => writeBehaviouralMacro({ top, nonIdealities })).toThrow(figure);
  });

  test("with a seed that is none", () => {
    for (const seed of [-1, 0.5, 2 ** 31]) {
      expect(() => writeBehaviouralMacro({ top, seed })).toThrow("seed");
    }
  });

  test("for a module that is no macro", () => {
    const other = elaborate(AfprSequencer(afprConfiguration({ rows: 2, columns: 2 }))).top;
    expect(() => writeBehaviouralMacro({ top: other })).toThrow("drive_on");
  });
});
