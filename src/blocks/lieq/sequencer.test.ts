/** The sequencer alone: which steps it orders, that it orders them only when everything is there, and in which cycles. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { confirm, type SimulateModuleOptions, simulate } from "../../harness/index.ts";
import { lintVerilog, seededRandom } from "../../testing/index.ts";
import { lieqConfiguration } from "./parameters.ts";
import { LieqSequencer } from "./sequencer.ts";
import { type FormatFacts, formats, randomPasses, type TestPass } from "./testing.ts";

const shapes = [
  { coding: "unary", rows: 2, columns: 3, wordDepth: 4 },
  { coding: "binary", rows: 1, columns: 1, wordDepth: 2 },
  { coding: "direct", rows: 4, columns: 2, wordDepth: 4 },
  { coding: "direct", rows: 3, columns: 5, wordDepth: 8 },
] as const;

type Shape = (typeof shapes)[number];

/** Probabilities that weights, an activation, or a pass are missing, and that a full drain becomes free. */
interface Pace {
  readonly weights: number;
  readonly activations: number;
  readonly late: number;
  readonly drains: number;
}

const NO_STALL: Pace = { weights: 0, activations: 0, late: 0, drains: 1 };
const paces: readonly Pace[] = [
  NO_STALL,
  { ...NO_STALL, weights: 0.98 },
  { ...NO_STALL, activations: 0.5 },
  { ...NO_STALL, drains: 0.01 },
  { ...NO_STALL, late: 0.95 },
  { weights: 0.97, activations: 0.2, late: 0.5, drains: 0.01 },
];

interface Order {
  readonly format: number;
  readonly slot: number;
  readonly cluster: number;
  readonly position: number;
  readonly plane: number;
  readonly phase: number;
}

const factsOf = (pass: TestPass): FormatFacts => formats[pass.format] as FormatFacts;

/** Steps of a list of passes, in order; and after how many steps what happens. */
function expected(passes: readonly TestPass[], phases: number, wordDepth: number) {
  const orders: Order[] = [];
  const passEnds: number[] = [];
  const layerEnds: number[] = [];
  const weightEnds: number[] = [];
  const freed: number[] = [];
  for (const pass of passes) {
    const { weights, clusterWeights, planes, code } = factsOf(pass);
    for (let weight = 0; weight < pass.length; weight++) {
      const inWord = weight % weights;
      for (let plane = 0; plane < planes; plane++) {
        for (let phase = 0; phase < phases; phase++) {
          const slot = freed.length % wordDepth;
          const cluster = Math.floor(inWord / clusterWeights);
          orders.push({ format: code, slot, cluster, position: inWord % clusterWeights, plane, phase });
        }
      }
      weightEnds.push(orders.length);
      if (inWord === weights - 1 || weight === pass.length - 1) freed.push(orders.length);
    }
    passEnds.push(orders.length);
    if (pass.endsLayer) layerEnds.push(orders.length);
  }
  return { orders, passEnds, layerEnds, weightEnds, freed };
}

