/**
 * For tests: runs the kernels of a plan by themselves, beside the plain evaluator of the netlist, which stands in for the
 * scalar code. Invariant: the kernels see nothing of the evaluator but the imports and, before the first step, the cells.
 */
import type { Design } from "../../ir/index.ts";
import type { EngineSwitches } from "../engine/engine.ts";
import { Layout, Representation } from "../engine/layout.ts";
import { buildNetlist, CellKind, type Netlist, NetlistEvaluator } from "../netlist/index.ts";
import { randomBits } from "../random.ts";
import { createMemory, instantiate, ModuleBuilder, ValueType } from "../wasm/index.ts";
import { planVectors, type VectorSummary } from "./plan.ts";
import { operand, type Term } from "./term.ts";

export const everySwitch: EngineSwitches = {
  vectors: true,
  shifts: true,
  inPlace: true,
  folding: true,
  demandedBits: true,
  skipping: true,
};

export interface VectorRun {
  /** Undefined: no vectors were planned. */
  readonly summary: VectorSummary | undefined;
  /** The first register whose value differed after a step. */
  readonly difference: string | undefined;
  /** Registers compared, summed over the steps. */
  readonly compared: number;
}

/**
 * All kernels that can be had, whether they gain or not. Random inputs and resets for `steps` steps; each domain has its edge in half of them when there are several. `fault`
 * inverts a bit of a register of one instance after the kernels of one step.
 */
export function runVectors(
  design: Design,
  switches: Partial<EngineSwitches>,
  steps: number,
  seed = 1,
  fault?: { readonly step: number; readonly lane: number },
): VectorRun {
  const netlist = buildNetlist(design, { folding: switches.folding ?? true });
  const planned = planVectors(netlist, { ...everySwitch, ...switches }, true);
  if (planned === undefined) return { summary: undefined, difference: undefined, compared: 0 };
  const { plan, summary } = planned;
  const layout = new Layout(netlist.cells.count);
  plan.place(layout);
  const memory = createMemory(layout.end + 64);
  const evaluator = new NetlistEvaluator(netlist, { seed });
  const random = randomBits(seed);
  const taken = [...plan.taken.keys()].filter((cell) => plan.taken[cell] === 1);
  evaluator.peek(design.top.ports.find(({ role }) => role !== "input")?.name ?? "");
  for (const cell of taken) store(memory.buffer, layout, cell, evaluator.cells[cell] ?? 0n);
  const functions = new Map<number, () => void>();
  let compared = 0;
  for (let step = 0; step < steps; step++) {
    for (const port of design.top.ports) {
      if (port.role === "input") poke(evaluator, netlist, port.name, random, step);
    }
    const all = 2 ** design.top.domains.length - 1;
    const domains = all === 1 ? 1 : Number(random(design.top.domains.length));
    if (domains === 0) continue;
    const names = design.top.domains.filter((_, index) => (domains >> index) & 1).map(({ name }) => name);
    const imports = plan.imports(domains);
    const together = evaluator.bitsOf(imports.map(({ node }) => node));
    let at = 0n;
    for (const { node, offset, bytes, representation } of imports) {
      const width = netlist.nodes.width[node] ?? 0;
      write(memory.buffer, offset, bytes, BigInt.asUintN(width, together >> at), representation);
      at += BigInt(width);
    }
    // Inputs may live among the lanes.
    for (let cell = 0; cell < netlist.cells.count; cell++) {
      if (netlist.cells.kind[cell] === CellKind.input && (layout.offset[cell] ?? -1) >= 0)
        store(memory.buffer, layout, cell, evaluator.cells[cell] ?? 0n);
    }
    // An asynchronous reset that is active holds its cells before the edge already.
    for (const cell of taken) {
      if ((netlist.cells.asynchronous[cell] ?? -1) >= 0)
        store(memory.buffer, layout, cell, evaluator.cells[cell] ?? 0n);
    }
    let run = functions.get(domains);
    if (run === undefined) {
      run = compile(plan, memory, domains);
      functions.set(domains, run);
    }
    run();
    if (fault?.step === step) {
      const cell = taken.find((each) => netlist.cells.instance[each] === 1 + fault.lane) ?? -1;
      const at = layout.offset[cell] ?? -1;
      new DataView(memory.buffer).setUint8(at, new DataView(memory.buffer).getUint8(at) ^ 1);
    }
    evaluator.step(...names);
    for (const cell of taken) {
      compared++;
      const got = load(memory.buffer, layout, cell, netlist.cells.width[cell] ?? 0);
      if (got === evaluator.cells[cell]) continue;
      const difference = `step ${step}: ${nameOf(netlist, cell)} is ${got}, expected ${evaluator.cells[cell]}`;
      return { summary, difference, compared };
    }
  }
  return { summary, difference: undefined, compared };
}

