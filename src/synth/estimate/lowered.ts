/** What lowering gives and what it collects on the way. Invariant: work that is queued runs after the outputs, so that registers may read each other. */
import { BitArithmetic, type Bits } from "./arithmetic.ts";
import { controlsOf } from "./control.ts";
import { BitGraph, FALSE, type Literal, TRUE } from "./graph.ts";

export interface FlipFlop {
  readonly output: Literal;
  /** Bits of one register have the same. */
  readonly register: number;
  /** Taken at the edge where `enable` holds and the reset does not. */
  next: Literal;
  /** TRUE for cells, where `next` has the hold path. */
  enable: Literal;
  readonly reset: { readonly when: Literal; readonly value: Literal; readonly isAsync: boolean } | undefined;
}

export interface Reset {
  readonly when: Literal;
  readonly isAsync: boolean;
}

export interface Lowered {
  readonly graph: BitGraph;
  readonly flipFlops: readonly FlipFlop[];
  /** What ports and black boxes take. */
  readonly outputs: readonly Literal[];
  readonly blockRams: number;
  /** Nodes by which statements and conditional expressions choose. */
  readonly choosers: ReadonlySet<number>;
  /** Leaves that stand for bits of a signal that reads itself through others; what each is. */
  readonly proxies: ReadonlyMap<Literal, Literal>;
}

/**
 * What the flow makes of a design. cells: carries are gates, modules stay, memories are flip-flops. tables: for the iCE40, with carries and block RAMs of its own, modules
 * dissolved, and enables drawn out of what statements choose.
 */
export type LowerStyle = "cells" | "tables";

export class Collected {
  readonly graph: BitGraph;
  readonly style: LowerStyle;
  readonly bits: BitArithmetic;
  /** By the literals that they give. */
  readonly registers = new Map<Literal, FlipFlop>();
  readonly outputs: Literal[] = [];
  blockRams = 0;
  readonly proxies = new Map<Literal, Literal>();
  readonly choosers = new Set<number>();
  /** Next states, after the outputs, so that registers may read each other. */
  readonly queue: (() => void)[] = [];
  /** When all registers know what they take. */
  readonly late: (() => void)[] = [];

  constructor(style: LowerStyle) {
    this.graph = new BitGraph(style === "tables");
    this.style = style;
    this.bits = new BitArithmetic(this.graph, style === "tables" ? "chains" : "logic");
  }

  get isForTables(): boolean {
    return this.style === "tables";
  }

  readonly isChoice = (node: number): boolean => this.choosers.has(node);

  leaves(width: number): Literal[] {
    return Array.from({ length: width }, () => this.graph.leaf());
  }

  constant(value: bigint, width: number): Literal[] {
    return Array.from({ length: width }, (_, i) => (((value >> BigInt(i)) & 1n) === 1n ? TRUE : FALSE));
  }

  /** Registers' bits; `next` is asked for later, with these bits. `depth`: choices in it among which an enable is looked for. */
  flipFlops(
    width: number,
    reset: Reset | undefined,
    init: bigint,
    next: (held: Bits) => Bits,
    depth?: number,
  ): Literal[] {
    const values = this.constant(init, width);
    const register = this.registers.size;
    const made = values.map((value): FlipFlop => {
      const output = this.graph.flipFlop();
      return { output, register, next: output, enable: TRUE, reset: reset && { ...reset, value } };
    });
    for (const flipFlop of made) this.registers.set(flipFlop.output, flipFlop);
    const held = made.map(({ output }) => output);
    this.queue.push(() => {
      const taken = next(held);
      made.forEach((flipFlop, i) => {
        flipFlop.next = taken[i] as Literal;
        if (!this.isForTables) return;
        const { enable, data } = controlsOf(this.graph, flipFlop.next, flipFlop.output, this.isChoice, depth);
        flipFlop.next = data;
        flipFlop.enable = enable;
      });
    });
    return held;
  }
}
