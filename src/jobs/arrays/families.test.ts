/** Every array family against integer dot products: in the in-process simulator, in Icarus, in Verilator. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { operandsOf, type PlayedRun, playArrayRun } from "../../compare/index.ts";
import { elaborate, instance, type ModuleDefinition, module, type PortMap } from "../../dsl/index.ts";
import { type CycleStep, writeVerilog } from "../../gen/index.ts";
import { checkWithSimulator } from "../../harness/index.ts";
import { type Engine, type EngineSnapshot, makeEngine } from "../../sim/index.ts";
import { lintVerilog } from "../../testing/index.ts";
import { ARRAY_FAMILIES, type ArrayFamily, type ArrayRun, type ArraySize, BARE_FAMILIES } from "./index.ts";
import { productOf } from "./products-testing.ts";
import type { IntegerProduct } from "./run.ts";

const MODEL = join(process.env.BITLOOM_DATA ?? "../shared/data", "models/demo");

const sizeOf = ({ rowStep = 1, tokens = 1 }: ArrayFamily, rows: number, columns: number): ArraySize => ({
  rows: Math.ceil(rows / rowStep) * rowStep,
  columns,
  tokens,
});

/** Inputs that fill the array: any number of them in output-stationary ones. */
const inputsOf = ({ dataflow }: ArrayFamily, { rows, columns }: ArraySize): number =>
  dataflow === "output-stationary" ? 6 * (rows + columns) : rows;

/** Every sum of a product is expected, in one piece or by planes; overflow marks come on top. */
const leastExpected = (m: number, n: number): number => m * n;

/** Arrays of the tests so far, in their start state: to make one takes longer than to play it. */
const arrays = new Map<string, { readonly engine: Engine; readonly start: EngineSnapshot }>();

function play(family: ArrayFamily, size: ArraySize, run: ArrayRun): PlayedRun {
  const key = JSON.stringify([family.name, size, run.module.name]);
  let made = arrays.get(key);
  if (made === undefined) {
    const engine = makeEngine(elaborate(run.module));
    made = { engine, start: engine.save() };
    arrays.set(key, made);
  }
  made.engine.restore(made.start);
  return playArrayRun(run, made.engine);
}

/** The run of the product, which gave every sum as it should be. */
function check(family: ArrayFamily, size: ArraySize, product: IntegerProduct): ArrayRun {
  const run = family.run(size, product);
  const { checked, wrong } = play(family, size, run);
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(checked).toBeGreaterThanOrEqual(leastExpected(product.m, product.n));
  return run;
}

test("names of families are unique, and there are families of every kind", () => {
  const names = ARRAY_FAMILIES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ARRAY_FAMILIES.map(({ weights }) => weights))).toContain("int3");
  for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

describe.each([...ARRAY_FAMILIES, ...BARE_FAMILIES])("$name", { timeout: 60_000 }, (family) => {
  test.each([
    [1, 1, 1],
    [6, 5, 1],
    [6, 5, 4],
    [12, 3, 13],
  ])("an array of %i x %i columns multiplies %i vectors of any operands", (rows, columns, m) => {
    const size = sizeOf(family, rows, columns);
    for (const k of new Set([size.rows, inputsOf(family, size)])) {
      check(family, size, productOf(family, { m, k, n: columns }));
    }
  });

  test("sums of the largest weights of either sign with the largest activations are exact", () => {
    const size = sizeOf(family, 12, 3);
    const shape = { m: 3, k: size.rows, n: 3 };
    check(family, size, productOf(family, shape, { weights: "extreme", activations: [127, -128, 0] }));
  });

  test("a product that is smaller than the array is exact", () => {
    const size = sizeOf(family, 12, 3);
    const k = size.rows - (family.rowStep ?? 1);
    check(family, size, productOf(family, { m: 2, k, n: 2 }));
  });

  test("a run that expects something else is noticed in every sum", () => {
    const size = sizeOf(family, 6, 5);
    const run = family.run(size, productOf(family, { m: 2, k: size.rows, n: 5 }));
    const off = run.expected.map((due) => ({ ...due, value: due.value ^ 1n }));
    const { checked, wrong } = play(family, size, { ...run, expected: off });
    expect(wrong).toHaveLength(checked);
    expect(checked).toBeGreaterThanOrEqual(leastExpected(2, 5));
  });

  test("an activation that is off by one changes sums", () => {
    const size = sizeOf(family, 6, 5);
    const shape = { m: 2, k: size.rows, n: 5 };
    const product = productOf(family, shape, { weights: "extreme", activations: [5] });
    const right = family.run(size, product);
    // Of a pruned weight nobody would notice.
    const input = product.weights.findIndex((weight) => weight !== 0) % size.rows;
    const activations = product.activations.with(input, 6);
    const wrong = { ...right, cycles: family.run(size, { ...product, activations }).cycles };
    expect(play(family, size, wrong).wrong.length).toBeGreaterThan(0);
  });

  test.each(["any", "ternary"] as const)(
    "more vectors of %s weights take the cycles that are claimed",
    (weights) => {
      const size = sizeOf(family, 6, 5);
      const step = (family.dataflow === "output-stationary" ? size.rows : 1) * size.tokens;
      const [k, n] = [inputsOf(family, size), size.columns];
      const product = (vectors: number) => productOf(family, { m: vectors * step, k, n }, { weights });
      const few = family.run(size, product(4));
      const many = check(family, size, product(12));
      const cycles = many.cycles.length - few.cycles.length;
      const perLane = (cycles * family.lanes(size)) / (8 * step * k * n);
      expect(perLane).toBeGreaterThanOrEqual(family.cycles.least);
      expect(perLane).toBeLessThanOrEqual(family.cycles.most);

      const { from, to, pauses, multiplyAccumulates } = many.steady;
      const resting = pauses.reduce((sum, pause) => sum + pause.to - pause.from, 0);
      expect(from).toBeGreaterThan(0);
      expect(to).toBeLessThanOrEqual(many.cycles.length);
      expect(multiplyAccumulates).toBeGreaterThan(0);
      const steadyCycles = ((to - from - resting) * family.lanes(size)) / multiplyAccumulates;
      expect(steadyCycles).toBeGreaterThanOrEqual(family.cycles.least);
      expect(steadyCycles).toBeLessThanOrEqual(family.cycles.most);
    },
  );
});

