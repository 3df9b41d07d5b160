/**
 * The compiled engine against the interpreter on random designs: start values, forks, restores, lanes, injected faults.
 * `random-designs.test.ts` runs more of them with every switch.
 */
import { describe, expect, test } from "vitest";
import type { Design, Module } from "../../ir/index.ts";

import {
  type EngineDifference,
  firstDifference,
  randomDesign,
  randomExpressions,
  randomStimulus,
  type StimulusStep,
  traceOf,
} from "../../testing/index.ts";
import { buildNetlist, Op } from "../netlist/index.ts";
import { compileEngine, compileNetlist } from "./compiled-engine.ts";
import type { Engine, EngineSwitches, Probe } from "./engine.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

interface Case {
  readonly seed: number;
  readonly design: Design;
  readonly stimulus: readonly StimulusStep[];
  readonly expected: readonly Readonly<Record<string, bigint>>[];
}

function caseOf(seed: number): Case {
  const design = seed % 4 === 0 ? randomExpressions(seed) : randomDesign(seed);
  const stimulus = randomStimulus(design, seed, 30);
  return { seed, design, stimulus, expected: traceOf(design, stimulus, seed) };
}

const cases = Array.from({ length: 24 }, (_, index) => caseOf(index + 1));

function differences(
  make: (one: Case) => Engine,
): readonly { readonly seed: number; readonly difference: EngineDifference }[] {
  return cases.flatMap((one) => {
    const difference = firstDifference(make(one), one.stimulus, one.expected);
    return difference === undefined ? [] : [{ seed: one.seed, difference }];
  });
}

/** Names of all signals and read ports, with those of the instances around them. */
function pathsOf(module: Module): string[] {
  const ports = module.memories.flatMap(({ reads }) => reads);
  const below = module.instances.flatMap(({ name, module: inner }) =>
    pathsOf(inner).map((path) => `${name}.${path}`),
  );
  return [...module.signals, ...ports].map(({ name }) => name).concat(below);
}

const switches: readonly Partial<EngineSwitches>[] = [
  {},
  { inPlace: false, folding: false, demandedBits: false, skipping: false, vectors: false, shifts: false },
];

describe("compiled engine", () => {
  test.each(switches)("gives the interpreter's outputs with %o", (some) => {
    expect(differences(({ design, seed }) => compileEngine(design, { seed, switches: some }))).toEqual([]);
  });

  test("goes on in a fork and after a restore as if nothing had happened", () => {
    const broken = cases.filter(({ seed, design, stimulus, expected }) => {
      const { top } = design;
      const outputs = top.ports.filter(({ role }) => role === "output").map(({ name }) => name);
      let engine = compileEngine(design, { seed });
      let isEqual = outputs.length > 0;
      stimulus.forEach(({ inputs, edges }, at) => {
        for (const [name, bits] of Object.entries(inputs)) engine.probe(name).setBits(bits);
        if (at === 9) engine = engine.fork();
        if (at === 14) {
          const saved = engine.save();
          engine.step(undefined, true);
          engine.restore(saved);
        }
        for (const name of outputs) {
          isEqual &&= engine.probe(name).getBits() === expected[at]?.[name];
        }
        const mask = edges.reduce((sum, name) => sum + 2 ** top.domains.findIndex((d) => d.name === name), 0);
        if (edges.length > 0) engine.step(mask, true);
      });
      return !isEqual;
    });
    expect(broken.map(({ seed }) => seed)).toEqual([]);
  });

  test("runs lanes as independent simulations of the following seeds", () => {
    for (const { seed, design } of cases.slice(0, 8)) {
      const together = compileEngine(design, { seed, lanes: 3 });
      const outputs = design.top.ports.filter(({ role }) => role === "output").map(({ name }) => name);
      const stimuli = [0, 1, 2].map((lane) => randomStimulus(design, 100 * seed + lane, 20));
      const traces = stimuli.map((stimulus, lane) =>
        traceOf(
          design,
          stimulus.map((step) => ({ ...step, edges: design.top.domains.map(({ name }) => name) })),
          seed + lane,
        ),
      );
      stimuli[0]?.forEach((_, at) => {
        stimuli.forEach((stimulus, lane) => {
          for (const [name, bits] of Object.entries(stimulus[at]?.inputs ?? {})) {
            together.probe(name).setBits(bits, lane);
          }
        });
        for (const name of outputs) {
          const probe = together.probe(name);
          const found = [0, 1, 2].map((lane) => probe.getBits(lane));
          expect(found, `${seed} ${at} ${name}`).toEqual(traces.map((trace) => trace[at]?.[name]));
        }
        together.step(undefined, true);
      });
    }
  });

  test("shows every signal and read port of every instance as the interpreter's engine does", () => {
    let compared = 0;
    for (const { seed, design } of cases.slice(0, 10)) {
      const [compiled, oracle] = [compileEngine(design, { seed }), interpreterEngine(design, { seed })];
      for (let step = 0; step < 3; step++) {
        for (const path of pathsOf(design.top)) {
          const [found, expected] = [compiled.probe(path), oracle.probe(path)];
          const about = ({ kind, width, getBits }: Probe) => ({ kind, width, bits: getBits() });
          expect(about(found), `${seed} ${path}`).toEqual(about(expected));
          if (found.width <= 53) expect(found.getNumber()).toBe(expected.getNumber());
          compared++;
        }
        compiled.step(undefined, true);
        oracle.step(undefined, true);
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });

  test("an operator changed in the netlist is found by the comparison", () => {
    const swapped = new Map<number, number>([
      [Op.add, Op.sub],
      [Op.and, Op.or],
      [Op.eq, Op.ne],
      [Op.ltu, Op.leu],
      [Op.shl, Op.shru],
    ]);
    const found = new Set<number>();
    for (const { seed, design, stimulus, expected } of cases) {
      for (const [from, to] of swapped) {
        if (found.has(from)) continue;
        const netlist = buildNetlist(design, { folding: true });
        const node = netlist.nodes.op.subarray(0, netlist.nodes.count).indexOf(from);
        if (node < 0) continue;
        netlist.nodes.op[node] = to;
        const engine = compileNetlist(netlist, { seed });
        if (firstDifference(engine, stimulus, expected) !== undefined) found.add(from);
      }
    }
    expect([...found].sort()).toEqual([...swapped.keys()].sort());
  });
});
