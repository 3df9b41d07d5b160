/**
 * Writes a schedule as WebAssembly functions of bounded size. Invariant: a value that another function needs lies in a
 * slot of the lane's region, stored right where it is computed; within a function values live in locals.
 */
import { Access, type FunctionBuilder, type ModuleBuilder, ValueType, Wasm } from "../wasm/index.ts";
import { hasOperands, Machine, type MachineGraph } from "./machine.ts";
import type { Sink } from "./order.ts";
import { ItemKind, type Schedule } from "./schedule.ts";

export interface EmitOptions {
  /** Instructions a function; one of 660 kB takes V8 four times as long as the same in chunks. */
  readonly chunk: number;
  /** Absolute address of a new slot of 8 bytes. */
  readonly slot: () => number;
}

/** Around the code of the sinks. */
export interface Frame {
  /** 1: (base), 2: (base, slots). */
  readonly parameters: 1 | 2;
  /** Written at the end of the last function, before it returns 0. */
  readonly finish: (code: FunctionBuilder) => void;
}

/** What the code of a sink is written with. */
export interface SinkWriter {
  readonly code: FunctionBuilder;
  /** Pushes one of the sink's values. */
  readonly emit: (node: number) => void;
  /** Writes code that does not always run: values first computed in there are not known behind it. */
  readonly conditional: (write: () => void) => void;
}
export type EmitSink = (writer: SinkWriter, sink: Sink) => void;

/**
 * Functions (base: i32[, slots: i32]) => i32 to be called in this order, at least one; a result other than 0 ends the
 * step. They return 0 unless the code of a sink returns.
 */
export function emitFunctions(
  module: ModuleBuilder,
  graph: MachineGraph,
  schedule: Schedule,
  sinks: readonly Sink[],
  emitSink: EmitSink,
  options: EmitOptions,
  frame: Frame,
): readonly number[] {
  const emitter = new Emitter(graph, schedule, sinks, emitSink, options);
  return emitter.emit(module, frame);
}

class Emitter {
  private readonly graph: MachineGraph;
  private readonly schedule: Schedule;
  private readonly sinks: readonly Sink[];
  private readonly emitSink: EmitSink;
  private readonly options: EmitOptions;
  /** By machine node: chunk that computes it. */
  private readonly definedIn: Int32Array;
  /** By machine node: slot, 0 for none, -1 for needed but not given. */
  private readonly slotOf: Int32Array;
  /** By machine node: local + 1 in the present function, valid where `localIn` is this chunk. */
  private readonly localOf: Int32Array;
  private readonly localIn: Int32Array;
  private readonly isEvaluated: Uint8Array;
  private chunk = 0;
  private code!: FunctionBuilder;
  /** By branch around the present place: nodes that got a local there on the way, which others cannot rely on. */
  private readonly branches: number[][] = [];

  constructor(
    graph: MachineGraph,
    schedule: Schedule,
    sinks: readonly Sink[],
    emitSink: EmitSink,
    options: EmitOptions,
  ) {
    this.graph = graph;
    this.schedule = schedule;
    this.sinks = sinks;
    this.emitSink = emitSink;
    this.options = options;
    this.definedIn = new Int32Array(graph.count).fill(-1);
    this.isEvaluated = new Uint8Array(graph.count);
    this.slotOf = new Int32Array(graph.count);
    this.localOf = new Int32Array(graph.count);
    this.localIn = new Int32Array(graph.count).fill(-1);
  }

  emit(module: ModuleBuilder, frame: Frame): readonly number[] {
    const chunkOf = this.divide();
    const { count, kind, index } = this.schedule;
    const functions: number[] = [];
    const types = Array.from({ length: frame.parameters }, () => ValueType.i32);
    const open = (): void => {
      const added = module.addFunction(types, [ValueType.i32]);
      this.chunk = functions.length;
      this.code = added.builder;
      functions.push(added.index);
    };
    open();
    for (let item = 0; item < count; item++) {
      if (chunkOf[item] !== this.chunk) {
        this.code.i32(0);
        open();
      }
      this.item(kind[item] as number, index[item] as number);
    }
    frame.finish(this.code);
    this.code.i32(0);
    return functions;
  }

  private item(kind: number, index: number): void {
    const { code, graph } = this;
    switch (kind) {
      case ItemKind.evaluate:
        this.evaluate(index);
        return;
      case ItemKind.perform:
        this.perform(this.sinks[index] as Sink);
        return;
      case ItemKind.open:
        this.value(index);
        code.if();
        this.branches.push([]);
        return;
      case ItemKind.otherwise:
        this.forget();
        this.branches.push([]);
        code.else();
        return;
      case ItemKind.assignTrue:
        this.value(graph.a[index] as number);
        code.set(this.newLocal(index));
        return;
      case ItemKind.assignFalse:
        this.value(graph.b[index] as number);
        code.set(this.localOf[index] as number);
        return;
      default:
        this.forget();
        code.end();
        if (index >= 0) this.chosen(index);
    }
  }

  /** The multiplexer has its value. */
  private chosen(node: number): void {
    this.isEvaluated[node] = 1;
    if (this.slotOf[node] !== -1) return;
    this.code.i32(0);
    this.code.get(this.localOf[node] as number);
    this.storeSlot(node);
  }

  /** What a branch has put into locals on the way is not there behind it. */
  private forget(): void {
    for (const node of this.branches.pop() ?? []) this.localIn[node] = -1;
  }

