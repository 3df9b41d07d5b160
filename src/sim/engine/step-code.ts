/**
 * The modules of an engine: steps of one set of domains (property check, vector imports, registers, memories, then the
 * kernels), checks of the properties, and settled values. Invariant: a step that returns 1 has changed nothing but slots.
 */
import { type FunctionBuilder, ModuleBuilder, ValueType, Wasm } from "../wasm/index.ts";
import { emitFunctions } from "./emit.ts";
import { type GuardLimits, Guards } from "./guards.ts";
import { bytesFor, Representation } from "./layout.ts";
import { Lowering } from "./lower.ts";
import { schedule } from "./schedule.ts";
import {
  type CodeContext,
  checkSink,
  emitSink,
  hitsOf,
  memorySink,
  registerSink,
  type StepSink,
  type StoreSink,
  unguarded,
} from "./sinks.ts";

import { inactiveResets } from "./start-values.ts";

/** Measured in docs/adr/0022. */
const limits: GuardLimits = { enable: 4, choice: 4, most: 4000 };

/**
 * Exports `step` (base) => 0 when committed, 1 when a property stopped it; `run` (base, steps) => steps made. `isQuiet`:
 * for steps in which no reset is active, without the choice between init and next in front of every register.
 */
export function stepModule(context: CodeContext, domains: number, isQuiet: boolean): Uint8Array {
  const module = newModule();
  const { sinks, lowering, ordered } = stepSinks(context, domains, isQuiet);
  const kernels = context.plan?.emitKernels(module, domains) ?? [];
  const step = writeSinks(module, context, lowering, sinks, {
    name: "step",
    ordered,
    parameters: 1,
    finish: (code) => {
      for (const kernel of kernels) {
        code.get(0);
        code.call(kernel);
      }
    },
  });
  runFunction(module, step);
  return module.toBytes();
}

/** Exports `check` (base) => 1 when an armed property would stop the step. */
export function checkModule(context: CodeContext, domains: number): Uint8Array {
  const module = newModule();
  const lowering = newLowering(context, domains);
  const hits = hitsOf(context.netlist, domains);
  lowering.lower(hits.map(({ hit }) => hit));
  const sinks = [checkSink(context, lowering, hits)];
  writeSinks(module, context, lowering, sinks, {
    name: "check",
    ordered: 1,
    parameters: 1,
    finish: () => {},
  });
  return module.toBytes();
}

/** A value that a settle function stores at `slots + offset`, clean, in 1, 2, 4 or 8 bytes by its width. */
export interface SettledValue {
  readonly node: number;
  readonly offset: number;
}

/** Exports `settle` (base, slots): stores the values as they are before an edge of `domains` (0: no edge in sight). */
export function settleModule(context: CodeContext, values: readonly SettledValue[], domains = 0): Uint8Array {
  const module = newModule();
  const lowering = newLowering(context, domains);
  lowering.lower(values.map(({ node }) => node));
  const sinks = values.map(({ node, offset }): StoreSink => {
    const bytes = bytesFor(lowering.widthOf(node));
    const value = lowering.stored(node, bytes, Representation.clean);
    return { kind: "store", values: [value], guard: -1, resource: -1, cost: 2, area: 1, offset, bytes };
  });
  writeSinks(module, context, lowering, sinks, {
    name: "settle",
    ordered: 0,
    parameters: 2,
    finish: () => {},
  });
  return module.toBytes();
}

function newModule(): ModuleBuilder {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  return module;
}

const newLowering = (
  context: CodeContext,
  domains: number,
  known: ReadonlyMap<number, number> = new Map(),
): Lowering =>
  new Lowering({
    known,
    netlist: context.netlist,
    layout: context.layout,
    memories: context.memories,
    domains,
    demandedBits: context.switches.demandedBits,
  });

