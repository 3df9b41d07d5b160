/**
 * The dependency graph at the level of single bits, for telling a true combinational loop from element i + 1 of a
 * vector that depends on its element i. Invariant: a vertex is a pair (object, bit) with a number; the number of edges
 * grows with the bits of the expressions, not with their square, because a carry goes to the neighbouring bit only.
 */
import type { BinaryExpr, CatExpr, Expr, Instance, MemoryRead, Signal } from "../design.ts";
import { bitWidth } from "../types.ts";
import { targetRange } from "./coverage.ts";
import {
  type Driver,
  forwardingWrites,
  isBranch,
  isExpr,
  isSignal,
  type ModuleGraph,
  portSignal,
  type Vertex,
  vertexWidth,
} from "./graph.ts";

/** Bits low..high of an input of a child. */
export interface InputBits {
  readonly input: Signal;
  readonly low: number;
  readonly high: number;
}

/** The input bits of a child that reach one bit of its output without a register. */
export type PortBits = (instance: Instance, output: Signal, bit: number) => readonly InputBits[];

/** One bit of a vertex. */
export interface VertexBit {
  readonly vertex: Vertex;
  readonly bit: number;
}

type Edge = (to: Vertex, bit: number) => void;

export class BitGraph {
  private readonly graph: ModuleGraph;
  private readonly isInside: (vertex: Vertex) => boolean;
  private readonly portBits: PortBits;
  private readonly bases = new Map<Vertex, number>();
  private readonly owners: Vertex[] = [];
  private readonly driversByBit = new Map<Signal, Driver[][]>();
  private readonly partStarts = new Map<CatExpr, number[]>();

  /** Edges to vertices that are not inside are left out. */
  constructor(graph: ModuleGraph, isInside: (vertex: Vertex) => boolean, portBits: PortBits) {
    this.graph = graph;
    this.isInside = isInside;
    this.portBits = portBits;
  }

  /** Numbers count from 0 in order of first use. */
  number(vertex: Vertex, bit: number): number {
    let base = this.bases.get(vertex);
    if (base === undefined) {
      base = this.owners.length;
      this.bases.set(vertex, base);
      for (let i = vertexWidth(vertex); i > 0; i--) this.owners.push(vertex);
    }
    return base + bit;
  }

  vertexOf(number: number): Vertex {
    return this.owners[number] as Vertex;
  }

  bitOf(number: number): number {
    return number - (this.bases.get(this.vertexOf(number)) ?? 0);
  }

  successors(number: number): number[] {
    const result: number[] = [];
    this.edges(this.vertexOf(number), this.bitOf(number), (to, bit) => {
      const end = this.throughMoves(to, bit);
      if (end !== undefined && this.isInside(end.vertex)) result.push(this.number(end.vertex, end.bit));
    });
    return result;
  }

  /**
   * Looks through expressions that only move bits: the many references to parts of a wide vector would otherwise each
   * bring all its bits. Undefined when the bit is a constant.
   */
  private throughMoves(from: Vertex, fromBit: number): VertexBit | undefined {
    let vertex = from;
    let bit = fromBit;
    while (isExpr(vertex)) {
      switch (vertex.op) {
        case "ref":
          return { vertex: vertex.signal, bit };
        case "read":
          return { vertex: vertex.port, bit };
        case "cast":
          vertex = vertex.source;
          break;
        case "slice":
          bit += vertex.low;
          vertex = vertex.source;
          break;
        case "resize": {
          const width = bitWidth(vertex.source.type);
          if (bit >= width && vertex.source.type.kind !== "sint") return undefined;
          bit = Math.min(bit, width - 1);
          vertex = vertex.source;
          break;
        }
        case "cat": {
          const { part, start } = this.partAt(vertex, bit);
          bit -= start;
          vertex = part;
          break;
        }
        case "literal":
          return undefined;
        default:
          return { vertex, bit };
      }
    }
    return { vertex, bit };
  }

  private edges(vertex: Vertex, bit: number, edge: Edge): void {
    if (isSignal(vertex)) this.ofSignal(vertex, bit, edge);
    else if (isBranch(vertex)) {
      allBits(vertex.on, edge);
      if (vertex.outer !== undefined) edge(vertex.outer, 0);
    } else if (isExpr(vertex)) this.ofExpr(vertex, bit, edge);
    else ofRead(vertex, bit, edge);
  }