function play(shape: Shape, passes: readonly TestPass[], pace: Pace, options: SimulateModuleOptions = {}) {
  const configuration = lieqConfiguration(shape);
  const { phases, wordDepth } = configuration;
  const sim = simulate(LieqSequencer(configuration), { seed: passes.length, ...options });
  sim.reset();
  const { dut, random } = sim;
  const golden = expected(passes, phases, wordDepth);
  const rounds = golden.freed.length;

  const orders: Order[] = [];
  /** Steps ordered before each boundary that the command carries. */
  const boundaries: number[] = [];
  /** Steps made, this cycle's included, when it happened. */
  const seen = {
    passEnds: [] as number[],
    layerEnds: [] as number[],
    weightEnds: [] as number[],
    freed: [] as number[],
  };
  const cyclesOf = { step: [] as number[], finished: [] as number[], taken: [] as number[] };
  const stalls = { weight: 0, activation: 0, result: 0 };
  const wrong: string[] = [];
  const never = (what: string, isSeen: boolean): void => {
    if (isSeen) wrong.push(`${what} in cycle ${sim.cycle}`);
  };
  let loaded = 0;
  let taken = 0;
  let steps = 0;
  let isFull = false;
  let offered = false;

  dut.start.poke(1);
  for (const end = sim.cycle + 200_000; sim.cycle < end; ) {
    // The command register shows what was decided in the cycle before.
    const { boundary, step, ...order } = dut.command.peek();
    if (boundary === 1) boundaries.push(orders.length);
    if (step === 1) {
      // Direct coding has one phase and no field for it.
      orders.push({ ...order, slot: Number(order.slot), phase: Number(order.phase ?? 0) });
    }
    if (taken === passes.length && dut.isIdle.peek() === 1) break;
    const isHeld = taken > seen.passEnds.length;
    never("idle with a pass", isHeld && dut.isIdle.peek() === 1);

    offered ||= taken < passes.length && !random.chance(pace.late);
    const loads = loaded < rounds && loaded - seen.freed.length < wordDepth && !random.chance(pace.weights);
    const isThere = !random.chance(pace.activations);
    const isFree = !isFull || random.chance(pace.drains);
    dut.passes.valid.poke(offered ? 1 : 0);
    if (offered) dut.passes.data.poke(passes[taken] as TestPass);
    dut.loaded.poke(loads);
    dut.activationValid.poke(isThere);
    dut.drainIsFree.poke(isFree);

    const makesStep = dut.step.peek() === 1;
    never("a step without a pass", makesStep && !isHeld);
    never("a step without an activation", makesStep && !isThere);
    never("a step without weights", makesStep && loaded === seen.freed.length);
    const reasons = [dut.weightStall.peek(), dut.activationStall.peek(), dut.resultStall.peek()] as const;
    stalls.weight += reasons[0];
    stalls.activation += reasons[1];
    stalls.result += reasons[2];
    never("two reasons for a stall", reasons[0] + reasons[1] + reasons[2] > 1);
    never("neither step nor stall, or both", isHeld && makesStep === reasons.includes(1));
    never("a stall without a pass", !isHeld && reasons.includes(1));
    if (makesStep) {
      never("another plane than the command's", dut.plane.peek() !== golden.orders[steps]?.plane);
      steps++;
      cyclesOf.step.push(sim.cycle);
    }
    const finished = dut.finished.peek() === 1;
    if (finished) {
      never("sums for a drain that is not free", !isFree);
      never("sums that are not complete", seen.passEnds.at(-1) !== steps - (makesStep ? 1 : 0));
      never("sums twice", cyclesOf.finished.length === seen.passEnds.length);
      cyclesOf.finished.push(sim.cycle);
      isFull = true;
    } else if (isFree) isFull = false;
    never("ready and end of a weight differ", dut.activationReady.peek() !== dut.weightEnds.peek());
    if (dut.weightEnds.peek() === 1) seen.weightEnds.push(steps);
    if (dut.freed.peek() === 1) seen.freed.push(steps);
    if (dut.passEnds.peek() === 1) seen.passEnds.push(steps);
    if (dut.layerEnds.peek() === 1) seen.layerEnds.push(steps);
    if (offered && dut.passes.ready.peek() === 1) {
      taken++;
      offered = false;
      cyclesOf.taken.push(sim.cycle);
    }
    if (loads) loaded++;
    sim.step();
    dut.start.poke(0);
  }
  return { sim, golden, orders, boundaries, seen, cyclesOf, stalls, wrong, loaded };
}

