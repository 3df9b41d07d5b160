/**
 * The sequencer alone, cycle by cycle against the golden timing: one conversion, conversions back to back, and waiting for
 * codes and for the output at random, which must change neither order nor length of a phase.
 */
import "../../../vitest/index.ts";
import { describe, expect, test } from "vitest";
import { type AfprConversionShape, type AfprSpan, afprConversionTiming } from "../../../golden/index.ts";
import { simulate } from "../../../harness/index.ts";
import { type Random, seededRandom } from "../../../testing/index.ts";
import { type AfprPhases, afprConfiguration } from "../parameters.ts";
import { AfprSequencer } from "./sequencer.ts";

const usual = afprConfiguration({ rows: 4, columns: 4 });

function shapeOf(inputs: AfprConversionShape["inputs"], phases: Partial<AfprPhases>): AfprConversionShape {
  return afprConfiguration({ rows: 4, columns: 4, inputs, phases });
}

function randomShape(random: Random): AfprConversionShape {
  const inputs = random.pick(["two-phase", "differential"] as const);
  return shapeOf(inputs, {
    reset: random.between(1, 5),
    integrate: inputs === "two-phase" ? 2 * random.between(3, 9) : random.between(3, 17),
    decide: 2 * random.between(1, 4),
    convert: 32 * random.between(1, 3),
    latch: random.between(1, 5),
  });
}

const periodOf = ({ phases }: AfprConversionShape): number =>
  phases.reset + phases.integrate + phases.decide + phases.convert + phases.latch;

interface Given {
  readonly isLoaded: boolean;
  readonly isOutputFree: boolean;
}

/** Every output in one cycle. */
interface Seen {
  swap: number;
  discharge: number;
  integrate: number;
  subtract: number;
  first: number;
  second: number;
  ramp: number;
  strobe: number;
  level: number;
  latch: number;
  isBusy: number;
  isLoadStall: number;
  isOutputStall: number;
}

type Simulation = ReturnType<typeof start>;

function start(shape: AfprConversionShape, seed = 1) {
  const sim = simulate(AfprSequencer(shape), { seed });
  sim.reset();
  return sim;
}

function observe(sim: Simulation, given: readonly Given[], fault?: (cycle: number) => void): Seen[] {
  const { dut } = sim;
  return given.map(({ isLoaded, isOutputFree }, cycle) => {
    fault?.(cycle);
    dut.isLoaded.poke(isLoaded);
    dut.isOutputFree.poke(isOutputFree);
    const { first, second, ramp } = dut.stage.peek();
    const seen = {
      swap: dut.swap.peek(),
      discharge: dut.discharge.peek(),
      integrate: dut.integrate.peek(),
      subtract: dut.subtract.peek(),
      first,
      second,
      ramp,
      strobe: dut.strobe.peek(),
      level: dut.ramp.peek(),
      latch: dut.latch.peek(),
      isBusy: dut.isBusy.peek(),
      isLoadStall: dut.isLoadStall.peek(),
      isOutputStall: dut.isOutputStall.peek(),
    };
    sim.step();
    return seen;
  });
}

/** What the golden timing says of the same inputs. `at` is the cycle of the conversion, 0 between conversions. */
function expected(shape: AfprConversionShape, given: readonly Given[]): Seen[] {
  const timing = afprConversionTiming(shape);
  const period = periodOf(shape);
  const within = (at: number, span: AfprSpan | undefined) =>
    Number(span !== undefined && at >= span.from && at <= span.to);
  const decided = new Set(
    [timing.firstComparison, timing.secondComparison, ...timing.rampSteps].map(({ to }) => to),
  );
  let at = 0;
  return given.map(({ isLoaded, isOutputFree }) => {
    const isLast = at === period;
    const mayStart = at === 0 || (isLast && isOutputFree);
    const step = timing.rampSteps.findIndex((span) => within(at, span) === 1);
    const seen = {
      swap: Number(mayStart && isLoaded),
      discharge: within(at, timing.reset),
      integrate: within(at, timing.integrate),
      subtract: within(at, timing.subtract),
      first: within(at, timing.firstComparison),
      second: within(at, timing.secondComparison),
      ramp: within(at, timing.ramp),
      strobe: Number(decided.has(at)),
      level: step < 0 ? 31 : step,
      latch: Number(isLast && isOutputFree),
      isBusy: Number(at > 0),
      isLoadStall: Number(at === 0 && !isLoaded),
      isOutputStall: Number(isLast && !isOutputFree),
    };
    if (mayStart) at = isLoaded ? 1 : 0;
    else if (!isLast) at++;
    return seen;
  });
}

