/**
 * The whole AFPR engine, driven through AXI: macros programmed through their port, random parameters, sizes and row tiles
 * against the golden codes, sums and cycle counts, stalls on every stream, and faults that must be noticed. Most runs are in
 * process; some play the same plan as Verilog in outside simulators.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { packCimConversions, packCimProgramming } from "../../golden/index.ts";
import { checkWithSimulator, playStreamPlan } from "../../harness/index.ts";
import type { SimulationResult, ToolName } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { type AfprJob, type AfprJobOptions, afprEngineJobs } from "./engine-job.ts";
import { randomCodes, randomParameters, randomTiles, randomWeights, untimed } from "./engine-testing.ts";
import { type AfprParameters, afprConfiguration } from "./parameters.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** Random engines in process, and every how many Icarus runs the same as Verilog too. */
const ENGINES = isNightly ? 200 : 8;
const ICARUS_EVERY = isNightly ? 4 : 4;

function run(
  parameters: AfprParameters,
  jobs: readonly AfprJob[],
  options: AfprJobOptions = {},
  simulator?: ToolName,
): Promise<SimulationResult> {
  const { top, plan } = afprEngineJobs(parameters, jobs, options);
  const design = elaborate(top);
  return simulator === undefined
    ? playStreamPlan(design, plan)
    : checkWithSimulator(design, plan, { simulator });
}

/** Random jobs on random engines; `prepare` says what of them is expected and how streams stall. */
async function runRandomly(
  seed: number,
  prepare: (random: ReturnType<typeof seededRandom>) => { isTimed: boolean; options: AfprJobOptions },
): Promise<void> {
  const random = seededRandom(seed);
  for (let set = 0; set < ENGINES; set++) {
    const parameters = randomParameters(random);
    const tiles = randomTiles(random, parameters, random.pick(["codes", "fp8", "integer"]));
    const { isTimed, options } = prepare(random);
    const jobs = isTimed ? tiles : untimed(tiles);
    const result = await run(parameters, jobs, options);
    const what = `set ${set}: ${JSON.stringify(parameters)}`;
    expect(result.firstMismatch, what).toBeUndefined();
    expect(result.passed, `${what}: ${result.reason}`).toBe(true);
    expect(result.checked).toBeGreaterThan(10);
    if (set % ICARUS_EVERY !== 0) continue;
    const { passed, checked, cycles } = await run(parameters, jobs, options, "icarus");
    expect({ passed, checked, cycles }, what).toEqual({
      passed: true,
      checked: result.planned,
      cycles: result.cycles,
    });
  }
}

const parameters = { rows: 6, columns: 5 } as const;
const shape = afprConfiguration(parameters);

/** Weights and codes of one tile that fills the engine above. */
function wholeTile(seed: number) {
  const random = seededRandom(seed);
  const { rows, columns } = shape;
  const weights = randomWeights(random, rows * columns);
  const programming = packCimProgramming(shape, { weights, rows, columns, limit: 15 });
  const conversions = packCimConversions(shape, {
    codes: randomCodes(random, 4 * rows),
    vectors: 4,
    weights,
    rows,
    columns,
    shift: 3,
    format: "codes",
    outputShift: 0,
    isLast: true,
  });
  return { programming, conversions };
}

