/**
 * The flat netlist: what all engines of the in-process simulator run. Words of at most 64 bits, one operation a node, no
 * hierarchy in the logic; the hierarchy stays beside it, to find signals by name and identical instances for vectors.
 * Invariant: a node's value is raw bits, 0 <= value < 2^width (canonical); operands come before their users.
 */
import type { Design, Memory, MemoryRead, Module, Property, Signal } from "../../ir/index.ts";

/**
 * Operations. `w` is the node's width, `wa` that of operand a. Operands and the result are canonical; arithmetic is modulo
 * 2^w; operands of the binary operators have equal widths unless stated.
 */
export const Op = {
  /** Literal: low 32 bits in `a`, high 32 bits in `b`. */
  constant: 0,
  /** Present content of cell `imm`. */
  cell: 1,
  /** Limb `b` (64 bits each, limb 0 lowest) of the stored word at address node `a` of memory `imm`; 0 past the depth. */
  memory: 2,
  /** 1 in a step in which top domain `imm` has its edge, else 0. Only below what happens at an edge. */
  edge: 3,
  not: 4,
  neg: 5,
  /** Exclusive-or of all bits of a; w = 1. */
  parity: 6,
  add: 7,
  sub: 8,
  mul: 9,
  and: 10,
  or: 11,
  xor: 12,
  /** Comparisons: w = 1, a and b equally wide; `s` is signed. */
  eq: 13,
  ne: 14,
  ltu: 15,
  lts: 16,
  leu: 17,
  les: 18,
  /** a shifted by the number b (any width); amounts of w or more give 0, or the sign for shrs. */
  shl: 19,
  shru: 20,
  shrs: 21,
  /** a (1 bit) ? b : c */
  mux: 22,
  /** w bits of a from bit `imm` up. */
  extract: 23,
  /** a above b; w = wa + wb. */
  concat: 24,
  zext: 25,
  sext: 26,
  /** Bits wa.. of the product of two numbers of wa bits: for sums and products wider than 64 bits. w = wa. */
  mulhigh: 27,
  /** In a `ModuleNet` only: value `imm` from outside the instance (input port, reset, output of a child). */
  outside: 28,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** Nodes as columns, `count` of each in use. Unused operands are -1. */
export interface Nodes {
  readonly count: number;
  readonly op: Uint8Array;
  readonly width: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly imm: Int32Array;
}

export const CellKind = {
  /** Part of an input port of the top. */
  input: 0,
  /** Level of a reset port of the top, as the outside drives it. */
  reset: 1,
  register: 2,
  /** Output register of a latency-1 read port. */
  readRegister: 3,
  /** Part of an output of a black box; the runtime writes what the model gives. */
  blackBoxOutput: 4,
} as const;
export type CellKind = (typeof CellKind)[keyof typeof CellKind];

/**
 * Everything that keeps its value between evaluations, in parts of at most 64 bits, as columns. At an edge of `domain`
 * a register takes `next` if `enable` (-1: always) is 1. Synchronous resets are part of next and enable; so are
 * asynchronous ones, which besides hold the cell at `init` while active (see `asynchronous`).
 */
export interface Cells {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly width: Uint8Array;
  /** The `Op.cell` node of this cell. */
  readonly node: Int32Array;
  /** -1 for inputs, resets, black box outputs, and registers that nothing drives. */
  readonly next: Int32Array;
  readonly enable: Int32Array;
  /** Index in `design.top.domains`; -1 for none. */
  readonly domain: Int16Array;
  /** Start value, and reset value where there is one; valid where `hasInit`. */
  readonly initLow: Int32Array;
  readonly initHigh: Int32Array;
  /** 1: starts with init; 0: starts with random bits (see `Netlist.fill`), inputs at 0. */
  readonly hasInit: Uint8Array;
  /** Index in `Netlist.asynchronousResets` that holds this cell at init, or -1. */
  readonly asynchronous: Int16Array;
  /** Which instance (index in `Netlist.instances`) and which cell of its module's `ModuleNet`; for finding what repeats. */
  readonly instance: Int32Array;
  readonly local: Int32Array;
}

/** Active while the reset cell of the top has this level. */
export interface AsynchronousReset {
  readonly resetCell: number;
  readonly activeLevel: 0 | 1;
}

export interface NetMemoryWrite {
  /** 1 bit. */
  readonly enable: number;
  readonly address: number;
  /** Limbs of the word, lowest first. */
  readonly data: readonly number[];
  /** Limbs of a mask of bits to be written, or undefined for all. */
  readonly mask: readonly number[] | undefined;
  readonly domain: number;
}

/** A memory of one instance. Reads of latency 1 and forwarding are cells and logic around `Op.memory`. */
export interface NetMemory {
  readonly path: string;
  readonly memory: Memory;
  readonly instance: number;
  /** Bits of a word; limbs = ceil(width / 64). */
  readonly width: number;
  readonly depth: number;
  /** A later write to the same address wins. An address of depth or above writes nothing. */
  readonly writes: readonly NetMemoryWrite[];
}

export interface NetProperty {
  readonly property: Property;
  readonly instance: number;
  /** 1 bit: assertion or assumption violated, or cover met, at the edge of `domain` (reset and enable included). */
  readonly hit: number;
  readonly domain: number;
}

export interface NetBlackBox {
  readonly instance: number;
  readonly module: Module;
  /** Limbs of every input, lowest first, in port order. */
  readonly inputs: readonly { readonly signal: Signal; readonly parts: readonly number[] }[];
  /** Cells of every output, lowest first. */
  readonly outputs: readonly { readonly signal: Signal; readonly cells: readonly number[] }[];
  /** The module's own domain name -> index in the top's domains. */
  readonly domains: ReadonlyMap<string, number>;
}

/**
 * The logic of a module before it is placed: the same for all of its instances, whatever their surroundings fold to.
 * Cells and memories count from 0 in the module (`Cells.local` says which of these a placed cell is).
 */
export interface ModuleNet {
  readonly module: Module;
  readonly nodes: Nodes;
  /** By local cell: the local nodes of its next value and enable (-1 as in `Cells`), its width, its signal and lowest bit in it. */
  readonly next: Int32Array;
  readonly enable: Int32Array;
  readonly cells: readonly {
    readonly signal: Signal | MemoryRead;
    readonly low: number;
    readonly width: number;
  }[];
}

export interface NetInstance {
  readonly index: number;
  /** "" for the top. */
  readonly name: string;
  readonly parent: number;
  readonly module: Module;
  /** In the order of `module.instances`. */
  readonly children: readonly number[];
}

/**
 * What start values are drawn in which order: as the interpreter draws them, so that equal seeds give equal runs. An item
 * without cells (a read port that keeps nothing) is drawn all the same.
 */
export type Fill =
  | { readonly kind: "cells"; readonly width: number; readonly cells: readonly number[] }
  | { readonly kind: "memory"; readonly memory: number };

export interface Netlist {
  readonly design: Design;
  readonly nodes: Nodes;
  readonly cells: Cells;
  readonly memories: readonly NetMemory[];
  readonly properties: readonly NetProperty[];
  readonly blackBoxes: readonly NetBlackBox[];
  readonly asynchronousResets: readonly AsynchronousReset[];
  /** The top first. */
  readonly instances: readonly NetInstance[];
  readonly fill: readonly Fill[];
  /** Reset cell of each domain of the top, -1 for none. */
  readonly resetCells: readonly number[];
  readonly moduleNet: (module: Module) => ModuleNet;
  /** Cell of an instance by its number in the `ModuleNet`. */
  readonly cellOf: (instance: number, local: number) => number;
  /** The flat node that a node of the module's `ModuleNet` becomes in this instance; added when not yet there. */
  readonly place: (instance: number, localNode: number) => number;
  /**
   * The nodes that make up a signal of an instance, lowest bits first; their widths sum to the signal's. Nodes may be
   * added by the call (a signal that no logic needs is lowered when first asked for), so read `nodes` afterwards.
   */
  readonly partsOf: (instance: number, signal: Signal) => readonly number[];
  /** The same for the word at a latency-1 read port. */
  readonly partsOfRead: (instance: number, port: MemoryRead) => readonly number[];
}
