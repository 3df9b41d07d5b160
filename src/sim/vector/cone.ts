/**
 * What a register of a module takes at its edge, cut at everything that lies outside: ports, children, memories, cells.
 * Invariant: two registers have the same signature exactly when their logic differs in nothing but which values come in.
 */
import { type ModuleNet, type Nodes, Op } from "../netlist/netlist.ts";
import type { Term } from "./term.ts";
import type { TermPool } from "./term-pool.ts";

export interface Cone {
  /** Equal for registers that can share a kernel. */
  readonly signature: string;
  /** Local nodes that come in, in the order of the signature. */
  readonly leaves: readonly number[];
  /** Operations, for the comparison with scalar code. */
  readonly size: number;
}

/** Larger logic is not replicated by hand, and compiling it twice would cost more than it gains. */
const largestCone = 160;

const isLeaf = (op: number): boolean => op === Op.outside || op === Op.cell || op === Op.memory;

/** Undefined: something in it has no vector form, or it is too large. */
export function coneOf(net: ModuleNet, local: number): Cone | undefined {
  const { nodes } = net;
  const numbers = new Map<number, number>();
  const leaves: number[] = [];
  let signature = "";
  let size = 0;
  const visit = (node: number): number | undefined => {
    const before = numbers.get(node);
    if (before !== undefined) return before;
    const op = nodes.op[node] ?? -1;
    const width = nodes.width[node] ?? 0;
    let text: string;
    if (isLeaf(op)) {
      const isSelf = op === Op.cell && nodes.imm[node] === local;
      text = isSelf ? `self${width}` : `leaf${width}`;
      leaves.push(node);
    } else if (op === Op.constant) {
      text = `${width}=${nodes.a[node]},${nodes.b[node]}`;
    } else if (op === Op.edge || op === Op.mulhigh) {
      return undefined;
    } else {
      if (++size > largestCone) return undefined;
      text = `${op}:${width}:${nodes.imm[node]}`;
      for (const column of [nodes.a, nodes.b, nodes.c]) {
        const below = column[node] ?? -1;
        if (below < 0) continue;
        const number = visit(below);
        if (number === undefined) return undefined;
        text += `.${number}`;
      }
    }
    signature += `${text};`;
    numbers.set(node, numbers.size);
    return numbers.size - 1;
  };
  for (const root of [net.next[local] ?? -1, net.enable[local] ?? -1]) {
    if (root < 0) signature += "-";
    else {
      const number = visit(root);
      if (number === undefined) return undefined;
      signature += `=${number}`;
    }
  }
  return { signature, leaves, size };
}

/** The register only takes over a value, at every edge: the local node of that value. */
export function copiedNode(net: ModuleNet, local: number): number | undefined {
  const next = net.next[local] ?? -1;
  if (next < 0 || (net.enable[local] ?? -1) >= 0) return undefined;
  return isLeaf(net.nodes.op[next] ?? -1) ? next : undefined;
}

/** Terms of local nodes, over what `leaf` makes of those where the cone is cut. */
export function termsOf(pool: TermPool, nodes: Nodes, leaf: (node: number) => Term): (node: number) => Term {
  const done = new Map<number, Term>();
  const termOf = (node: number): Term => {
    const before = done.get(node);
    if (before !== undefined) return before;
    const op = nodes.op[node] ?? -1;
    const term = isLeaf(op) ? leaf(node) : translate(pool, nodes, node, termOf);
    done.set(node, term);
    return term;
  };
  return termOf;
}

function translate(pool: TermPool, nodes: Nodes, node: number, termOf: (node: number) => Term): Term {
  const width = nodes.width[node] ?? 0;
  const imm = nodes.imm[node] ?? 0;
  const a = (): Term => termOf(nodes.a[node] ?? -1);
  const b = (): Term => termOf(nodes.b[node] ?? -1);
  switch (nodes.op[node]) {
    case Op.constant: {
      const high = BigInt((nodes.b[node] ?? 0) >>> 0);
      return pool.constant(width, (high << 32n) | BigInt((nodes.a[node] ?? 0) >>> 0));
    }
    case Op.not:
      return pool.not(a());
    case Op.neg:
      return pool.neg(a());
    case Op.parity:
      return parity(pool, a());
    case Op.add:
      return pool.add(a(), b());
    case Op.sub:
      return pool.sub(a(), b());
    case Op.mul:
      return pool.mul(a(), b());
    case Op.and:
      return pool.and(a(), b());
    case Op.or:
      return pool.or(a(), b());
    case Op.xor:
      return pool.xor(a(), b());
    case Op.eq:
      return pool.eq(a(), b());
    case Op.ne:
      return pool.not(pool.eq(a(), b()));
    case Op.ltu:
      return pool.ltu(a(), b());
    case Op.lts:
      return pool.lts(a(), b());
    case Op.leu:
      return pool.not(pool.ltu(b(), a()));
    case Op.les:
      return pool.not(pool.lts(b(), a()));
    case Op.shl:
      return shift(pool, "shl", a(), b());
    case Op.shru:
      return shift(pool, "shru", a(), b());
    case Op.shrs:
      return shift(pool, "shrs", a(), b());
    case Op.mux:
      return pool.mux(a(), b(), termOf(nodes.c[node] ?? -1));
    case Op.extract:
      return pool.extract(a(), imm, width);
    case Op.concat:
      return pool.concat(a(), b());
    case Op.zext:
      return pool.zext(a(), width);
    case Op.sext:
      return pool.sext(a(), width);
    default:
      throw new RangeError(`operation ${nodes.op[node]} in a cone`);
  }
}

function parity(pool: TermPool, a: Term): Term {
  let folded = a;
  for (let by = 32; by > 0; by >>= 1) {
    if (by < a.width) folded = pool.xor(folded, pool.shru(folded, by));
  }
  return pool.extract(folded, 0, 1);
}

/** Vectors shift all lanes by one amount: an amount a lane becomes a selection for each of its bits. */
function shift(pool: TermPool, kind: "shl" | "shru" | "shrs", a: Term, amount: Term): Term {
  if (amount.op === "constant") {
    return pool[kind](a, amount.bits > 64n ? 64 : Number(amount.bits));
  }
  let result = a;
  for (let at = 0; at < amount.width; at++) {
    const by = at > 6 ? 64 : 2 ** at;
    result = pool.mux(pool.extract(amount, at, 1), pool[kind](result, by), result);
  }
  return result;
}
