/**
 * The step of one set of domains: property check, vector imports, registers, memories, then the kernels. Invariant: a step
 * that returns 1 has changed nothing but slots.
 */
import type { Netlist, NetMemory } from "../netlist/netlist.ts";
import { type FunctionBuilder, ModuleBuilder, ValueType, Wasm } from "../wasm/index.ts";
import { type EmitSink, emitFunctions, type Frame, type SinkWriter } from "./emit.ts";
import type { EngineSwitches } from "./engine.ts";
import { bytesFor, type Layout, type MemoryPlace, Representation } from "./layout.ts";
import { Lowering, loadOf, storeOf } from "./lower.ts";
import { type Sink, schedule } from "./schedule.ts";
import type { VectorPlan } from "./vector-plan.ts";

/** What all code of one design is compiled from. */
export interface CodeContext {
  readonly netlist: Netlist;
  readonly layout: Layout;
  readonly memories: readonly MemoryPlace[];
  readonly plan: VectorPlan | undefined;
  readonly switches: EngineSwitches;
  /** Offset of the words with one armed bit a property. */
  readonly armed: number;
  /** Absolute address of a new slot of 8 bytes. */
  readonly slot: () => number;
  readonly chunk: number;
}

interface StoreSink extends Sink {
  readonly kind: "store";
  /** Local with the address: 0 the lane's region, 1 the area of settled values. */
  readonly area: 0 | 1;
  readonly offset: number;
  readonly bytes: number;
}

interface CheckSink extends Sink {
  readonly kind: "check";
}

/** `values` by position, so that each write finds its own. */
interface MemorySink extends Sink {
  readonly kind: "memory";
  readonly writes: readonly {
    /** 1 bit; the address is inside the memory. */
    readonly enable: number;
    readonly address: number;
    readonly parts: readonly {
      readonly data: number;
      readonly mask: number;
      readonly offset: number;
      readonly bytes: number;
    }[];
  }[];
}

type StepSink = StoreSink | CheckSink | MemorySink;

/** Exports `step` (base) => 0 when committed, 1 when a property stopped it; `run` (base, steps) => steps made. */
export function stepModule(context: CodeContext, domains: number): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  const { sinks, lowering, ordered } = stepSinks(context, domains);
  const scheduled = schedule(lowering.graph, sinks, ordered, {
    cells: context.netlist.cells.count,
    memories: context.netlist.memories.length,
    inPlace: context.switches.inPlace,
  });
  const kernels = context.plan?.emitKernels(module, domains) ?? [];
  const finish = (code: FunctionBuilder): void => {
    for (const kernel of kernels) {
      code.get(0);
      code.call(kernel);
    }
  };
  const frame: Frame = { parameters: 1, finish };
  const functions = emitFunctions(module, lowering.graph, scheduled, sinks, emitSink, context, frame);
  const step = sequence(module, functions, "step", 1);
  runFunction(module, step);
  return module.toBytes();
}

/** Exports `check` (base) => 1 when an armed property would stop the step. */
export function checkModule(context: CodeContext, domains: number): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  const lowering = new Lowering({
    netlist: context.netlist,
    layout: context.layout,
    memories: context.memories,
    domains,
    demandedBits: context.switches.demandedBits,
  });
  const hits = hitsOf(context.netlist, domains);
  lowering.lower(hits.map(({ hit }) => hit));
  const sinks = [checkSink(context, lowering, hits)];
  const scheduled = schedule(lowering.graph, sinks, 1, {
    cells: context.netlist.cells.count,
    memories: context.netlist.memories.length,
    inPlace: true,
  });
  const frame: Frame = { parameters: 1, finish: () => {} };
  const functions = emitFunctions(module, lowering.graph, scheduled, sinks, emitSink, context, frame);
  sequence(module, functions, "check", 1);
  return module.toBytes();
}

