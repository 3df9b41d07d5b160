/**
 * From a module's first graph, where signals stand for values that come later, to the net, where operands come first.
 * Invariant: each node of the first graph is copied once at most, and only when it is needed.
 */
import { ALIAS, operandCount } from "./graph.ts";
import type { Logic } from "./logic.ts";
import { Op } from "./netlist.ts";

const OPEN = -1;

export class Resolver {
  private readonly raw: Logic;
  private readonly net: Logic;
  /** By piece: the node of the first graph that it stands for, or -1 for none. */
  private readonly values: Int32Array;
  private readonly onLoop: () => Error;
  /** By node of the first graph: its copy plus 1, OPEN while its operands are copied. */
  private known: Int32Array;
  private readonly stack: number[] = [];

  constructor(raw: Logic, net: Logic, values: Int32Array, onLoop: () => Error) {
    this.raw = raw;
    this.net = net;
    this.values = values;
    this.onLoop = onLoop;
    this.known = new Int32Array(2 * raw.count + 64);
  }

  /** The net's node for a node of the first graph. */
  resolve(root: number): number {
    if (this.raw.count > this.known.length) {
      const known = new Int32Array(2 * this.raw.count);
      known.set(this.known);
      this.known = known;
    }
    const { raw, net, known, stack } = this;
    if ((known[root] as number) > 0) return this.done(root);
    if (raw.opOf(root) === Op.outside) {
      const copied = this.copy(root, Op.outside, 0);
      known[root] = copied + 1;
      return copied;
    }
    stack.length = 0;
    stack.push(root);
    while (stack.length > 0) {
      const node = stack.at(-1) as number;
      if ((known[node] as number) > 0) {
        stack.pop();
        continue;
      }
      const op = raw.opOf(node);
      const before = stack.length;
      if (op === ALIAS) {
        const target = this.values[raw.immOf(node)] as number;
        if (target < 0) known[node] = net.constant(raw.widthOf(node), 0) + 1;
        else if ((known[target] as number) > 0) known[node] = known[target] as number;
        else this.need(target);
      } else {
        const operands = operandCount[op] as number;
        if (operands > 2) this.need(raw.cOf(node));
        if (operands > 1) this.need(raw.bOf(node));
        if (operands > 0) this.need(raw.aOf(node));
        if (stack.length === before) known[node] = this.copy(node, op, operands) + 1;
      }
      if (stack.length > before) known[node] = OPEN;
      else stack.pop();
    }
    return (known[root] as number) - 1;
  }

  private need(node: number): void {
    const state = this.known[node] as number;
    if (state > 0) return;
    if (state === OPEN) throw this.onLoop();
    this.stack.push(node);
  }

  private copy(node: number, op: number, operands: number): number {
    const { raw, net } = this;
    const width = raw.widthOf(node);
    if (op === Op.memory) {
      return net.add(op, width, this.done(raw.aOf(node)), raw.bOf(node), -1, raw.immOf(node));
    }
    if (op === Op.outside) return net.append(op, width, -1, -1, -1, raw.immOf(node));
    if (operands === 0) return net.add(op, width, raw.aOf(node), raw.bOf(node), -1, raw.immOf(node));
    const b = operands > 1 ? this.done(raw.bOf(node)) : -1;
    const c = operands > 2 ? this.done(raw.cOf(node)) : -1;
    return net.make(op, width, this.done(raw.aOf(node)), b, c, raw.immOf(node));
  }

  private done(node: number): number {
    return (this.known[node] as number) - 1;
  }
}