  private ofSignal(signal: Signal, bit: number, edge: Edge): void {
    if (signal.role === "input" || signal.role === "register") return;
    if (signal.value !== undefined) {
      edge(signal.value, bit);
    } else if (signal.role === "instanceOutput") {
      if (signal.instance === undefined) return;
      const { instance, port } = signal.instance;
      for (const { input, low, high } of this.portBits(instance, port, bit)) {
        const outer = portSignal(instance, input);
        for (let i = low; i <= high; i++) edge(outer, i);
      }
    } else {
      for (const { target, value, branch } of this.driversAt(signal, bit)) {
        if (target.kind === "element") {
          edge(value, bit % target.stride);
          allBits(target.index, edge);
        } else edge(value, bit - targetRange(target).low);
        if (branch !== undefined) edge(branch, 0);
      }
    }
  }

  private driversAt(signal: Signal, bit: number): readonly Driver[] {
    let table = this.driversByBit.get(signal);
    if (table === undefined) {
      table = Array.from({ length: bitWidth(signal.type) }, () => []);
      this.driversByBit.set(signal, table);
      for (const driver of this.graph.driversOf(signal)) {
        const { low, high } = targetRange(driver.target);
        for (let i = low; i <= high; i++) table[i]?.push(driver);
      }
    }
    return table[bit] ?? [];
  }

  private ofExpr(expr: Expr, bit: number, edge: Edge): void {
    switch (expr.op) {
      case "unary":
        if (expr.operator === "not" || expr.operator === "neg") {
          edge(expr.operand, bit);
          if (expr.operator === "neg" && bit > 0) edge(expr, bit - 1);
        } else allBits(expr.operand, edge);
        return;
      case "binary":
        ofBinary(expr, bit, edge);
        return;
      case "mux":
        edge(expr.condition, 0);
        edge(expr.whenTrue, bit);
        edge(expr.whenFalse, bit);
        return;
      case "index": {
        const { source, index, stride, count } = expr;
        const fixed = index.op === "literal" ? Number(index.bits) : undefined;
        for (let i = fixed ?? 0; i < Math.min(count, fixed === undefined ? count : fixed + 1); i++) {
          edge(source, i * stride + bit);
        }
        allBits(index, edge);
        return;
      }
      default:
        // The rest is looked through before it becomes a vertex.
        return;
    }
  }

  private partAt(expr: CatExpr, bit: number): { readonly part: Expr; readonly start: number } {
    let starts = this.partStarts.get(expr);
    if (starts === undefined) {
      let start = 0;
      starts = expr.parts.toReversed().map((part) => {
        start += bitWidth(part.type);
        return start - bitWidth(part.type);
      });
      this.partStarts.set(expr, starts);
    }
    let low = 0;
    for (let high = starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= bit) low = middle;
      else high = middle - 1;
    }
    return { part: expr.parts[expr.parts.length - 1 - low] as Expr, start: starts[low] ?? 0 };
  }
}

function ofBinary(expr: BinaryExpr, bit: number, edge: Edge): void {
  const { operator, left, right } = expr;
  switch (operator) {
    case "and":
    case "or":
    case "xor":
      edge(left, bit);
      edge(right, bit);
      return;
    case "add":
    case "sub":
    case "mul":
      edge(left, bit);
      edge(right, bit);
      if (bit > 0) edge(expr, bit - 1);
      return;
    case "shl":
    case "shr":
      ofShift(expr, bit, edge);
      return;
    default:
      allBits(left, edge);
      allBits(right, edge);
      return;
  }
}

/** A variable shift hands bits from neighbour to neighbour; the last one in the chain depends on the amount. */
function ofShift(expr: BinaryExpr, bit: number, edge: Edge): void {
  const { operator, left, right } = expr;
  const top = bitWidth(left.type) - 1;
  const towards = operator === "shl" ? -1 : 1;
  if (right.op === "literal") {
    const from = right.bits > BigInt(top) ? -1 : bit + towards * Number(right.bits);
    if (from >= 0 && from <= top) edge(left, from);
    else if (operator === "shr" && left.type.kind === "sint") edge(left, top);
    return;
  }
  edge(left, bit);
  if (bit === (operator === "shl" ? 0 : top)) allBits(right, edge);
  else edge(expr, bit + towards);
}

function ofRead(port: MemoryRead, bit: number, edge: Edge): void {
  if (port.memory.latency === 1) return;
  allBits(port.address, edge);
  for (const write of forwardingWrites(port)) {
    edge(write.data, bit);
    for (const control of [write.enable, write.address, ...(write.mask === undefined ? [] : [write.mask])]) {
      allBits(control, edge);
    }
  }
}

function allBits(expr: Expr, edge: Edge): void {
  for (let bit = bitWidth(expr.type) - 1; bit >= 0; bit--) edge(expr, bit);
}
