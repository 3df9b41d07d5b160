/**
 * Runs a netlist as its comments define it, node by node over BigInt: what compiled engines are compared with, and the way
 * to look at single nodes. Slow on purpose; nothing is skipped.
 */
import type { Property } from "../../ir/index.ts";
import type { BlackBoxModel } from "../interpreter/module-state.ts";
import { randomBits } from "../random.ts";
import { instancePath } from "./instances.ts";
import { type NetBlackBox, type Netlist, Op } from "./netlist.ts";
import { operate } from "./operations.ts";

export interface EvaluatorOptions {
  /** Start values, as the interpreter's. Default 1. */
  readonly seed?: number;
  readonly models?: Readonly<Record<string, () => BlackBoxModel>>;
}

export interface EvaluatedEvent {
  readonly kind: Property["kind"];
  readonly path: string;
  readonly cycle: number;
}

export class NetlistEvaluator {
  readonly cells: bigint[];
  /** Words by memory. */
  readonly memories: bigint[][];
  readonly events: EvaluatedEvent[] = [];
  private readonly netlist: Netlist;
  private readonly models: (BlackBoxModel | undefined)[];
  private readonly values: bigint[] = [];
  private isSettled = false;
  /** Which of the top's domains step now. */
  private edges: ReadonlySet<number> = new Set();
  private cycle = 0;

  constructor(netlist: Netlist, options: EvaluatorOptions = {}) {
    this.netlist = netlist;
    const { cells, memories, fill, blackBoxes } = netlist;
    const random = randomBits(options.seed ?? 1);
    this.models = blackBoxes.map((box) => options.models?.[box.module.name]?.());
    this.cells = Array.from({ length: cells.count }, (_, cell) => initOf(netlist, cell));
    this.memories = memories.map(({ memory, depth }) =>
      Array.from({ length: depth }, (_, at) => memory.init?.[at] ?? 0n),
    );
    for (const item of fill) {
      if (item.kind === "memory") {
        const { width, depth } = memories[item.memory] as (typeof memories)[number];
        this.memories[item.memory] = Array.from({ length: depth }, () => random(width));
        continue;
      }
      let bits = random(item.width);
      for (const cell of item.cells) {
        const width = cells.width[cell] as number;
        this.cells[cell] = BigInt.asUintN(width, bits);
        bits >>= BigInt(width);
      }
    }
  }

  /** Sets an input or a reset port of the top to raw bits. */
  poke(port: string, bits: bigint): void {
    this.isSettled = false;
    const { design, cells, partsOf, nodes, resetCells } = this.netlist;
    const domain = design.top.domains.findIndex((d) => d.reset === port);
    if (domain >= 0) {
      this.cells[resetCells[domain] as number] = bits;
      return;
    }
    const signal = design.top.ports.find((p) => p.name === port && p.role === "input");
    if (signal === undefined) throw new RangeError(`no input ${port}`);
    let rest = bits;
    for (const node of partsOf(0, signal)) {
      const cell = nodes.imm[node] as number;
      const width = cells.width[cell] as number;
      this.cells[cell] = BigInt.asUintN(width, rest);
      rest >>= BigInt(width);
    }
  }

  /** Raw bits of a port of the top. */
  peek(port: string): bigint {
    const signal = this.netlist.design.top.ports.find((p) => p.name === port);
    if (signal === undefined) throw new RangeError(`no port ${port}`);
    return this.bitsOf(this.netlist.partsOf(0, signal));
  }

  /** Raw bits of a value made of these nodes, lowest first. */
  bitsOf(parts: readonly number[]): bigint {
    this.settle();
    return this.joined(parts);
  }

  /** One edge of these domains of the top, of all when none is named. */
  step(...domains: readonly string[]): void {
    const { netlist } = this;
    const { top } = netlist.design;
    const names = domains.length === 0 ? top.domains.map((d) => d.name) : domains;
    this.edges = new Set(names.map((name) => top.domains.findIndex((d) => d.name === name)));
    this.isSettled = false;
    this.settle();
    for (const { property, instance, hit, domain } of netlist.properties) {
      if (!this.edges.has(domain) || this.values[hit] !== 1n) continue;
      const path = instancePath(netlist.instances, instance);
      const name = path === "" ? property.name : `${path}.${property.name}`;
      this.events.push({ kind: property.kind, path: name, cycle: this.cycle });
    }
    this.commitMemories();
    this.commitCells();
    netlist.blackBoxes.forEach((box, i) => {
      for (const [name, domain] of box.domains) {
        if (this.edges.has(domain)) this.models[i]?.edge?.(name, this.inputsOf(box));
      }
    });
    this.edges = new Set();
    this.isSettled = false;
    this.cycle++;
  }

