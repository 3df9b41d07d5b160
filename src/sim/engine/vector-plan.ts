/**
 * What the engine and the vector compiler (src/sim/vector) agree on. The engine makes the step function of a set of
 * domains from scalar code and, after it, the kernels of the plan. Invariant: when the kernels start, every import of
 * those domains is stored and the scalar registers and memories have already taken their next values; kernels therefore
 * read nothing but cells of the plan and imports, and write nothing but cells and areas of the plan.
 */
import type { ModuleBuilder } from "../wasm/index.ts";
import type { Layout, Representation } from "./layout.ts";

/** A value that the scalar code stores at `base + offset` before the kernels of a step run. */
export interface VectorImport {
  /** Flat node. Operands may be any cells: the value is the one from before the edge. */
  readonly node: number;
  readonly offset: number;
  /** 1, 2, 4 or 8; at least the node's width unless the representation is `dirty` (then the low bits are stored). */
  readonly bytes: number;
  readonly representation: Representation;
}

export interface VectorPlan {
  /** By cell: 1 for registers that kernels update; the scalar code then only reads them (through the layout). */
  readonly taken: Uint8Array;
  /**
   * Called once, before anything is compiled: places the taken cells (and only those) and reserves whatever areas the
   * kernels need, imports included. Areas other than cells need no start value (they are 0) and are copied with the state.
   */
  readonly place: (layout: Layout) => void;
  /**
   * What the kernels of a step with edges of these domains (bit mask) need; called before `emitKernels` of that mask. Nodes below
   * `Op.edge` are evaluated for this mask.
   */
  readonly imports: (domains: number) => readonly VectorImport[];
  /** Adds functions (base: i32) => () to the module; the step function calls them in the order returned. */
  readonly emitKernels: (module: ModuleBuilder, domains: number) => readonly number[];
}