/**
 * What no conversion may show, whoever waits, found without the golden timing: phases in another order or of another length,
 * two at a time, a conversion whose ramp has not 32 steps.
 */
function disorder({ inputs, phases }: AfprConversionShape, trace: readonly Seen[]): string[] {
  const found: string[] = [];
  const half = phases.integrate / 2;
  const adding: [string, number][] =
    inputs === "two-phase"
      ? [
          ["adding", half],
          ["subtracting", half],
        ]
      : [["adding", phases.integrate]];
  const order: [string, number][] = [
    ["reset", phases.reset],
    ...adding,
    ["first", phases.decide / 2],
    ["second", phases.decide / 2],
    ["ramp", phases.convert],
    ["latch", phases.latch],
  ];
  let runs: [string, number][] = [];
  let strobes = 0;
  trace.forEach((seen, cycle) => {
    const active = [seen.discharge, seen.integrate, seen.first, seen.second, seen.ramp];
    if (active.filter((level) => level === 1).length > 1) found.push(`two phases in cycle ${cycle}`);
    const mayEnd = trace[cycle - 1]?.integrate === 1;
    if (seen.subtract === 1 && seen.integrate === 0 && !mayEnd)
      found.push(`subtracts alone in cycle ${cycle}`);
    const names = [
      "reset",
      seen.subtract === 1 ? "subtracting" : "adding",
      "first",
      "second",
      "ramp",
    ] as const;
    const name = names[active.indexOf(1)] ?? (seen.isBusy === 1 ? "latch" : "idle");
    strobes += seen.ramp & seen.strobe;
    const last = runs[runs.length - 1];
    if (name !== "idle" && seen.isOutputStall === 0) {
      if (last?.[0] === name) last[1]++;
      else runs.push([name, 1]);
    }
    if (seen.latch === 1) {
      if (JSON.stringify(runs) !== JSON.stringify(order)) {
        found.push(`phases ${runs.flat().join(" ")} until cycle ${cycle}`);
      }
      if (strobes !== 32) found.push(`${strobes} steps of the ramp until cycle ${cycle}`);
      runs = [];
      strobes = 0;
    }
  });
  return found;
}

const always = (cycles: number): Given[] =>
  Array.from({ length: cycles }, () => ({ isLoaded: true, isOutputFree: true }));

/** Cycles in which a signal is 1, as "from-to" or "cycle". */
function highs(trace: readonly Seen[], signal: keyof Seen): string {
  const runs: [number, number][] = [];
  trace.forEach((seen, cycle) => {
    const last = runs[runs.length - 1];
    if (seen[signal] !== 1) return;
    if (last?.[1] === cycle - 1) last[1] = cycle;
    else runs.push([cycle, cycle]);
  });
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(" ");
}

