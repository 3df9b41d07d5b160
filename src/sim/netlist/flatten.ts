/**
 * The tables of the netlist: cells, memories, properties and black boxes of all instances, with the flat nodes that feed
 * them. Invariant: cells and start values are in the interpreter's order, so that equal seeds give equal runs.
 */
import { bitWidth, type Design, type Module, type Signal } from "../../ir/index.ts";
import { type InstanceTree, instancePath, instanceTree, type Placed } from "./instances.ts";
import { Links } from "./links.ts";
import type { Logic } from "./logic.ts";
import type { LocalCell, ModuleLowering } from "./module-lowering.ts";
import {
  type AsynchronousReset,
  CellKind,
  type Cells,
  type Fill,
  type NetBlackBox,
  type NetMemory,
  type NetMemoryWrite,
  type NetProperty,
  Op,
} from "./netlist.ts";
import { PartLists, wordWidths } from "./parts.ts";
import { Placer } from "./placer.ts";

export interface Flat {
  readonly tree: InstanceTree;
  readonly placer: Placer;
  readonly cells: Cells;
  readonly memories: readonly NetMemory[];
  readonly properties: readonly NetProperty[];
  readonly blackBoxes: readonly NetBlackBox[];
  readonly asynchronousResets: readonly AsynchronousReset[];
  readonly fill: readonly Fill[];
  readonly resetCells: readonly number[];
}

/** Everything that the design's edges need, placed in `g`, which must be empty. Throws LoopFound. */
export function flatten(design: Design, netOf: (module: Module) => ModuleLowering, g: Logic): Flat {
  const { top } = design;
  const links = new Links(netOf);
  // Children first: what a child takes from outside is known before its parent is connected.
  for (const module of design.modules) links.connect(netOf(module));

  const { pieces } = netOf(top);
  // By piece of the top: the cell of an input.
  const inputs = new Int32Array(pieces.count).fill(-1);
  let topCells = 0;
  for (const port of top.ports) {
    if (port.role !== "input") continue;
    const { first, end } = pieces.span(port);
    for (let piece = first; piece < end; piece++) inputs[piece] = topCells++;
  }
  const resetCells = top.domains.map((domain) => (domain.reset === undefined ? -1 : topCells++));
  const tree = instanceTree(design, netOf, topCells);
  const cells = new CellTable(tree.cells);

  inputs.forEach((cell, piece) => {
    if (cell >= 0) cells.start(cell, CellKind.input, pieces.widthOf(piece), 0);
  });
  top.domains.forEach((domain, i) => {
    const cell = resetCells[i] as number;
    if (cell >= 0) cells.start(cell, CellKind.reset, 1, domain.resetActive === "low" ? 1 : 0);
  });

  const asynchronous = new AsynchronousResets(resetCells);
  for (const placed of tree.instances) cells.ofInstance(placed, asynchronous);
  g.reserve(tree.cells + Math.ceil(tree.nodes / 2));
  for (let cell = 0; cell < tree.cells; cell++) {
    cells.node[cell] = g.append(Op.cell, cells.width[cell] as number, -1, -1, -1, cell);
  }

  const lists = new PartLists(g);
  const placer = new Placer(
    g,
    tree,
    links,
    {
      input: (piece) => cells.node[inputs[piece] as number] as number,
      reset(domain) {
        const cell = resetCells[domain] ?? -1;
        if (cell >= 0) return cells.node[cell] as number;
        return g.constant(1, top.domains[domain]?.resetActive === "low" ? 1 : 0);
      },
    },
    cells.node[0] ?? 0,
  );
  for (const placed of tree.instances) {
    placer.placeNeeded(placed);
    cells.drive(placed, placer, g);
  }

  const memories: NetMemory[] = [];
  const properties: NetProperty[] = [];
  const blackBoxes: NetBlackBox[] = [];
  const outputs = top.ports.filter((port) => port.role === "output");
  for (const placed of tree.instances) {
    const { index, net } = placed;
    if (net.module.external !== undefined) {
      blackBoxes.push(blackBoxOf(placed, placer, lists));
      continue;
    }
    const at = (node: number): number => placer.place(index, node);
    for (const { memory, writes } of net.memories) {
      const path = instancePath(tree.instances, index);
      memories.push({
        path: path === "" ? memory.name : `${path}.${memory.name}`,
        memory,
        instance: index,
        width: bitWidth(memory.type),
        depth: memory.depth,
        writes: writes.map(
          ({ write, enable, address, data, mask }): NetMemoryWrite => ({
            enable: at(enable),
            address: at(address),
            data: data.map(at),
            mask: mask?.map(at),
            domain: placed.domains[net.domainIndex(write.domain)] ?? -1,
          }),
        ),
      });
    }
    for (const { property, hit, domain } of net.properties) {
      properties.push({ property, instance: index, hit: at(hit), domain: placed.domains[domain] ?? -1 });
    }
  }
  const root = tree.instances[0] as Placed;
  if (root.net.module.external === undefined) {
    for (const port of outputs) for (const node of root.net.partsOf(port)) placer.place(0, node);
  }
  return {
    tree,
    placer,
    cells,
    memories,
    properties,
    blackBoxes,
    asynchronousResets: asynchronous.list,
    fill: fillOf(tree),
    resetCells,
  };
}

function blackBoxOf(placed: Placed, placer: Placer, lists: PartLists): NetBlackBox {
  const { net, module, index } = placed;
  const ports = (role: string) => module.ports.filter((port) => port.role === role);
  const cellsOf = (signal: Signal): number[] =>
    net.cells.flatMap((cell, local) => (cell.signal === signal ? [placed.firstCell + local] : []));
  const parts = (signal: Signal): number[] => net.partsOf(signal).map((node) => placer.place(index, node));
  return {
    instance: index,
    module,
    inputs: ports("input").map((signal) => ({
      signal,
      parts: lists.cut(parts(signal), wordWidths(bitWidth(signal.type))),
    })),
    outputs: ports("output").map((signal) => ({ signal, cells: cellsOf(signal) })),
    domains: new Map(module.domains.map((domain, i) => [domain.name, placed.domains[i] ?? -1])),
  };
}

