/**
 * Copies the logic of modules into one flat graph, instance by instance and on demand, through ports in both directions.
 * Invariant: each pair of an instance and a local node is placed once at most; deep chains need no JavaScript stack.
 */
import type { Module } from "../../ir/index.ts";
import { operandCount } from "./graph.ts";
import type { InstanceTree, Placed } from "./instances.ts";
import type { Links } from "./links.ts";
import type { Logic } from "./logic.ts";
import { LoopFound } from "./loop.ts";
import { Op } from "./netlist.ts";

const OPEN = -1;

/** The flat nodes of what the world gives to the top: a piece of an input, the level of a domain's reset. */
export interface TopValues {
  readonly input: (piece: number) => number;
  readonly reset: (domain: number) => number;
}

export class Placer {
  private readonly g: Logic;
  private readonly instances: readonly Placed[];
  private readonly top: TopValues;
  private readonly firstCellNode: number;
  /** By instance and local node: the flat node plus 1, OPEN while its operands are placed. */
  private readonly known: Int32Array;
  /** The same for local nodes made after the table. */
  private readonly late = new Map<number, number>();
  private readonly links: Links;
  private stack = new Int32Array(1024);
  private depth = 0;

  constructor(g: Logic, tree: InstanceTree, links: Links, top: TopValues, firstCellNode: number) {
    this.g = g;
    this.instances = tree.instances;
    this.links = links;
    this.top = top;
    this.firstCellNode = firstCellNode;
    this.known = new Int32Array(tree.nodes);
  }

  /** The flat node of a local node of an instance. */
  place(instance: number, node: number): number {
    const done = this.state(this.instances[instance] as Placed, node);
    if (done > 0) return done - 1;
    this.depth = 0;
    this.push(instance, node);
    while (this.depth > 0) this.visit();
    return this.state(this.instances[instance] as Placed, node) - 1;
  }

  /**
   * Places all local nodes that an instance's edges need. What they need from outside comes first, on demand; then the
   * rest in the order of the module's net, without asking where each one's operands are.
   */
  placeNeeded(placed: Placed): void {
    const { needed, nodes } = placed.net;
    const { known } = this;
    const base = placed.firstNode;
    for (let i = 0; i < needed.length; i++) {
      const node = needed[i] as number;
      if (nodes.op[node] === Op.outside && (known[base + node] as number) <= 0) {
        if (!this.passThrough(placed, node)) this.place(placed.index, node);
      }
    }
    for (let i = 0; i < needed.length; i++) {
      const node = needed[i] as number;
      if ((known[base + node] as number) > 0) continue;
      const op = nodes.opOf(node);
      known[base + node] = this.copy(placed, node, op, operandCount[op] as number) + 1;
    }
  }

  /** Follows ports as far as they only hand on a register or what is placed already; false when logic lies on the way. */
  private passThrough(from: Placed, node: number): boolean {
    let placed = from;
    let at = node;
    // A ring of ports is a loop; the search on demand reports it.
    for (let hops = 0; hops < 10_000; hops++) {
      const { nodes } = placed.net;
      const op = nodes.opOf(at);
      let found = this.state(placed, at);
      if (found <= 0 && op === Op.cell) found = this.firstCellNode + placed.firstCell + nodes.immOf(at) + 1;
      if (found > 0) {
        this.set(from, node, found);
        return true;
      }
      if (found === OPEN || op !== Op.outside) return false;
      const index = nodes.immOf(at);
      const position = this.links.childPosition(placed.net, index);
      if (position >= 0) {
        at = this.links.childNode(placed.net, index);
        placed = this.instances[placed.children[position] as number] as Placed;
      } else if (placed.parent >= 0) {
        const outer = this.instances[placed.parent] as Placed;
        at = this.links.parentNode(outer.net, placed.position, placed.net, index);
        placed = outer;
      } else return false;
    }
    return false;
  }