describe("one conversion", () => {
  const signals = [
    "swap discharge integrate subtract first second ramp strobe latch isBusy isLoadStall".split(" "),
  ].flat() as (keyof Seen)[];
  const drawn = (shape: AfprConversionShape) => {
    using sim = start(shape);
    const period = periodOf(shape);
    const once = Array.from({ length: period + 3 }, (_, cycle) => ({
      isLoaded: cycle === 1,
      isOutputFree: true,
    }));
    const trace = observe(sim, once);
    return Object.fromEntries(signals.map((signal) => [signal, highs(trace.slice(1), signal)]));
  };

  test("takes 64 cycles with the usual phases", () => {
    expect(drawn(usual)).toEqual({
      swap: "0",
      discharge: "1",
      integrate: "2-29",
      subtract: "16-30",
      first: "30",
      second: "31",
      ramp: "32-63",
      strobe: "30-63",
      latch: "64",
      isBusy: "1-64",
      isLoadStall: "65",
    });
  });

  test("integrates once with differential inputs, for 3 cycles at least", () => {
    expect(drawn(shapeOf("differential", { integrate: 3 }))).toEqual({
      swap: "0",
      discharge: "1",
      integrate: "2-4",
      subtract: "",
      first: "5",
      second: "6",
      ramp: "7-38",
      strobe: "5-38",
      latch: "39",
      isBusy: "1-39",
      isLoadStall: "40",
    });
  });

  test("keeps a long phase for its length and decides at the end of each comparison", () => {
    const drawing = drawn(
      shapeOf("two-phase", { reset: 3, integrate: 4096, decide: 6, convert: 64, latch: 2 }),
    );
    expect(drawing).toMatchObject({
      discharge: "1-3",
      integrate: "4-4099",
      subtract: "2052-4100",
      first: "4100-4102",
      second: "4103-4105",
      ramp: "4106-4169",
      latch: "4171",
      isBusy: "1-4171",
    });
    const steps = Array.from({ length: 32 }, (_, step) => 4107 + 2 * step);
    expect(drawing.strobe).toBe(["4102", "4105", ...steps].join(" "));
  });

  test("hands over to the next one in its last cycle", () => {
    using sim = start(usual);
    const { dut } = sim;
    dut.isLoaded.poke(1);
    dut.isOutputFree.poke(1);
    sim.run(140);
    const wave = sim.wave(
      "isLoaded",
      "swap",
      "discharge",
      "integrate",
      "stage",
      "strobe",
      "ramp",
      "latch",
      "isBusy",
    );
    expect(wave.slice(62, 74)).toMatchWave(`
      cycle         62 63 64 65 66 67 68 69 70 71 72 73
      isLoaded      ------------------------------------
      swap          ____________|--|____________________
      discharge     _______________|--|_________________
      integrate     __________________|-----------------
      stage_first   ____________________________________
      stage_second  ____________________________________
      stage_ramp    ------------|_______________________
      strobe        ------------|_______________________
      ramp          |28|29|30|31
      latch         ____________|--|____________________
      isBusy        ------------------------------------
    `);
  });
});

describe("conversions back to back", () => {
  const random = seededRandom(40);
  const shapes = [usual, ...Array.from({ length: 30 }, () => randomShape(random))];

  test.each(shapes.map((shape) => [AfprSequencer(shape).name, shape] as const))(
    "%s: one every period",
    (_name, shape) => {
      using sim = start(shape);
      const period = periodOf(shape);
      const given = always(4 * period + 1);
      const trace = observe(sim, given);
      expect(trace).toEqual(expected(shape, given));
      const swaps = trace.flatMap(({ swap }, cycle) => (swap === 1 ? [cycle] : []));
      expect(swaps).toEqual([0, 1, 2, 3, 4].map((conversion) => conversion * period));
      expect(disorder(shape, trace)).toEqual([]);
    },
  );
});