function stepSinks(
  context: CodeContext,
  domains: number,
  isQuiet: boolean,
): { readonly sinks: readonly StepSink[]; readonly lowering: Lowering; readonly ordered: number } {
  const { netlist, plan } = context;
  const { cells } = netlist;
  const imports = plan?.imports(domains) ?? [];
  const has = (domain: number): boolean => domain >= 0 && ((domains >>> domain) & 1) === 1;
  const hits = hitsOf(netlist, domains);
  const registers: number[] = [];
  for (let cell = 0; cell < cells.count; cell++) {
    if ((cells.next[cell] as number) < 0 || plan?.taken[cell] === 1) continue;
    if (has(cells.domain[cell] as number)) registers.push(cell);
  }
  const roots = [...hits.map(({ hit }) => hit), ...imports.map(({ node }) => node)];
  for (const cell of registers) {
    roots.push(cells.next[cell] as number);
    if ((cells.enable[cell] as number) >= 0) roots.push(cells.enable[cell] as number);
    roots.push(cells.node[cell] as number);
  }
  for (const memory of netlist.memories) {
    for (const write of memory.writes) {
      if (has(write.domain)) roots.push(write.enable, write.address, ...write.data, ...(write.mask ?? []));
    }
  }
  const lowering = newLowering(context, domains, isQuiet ? inactiveResets(netlist) : undefined);
  lowering.lower(roots);
  const sinks: StepSink[] = [];
  if (hits.length > 0) sinks.push(checkSink(context, lowering, hits));
  const ordered = sinks.length;
  for (const { node, offset, bytes, representation } of imports) {
    const value = lowering.stored(node, bytes, representation);
    sinks.push({ kind: "store", values: [value], guard: -1, resource: -1, cost: 2, area: 0, offset, bytes });
  }
  for (const cell of registers) {
    const sink = registerSink(context, lowering, cell);
    if (sink !== undefined) sinks.push(sink);
  }
  netlist.memories.forEach((memory, index) => {
    const sink = memorySink(context, lowering, memory, index, has);
    if (sink.writes.length > 0) sinks.push(sink);
  });
  return { sinks, lowering, ordered };
}

interface Family {
  readonly name: string;
  /** So many sinks come first, in the order given. */
  readonly ordered: number;
  /** 1: (base), 2: (base, slots). */
  readonly parameters: 1 | 2;
  readonly finish: (code: FunctionBuilder) => void;
}

/** Exports the function that performs all sinks; its index. */
function writeSinks(
  module: ModuleBuilder,
  context: CodeContext,
  lowering: Lowering,
  wanted: readonly StepSink[],
  { name, ordered, parameters, finish }: Family,
): number {
  const { netlist, switches } = context;
  const { graph } = lowering;
  const keep = (cost: number, isEnable: boolean): boolean =>
    switches.skipping && cost >= (isEnable ? limits.enable : limits.choice) && cost <= limits.most;
  const tried = new Guards(graph);
  tried.find(wanted, keep);
  const sinks = wanted.map((sink) =>
    sink.kind !== "store" || sink.guard < 0 || tried.isKeptEnable(sink.guard)
      ? sink
      : unguarded(context, lowering, sink),
  );
  // What is guarded now stays so, whatever the rest has become.
  const guards = new Guards(graph);
  guards.find(sinks, (cost, isEnable) => isEnable || keep(cost, false));
  const scheduled = schedule(graph, sinks, ordered, guards, {
    cells: netlist.cells.count,
    memories: netlist.memories.length,
    inPlace: switches.inPlace,
  });
  const frame = { parameters, finish };
  const functions = emitFunctions(module, graph, scheduled, sinks, emitSink, context, frame);
  return sequence(module, functions, name, parameters);
}

/** Exports one function that calls all until one does not return 0; a single one is exported itself. */
function sequence(
  module: ModuleBuilder,
  functions: readonly number[],
  name: string,
  parameters: 1 | 2,
): number {
  const [first, ...more] = functions;
  if (first !== undefined && more.length === 0) {
    module.exportFunction(first, name);
    return first;
  }
  const types = Array.from({ length: parameters }, () => ValueType.i32);
  const { index, builder } = module.addFunction(types, [ValueType.i32], name);
  for (const called of functions) {
    for (let parameter = 0; parameter < parameters; parameter++) builder.get(parameter);
    builder.call(called);
    builder.if();
    builder.i32(1);
    builder.op(Wasm.return);
    builder.end();
  }
  builder.i32(0);
  return index;
}

function runFunction(module: ModuleBuilder, step: number): void {
  const { builder } = module.addFunction([ValueType.i32, ValueType.i32], [ValueType.i32], "run");
  const made = builder.local(ValueType.i32);
  builder.block();
  builder.loop();
  builder.get(made);
  builder.get(1);
  builder.op(Wasm.i32_ge_u);
  builder.brIf(1);
  builder.get(0);
  builder.call(step);
  builder.brIf(1);
  builder.get(made);
  builder.i32(1);
  builder.op(Wasm.i32_add);
  builder.set(made);
  builder.br(0);
  builder.end();
  builder.end();
  builder.get(made);
}
