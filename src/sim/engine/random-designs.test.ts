/**
 * The compiled engine against the interpreter: random designs (hierarchy, memories, signed, wide, two clocks) and grids of
 * identical instances, every output at every step from the start values on, with every optimisation on, all off, and
 * each one off; and the interpreter against the generated Verilog of the same designs in Icarus and Verilator. CI runs a
 * tenth of the nightly set (BITLOOM_NIGHTLY=1), a fortieth of it in Verilator.
 */
import { describe, expect, test } from "vitest";
import type { Design } from "../../ir/index.ts";
import {
  cosimulate,
  firstDifference,
  randomDesign,
  randomDesigns,
  randomGrid,
  randomGrids,
  randomStimulus,
  type Simulator,
  smallestFailure,
  traceOf,
} from "../../testing/index.ts";
import { buildNetlist, type Netlist, Op } from "../netlist/index.ts";
import { planVectors } from "../vector/index.ts";
import { compileEngine, compileNetlist } from "./compiled-engine.ts";
import type { EngineSwitches } from "./engine.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
const DESIGNS = isNightly ? 1000 : 100;
const STEPS = 200;
/** Of one simulator build; more designs need much memory in the C++ compiler. */
const BATCH = 50;

const switchNames = ["vectors", "shifts", "inPlace", "folding", "demandedBits", "skipping"] as const;
const withAll = (value: boolean): EngineSwitches => ({
  vectors: value,
  shifts: value,
  inPlace: value,
  folding: value,
  demandedBits: value,
  skipping: value,
});
const settings: readonly (readonly [string, EngineSwitches])[] = [
  ["all on", withAll(true)],
  ["all off", withAll(false)],
  ...switchNames.map((name) => [`${name} off`, { ...withAll(true), [name]: false }] as const),
];

const isGrid = (seed: number): boolean => seed % 4 === 3;

/** One design in four is a grid; one in eight has values of several limbs. */
function designOfSeed(seed: number): Design {
  if (isGrid(seed)) return randomGrid(seed);
  return randomDesign(seed, seed % 8 === 0 ? { widest: 130 } : {});
}

const seeds = Array.from({ length: DESIGNS }, (_, i) => i);

/** The first setting with which the design differs, and where. */
function disagreement(design: Design, seed: number, tried = settings) {
  const stimulus = randomStimulus(design, seed, STEPS).slice(-STEPS);
  const expected = traceOf(design, stimulus, seed);
  for (const [setting, switches] of tried) {
    const difference = firstDifference(compileEngine(design, { seed, switches }), stimulus, expected);
    if (difference !== undefined) return { setting, ...difference };
  }
  return undefined;
}

/** Nothing, or the seed with what is wrong and the smallest design of the generator that is wrong in that setting. */
async function verdict(seed: number) {
  const found = disagreement(designOfSeed(seed), seed);
  if (found === undefined) return undefined;
  const tried = settings.filter(([name]) => name === found.setting);
  const around = Array.from({ length: 5 }, (_, i) => seed + i);
  const fails = (design: Design): boolean => disagreement(design, seed, tried) !== undefined;
  const smallest = isGrid(seed)
    ? await smallestFailure(around, fails, randomGrids)
    : await smallestFailure(around, fails, randomDesigns);
  return { seed, ...found, smallest };
}

describe(`${DESIGNS} random designs for ${STEPS} steps`, () => {
  test("are equal to the interpreter with every switch on, off, and each one off", {
    timeout: isNightly ? 7_200_000 : 600_000,
  }, async () => {
    for (const seed of seeds) expect(await verdict(seed)).toBeUndefined();
  });

  test.each(["icarus", "verilator"] as const)(
    "are equal to %s",
    async (simulator: Simulator) => {
      // Verilator's C++ compiler takes most of the time: fewer designs outside the nightly set.
      const chosen = isNightly || simulator === "icarus" ? seeds : seeds.slice(0, 25);
      for (let from = 0; from < chosen.length; from += BATCH) {
        const cases = chosen.slice(from, from + BATCH).map((seed) => {
          const design = designOfSeed(seed);
          const stimulus = randomStimulus(design, seed, STEPS);
          return { design, stimulus, expected: traceOf(design, stimulus) };
        });
        expect(await cosimulate(cases, simulator)).toEqual([]);
      }
    },
    7_200_000,
  );
});

test("grids are computed as vectors, and moved as such, often enough to say that these were tried", () => {
  const grids = seeds.filter(isGrid).slice(0, 100);
  const plans = grids.flatMap((seed) => {
    const netlist = buildNetlist(randomGrid(seed), { folding: true });
    return planVectors(netlist, withAll(true))?.summary ?? [];
  });
  expect(plans.length).toBeGreaterThan(grids.length / 4);
  expect(plans.reduce((sum, { computed }) => sum + computed, 0)).toBeGreaterThan(10 * plans.length);
  expect(plans.filter(({ moved }) => moved > 0).length).toBeGreaterThan(plans.length / 10);
});

describe("an injected fault", () => {
  const swapped = new Map<number, number>([
    [Op.add, Op.sub],
    [Op.sub, Op.add],
    [Op.and, Op.or],
    [Op.or, Op.xor],
    [Op.xor, Op.and],
    [Op.ltu, Op.leu],
    [Op.lts, Op.les],
    [Op.eq, Op.ltu],
  ]);

  /** Nodes with another operation to take, from three places of the netlist. */
  function targets({ nodes }: Netlist): number[] {
    const found: number[] = [];
    for (let node = 0; node < nodes.count; node++) if (swapped.has(nodes.op[node] ?? -1)) found.push(node);
    return [0.25, 0.5, 0.75].flatMap((part) => found[Math.floor(part * found.length)] ?? []);
  }

  test("in one node of the netlist is found in most designs, though much of random logic decides nothing", () => {
    let injured = 0;
    let noticed = 0;
    for (const seed of seeds.slice(0, 24)) {
      const design = designOfSeed(seed);
      const stimulus = randomStimulus(design, seed, STEPS).slice(-STEPS);
      const expected = traceOf(design, stimulus, seed);
      const outcomes = targets(buildNetlist(design, { folding: true })).map((node) => {
        const netlist = buildNetlist(design, { folding: true });
        netlist.nodes.op[node] = swapped.get(netlist.nodes.op[node] ?? -1) ?? 0;
        return firstDifference(compileNetlist(netlist, { seed }), stimulus, expected) !== undefined;
      });
      if (outcomes.length === 0) continue;
      injured++;
      if (outcomes.includes(true)) noticed++;
    }
    expect(injured).toBeGreaterThan(20);
    expect(noticed).toBeGreaterThan(injured / 2);
  });
});