describe("real weights", { timeout: 60_000 }, () => {
  let operands: ReturnType<typeof operandsOf> | undefined;

  test.for(ARRAY_FAMILIES)("$name multiplies a part of the demo model", async (family, { skip }) => {
    if (!existsSync(MODEL)) skip(`${MODEL} is not there; set BITLOOM_DATA`);
    operands ??= operandsOf(MODEL);
    const { of } = await operands;
    const size = sizeOf(family, 12, 3);
    check(family, size, of(family, 5, size.rows, 3));
  });
});

interface ComparedStep extends CycleStep {
  readonly care: Readonly<Record<string, bigint>>;
}

/** All families' arrays beside each other in one module, so that a simulator is built once. */
function together(runs: readonly ArrayRun[]): {
  readonly top: ModuleDefinition;
  readonly steps: ComparedStep[];
} {
  const slugOf = (index: number): string => `family_${index}`;
  const ports: Record<string, PortMap[string]> = {};
  runs.forEach((run, index) => {
    for (const [name, port] of Object.entries(run.module.ports)) ports[`${slugOf(index)}_${name}`] = port;
  });
  type Loose = Record<string, { value: unknown } | undefined>;
  const top = module("families", ports, (outer) => {
    runs.forEach((run, index) => {
      const inner = instance(run.module, { name: `array_${index}` }) as Loose;
      for (const [name, { form }] of Object.entries(run.module.ports)) {
        const around = (outer as Loose)[`${slugOf(index)}_${name}`];
        const isInput = form.kind === "signal" && form.direction === "input";
        const [target, source] = isInput ? [inner[name], around] : [around, inner[name]];
        if (target) target.value = source;
      }
    });
  });
  const length = Math.max(...runs.map(({ cycles }) => cycles.length));
  const steps = Array.from({ length }, () => ({
    inputs: {} as Record<string, bigint>,
    expected: {} as Record<string, bigint>,
    care: {} as Record<string, bigint>,
  }));
  runs.forEach(({ cycles, expected }, index) => {
    cycles.forEach((values, cycle) => {
      for (const [port, value] of Object.entries(values)) {
        (steps[cycle] as (typeof steps)[number]).inputs[`${slugOf(index)}_${port}`] = value;
      }
    });
    for (const { cycle, port, low, bits, value } of expected) {
      const step = steps[cycle] as (typeof steps)[number];
      const name = `${slugOf(index)}_${port}`;
      step.expected[name] = (step.expected[name] ?? 0n) | (value << BigInt(low));
      step.care[name] = (step.care[name] ?? 0n) | (((1n << BigInt(bits)) - 1n) << BigInt(low));
    }
  });
  return { top, steps };
}

const small = (families: readonly ArrayFamily[]) =>
  together(
    families.map((family) => {
      const size = sizeOf(family, 2, 2);
      return family.run(size, productOf(family, { m: 2, k: size.rows, n: 2 }));
    }),
  );

// Verilator and Yosys take minutes for all of them.
const isNightly = process.env.BITLOOM_NIGHTLY === "1";
const OFTEN = ["int8-ws", "int3-os", "fineq-unary-os-offset", "fineq-binary-ws", "ternary-ws"];
const often = ARRAY_FAMILIES.filter(({ name }) => isNightly || OFTEN.includes(name));

describe("as Verilog", { timeout: 300_000 }, () => {
  test.each([
    ["icarus", "all", ARRAY_FAMILIES],
    ["verilator", isNightly ? "all" : "some", often],
  ] as const)("in %s %s families give the same sums", async (simulator, _which, families) => {
    expect(families.length).toBeGreaterThanOrEqual(OFTEN.length);
    const { top, steps } = small(families);
    const result = await checkWithSimulator(elaborate(top), { steps }, { simulator });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBeGreaterThan(3);
  });

  test("a sum that is wrong in one family is noticed", async () => {
    const { top, steps } = small(often);
    const at = steps.findIndex(({ care }) => Object.keys(care).length > 0);
    const step = steps[at] as (typeof steps)[number];
    const [port, care] = Object.entries(step.care)[0] as [string, bigint];
    const lowest = care & -care;
    const expected = { ...step.expected, [port]: (step.expected[port] as bigint) ^ lowest };
    const damaged = steps.with(at, { ...step, expected });
    const result = await checkWithSimulator(elaborate(top), { steps: damaged }, { simulator: "icarus" });
    expect(result).toMatchObject({ passed: false, mismatches: 1 });
  });

  test(`no tool complains about ${isNightly ? "any" : "some"} of them`, async () => {
    const { top } = small(often);
    expect(await lintVerilog(writeVerilog(elaborate(top)))).toEqual([]);
  });
});