/** A value that a settle function stores at `slots + offset`, clean, in 1, 2, 4 or 8 bytes by its width. */
export interface SettledValue {
  readonly node: number;
  readonly offset: number;
}

/** Exports `settle` (base, slots): stores the values as they are before an edge of `domains` (0: no edge in sight). */
export function settleModule(context: CodeContext, values: readonly SettledValue[], domains = 0): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  const { netlist, layout, memories } = context;
  const lowering = new Lowering({
    netlist,
    layout,
    memories,
    domains,
    demandedBits: context.switches.demandedBits,
  });
  lowering.lower(values.map(({ node }) => node));
  const sinks = values.map(({ node, offset }): StoreSink => {
    const bytes = bytesFor(lowering.widthOf(node));
    const value = lowering.stored(node, bytes, Representation.clean);
    return { kind: "store", values: [value], resource: -1, cost: 2, area: 1, offset, bytes };
  });
  const scheduled = schedule(lowering.graph, sinks, 0, {
    cells: netlist.cells.count,
    memories: netlist.memories.length,
    inPlace: true,
  });
  const frame: Frame = { parameters: 2, finish: () => {} };
  const functions = emitFunctions(module, lowering.graph, scheduled, sinks, emitSink, context, frame);
  sequence(module, functions, "settle", 2);
  return module.toBytes();
}

function stepSinks(
  context: CodeContext,
  domains: number,
): { readonly sinks: readonly StepSink[]; readonly lowering: Lowering; readonly ordered: number } {
  const { netlist, layout, memories, plan } = context;
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
  const lowering = new Lowering({
    netlist,
    layout,
    memories,
    domains,
    demandedBits: context.switches.demandedBits,
  });
  lowering.lower(roots);
  const sinks: StepSink[] = [];
  if (hits.length > 0) sinks.push(checkSink(context, lowering, hits));
  const ordered = sinks.length;
  for (const { node, offset, bytes, representation } of imports) {
    const value = lowering.stored(node, bytes, representation);
    sinks.push({ kind: "store", values: [value], resource: -1, cost: 2, area: 0, offset, bytes });
  }
  for (const cell of registers) sinks.push(registerSink(context, lowering, cell));
  netlist.memories.forEach((memory, index) => {
    const sink = memorySink(context, lowering, memory, index, has);
    if (sink.writes.length > 0) sinks.push(sink);
  });
  return { sinks, lowering, ordered };
}

function hitsOf(
  netlist: Netlist,
  domains: number,
): readonly { readonly hit: number; readonly index: number }[] {
  return netlist.properties.flatMap(({ hit, domain }, index) =>
    ((domains >>> domain) & 1) === 1 ? [{ hit, index }] : [],
  );
}

function checkSink(
  context: CodeContext,
  lowering: Lowering,
  hits: readonly { readonly hit: number; readonly index: number }[],
): CheckSink {
  const { graph } = lowering;
  const words = new Map<number, number>();
  for (const { hit, index } of hits) {
    const bit = graph.shiftLeft(lowering.clean(hit), index & 31);
    const word = words.get(index >> 5);
    words.set(index >> 5, word === undefined ? bit : graph.or(word, bit));
  }
  let any = graph.constant(0);
  for (const [word, value] of words) {
    const armed = graph.load(-1, loadOf(4), context.armed + 4 * word, 32);
    any = graph.or(any, graph.and(value, armed));
  }
  return { kind: "check", values: [any], resource: -1, cost: 3 };
}

function registerSink(context: CodeContext, lowering: Lowering, cell: number): StoreSink {
  const { layout, netlist } = context;
  const { cells } = netlist;
  const bytes = layout.bytes[cell] as number;
  const representation = layout.representation[cell] as Representation;
  const next = lowering.stored(cells.next[cell] as number, bytes, representation);
  const enable = cells.enable[cell] as number;
  const offset = layout.offset[cell] as number;
  let value = next;
  if (enable >= 0) {
    const old = lowering.stored(cells.node[cell] as number, bytes, representation);
    value = lowering.graph.select(lowering.clean(enable), next, old);
  }
  return { kind: "store", values: [value], resource: cell, cost: 2, area: 0, offset, bytes };
}