  private commitCells(): void {
    const { cells } = this.netlist;
    for (let cell = 0; cell < cells.count; cell++) {
      const next = cells.next[cell] as number;
      const enable = cells.enable[cell] as number;
      if (next < 0 || !this.edges.has(cells.domain[cell] as number)) continue;
      if (enable < 0 || this.values[enable] === 1n) this.cells[cell] = this.values[next] as bigint;
    }
  }

  private commitMemories(): void {
    this.netlist.memories.forEach(({ writes, depth, width }, i) => {
      const words = this.memories[i] as bigint[];
      for (const write of writes) {
        const address = this.values[write.address] as bigint;
        const isOn = this.edges.has(write.domain) && this.values[write.enable] === 1n;
        if (!isOn || address >= BigInt(depth)) continue;
        const mask = write.mask === undefined ? BigInt.asUintN(width, -1n) : this.joined(write.mask);
        const before = words[Number(address)] as bigint;
        words[Number(address)] = (before & ~mask) | (this.joined(write.data) & mask);
      }
    });
  }

  /** Computes every node; again for as long as a black box changes an output. */
  private settle(): void {
    const { cells, asynchronousResets, blackBoxes } = this.netlist;
    if (this.isSettled) {
      // Nodes that were asked for since.
      this.evaluate(this.values.length);
      return;
    }
    this.isSettled = true;
    for (let cell = 0; cell < cells.count; cell++) {
      const reset = asynchronousResets[cells.asynchronous[cell] as number];
      if (reset !== undefined && this.cells[reset.resetCell] === BigInt(reset.activeLevel)) {
        this.cells[cell] = initOf(this.netlist, cell);
      }
    }
    for (let changed = true; changed; ) {
      this.evaluate(0);
      changed = false;
      blackBoxes.forEach((box, i) => {
        const outputs = this.models[i]?.evaluate(this.inputsOf(box));
        for (const { signal, cells: own } of box.outputs) {
          let bits = outputs?.get(signal.name) ?? this.joinedCells(own);
          for (const cell of own) {
            const width = cells.width[cell] as number;
            const part = BigInt.asUintN(width, bits);
            bits >>= BigInt(width);
            changed ||= this.cells[cell] !== part;
            this.cells[cell] = part;
          }
        }
      });
    }
  }

  private inputsOf(box: NetBlackBox): ReadonlyMap<string, bigint> {
    return new Map(box.inputs.map(({ signal, parts }) => [signal.name, this.joined(parts)]));
  }

  private joined(parts: readonly number[]): bigint {
    let bits = 0n;
    for (const part of parts.toReversed()) {
      bits = (bits << BigInt(this.netlist.nodes.width[part] as number)) | (this.values[part] as bigint);
    }
    return bits;
  }

  private joinedCells(cells: readonly number[]): bigint {
    let bits = 0n;
    for (const cell of cells.toReversed()) {
      bits = (bits << BigInt(this.netlist.cells.width[cell] as number)) | (this.cells[cell] as bigint);
    }
    return bits;
  }

  private evaluate(from: number): void {
    const { nodes } = this.netlist;
    for (let node = from; node < nodes.count; node++) this.values[node] = this.valueOf(node);
  }

  private valueOf(node: number): bigint {
    const { nodes } = this.netlist;
    const { values } = this;
    const [op, width, imm] = [nodes.op[node], nodes.width[node], nodes.imm[node]] as [number, number, number];
    const [a, b, c] = [nodes.a[node], nodes.b[node], nodes.c[node]] as [number, number, number];
    switch (op) {
      case Op.constant:
        return (BigInt(b >>> 0) << 32n) | BigInt(a >>> 0);
      case Op.cell:
        return this.cells[imm] as bigint;
      case Op.edge:
        return this.edges.has(imm) ? 1n : 0n;
      case Op.memory: {
        const word = this.memories[imm]?.[Number(values[a])] ?? 0n;
        return BigInt.asUintN(width, word >> BigInt(64 * b));
      }
      case Op.concat: {
        const low = BigInt(nodes.width[b] as number);
        return ((values[a] as bigint) << low) | (values[b] as bigint);
      }
      default: {
        const wa = nodes.width[a] as number;
        return operate(op, width, wa, imm, values[a] ?? 0n, values[b] ?? 0n, values[c] ?? 0n);
      }
    }
  }
}

const initOf = ({ cells }: Netlist, cell: number): bigint =>
  (BigInt((cells.initHigh[cell] as number) >>> 0) << 32n) | BigInt((cells.initLow[cell] as number) >>> 0);