describe("waiting", () => {
  const random = seededRandom(41);
  const cases = Array.from({ length: 24 }, (_, i) => {
    const shape = i === 0 ? usual : randomShape(random);
    return { name: AfprSequencer(shape).name, shape, missing: random.pick([0.1, 0.5, 0.95, 0.99]) };
  });

  test.each(cases)("$name with a share of $missing stalls keeps order and lengths", ({ shape, missing }) => {
    using sim = start(shape);
    const given = Array.from({ length: 3000 }, () => ({
      isLoaded: !random.chance(missing),
      isOutputFree: !random.chance(missing),
    }));
    const trace = observe(sim, given);
    expect(trace).toEqual(expected(shape, given));
    expect(disorder(shape, trace)).toEqual([]);
    const latches = trace.filter(({ latch }) => latch === 1).length;
    expect(latches).toBeGreaterThan(3);
    expect(trace.filter(({ swap }) => swap === 1).length - latches).toBeOneOf([0, 1]);
  });

  test("a latch waits for the output, and the codes of the next conversion with it", () => {
    using sim = start(usual);
    const given = Array.from({ length: 140 }, (_, cycle) => ({
      isLoaded: true,
      isOutputFree: cycle < 64 || cycle >= 75,
    }));
    const trace = observe(sim, given);
    expect(highs(trace, "isOutputStall")).toBe("64-74");
    expect(highs(trace, "latch")).toBe("75 139");
    expect(highs(trace, "swap")).toBe("0 75 139");
    expect(highs(trace, "isLoadStall")).toBe("");
  });

  test("without codes it waits in idle, and says so", () => {
    using sim = start(usual);
    const given = Array.from({ length: 100 }, (_, cycle) => ({
      isLoaded: cycle === 5 || cycle === 90,
      isOutputFree: cycle === 69,
    }));
    const trace = observe(sim, given);
    expect(highs(trace, "isLoadStall")).toBe("0-4 70-89");
    expect(highs(trace, "swap")).toBe("5 90");
    expect(highs(trace, "latch")).toBe("69");
  });

  test("a reset in any cycle ends in idle", () => {
    using sim = start(usual);
    for (let cycle = 1; cycle <= 64; cycle++) {
      observe(sim, always(cycle));
      sim.reset();
      const given = [{ isLoaded: false, isOutputFree: true }, ...always(130)];
      expect(observe(sim, given)).toEqual(expected(usual, given));
      sim.reset();
    }
  });
});

describe("the checkers trip", () => {
  const given = always(2 * usual.period + 1);

  test.each([
    ["a cycle of the integration is lost", 10, "left", 0],
    ["a cycle of the integration too many", 10, "left", 13],
    ["a step of the ramp is lost", 40, "level", 20],
    ["a step of the ramp comes twice", 40, "level", 6],
  ] as const)("when %s", (_what, when, register, value) => {
    using sim = start(usual);
    const trace = observe(sim, given, (cycle) => {
      if (cycle === when) sim.poke(register, value);
    });
    expect(trace).not.toEqual(expected(usual, given));
    expect(disorder(usual, trace)).not.toEqual([]);
  });

  test.each([
    ["discharging", "one phase at a time"],
    ["latching", "one phase at a time"],
    ["comparing_first", "one phase at a time"],
    ["isIdle", "one phase at a time"],
  ])("when %s stands during the integration", (register, property) => {
    using sim = start(usual);
    expect(() =>
      observe(sim, given, (cycle) => {
        if (cycle === 20) sim.poke(register, 1);
      }),
    ).toThrow(property);
  });

  test.each([
    ["subtracting", 1, "subtracts while it integrates and one cycle on"],
    ["level", 30, "the ramp rests at its end"],
  ])("when %s is %i in the reset phase", (register, value, property) => {
    using sim = start(usual);
    expect(() =>
      observe(sim, given, (cycle) => {
        if (cycle === 1) sim.poke(register, value);
      }),
    ).toThrow(property);
  });

  test("when something is left of a phase in idle", () => {
    using sim = start(usual);
    sim.poke("left", 2);
    expect(() => sim.step()).toThrow("nothing is left of a phase in idle");
  });

  test.each([
    ["two phases at a time", (seen: Seen) => ({ ...seen, discharge: 1 }), 20, "two phases in cycle 20"],
    [
      "subtracting without integrating",
      (seen: Seen) => ({ ...seen, subtract: 1 }),
      40,
      "subtracts alone in cycle 40",
    ],
    [
      "a phase out of order",
      (seen: Seen) => ({ ...seen, integrate: 0, subtract: 0, second: 1 }),
      20,
      "phases reset",
    ],
  ] as const)("when a trace shows %s", (_what, change, faulty, complaint) => {
    using sim = start(usual);
    const trace = observe(sim, given);
    expect(disorder(usual, trace)).toEqual([]);
    const changed = trace.map((seen, cycle) => (cycle === faulty ? change(seen) : seen));
    expect(disorder(usual, changed).join("\n")).toContain(complaint);
  });
});