  private perform(sink: Sink): void {
    const { code } = this;
    const conditional = (write: () => void): void => {
      this.branches.push([]);
      write();
      this.forget();
    };
    this.emitSink({ code, emit: this.value, conditional }, sink);
  }

  /** Chunk of each item; marks the values that cross from one to another. */
  private divide(): Int32Array {
    const { count, kind, index } = this.schedule;
    const chunkOf = new Int32Array(count);
    const { graph } = this;
    let chunk = 0;
    let filled = 0;
    let depth = 0;
    for (let item = 0; item < count; item++) {
      const at = index[item] as number;
      if (filled >= this.options.chunk && depth === 0) {
        chunk++;
        filled = 0;
      }
      chunkOf[item] = chunk;
      switch (kind[item]) {
        case ItemKind.evaluate:
          filled += this.markOperands(at, chunk) + 1;
          this.definedIn[at] = chunk;
          break;
        case ItemKind.perform: {
          const sink = this.sinks[at] as Sink;
          filled += sink.cost;
          for (const value of sink.values) filled += this.mark(value, chunk);
          break;
        }
        case ItemKind.open:
          filled += this.mark(at, chunk);
          depth++;
          break;
        case ItemKind.assignTrue:
          filled += this.mark(graph.a[at] as number, chunk);
          break;
        case ItemKind.assignFalse:
          filled += this.mark(graph.b[at] as number, chunk);
          break;
        case ItemKind.close:
          depth--;
          if (at >= 0) this.definedIn[at] = chunk;
      }
    }
    return chunkOf;
  }

  /** Instructions that computing `node` here takes. */
  private mark(node: number, chunk: number): number {
    // The value of a load that gets a local further on is loaded once more before that.
    if (this.schedule.hasLocal[node] === 1 && (this.definedIn[node] as number) >= 0) {
      if (this.definedIn[node] !== chunk) this.slotOf[node] = -1;
      return 1;
    }
    return 1 + this.markOperands(node, chunk);
  }

  private markOperands(node: number, chunk: number): number {
    const { graph } = this;
    const kind = graph.kind[node] as number;
    if (!hasOperands(kind)) return 0;
    let count = this.mark(graph.a[node] as number, chunk);
    if (kind !== Machine.memoryLoad && (graph.b[node] as number) >= 0) {
      count += this.mark(graph.b[node] as number, chunk);
    }
    if (kind === Wasm.select) count += this.mark(graph.c[node] as number, chunk);
    return count;
  }

  private evaluate(node: number): void {
    const { code } = this;
    this.isEvaluated[node] = 1;
    const hasSlot = this.slotOf[node] === -1;
    if (this.localIn[node] === this.chunk) {
      // A load that was needed here before: what it gave is still what it gives.
      if (!hasSlot) return;
      code.i32(0);
      code.get(this.localOf[node] as number);
    } else {
      if (hasSlot) code.i32(0);
      this.compute(node);
      const local = this.newLocal(node);
      if (hasSlot) code.tee(local);
      else code.set(local);
    }
    if (hasSlot) this.storeSlot(node);
  }

  /** Stores the value on the stack at the slot address below it. */
  private storeSlot(node: number): void {
    const slot = this.options.slot();
    this.slotOf[node] = slot;
    this.code.access(this.graph.isWide(node) ? Access.i64_store : Access.i32_store, slot);
  }

  private newLocal(node: number): number {
    const local = this.code.local(this.graph.isWide(node) ? ValueType.i64 : ValueType.i32);
    this.localOf[node] = local;
    this.localIn[node] = this.chunk;
    return local;
  }

  /** A local for a value that is not computed, only fetched, at this place. */
  private fetched(node: number): number {
    this.branches.at(-1)?.push(node);
    return this.newLocal(node);
  }

  /** Pushes the value of a node. */
  private readonly value = (node: number): void => {
    const { code, graph, schedule } = this;
    if (this.localIn[node] === this.chunk) {
      code.get(this.localOf[node] as number);
      return;
    }
    if (this.isEvaluated[node] === 1) {
      code.i32(0);
      code.access(graph.isWide(node) ? Access.i64_load : Access.i32_load, this.slotOf[node] as number);
      code.tee(this.fetched(node));
      return;
    }
    this.compute(node);
    if (graph.kind[node] === Machine.load && (schedule.uses[node] as number) > 1)
      code.tee(this.fetched(node));
  };

  private compute(node: number): void {
    const { code, graph } = this;
    const kind = graph.kind[node] as number;
    switch (kind) {
      case Machine.constant:
        if (graph.isWide(node)) code.i64(graph.low[node] as number, graph.high[node] as number);
        else code.i32(graph.low[node] as number);
        return;
      case Machine.base:
        code.get(0);
        return;
      case Machine.load:
        code.get(0);
        code.access(graph.high[node] as Access, graph.low[node] as number);
        return;
      case Machine.memoryLoad:
        this.value(graph.a[node] as number);
        code.access(graph.high[node] as Access, graph.low[node] as number);
        return;
      default: {
        this.value(graph.a[node] as number);
        const b = graph.b[node] as number;
        if (b >= 0) this.value(b);
        if (kind === Wasm.select) this.value(graph.c[node] as number);
        code.op(kind as Wasm);
      }
    }
  }
}
