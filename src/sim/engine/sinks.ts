/**
 * What a step does with values: stores of registers and imports, writes of memories, the check of the properties.
 * Invariant: a sink reads state only through its values, so that the schedule knows who reads what.
 */
import type { Netlist, NetMemory } from "../netlist/netlist.ts";
import { type FunctionBuilder, Wasm } from "../wasm/index.ts";
import type { EmitSink, SinkWriter } from "./emit.ts";
import type { EngineSwitches } from "./engine.ts";
import { bytesFor, type Layout, type MemoryPlace, Representation } from "./layout.ts";
import { type Lowering, loadOf, storeOf } from "./lower.ts";
import type { Sink } from "./order.ts";
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

export interface StoreSink extends Sink {
  readonly kind: "store";
  /** Local with the address: 0 the lane's region, 1 the area of settled values. */
  readonly area: 0 | 1;
  readonly offset: number;
  readonly bytes: number;
}

export interface CheckSink extends Sink {
  readonly kind: "check";
}

/** `values` by position, so that each write finds its own. */
export interface MemorySink extends Sink {
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

export type StepSink = StoreSink | CheckSink | MemorySink;

/** Properties that are looked at when these domains have their edge. */
export function hitsOf(
  netlist: Netlist,
  domains: number,
): readonly { readonly hit: number; readonly index: number }[] {
  return netlist.properties.flatMap(({ hit, domain }, index) =>
    ((domains >>> domain) & 1) === 1 ? [{ hit, index }] : [],
  );
}

/** Stops the step when one of these properties is hit and armed. */
export function checkSink(
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
  return { kind: "check", values: [any], guard: -1, resource: -1, cost: 3 };
}

/** Stores the next value, guarded by the enable where there is one; undefined when that is never 1. */
export function registerSink(context: CodeContext, lowering: Lowering, cell: number): StoreSink | undefined {
  const { layout, netlist } = context;
  const { cells } = netlist;
  const bytes = layout.bytes[cell] as number;
  const representation = layout.representation[cell] as Representation;
  const next = lowering.stored(cells.next[cell] as number, bytes, representation);
  const enable = cells.enable[cell] as number;
  let guard = enable < 0 ? -1 : lowering.clean(enable);
  if (guard >= 0 && lowering.graph.isConstant(guard)) {
    if (lowering.graph.isNumber(guard, 0)) return undefined;
    guard = -1;
  }
  const offset = layout.offset[cell] as number;
  return { kind: "store", values: [next], guard, resource: cell, cost: 2, area: 0, offset, bytes };
}

/** The same without a guard: what was there is stored again when the enable is 0. */
export function unguarded(context: CodeContext, lowering: Lowering, sink: StoreSink): StoreSink {
  const { layout, netlist } = context;
  const representation = layout.representation[sink.resource] as Representation;
  const old = lowering.stored(netlist.cells.node[sink.resource] as number, sink.bytes, representation);
  const value = lowering.graph.select(sink.guard, sink.values[0] as number, old);
  return { ...sink, values: [value], guard: -1 };
}

export function memorySink(
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
    guard: -1,
    resource: context.netlist.cells.count + index,
    cost: 4 * values.length,
    // What a later store takes must not see an earlier one.
    keepsValues: writes.length > 1 || writes.some(({ parts }) => parts.length > 1),
    writes,
  };
}

/** Writes the code of every kind of sink. */
export const emitSink: EmitSink = (writer, untyped) => {
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