function compile(
  plan: { readonly emitKernels: (module: ModuleBuilder, domains: number) => readonly number[] },
  memory: ReturnType<typeof createMemory>,
  domains: number,
): () => void {
  const module = new ModuleBuilder();
  module.importMemory("engine", "memory");
  const kernels = plan.emitKernels(module, domains);
  const { builder } = module.addFunction([ValueType.i32], [], "run");
  for (const kernel of kernels) {
    builder.get(0);
    builder.call(kernel);
  }
  const run = instantiate(module.toBytes(), { engine: { memory } }).run as (base: number) => void;
  return () => run(0);
}

function poke(
  evaluator: NetlistEvaluator,
  netlist: Netlist,
  port: string,
  random: (width: number) => bigint,
  step: number,
): void {
  const { top } = netlist.design;
  const domain = top.domains.find(({ clock, reset }) => clock === port || reset === port);
  if (domain?.clock === port) return;
  if (domain !== undefined) {
    const isActive = step === 0 || random(4) === 0n;
    evaluator.poke(port, isActive === (domain.resetActive === "high") ? 1n : 0n);
    return;
  }
  const signal = top.ports.find(({ name }) => name === port);
  if (signal === undefined) return;
  const width = netlist.partsOf(0, signal).reduce((sum, node) => sum + (netlist.nodes.width[node] ?? 0), 0);
  // Sparse bits too: enables that are nearly always 0 take other paths than random ones.
  evaluator.poke(port, random(1) === 0n ? random(width) & random(width) & random(width) : random(width));
}

function write(buffer: ArrayBuffer, offset: number, bytes: number, value: bigint, how: Representation): void {
  const view = new DataView(buffer);
  const bits = how === Representation.mask ? -value : value;
  for (let at = 0; at < bytes; at++) view.setUint8(offset + at, Number((bits >> BigInt(8 * at)) & 0xffn));
}

function store(buffer: ArrayBuffer, layout: Layout, cell: number, value: bigint): void {
  const how = layout.representation[cell] as Representation;
  write(buffer, layout.offset[cell] ?? -1, layout.bytes[cell] ?? 0, value, how);
}

function load(buffer: ArrayBuffer, layout: Layout, cell: number, width: number): bigint {
  const view = new DataView(buffer);
  let value = 0n;
  for (let at = (layout.bytes[cell] ?? 0) - 1; at >= 0; at--) {
    value = (value << 8n) | BigInt(view.getUint8((layout.offset[cell] ?? -1) + at));
  }
  return layout.representation[cell] === Representation.clean ? value : BigInt.asUintN(width, value);
}

function nameOf(netlist: Netlist, cell: number): string {
  const { instance, local, kind } = netlist.cells;
  const placed = netlist.instances[instance[cell] ?? 0];
  if (placed === undefined || kind[cell] !== CellKind.register) return `cell ${cell}`;
  const signal = netlist.moduleNet(placed.module).cells[local[cell] ?? -1]?.signal;
  return `${placed.name}.${signal?.name}`;
}

/** Value of a term as raw bits, by the definitions of src/sim/netlist; `views` by index. */
export function bitsOf(term: Term, views: readonly bigint[]): bigint {
  const value = (index: number): bigint => bitsOf(operand(term, index), views);
  const signed = (index: number): bigint => BigInt.asIntN(operand(term, index).width, value(index));
  const result = (): bigint => {
    switch (term.op) {
      case "constant":
        return term.bits;
      case "view":
        return views[term.imm] ?? 0n;
      case "not":
        return ~value(0);
      case "add":
        return value(0) + value(1);
      case "sub":
        return value(0) - value(1);
      case "mul":
        return value(0) * value(1);
      case "and":
        return value(0) & value(1);
      case "or":
        return value(0) | value(1);
      case "xor":
        return value(0) ^ value(1);
      case "eq":
        return value(0) === value(1) ? 1n : 0n;
      case "ltu":
        return value(0) < value(1) ? 1n : 0n;
      case "lts":
        return signed(0) < signed(1) ? 1n : 0n;
      case "shl":
        return value(0) << BigInt(term.imm);
      case "shru":
      case "extract":
        return value(0) >> BigInt(term.imm);
      case "shrs":
        return signed(0) >> BigInt(term.imm);
      case "mux":
        return value(0) === 1n ? value(1) : value(2);
      case "zext":
        return value(0);
      case "sext":
        return signed(0);
    }
  };
  return BigInt.asUintN(term.width, result());
}