describe("LieqSequencer", () => {
  test.each(shapes.flatMap((shape) => paces.map((pace) => ({ ...shape, ...pace }))))("%j", (options) => {
    const { weights, activations, late: _late, drains, ...shape } = options;
    const passes = randomPasses(seededRandom(shape.columns), 40, shape.rows, shape.columns, 60);
    const { sim, golden, orders, boundaries, seen, cyclesOf, stalls, wrong, loaded } = play(
      shape as Shape,
      passes,
      options,
    );
    using _ = sim;
    expect(wrong).toEqual([]);
    expect(orders).toEqual(golden.orders);
    const { orders: _orders, ...events } = golden;
    expect(seen).toEqual(events);
    expect(loaded).toBe(golden.freed.length);
    // One boundary at the start, then one for each pass.
    expect(boundaries).toEqual([0, ...golden.passEnds]);
    expect(cyclesOf.finished).toHaveLength(passes.length);
    // Weights are there a cycle late at the start, if ever.
    if (weights > 0) expect(stalls.weight).toBeGreaterThan(1);
    else expect(stalls.weight).toBeLessThanOrEqual(1);
    if (activations > 0) expect(stalls.activation).toBeGreaterThan(0);
    else expect(stalls.activation).toBe(0);
    if (drains < 1) expect(stalls.result).toBeGreaterThan(0);
    else expect(stalls.result).toBe(0);
  });

  test.each(shapes)("makes a step in every cycle across passes, formats and layers, %j", (shape) => {
    const random = seededRandom(4);
    // Short passes too: of one weight, in w2 with direct coding of one step.
    const passes = [
      ...randomPasses(random, 30, shape.rows, shape.columns, 130),
      ...randomPasses(random, 30, shape.rows, shape.columns, 2),
    ].map((pass) => ({ ...pass, isLast: 1 as const }));
    const { sim, golden, cyclesOf, wrong } = play(shape, passes, NO_STALL);
    using _ = sim;
    expect(wrong).toEqual([]);
    // Taken in the first cycle, in which its first round is loaded too: the first step is made in the next.
    const first = (cyclesOf.taken[0] as number) + 1;
    expect(cyclesOf.step).toEqual(golden.orders.map((_, i) => first + i));
    expect(cyclesOf.taken).toEqual([0, ...golden.passEnds.slice(0, -1)].map((steps) => first - 1 + steps));
    // Sums leave with the next pass's first step.
    expect(cyclesOf.finished).toEqual(golden.passEnds.map((steps) => first + steps));
  });

  test("the comparison notices steps of another pass than the one that was given", () => {
    const [shape] = shapes;
    const passes = randomPasses(seededRandom(6), 5, shape.rows, shape.columns, 60);
    const { sim, orders, seen } = play(shape, passes, NO_STALL);
    using _ = sim;
    const changes = [
      { format: (passes[2]?.format ?? 0) ^ 1 },
      { length: (passes[2]?.length ?? 0) + 1 },
      { endsLayer: 1 ^ (passes[2]?.endsLayer ?? 0) },
    ];
    for (const change of changes) {
      const { orders: others, ...events } = expected(
        passes.map((pass, i) => (i === 2 ? ({ ...pass, ...change } as TestPass) : pass)),
        3,
        shape.wordDepth,
      );
      expect([orders, seen]).not.toEqual([others, events]);
    }
  });

  test.each(["icarus", "verilator"] as const)(
    "%s gives every output at every cycle",
    (simulator) => {
      const [shape] = shapes;
      const passes = randomPasses(seededRandom(9), 12, shape.rows, shape.columns, 60);
      const { sim, wrong } = play(shape, passes, paces[5] as Pace, { record: true });
      using _ = sim;
      expect(wrong).toEqual([]);
      const { steps, compared } = confirm(sim, simulator);
      expect(steps).toBeGreaterThan(400);
      // Eight fields of the command, a ready, and twelve more.
      expect(compared).toBe(21 * steps);
    },
    120_000,
  );

  test.each(shapes.slice(0, 3))("Verilator, Icarus and Yosys accept it, %j", async (shape) => {
    const design = elaborate(LieqSequencer(lieqConfiguration(shape)));
    expect(await lintVerilog(writeVerilog(design))).toEqual([]);
  });
});
