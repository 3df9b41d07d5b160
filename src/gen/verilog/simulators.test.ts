/**
 * What the generated Verilog computes in Icarus and in Verilator is what the interpreter of the IR computes: random
 * expressions over all operators and widths 1 to 130, and random designs with registers, memories, instances, two kinds
 * of reset and two clocks. CI runs the first tenth of the nightly set (BITLOOM_NIGHTLY=1).
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signal } from "../../ir/index.ts";
import {
  add,
  binary,
  bit,
  bits,
  type CosimulationCase,
  cast,
  cosimulate,
  cosimulationCase,
  designOf,
  lit,
  moduleBuilder,
  not,
  randomDesign,
  randomExpressions,
  type Simulator,
  sint,
  slice,
  uint,
} from "../../testing/index.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** Modules of 20 expressions: 1,000 or 10,000 expressions. */
const expressionModules = isNightly ? 500 : 50;
const designs = isNightly ? 500 : 50;
/** Cases of each kind in one simulator build, enough for CI's set to be one build; more would need much memory. */
const batch = 55;
const steps = 30;
/** Seeds that once disagreed; they stay in the set for good. */
const recorded = {
  expressions: [],
  // 142, 150: Icarus evaluates `store[a + b]` without wrapping the sum. 12: a block that reads nothing never runs.
  // 436: Verilator's removal of duplicate logic aborts (see cosimulation.ts).
  designs: [12, 142, 150, 436],
};

interface Recipe {
  readonly seed: number;
  readonly size: number;
  readonly levels: number;
}

const sizes = {
  expressions: { size: 20, levels: 4 },
  designs: { size: 2, levels: 2 },
} as const;

const build = {
  expressions: ({ seed, size, levels }: Recipe) =>
    cosimulationCase(randomExpressions(seed, { expressions: size, depth: levels }), seed, steps),
  designs: ({ seed, size, levels }: Recipe) =>
    cosimulationCase(randomDesign(seed, { size, levels }), seed, steps),
};
type Kind = keyof typeof build;

/** The smallest design of the same seed that still disagrees, for the message. */
async function smallest(kind: Kind, seed: number, simulator: Simulator): Promise<unknown> {
  const { size, levels } = sizes[kind];
  const recipe = fc.record({
    size: fc.integer({ min: 1, max: size }),
    levels: fc.integer({ min: kind === "designs" ? 0 : 1, max: levels }),
  });
  const agrees = fc.asyncProperty(
    recipe,
    async (reduced) => (await cosimulate([build[kind]({ seed, ...reduced })], simulator)).length === 0,
  );
  const result = await fc.check(agrees, { examples: [[{ size, levels }]], numRuns: 20, seed: 1 });
  return { seed, ...(result.counterexample?.[0] ?? { size, levels }) };
}

const seedsOf = (kind: Kind, count: number): number[] => [
  ...new Set([...recorded[kind], ...Array.from({ length: count }, (_, i) => i)]),
];

/** Runs a part of the seeds of both kinds, and a wrong design among them, in one simulator build. */
async function firstDisagreement(simulator: Simulator, part: Readonly<Record<Kind, readonly number[]>>) {
  const kinds = ["expressions", "designs"] as const;
  const origins = kinds.flatMap((kind) => part[kind].map((seed) => ({ kind, seed })));
  const cases = origins.map(({ kind, seed }) => build[kind]({ seed, ...sizes[kind] }));
  const found = await cosimulate([wrongAdder(), ...cases, crossedLinks(), shiftIntoInstance()], simulator);
  // A build in which the wrong design passes has compared nothing.
  expect(found[0]).toMatchObject({ index: 0, design: "adder", port: "result" });
  const [first] = found.slice(1);
  const origin = first && origins[first.index - 1];
  if (origin === undefined) return first;
  return { ...first, smallest: await smallest(origin.kind, origin.seed, simulator) };
}

describe.each(["icarus", "verilator"] as const)("in %s", (simulator) => {
  test(
    `${20 * expressionModules} random expressions and ${designs} random designs have the interpreter's values`,
    async () => {
      const [expressionSeeds, designSeeds] = [
        seedsOf("expressions", expressionModules),
        seedsOf("designs", designs),
      ];
      for (let from = 0; from < Math.max(expressionSeeds.length, designSeeds.length); from += batch) {
        const part = {
          expressions: expressionSeeds.slice(from, from + batch),
          designs: designSeeds.slice(from, from + batch),
        };
        expect(await firstDisagreement(simulator, part)).toBeUndefined();
      }
    },
    (isNightly ? 120 : 10) * 60_000,
  );
});

/** A subtractor with the expectations of an adder. */
function wrongAdder(): CosimulationCase {
  const arithmetic = (operator: "add" | "sub") => {
    const m = moduleBuilder("adder");
    const [a, b] = [m.input("a", uint(4)), m.input("b", uint(4))];
    m.assign(m.output("result", uint(4)), operator === "add" ? add(a, b) : binary("sub", a, b));
    return designOf(m.build());
  };
  const { stimulus, expected } = cosimulationCase(arithmetic("add"), 1, 10);
  return { design: arithmetic("sub"), stimulus, expected };
}

/** Two signals whose bits depend on each other's in turn, in one condition and against the order of writing. */
function crossedLinks(): CosimulationCase {
  const m = moduleBuilder("crossed_links");
  const [go, a] = [m.input("go", bit), m.input("a", uint(4))];
  const [left, right] = [m.output("left", uint(8)), m.output("right", uint(8))];
  const low = (signal: Signal) => bits(signal, 3, 0);
  const high = (signal: Signal) => bits(signal, 7, 4);
  m.assign(left, lit(0x21, 8));
  m.assign(right, lit(0x43, 8));
  m.when(go, () => {
    m.assign(high(right), add(slice(left, 7, 4), a));
    m.assign(high(left), add(slice(right, 3, 0), a));
    m.assign(low(right), add(slice(left, 3, 0), a));
    m.assign(low(left), a);
  });
  return cosimulationCase(designOf(m.build()), 1, 20);
}

/** Verilator 5.006 forgets the sign of `>>>` that is itself a port connection. */
function shiftIntoInstance(): CosimulationCase {
  const inner = moduleBuilder("inverter");
  inner.assign(inner.output("y", uint(32)), not(inner.input("x", uint(32))));
  const m = moduleBuilder("shift_into_instance");
  const [a, amount] = [m.input("a", sint(32)), m.input("amount", uint(6))];
  const port = m.instance("inverter", inner.build());
  m.assign(port("x"), cast(binary("shr", a, amount), uint(32)));
  m.assign(m.output("result", uint(32)), port("y"));
  return cosimulationCase(designOf(m.build()), 1, 50);
}
