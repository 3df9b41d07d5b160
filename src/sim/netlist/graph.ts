/**
 * Nodes of a netlist as columns that grow, equal nodes shared. Invariant: a node is never changed once added, and its
 * operands have smaller numbers.
 */
import { type Nodes, Op } from "./netlist.ts";

/** In a module's first graph only: the final value of piece `imm` of a signal, looked up when all statements are read. */
export const ALIAS = 29;

/** Operands that are nodes, by operation; other columns of a node hold plain numbers. */
export const operandCount: Uint8Array = Uint8Array.from({ length: ALIAS + 1 }, (_, op) => {
  switch (op) {
    case Op.constant:
    case Op.cell:
    case Op.edge:
    case Op.outside:
    case ALIAS:
      return 0;
    case Op.memory:
    case Op.not:
    case Op.neg:
    case Op.parity:
    case Op.extract:
    case Op.zext:
    case Op.sext:
      return 1;
    case Op.mux:
      return 3;
    default:
      return 2;
  }
});

export class Graph implements Nodes {
  count = 0;
  op: Uint8Array;
  width: Uint8Array;
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  imm: Int32Array;
  /** Simplification and sharing of equal nodes. */
  readonly folding: boolean;
  /** Open addressing; a node's number plus 1, or 0. */
  private table: Int32Array;

  constructor(folding: boolean, capacity = 256) {
    this.folding = folding;
    let size = 64;
    while (size < capacity) size *= 2;
    this.op = new Uint8Array(size);
    this.width = new Uint8Array(size);
    this.a = new Int32Array(size);
    this.b = new Int32Array(size);
    this.c = new Int32Array(size);
    this.imm = new Int32Array(size);
    this.table = new Int32Array(folding ? 2 * size : 0);
  }

  opOf(node: number): number {
    return this.op[node] as number;
  }
  widthOf(node: number): number {
    return this.width[node] as number;
  }
  aOf(node: number): number {
    return this.a[node] as number;
  }
  bOf(node: number): number {
    return this.b[node] as number;
  }
  cOf(node: number): number {
    return this.c[node] as number;
  }
  immOf(node: number): number {
    return this.imm[node] as number;
  }

  /** A node as given; an equal one that exists already when folding. */
  add(op: number, width: number, a: number, b: number, c: number, imm: number): number {
    if (!this.folding) return this.append(op, width, a, b, c, imm);
    const mask = this.table.length - 1;
    let slot = hashOf(op, width, a, b, c, imm) & mask;
    for (;;) {
      const node = (this.table[slot] as number) - 1;
      if (node < 0) break;
      if (
        this.a[node] === a &&
        this.b[node] === b &&
        this.op[node] === op &&
        this.imm[node] === imm &&
        this.c[node] === c &&
        this.width[node] === width
      ) {
        return node;
      }
      slot = (slot + 1) & mask;
    }
    this.table[slot] = this.count + 1;
    return this.append(op, width, a, b, c, imm);
  }

  /** Room for this many nodes, so that the columns need not grow on the way. */
  reserve(count: number): void {
    let size = this.op.length;
    while (size <= count) size *= 2;
    if (size > this.op.length) this.resize(size);
  }

  /** A node as given, not looked up: for what is known to be the only one of its kind. */
  append(op: number, width: number, a: number, b: number, c: number, imm: number): number {
    const node = this.count++;
    this.op[node] = op;
    this.width[node] = width;
    this.a[node] = a;
    this.b[node] = b;
    this.c[node] = c;
    this.imm[node] = imm;
    if (this.count === this.op.length) this.resize(2 * this.count);
    return node;
  }

  private resize(size: number): void {
    this.op = grown(this.op, new Uint8Array(size));
    this.width = grown(this.width, new Uint8Array(size));
    this.a = grown(this.a, new Int32Array(size));
    this.b = grown(this.b, new Int32Array(size));
    this.c = grown(this.c, new Int32Array(size));
    this.imm = grown(this.imm, new Int32Array(size));
    if (!this.folding) return;
    const table = new Int32Array(2 * size);
    const mask = table.length - 1;
    for (let node = 0; node < this.count; node++) {
      let slot =
        hashOf(
          this.opOf(node),
          this.widthOf(node),
          this.aOf(node),
          this.bOf(node),
          this.cOf(node),
          this.immOf(node),
        ) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = node + 1;
    }
    this.table = table;
  }
}

function hashOf(op: number, width: number, a: number, b: number, c: number, imm: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ c, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ imm, 0x27d4eb2f) + op * 64 + width;
  hash = Math.imul(hash ^ (hash >>> 16), 0x165667b1);
  return hash ^ (hash >>> 15);
}

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