describe("AfprEngine", { timeout: 600_000 }, () => {
  test(`${ENGINES} random engines give the golden results of their row tiles in exactly the predicted cycles`, async () => {
    await runRandomly(4, () => ({ isTimed: true, options: {} }));
  });

  test(`${ENGINES} random engines lose nothing and change no code when every stream stalls at random`, async () => {
    await runRandomly(1958, (random) => {
      const stall = () => random.pick([0, 0.3, 0.9]);
      const stalls = { weights: stall(), activations: stall(), results: stall(), failures: stall() };
      return { isTimed: false, options: { stalls } };
    });
  });

  test("conversions follow each other every 64 cycles in the phases of the reference, by the engine's own counter", async () => {
    const { programming, conversions } = wholeTile(64);
    expect(shape.period).toBe(64);
    expect(conversions.conversionCycles).toBe(4 * 64);
    expect((await run(parameters, [programming, conversions])).passed).toBe(true);
  });

  test("Verilator gives the same answers, in the same number of cycles and under stalls", async () => {
    const { programming, conversions } = wholeTile(5);
    const stalls = { weights: 0.5, activations: 0.3, results: 0.5, failures: 0.5 };
    for (const [jobs, options] of [
      [[programming, conversions], {}],
      [untimed([programming, conversions]), { stalls }],
    ] as const) {
      const result = await run(parameters, jobs, options, "verilator");
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    }
  });

  test("cells that stick are reported one by one, and the codes are those of the cells as they are", async () => {
    const { rows, columns } = shape;
    const weights = randomWeights(seededRandom(8), rows * columns).map((weight) => Math.abs(weight) || 1);
    const stuck = [
      { row: 1, column: 2, isMinus: false, level: 0 },
      { row: 4, column: 0, isMinus: true, level: 7 },
    ];
    const isStuck = (cell: { row: number; column: number; isMinus: boolean }) =>
      stuck.find((s) => s.row === cell.row && s.column === cell.column && s.isMinus === cell.isMinus);
    const initial = { plus: new Uint8Array(rows * columns), minus: new Uint8Array(rows * columns) };
    for (const cell of stuck) {
      (cell.isMinus ? initial.minus : initial.plus)[cell.row * columns + cell.column] = cell.level;
    }
    const programming = packCimProgramming(shape, {
      weights,
      rows,
      columns,
      limit: 16,
      initial,
      response: (cell, level, isUp) => (isStuck(cell) ? level : level + (isUp ? 1 : -1)),
    });
    expect(programming.failures).toHaveLength(2);
    const held = programming.levels.plus.map((plus, at) => plus - (programming.levels.minus[at] as number));
    const conversions = packCimConversions(shape, {
      codes: randomCodes(seededRandom(9), 3 * rows),
      vectors: 3,
      weights: Int8Array.from(held),
      rows,
      columns,
      shift: 2,
      format: "integer",
      outputShift: 0,
      isLast: true,
    });
    const jobs = [programming, conversions];
    const result = await run(parameters, jobs, { macro: { stuck } });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed).toBe(true);
    expect((await run(parameters, jobs)).passed).toBe(false);
  });

  test("a flipped weight, code, flag, count or cycle is noticed, in Icarus as in process", async () => {
    const { programming, conversions } = wholeTile(77);
    const flip = (beats: readonly bigint[], at: number, mask: bigint): bigint[] =>
      beats.map((beat, i) => (i === at ? beat ^ mask : beat));
    const faults: readonly (readonly AfprJob[])[] = [
      [{ ...programming, weights: flip(programming.weights, 0, 0x01n) }, conversions],
      [programming, { ...conversions, activations: flip(conversions.activations, 1, 0x90n) }],
      [programming, { ...conversions, shift: 4 }],
      [programming, { ...conversions, overRange: conversions.overRange + 1 }],
      [programming, { ...conversions, clipped: conversions.clipped + 1 }],
      [programming, { ...conversions, activeRows: conversions.activeRows - 1 }],
      [programming, { ...conversions, cycles: conversions.cycles + 1 }],
      [programming, { ...conversions, conversionCycles: conversions.conversionCycles - 1 }],
      [{ ...programming, cycles: programming.cycles + 1 }, conversions],
      [{ ...programming, pulses: programming.pulses - 1 }, conversions],
      [programming, { ...conversions, isOverflow: true }],
    ];
    for (const [i, jobs] of faults.entries()) {
      const result = await run(parameters, jobs);
      expect(result.passed, `fault ${i}`).toBe(false);
      expect(result.mismatches, `fault ${i}`).toBeGreaterThan(0);
      if (i !== 1) continue;
      const { mismatches, firstMismatch } = await run(parameters, jobs, {}, "icarus");
      expect({ mismatches, firstMismatch }).toEqual({
        mismatches: result.mismatches,
        firstMismatch: result.firstMismatch,
      });
    }
    expect((await run(parameters, [programming, conversions])).passed).toBe(true);
  });
});