function memorySink(
  context: CodeContext,
  lowering: Lowering,
  memory: NetMemory,
  index: number,
  has: (domain: number) => boolean,
): MemorySink {
  const { graph } = lowering;
  const place = context.memories[index] as MemoryPlace;
  const writes = memory.writes
    .filter((write) => has(write.domain))
    .map((write) => {
      const address = lowering.clean(write.address);
      const wide = graph.isWide(address);
      let enable = lowering.clean(write.enable);
      if (2 ** graph.significantOf(address) > memory.depth) {
        const depth = graph.constant(memory.depth, 0, wide);
        enable = graph.and(enable, graph.op(wide ? Wasm.i64_lt_u : Wasm.i32_lt_u, address, depth));
      }
      const parts = write.data.map((node, limb) => {
        const bytes = place.wordBytes <= 8 ? place.wordBytes : bytesFor(lowering.widthOf(node));
        const mask = write.mask?.[limb];
        return {
          data: lowering.stored(node, bytes, Representation.clean),
          mask: mask === undefined ? -1 : lowering.stored(mask, bytes, Representation.clean),
          offset: place.offset + 8 * limb,
          bytes,
        };
      });
      return { enable, address: lowering.wordAddress(index, write.address), parts };
    });
  // The address is needed once for every access: as two values it gets a local.
  const values = writes.flatMap(({ enable, address, parts }) => [
    enable,
    address,
    address,
    ...parts.flatMap(({ data, mask }) => (mask < 0 ? [data] : [data, mask])),
  ]);
  return {
    kind: "memory",
    values,
    resource: context.netlist.cells.count + index,
    cost: 4 * values.length,
    // What a later store takes must not see an earlier one.
    keepsValues: writes.length > 1 || writes.some(({ parts }) => parts.length > 1),
    writes,
  };
}

const emitSink: EmitSink = (writer, untyped) => {
  const sink = untyped as StepSink;
  const { code, emit } = writer;
  if (sink.kind === "store") {
    code.get(sink.area);
    emit(sink.values[0] as number);
    code.access(storeOf(sink.bytes), sink.offset);
  } else if (sink.kind === "check") {
    emit(sink.values[0] as number);
    code.if();
    code.i32(1);
    code.op(Wasm.return);
    code.end();
  } else emitWrites(writer, sink);
};

/** One after the other, each on what the ones before it left: the later one wins, lane by lane of the mask. */
function emitWrites({ code, emit, conditional }: SinkWriter, sink: MemorySink): void {
  for (const { enable, address, parts } of sink.writes) {
    emit(enable);
    conditional(() => {
      code.if();
      for (const { data, mask, offset, bytes } of parts) {
        emit(address);
        if (mask < 0) emit(data);
        else emitMerged(code, emit, { address, data, mask, offset, bytes });
        code.access(storeOf(bytes), offset);
      }
      code.end();
    });
  }
}

/** old ^ ((old ^ data) & mask) */
function emitMerged(
  code: FunctionBuilder,
  emit: (node: number) => void,
  part: {
    readonly address: number;
    readonly data: number;
    readonly mask: number;
    readonly offset: number;
    readonly bytes: number;
  },
): void {
  const [xor, and] = part.bytes === 8 ? [Wasm.i64_xor, Wasm.i64_and] : [Wasm.i32_xor, Wasm.i32_and];
  for (let copy = 0; copy < 2; copy++) {
    emit(part.address);
    code.access(loadOf(part.bytes), part.offset);
  }
  emit(part.data);
  code.op(xor);
  emit(part.mask);
  code.op(and);
  code.op(xor);
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
