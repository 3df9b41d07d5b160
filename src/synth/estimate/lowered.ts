/** What lowering gives and what it collects on the way. Invariant: work that is queued runs after the outputs, so that registers may read each other. */
import type { Memory } from "../../ir/index.ts";
import { BitArithmetic, type CarryStyle } from "./arithmetic.ts";
import type { BitGraph, Literal } from "./graph.ts";

export interface FlipFlop {
  readonly output: Literal;
  /** Taken at the edge, the hold path included, where the reset does not hold. */
  next: Literal;
  readonly reset: { readonly when: Literal; readonly value: Literal; readonly isAsync: boolean } | undefined;
}

export interface LoweredMemory {
  readonly depth: number;
  readonly width: number;
  readonly reads: number;
}

export interface Lowered {
  readonly graph: BitGraph;
  readonly flipFlops: readonly FlipFlop[];
  /** What ports and black boxes take. */
  readonly outputs: readonly Literal[];
  /** Memories that stay memories. */
  readonly blockRams: readonly LoweredMemory[];
  /** Leaves that stand for bits of a signal that reads itself through others; what each is. */
  readonly proxies: ReadonlyMap<Literal, Literal>;
}

export interface LowerOptions {
  readonly carries: CarryStyle;
  /** Instances are lowered too; black boxes otherwise. */
  readonly flatten: boolean;
  /** Whether a memory becomes a block RAM. */
  readonly isBlockRam: (memory: Memory) => boolean;
}

export class Collected {
  readonly graph: BitGraph;
  readonly options: LowerOptions;
  readonly bits: BitArithmetic;
  readonly flipFlops: FlipFlop[] = [];
  readonly outputs: Literal[] = [];
  readonly blockRams: LoweredMemory[] = [];
  readonly proxies = new Map<Literal, Literal>();
  /** Next states, after the outputs, so that registers may read each other. */
  readonly queue: (() => void)[] = [];

  constructor(graph: BitGraph, options: LowerOptions) {
    this.graph = graph;
    this.options = options;
    this.bits = new BitArithmetic(graph, options.carries);
  }
}