class AsynchronousResets {
  readonly list: AsynchronousReset[] = [];
  private readonly resetCells: readonly number[];

  constructor(resetCells: readonly number[]) {
    this.resetCells = resetCells;
  }

  /** Index of the reset that holds a cell of this instance, or -1. */
  of(placed: Placed, cell: LocalCell): number {
    const resetCell = this.resetCells[placed.domains[cell.domain] ?? -1] ?? -1;
    if (resetCell < 0) return -1;
    const activeLevel = placed.module.domains[cell.domain]?.resetActive === "low" ? 0 : 1;
    const found = this.list.findIndex(
      (reset) => reset.resetCell === resetCell && reset.activeLevel === activeLevel,
    );
    return found >= 0 ? found : this.list.push({ resetCell, activeLevel }) - 1;
  }
}

class CellTable implements Cells {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly width: Uint8Array;
  readonly node: Int32Array;
  readonly next: Int32Array;
  readonly enable: Int32Array;
  readonly domain: Int16Array;
  readonly initLow: Int32Array;
  readonly initHigh: Int32Array;
  readonly hasInit: Uint8Array;
  readonly asynchronous: Int16Array;
  readonly instance: Int32Array;
  readonly local: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.kind = new Uint8Array(count);
    this.width = new Uint8Array(count);
    this.node = new Int32Array(count);
    this.next = new Int32Array(count).fill(-1);
    this.enable = new Int32Array(count).fill(-1);
    this.domain = new Int16Array(count).fill(-1);
    this.initLow = new Int32Array(count);
    this.initHigh = new Int32Array(count);
    this.hasInit = new Uint8Array(count);
    this.asynchronous = new Int16Array(count).fill(-1);
    this.instance = new Int32Array(count);
    this.local = new Int32Array(count).fill(-1);
  }

  /** A cell that the outside drives. */
  start(cell: number, kind: CellKind, width: number, init: 0 | 1): void {
    this.kind[cell] = kind;
    this.width[cell] = width;
    this.hasInit[cell] = 1;
    this.initLow[cell] = init;
  }

  ofInstance(placed: Placed, asynchronous: AsynchronousResets): void {
    const { cells } = placed.net;
    for (let local = 0; local < cells.length; local++) {
      const cell = cells[local] as LocalCell;
      const at = placed.firstCell + local;
      this.kind[at] = cell.kind;
      this.width[at] = cell.width;
      this.hasInit[at] = cell.init === undefined ? 0 : 1;
      this.initLow[at] = cell.initLow;
      this.initHigh[at] = cell.initHigh;
      this.domain[at] = cell.domain < 0 ? -1 : (placed.domains[cell.domain] as number);
      if (cell.isAsynchronous) this.asynchronous[at] = asynchronous.of(placed, cell);
      this.instance[at] = placed.index;
      this.local[at] = local;
    }
  }

  /** Next value and enable of the cells of an instance. An enable that is always 1 is none; always 0, nothing drives. */
  drive(placed: Placed, placer: Placer, g: Logic): void {
    const { net, index, firstCell } = placed;
    for (let local = 0; local < net.cells.length; local++) {
      const next = net.next[local] as number;
      if (next < 0) continue;
      const localEnable = net.enable[local] as number;
      const enable = localEnable < 0 ? -1 : placer.place(index, localEnable);
      if (enable >= 0 && g.isNumber(enable, 0)) continue;
      this.next[firstCell + local] = placer.place(index, next);
      this.enable[firstCell + local] = enable >= 0 && g.isNumber(enable, 1) ? -1 : enable;
    }
  }
}

/** Start values as the interpreter draws them: children first, then registers, then each memory with its read ports. */
function fillOf(tree: InstanceTree): Fill[] {
  const fill: Fill[] = [];
  const visit = (placed: Placed): void => {
    for (const child of placed.children) visit(tree.instances[child] as Placed);
    for (const template of templateOf(placed.net)) {
      if (template.kind === "memory") {
        fill.push({ kind: "memory", memory: placed.firstMemory + template.memory });
        continue;
      }
      const cells = template.cells.slice();
      for (let i = 0; i < cells.length; i++) cells[i] = placed.firstCell + (cells[i] as number);
      fill.push({ kind: "cells", width: template.width, cells });
    }
  };
  visit(tree.instances[0] as Placed);
  return fill;
}

const templates = new WeakMap<ModuleLowering, readonly Fill[]>();

/** The same for one instance, in local numbers. */
function templateOf(net: ModuleLowering): readonly Fill[] {
  const known = templates.get(net);
  if (known !== undefined) return known;
  const of = (owner: unknown): number[] =>
    net.cells.flatMap((cell, local) => (cell.signal === owner ? [local] : []));
  const made: Fill[] = [];
  for (const signal of net.module.signals) {
    if (signal.role === "register" && signal.init === undefined) {
      made.push({ kind: "cells", width: bitWidth(signal.type), cells: of(signal) });
    }
  }
  net.module.memories.forEach((memory, number) => {
    if (memory.init === undefined) made.push({ kind: "memory", memory: number });
    for (const port of memory.reads) {
      // The interpreter draws for ports of latency 0 too, which keep nothing.
      made.push({ kind: "cells", width: bitWidth(memory.type), cells: of(port) });
    }
  });
  templates.set(net, made);
  return made;
}
