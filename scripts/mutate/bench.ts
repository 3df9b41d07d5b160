/** What the benches of every engine are made of: designs of parts, recorded inputs, random numbers, steps of registers. */
import {
  type CycleTestbench,
  type ScriptStep,
  type StreamTestbench,
  writeVerilog,
} from "../../src/gen/index.ts";
import { type Bench, recordInputs, recordTestbench } from "../../src/harness/index.ts";
import { bitWidth, type Design, type Module } from "../../src/ir/index.ts";

/** A bench of a design's Verilog; source comments would move with every edit of the sources. */
export const bench = (name: string, design: Design, plan: CycleTestbench | StreamTestbench): Bench => ({
  name,
  verilog: writeVerilog(design, { sourceComments: false }).files,
  plan,
});

/** One module of a design as a design of its own. */
export function designOf(top: Module): Design {
  const used = new Set<Module>();
  const visit = (module: Module): void => {
    for (const instance of module.instances) visit(instance.module);
    used.add(module);
  };
  visit(top);
  return { top, modules: [...used] };
}

/** The module of a design whose name matches, as a design of its own. */
export function partOf(design: Design, pattern: RegExp): Design {
  const module = design.modules.find(({ name }) => pattern.test(name));
  if (module === undefined) throw new RangeError(`${design.top.name} has no ${pattern}`);
  return designOf(module);
}

/** Whether a part has a reset: registers that need none have none. */
export const hasReset = ({ top }: Design): boolean => top.domains.some(({ reset }) => reset !== undefined);

/** Modules to record by their names: the steps, and outputs that are not compared. */
export type RecordedParts = readonly (readonly [pattern: RegExp, cycles: number, ...ignored: string[]])[];

/** Testbenches of the design's parts with recorded inputs; the in-process engine gives the expectation. */
export function recordedBenches(design: Design, parts: RecordedParts): Bench[] {
  return design.modules.flatMap((module) => {
    const recorded = parts.find(([pattern]) => pattern.test(module.name));
    if (recorded === undefined) return [];
    const part = designOf(module);
    const [, cycles, ...ignored] = recorded;
    const plan = recordTestbench(part, { cycles, seed: 1, episodes: true, engine: "compiled" });
    return [bench(`${module.name}_recorded`, part, withoutOutputs(plan, ignored))];
  });
}

/**
 * A testbench of a part under inputs that `inputs` draws for each step, with a reset of one step about every `resetEvery` steps from
 * step `quiet` on; the in-process engine gives the expectation.
 */
export function drivenBench(
  name: string,
  part: Design,
  {
    steps,
    seed,
    quiet = 0,
    resetEvery = 60,
  }: {
    readonly steps: number;
    readonly seed: number;
    readonly quiet?: number;
    readonly resetEvery?: number;
  },
  inputs: (random: (limit: number) => number, step: number) => Readonly<Record<string, bigint | number>>,
): Bench {
  const random = generator(seed);
  const resets = hasReset(part);
  const stimulus = Array.from({ length: steps }, (_, step) => ({
    ...(resets ? { reset: BigInt(step >= quiet && random(resetEvery) === 0) } : {}),
    ...Object.fromEntries(Object.entries(inputs(random, step)).map(([port, value]) => [port, BigInt(value)])),
  }));
  return bench(name, part, recordInputs(part, stimulus, { engine: "compiled" }));
}

/**
 * Software at registers of a part with an AXI4-Lite port `s_axi`, byte by byte, while the engine sets its flags at any time. `word` draws
 * which word of the address space an access goes to.
 */
export function registersBench(
  name: string,
  part: Design,
  word: (random: (limit: number) => number) => number,
  options: { readonly steps: number; readonly seed: number; readonly resetEvery?: number },
): Bench {
  const inputs = part.top.ports.filter(({ role, name }) => role === "input" && !name.startsWith("s_axi_"));
  return drivenBench(name, part, options, (random) => {
    const half = (): bigint => BigInt(random(65_536));
    const mostly = (): number => (random(4) > 0 ? 1 : 0);
    return {
      s_axi_awaddr: 4 * word(random),
      s_axi_awvalid: mostly(),
      s_axi_wdata: random(3) === 0 ? 7n : (half() << 16n) | half(),
      s_axi_wstrb: random(3) === 0 ? 15 : random(16),
      s_axi_wvalid: mostly(),
      s_axi_bready: mostly(),
      s_axi_araddr: 4 * word(random),
      s_axi_arvalid: mostly(),
      s_axi_rready: mostly(),
      ...Object.fromEntries(
        inputs.map(({ name, type }) => {
          const bits = bitWidth(type);
          const value = bits === 1 ? BigInt(random(8) === 0) : BigInt.asUintN(bits, (half() << 16n) | half());
          return [name, value];
        }),
      ),
    };
  });
}

const withoutOutputs = (plan: CycleTestbench, ignored: readonly string[]): CycleTestbench => ({
  ...plan,
  steps: plan.steps.map((step) => ({
    ...step,
    expected: Object.fromEntries(Object.entries(step.expected).filter(([port]) => !ignored.includes(port))),
  })),
});

/** A register script's write of `data`, and its read of what must be there. */
export const write = (register: { readonly address: number }, data: number): ScriptStep => ({
  kind: "write",
  address: BigInt(register.address),
  data: BigInt(data),
});
export const read = (register: { readonly address: number }, expected: number): ScriptStep => ({
  kind: "read",
  address: BigInt(register.address),
  expected: BigInt(expected),
});

/** Numbers from 0 to below a limit from xorshift32 (Marsaglia 2003). */
export function generator(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}
