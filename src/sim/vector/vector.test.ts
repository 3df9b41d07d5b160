/**
 * Designs that repeat, with vectors, against the interpreter: every output in every step, and every register against the
 * netlist's evaluator. Each test also says what the plan must look like: a design that fell back unseen proves nothing.
 */
import { describe, expect, test } from "vitest";
import { FineqArray } from "../../blocks/index.ts";
import {
  array,
  bit,
  cat,
  clockDomain,
  elaborate,
  input,
  instance,
  memory,
  module,
  mux,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import type { Design } from "../../ir/index.ts";
import {
  firstDifference,
  randomGrid,
  randomStimulus,
  type StimulusStep,
  traceOf,
} from "../../testing/index.ts";
import { compileNetlist } from "../engine/compiled-engine.ts";
import type { EngineSwitches } from "../engine/engine.ts";
import { buildNetlist } from "../netlist/index.ts";
import { Element, fromLeft, line } from "./line-testing.ts";
import { planVectors, type VectorSummary } from "./plan.ts";
import { everySwitch, runVectors } from "./testing.ts";

const steps = 32;

/** Random inputs; in every other block of steps most bits are 0, as enables and control bits are. */
function stimulusOf(design: Design, seed: number): StimulusStep[] {
  const random = randomStimulus(design, seed, steps);
  const other = randomStimulus(design, seed + 1, steps);
  const third = randomStimulus(design, seed + 2, steps);
  const resets = new Set(design.top.domains.map(({ reset }) => reset));
  return random.map((step, at) => {
    if (at % 16 < 8) return step;
    const inputs = Object.fromEntries(
      Object.entries(step.inputs).map(([name, bits]) => [
        name,
        resets.has(name) ? bits : bits & (other[at]?.inputs[name] ?? 0n) & (third[at]?.inputs[name] ?? 0n),
      ]),
    );
    return { ...step, inputs };
  });
}

interface Run {
  readonly stimulus: readonly StimulusStep[];
  readonly expected: readonly Record<string, bigint>[];
}

const runs = new Map<Design, Run>();

/** The interpreter is slow: a design that several engines are held against runs once. */
function interpreted(design: Design, seed: number): Run {
  const before = runs.get(design);
  if (before !== undefined) return before;
  const stimulus = stimulusOf(design, seed);
  const run = { stimulus, expected: traceOf(design, stimulus, seed) };
  runs.set(design, run);
  return run;
}

/** Fails where the compiled engine differs; what the plan was. */
function compare(design: Design, switches: Partial<EngineSwitches> = {}, seed = 1): VectorSummary {
  const { stimulus, expected } = interpreted(design, seed);
  const options = { seed, switches };
  const netlist = buildNetlist(design, { folding: switches.folding ?? true });
  expect(firstDifference(compileNetlist(netlist, options), stimulus, expected)).toBeUndefined();
  const planned = planVectors(buildNetlist(design, { folding: switches.folding ?? true }), {
    ...everySwitch,
    ...switches,
  });
  if (planned === undefined) throw new Error("no vectors were planned");
  return planned.summary;
}

/** The kernels by themselves, also where they do not gain: every register after every step. */
function alone(design: Design, switches: Partial<EngineSwitches> = {}, seed = 1): VectorSummary {
  const { summary, difference, compared } = runVectors(design, switches, 10, seed);
  expect(difference).toBeUndefined();
  expect(compared).toBeGreaterThan(0);
  if (summary === undefined) throw new Error("no vectors were planned");
  return summary;
}

const names = ["shifts", "inPlace", "folding", "demandedBits", "skipping"] as const;
const combinations = Array.from({ length: 2 ** names.length }, (_, mask) =>
  Object.fromEntries(names.map((name, at) => [name, ((mask >> at) & 1) === 0])),
);

describe("vectors", () => {
  test("a line passes values on as one move of memory", () => {
    const summary = compare(line({ lanes: 40, width: 12, neighbour: fromLeft }));
    expect(summary).toMatchObject({ computed: 40, moved: 40, kernels: [40], moves: 1, imports: 1 });
  });

  test("a line that runs the other way", () => {
    const summary = compare(
      line({ lanes: 33, width: 8, neighbour: (lane, lanes) => (lane + 1 < lanes ? lane + 1 : undefined) }),
    );
    expect(summary).toMatchObject({ computed: 33, moved: 33, moves: 1 });
  });

  test("sums that read each other's old values, upwards, downwards, in a ring", () => {
    const ways: readonly ((lane: number, lanes: number) => number | undefined)[] = [
      fromLeft,
      (lane, lanes) => (lane + 1 < lanes ? lane + 1 : undefined),
      (lane, lanes) => (lane + 1) % lanes,
      (lane, lanes) => lanes - 1 - lane,
      (lane, lanes) => (lane * 7 + 3) % lanes,
    ];
    for (const [at, neighbour] of ways.entries()) {
      const summary = compare(line({ lanes: 48, width: 17, neighbour, summed: true }), {}, at + 1);
      expect(summary.computed).toBe(48);
      alone(line({ lanes: 19, width: 7, neighbour, summed: true }), {}, at + 1);
    }
  });

  test("every number of lanes around a vector, and every width", () => {
    const all = Array.from({ length: 67 }, (_, at) => at + 4);
    for (const lanes of all.filter((each) => each < 20 || (each + 1) % 16 < 3)) {
      const width = 1 + ((lanes * 11) % 64);
      const { kernels } = alone(
        line({ lanes, width, neighbour: fromLeft, summed: lanes % 2 === 0 }),
        {},
        lanes,
      );
      expect(kernels[0]).toBe(lanes);
    }
    for (let width = 1; width <= 64; width++) {
      alone(line({ lanes: 7, width, neighbour: fromLeft, summed: width % 3 === 0 }), {}, width);
    }
  });

  test("three instances are not worth it", () => {
    const design = line({ lanes: 3, width: 8, neighbour: fromLeft });
    expect(planVectors(buildNetlist(design, { folding: true }), everySwitch)).toBeUndefined();
  });

  test("constants that differ from lane to lane", () => {
    const offset = (lane: number): number => (lane * 37) % 256;
    expect(compare(line({ lanes: 24, width: 8, neighbour: fromLeft, offset })).computed).toBe(24);
  });

  test("resets of every kind, while running", () => {
    for (const reset of ["sync", "async", "none"] as const) {
      expect(compare(line({ lanes: 64, width: 24, reset, neighbour: fromLeft })).computed).toBe(64);
    }
  });

  test("registers that a loop makes in one module", () => {
    const loop = elaborate(
      module(
        "loop",
        { data: input(array(uint(20), 24)), step: input(bit), sums: output(array(uint(24), 24)) },
        ({ data, step, sums }) => {
          for (let at = 0; at < 24; at++) {
            const sum = reg(uint(24), { init: 0, name: `sum_${at}` });
            when(step, () => {
              sum.next = sum.add(data.at(at).zext(24));
            });
            sums.at(at).value = sum;
          }
        },
      ),
    );
    expect(compare(loop)).toMatchObject({ computed: 24, kernels: [24] });
  });

  test("elements with a memory of their own: what the memory gives is handed over", () => {
    const Store = module(
      "store",
      {
        address: input(uint(2)),
        data: input(uint(9)),
        write: input(bit),
        sum: output(uint(16)),
      },
      ({ address, data, write, sum }) => {
        const words = memory(uint(9), { depth: 4, latency: 0, readUnderWrite: "old" });
        words.write({ when: write, addr: address, data });
        const total = reg(uint(16), { init: 3 });
        const product: Uint = words.read(address).zext(16).mul(total.trunc(16)).trunc(16);
        total.next = total.add(product).xor(cat(data.trunc(7), words.read(address)));
        sum.value = total;
      },
    );
    const design = elaborate(
      module(
        "stores",
        {
          address: input(uint(2)),
          data: input(array(uint(9), 20)),
          write: input(bit),
          sums: output(array(uint(16), 20)),
        },
        ({ address, data, write, sums }) => {
          for (let at = 0; at < 20; at++) {
            const store = instance(Store, { name: `store_${at}` });
            store.address.value = address;
            store.data.value = data.at(at);
            store.write.value = write;
            sums.at(at).value = store.sum;
          }
        },
      ),
    );
    expect(compare(design)).toMatchObject({ computed: 20, imports: 21 });
  });

  test("the array of FineQ, each coding", () => {
    for (const coding of ["unary", "binary", "direct"] as const) {
      for (const [rows, columns, accumulatorBits] of [
        [3, 5, 11],
        [13, 5, 14],
        ...(coding === "unary" ? ([[8, 8, 24]] as const) : []),
      ] as const) {
        const design = elaborate(FineqArray({ rows, columns, coding, activationBits: 8, accumulatorBits }));
        const summary = compare(design);
        const cells = rows * columns;
        expect(summary.kernels).toContain(cells);
        expect(summary.computed).toBeGreaterThanOrEqual(4 * cells);
        // Activations from the second column on; pulses, signs and boundaries.
        expect(summary.moved).toBe(rows * (columns - 1) + 3 * rows * columns);
        expect(summary.moves).toBe(4);
      }
    }
  });

  test("two domains, whose edges come together and apart", () => {
    const [fast, slow] = [clockDomain("fast"), clockDomain("slow")];
    const both = (domain: typeof fast) => ({
      first: input(uint(9), { domain }),
      enable: input(bit, { domain }),
      ends: output(array(uint(9), 40), { domain }),
    });
    const shape = { fast: both(fast), slow: both(slow) };
    const design = elaborate(
      module(
        "two_domains",
        {
          first_fast: shape.fast.first,
          enable_fast: shape.fast.enable,
          ends_fast: shape.fast.ends,
          first_slow: shape.slow.first,
          enable_slow: shape.slow.enable,
          ends_slow: shape.slow.ends,
        },
        (ports) => {
          const chain = (
            domain: typeof fast,
            first: typeof ports.first_fast,
            enable: typeof ports.enable_fast,
            ends: typeof ports.ends_fast,
          ): void => {
            let before: Uint = first;
            for (let at = 0; at < 40; at++) {
              const element = instance(Element(9), {
                name: `${domain.name}_${at}`,
                domains: { default: domain },
              });
              element.before.value = before;
              element.offset.value = first;
              element.enable.value = enable;
              element.clear.value = enable.not();
              ends.at(at).value = element.held;
              before = element.passed;
            }
          };
          chain(fast, ports.first_fast, ports.enable_fast, ports.ends_fast);
          chain(slow, ports.first_slow, ports.enable_slow, ports.ends_slow);
        },
      ),
    );
    expect(compare(design)).toMatchObject({ computed: 80, moved: 80, kernels: [40, 40], moves: 2 });
    alone(design);
  });

  test("a delay line, which nothing but moves of memory advances", () => {
    const design = elaborate(
      module(
        "delays",
        { data: input(uint(11)), step: input(bit), ends: output(array(uint(11), 8)) },
        ({ data, step, ends }) => {
          for (let at = 0; at < 8; at++) {
            const stages = reg(array(uint(11), 3 + 5 * at), { name: `line_${at}` });
            stages.next = [mux(step, data, data.add(at)), ...stages.elements().slice(0, -1)];
            ends.at(at).value = stages.at(2 + 5 * at);
          }
        },
      ),
    );
    // The first of each line but one has logic before it.
    expect(compare(design)).toMatchObject({ computed: 0, moved: 8 * 3 + 5 * 28 - 7, moves: 1, imports: 7 });
  });

  test("every combination of switches", () => {
    const fineq = (rows: number): Design =>
      elaborate(FineqArray({ rows, columns: 8, coding: "binary", activationBits: 6, accumulatorBits: 14 }));
    const [array6, array8] = [fineq(6), fineq(8)];
    const ring = line({ lanes: 19, width: 11, neighbour: (lane, lanes) => (lane + 1) % lanes, summed: true });
    for (const [at, switches] of combinations.entries()) {
      const summary = compare(array6, switches);
      expect(summary.computed).toBeGreaterThan(0);
      if (switches.shifts === false) expect(summary.moved).toBe(0);
      alone(ring, switches, at + 1);
      if (at % 8 === 0) alone(array8, switches, at + 1);
    }
  });

  test("random grids, every combination of switches in turn", () => {
    let used = 0;
    for (let seed = 1; seed <= 64; seed++) {
      const run = runVectors(
        randomGrid(seed, { most: 5, widest: 64 }),
        combinations[seed % 32] ?? {},
        16,
        seed,
      );
      expect([seed, run.difference]).toEqual([seed, undefined]);
      if (run.compared > 0) used++;
    }
    expect(used).toBeGreaterThan(32);
  });

  test("registers among lanes can be read, poked, saved and restored, for every stimulus", () => {
    const design = line({ lanes: 40, width: 13, neighbour: fromLeft });
    const engineOf = (seed: number, lanes: number) =>
      compileNetlist(buildNetlist(design, { folding: true }), { seed, lanes });
    const together = engineOf(5, 3);
    const single = [5, 6, 7].map((seed) => engineOf(seed, 1));
    const names = [7, 39].flatMap((at) => [`element_${at}.sum`, `element_${at}.last`]);
    const drive = (step: number): void => {
      for (const [lane, engine] of single.entries()) {
        const values = { first: 100n * BigInt(lane) + BigInt(step), common: 77n, enables: (1n << 40n) - 3n };
        for (const [port, bits] of Object.entries(values)) {
          together.probe(port).setBits(bits, lane);
          engine.probe(port).setBits(bits);
        }
        if (step === 4) {
          together.probe("element_7.last").setBits(4000n + BigInt(lane), lane);
          engine.probe("element_7.last").setBits(4000n + BigInt(lane));
        }
        engine.step();
      }
      together.step();
    };
    const state = (): bigint[][] =>
      names.map((name) => single.map((_, lane) => together.probe(name).getBits(lane)));
    const saved = new Map<number, ReturnType<typeof together.save>>();
    const seen: bigint[][][] = [];
    for (let step = 0; step < 48; step++) {
      drive(step);
      seen.push(state());
      if (step === 20) saved.set(step, together.save());
      const alone = names.map((name) => single.map((engine) => engine.probe(name).getBits()));
      expect([step, state()]).toEqual([step, alone]);
    }
    // The poked value came to the end of the line, a step an element.
    expect(seen[4 + 31]?.[3]).toEqual([4000n, 4001n, 4002n]);
    const snapshot = saved.get(20);
    if (snapshot === undefined) throw new Error("nothing saved");
    together.restore(snapshot);
    expect(state()).toEqual(seen[20]);
    const fork = together.fork();
    together.step();
    fork.step();
    for (const name of names) expect(fork.probe(name).getBits(2)).toBe(together.probe(name).getBits(2));
  });

  test("a bit that a kernel gets wrong is seen", () => {
    const design = line({ lanes: 20, width: 12, neighbour: fromLeft });
    expect(runVectors(design, {}, 20, 1, { step: 7, lane: 13 }).difference).toMatch(
      /^step 7: element_13\.\S+ is \d+, expected/,
    );
    const other = line({ lanes: 20, width: 12, neighbour: fromLeft, summed: true });
    const stimulus = stimulusOf(design, 1);
    const engine = compileNetlist(buildNetlist(other, { folding: true }), { seed: 1 });
    expect(firstDifference(engine, stimulus, traceOf(design, stimulus, 1))).toBeDefined();
  });
});