  private visit(): void {
    const index = this.stack[this.depth - 2] as number;
    const node = this.stack[this.depth - 1] as number;
    const placed = this.instances[index] as Placed;
    if (this.state(placed, node) > 0) {
      this.depth -= 2;
      return;
    }
    const { nodes } = placed.net;
    const op = nodes.opOf(node);
    const before = this.depth;
    if (op === Op.outside) {
      const value = this.outside(placed, nodes.immOf(node));
      if (value >= 0) this.set(placed, node, value + 1);
    } else {
      const operands = operandCount[op] as number;
      if (operands > 2) this.need(placed, nodes.cOf(node));
      if (operands > 1) this.need(placed, nodes.bOf(node));
      if (operands > 0) this.need(placed, nodes.aOf(node));
      if (this.depth === before) this.set(placed, node, this.copy(placed, node, op, operands) + 1);
    }
    if (this.depth > before) this.set(placed, node, OPEN);
    else this.depth -= 2;
  }

  /** The flat node, or -1 after pushing what has to be placed before. */
  private outside(placed: Placed, index: number): number {
    const { net, parent } = placed;
    const child = this.links.childPosition(net, index);
    if (child >= 0) {
      const inner = this.instances[placed.children[child] as number] as Placed;
      return this.follow(inner, this.links.childNode(net, index));
    }
    if (parent < 0) {
      const source = net.outsides[index] as number;
      return source < 0 ? this.top.reset(-1 - source) : this.top.input(source);
    }
    const outer = this.instances[parent] as Placed;
    return this.follow(outer, this.links.parentNode(outer.net, placed.position, net, index));
  }

  private follow(placed: Placed, node: number): number {
    const state = this.state(placed, node);
    if (state > 0) return state - 1;
    this.need(placed, node);
    return -1;
  }

  private copy(placed: Placed, node: number, op: number, operands: number): number {
    const { g } = this;
    const { nodes } = placed.net;
    const width = nodes.widthOf(node);
    switch (op) {
      case Op.constant:
        return g.add(op, width, nodes.aOf(node), nodes.bOf(node), -1, 0);
      case Op.cell:
        return this.firstCellNode + placed.firstCell + nodes.immOf(node);
      case Op.edge:
        return g.add(op, 1, -1, -1, -1, placed.domains[nodes.immOf(node)] as number);
      case Op.memory: {
        const address = this.state(placed, nodes.aOf(node)) - 1;
        return g.add(op, width, address, nodes.bOf(node), -1, placed.firstMemory + nodes.immOf(node));
      }
      default: {
        const a = this.state(placed, nodes.aOf(node)) - 1;
        const b = operands > 1 ? this.state(placed, nodes.bOf(node)) - 1 : -1;
        const c = operands > 2 ? this.state(placed, nodes.cOf(node)) - 1 : -1;
        return g.make(op, width, a, b, c, nodes.immOf(node));
      }
    }
  }

  private need(placed: Placed, node: number): void {
    const state = this.state(placed, node);
    if (state > 0) return;
    if (state === OPEN) throw this.loop(placed.index, node);
    this.push(placed.index, node);
  }

  private push(instance: number, node: number): void {
    if (this.depth + 2 > this.stack.length) {
      const stack = new Int32Array(2 * this.stack.length);
      stack.set(this.stack);
      this.stack = stack;
    }
    this.stack[this.depth++] = instance;
    this.stack[this.depth++] = node;
  }

  private state(placed: Placed, node: number): number {
    if (node < placed.nodeCount) return this.known[placed.firstNode + node] as number;
    return this.late.get(lateKey(placed.index, node)) ?? 0;
  }

  private set(placed: Placed, node: number, state: number): void {
    if (node < placed.nodeCount) this.known[placed.firstNode + node] = state;
    else this.late.set(lateKey(placed.index, node), state);
  }

  /** The modules between an open node and the top of the stack. */
  private loop(instance: number, node: number): LoopFound {
    const modules = new Set<Module>();
    for (let at = this.depth - 2; at >= 0; at -= 2) {
      const index = this.stack[at] as number;
      const placed = this.instances[index] as Placed;
      const own = this.stack[at + 1] as number;
      if (this.state(placed, own) === OPEN || at === this.depth - 2) modules.add(placed.module);
      if (index === instance && own === node) break;
    }
    return new LoopFound(modules);
  }
}

const lateKey = (instance: number, node: number): number => instance * 2 ** 28 + node;
