/**
 * Lowers a module once, for all of its instances: statements and expressions to a first graph in which signals stand for
 * their final values, then, from what is needed, to the `ModuleNet`. Invariant: the net's nodes come after their operands;
 * later demands add nodes and change none.
 */
import type { ClockDomain, Memory, MemoryRead, Module, Property, Signal } from "../../ir/index.ts";
import { Arithmetic } from "./arithmetic.ts";
import { Expressions } from "./expressions.ts";
import { FineArithmetic } from "./fine.ts";
import { ALIAS, operandCount } from "./graph.ts";
import { Logic } from "./logic.ts";
import { LoopFound } from "./loop.ts";
import { MemoryPorts, type WritePort } from "./memories.ts";
import { CellKind, type ModuleNet, Op } from "./netlist.ts";
import type { Parts } from "./parts.ts";
import { type Owner, Pieces } from "./pieces.ts";
import { Resolver } from "./resolver.ts";
import { Statements } from "./statements.ts";

/** A cell of the module with what all its copies share. */
export interface LocalCell {
  readonly kind: CellKind;
  readonly signal: Signal | MemoryRead;
  readonly low: number;
  readonly width: number;
  /** Index in `module.domains`, -1 for none. */
  readonly domain: number;
  /** Raw bits, or undefined when they are drawn at random. */
  readonly init: bigint | undefined;
  /** The same in halves of 32 bits. */
  readonly initLow: number;
  readonly initHigh: number;
  /** Held at init while the domain's asynchronous reset is active. */
  readonly isAsynchronous: boolean;
}

export interface LocalMemory {
  readonly memory: Memory;
  readonly writes: readonly WritePort[];
}

export interface LocalProperty {
  readonly property: Property;
  readonly hit: number;
  readonly domain: number;
}

export class ModuleLowering implements ModuleNet {
  readonly module: Module;
  readonly nodes: Logic;
  readonly next: Int32Array;
  readonly enable: Int32Array;
  readonly cells: readonly LocalCell[];
  /**
   * Values from around an instance, as `Op.outside` counts them: the piece of an input port or of an instance's output,
   * or -1 - d for the reset level of the module's domain d.
   */
  readonly outsides: number[] = [];
  readonly pieces: Pieces;
  readonly memories: readonly LocalMemory[];
  readonly properties: readonly LocalProperty[];
  /** Nodes that next values, enables, memories and properties need, operands first. */
  readonly needed: Int32Array;

  private readonly raw: Logic;
  private readonly expressions: Expressions;
  private readonly resolver: Resolver;
  private readonly netLists: Arithmetic;
  private readonly cellOfPiece: Int32Array;
  private readonly resets = new Map<number, number>();
  /** By piece: the node of the first graph, or -1 when not yet made; the net's node plus 1, or 0. */
  private readonly rawOfPiece: Int32Array;
  private readonly netOfPiece: Int32Array;
  private readonly values: Int32Array;

  /** `isFine`: single bits everywhere, for logic that is free of loops only so. */
  constructor(module: Module, folding: boolean, isFine: boolean) {
    this.module = module;
    this.raw = new Logic(folding);
    this.nodes = new Logic(folding);
    this.netLists = new Arithmetic(this.nodes);
    this.pieces = new Pieces(module, isFine);
    this.cellOfPiece = new Int32Array(this.pieces.count).fill(-1);
    this.rawOfPiece = new Int32Array(this.pieces.count).fill(-1);
    this.netOfPiece = new Int32Array(this.pieces.count);
    this.raw.reserve(this.pieces.count);
    this.nodes.reserve(this.pieces.count >> 1);
    this.cells = this.makeCells();
    const lists = isFine ? new FineArithmetic(this.raw) : new Arithmetic(this.raw);
    this.expressions = new Expressions(lists, (owner, low, width) => this.leaf(lists, owner, low, width));
    const statements = new Statements(lists, this.expressions, this.pieces, (piece) => this.held(piece));
    statements.run(module.body);
    this.values = statements.next;

    const ports = new MemoryPorts(lists, this.expressions, (domain) =>
      this.raw.add(Op.edge, 1, -1, -1, -1, this.domainIndex(domain)),
    );
    const words = new Map<MemoryRead, Parts>();
    module.memories.forEach((memory, number) => {
      for (const port of memory.reads) words.set(port, ports.word(port, number));
    });
    this.resolver = new Resolver(
      this.raw,
      this.nodes,
      statements.next,
      () => new LoopFound(new Set([module])),
    );
    for (const [port, word] of words) this.takeWord(lists, statements, port, word);
    this.next = new Int32Array(this.cells.length).fill(-1);
    this.enable = new Int32Array(this.cells.length).fill(-1);
    this.cells.forEach((cell, i) => {
      this.driveCell(cell, i, statements);
    });
    const resolved = (parts: Parts): number[] => parts.map((part) => this.resolver.resolve(part));
    this.memories = module.memories.map((memory) => ({
      memory,
      writes: memory.writes.map((write) => {
        const port = ports.writePort(write);
        return {
          write,
          enable: this.resolver.resolve(port.enable),
          address: this.resolver.resolve(port.address),
          data: resolved(port.data),
          mask: port.mask === undefined ? undefined : resolved(port.mask),
        };
      }),
    }));
    this.properties = module.properties.map((property) => ({
      property,
      hit: this.resolver.resolve(this.hitOf(property)),
      domain: this.domainIndex(property.domain),
    }));
    this.needed = this.neededNodes();
  }

  /** Bits of a signal as one node of the net; at most 64. */
  nodeOf(owner: Owner, low: number, width: number): number {
    const { pieces } = this;
    const first = pieces.at(owner, low);
    if (pieces.low[first] === low && pieces.width[first] === width) return this.pieceNode(first);
    const last = pieces.at(owner, low + width - 1);
    const parts: number[] = [];
    for (let piece = first; piece <= last; piece++) parts.push(this.pieceNode(piece));
    return this.netLists.take(parts, low - pieces.lowOf(first), width);
  }

  /** A signal, or the word at a read port, as nodes of the net. */
  partsOf(owner: Owner): Parts {
    if ("value" in owner && owner.value !== undefined) {
      return this.expressions.parts(owner.value).map((part) => this.resolver.resolve(part));
    }
    const { first, end } = this.pieces.span(owner);
    return Array.from({ length: end - first }, (_, i) => this.pieceNode(first + i));
  }

  /** Level of the reset line of a domain, as a node of the net. */
  resetNode(domain: number): number {
    return this.resolver.resolve(this.rawReset(domain));
  }

  domainIndex(name: string): number {
    return this.module.domains.findIndex((domain) => domain.name === name);
  }

  /** A piece as a node of the net. */
  pieceNode(piece: number): number {
    const known = this.netOfPiece[piece] as number;
    if (known > 0) return known - 1;
    // Looking through the alias saves a node of the first graph for each piece of a port.
    const value = this.values[piece] as number;
    const isAlias = value >= 0 && (this.cellOfPiece[piece] as number) < 0;
    const node = this.resolver.resolve(isAlias ? value : this.rawPiece(piece));
    this.netOfPiece[piece] = node + 1;
    return node;
  }

  private neededNodes(): Int32Array {
    const { nodes } = this;
    const isNeeded = new Uint8Array(nodes.count);
    const mark = (node: number): void => {
      if (node >= 0) isNeeded[node] = 1;
    };
    this.next.forEach(mark);
    this.enable.forEach(mark);
    for (const { writes } of this.memories) {
      for (const { enable, address, data, mask } of writes) {
        [enable, address, ...data, ...(mask ?? [])].forEach(mark);
      }
    }
    for (const { hit } of this.properties) mark(hit);
    let count = 0;
    for (let node = nodes.count - 1; node >= 0; node--) {
      if (isNeeded[node] === 0) continue;
      count++;
      const operands = operandCount[nodes.opOf(node)] as number;
      if (operands > 0) mark(nodes.aOf(node));
      if (operands > 1) mark(nodes.bOf(node));
      if (operands > 2) mark(nodes.cOf(node));
    }
    const needed = new Int32Array(count);
    for (let node = 0, at = 0; node < nodes.count; node++) if (isNeeded[node] === 1) needed[at++] = node;
    return needed;
  }

  private makeCells(): LocalCell[] {
    const { module, pieces } = this;
    const cells: LocalCell[] = [];
    const isExternal = module.external !== undefined;
    for (let piece = 0; piece < pieces.count; piece++) {
      const owner = pieces.ownerOf(piece);
      const low = pieces.lowOf(piece);
      const width = pieces.widthOf(piece);
      const cell = "memory" in owner ? readCell(owner) : signalCell(owner, isExternal);
      if (cell === undefined) continue;
      this.cellOfPiece[piece] = cells.length;
      const domain = owner.domain === undefined ? -1 : this.domainIndex(owner.domain);
      const clock = module.domains[domain];
      const init = cell.init === undefined ? undefined : BigInt.asUintN(width, cell.init >> BigInt(low));
      cells.push({
        kind: cell.kind,
        signal: owner,
        low,
        width,
        domain: cell.kind === CellKind.blackBoxOutput ? -1 : domain,
        init,
        initLow: Number((init ?? 0n) & 0xffffffffn) | 0,
        initHigh: Number((init ?? 0n) >> 32n) | 0,
        isAsynchronous:
          cell.kind === CellKind.register && cell.init !== undefined && clock?.resetKind === "async",
      });
    }
    return cells;
  }

  private leaf(lists: Arithmetic, owner: Owner, low: number, width: number): Parts {
    const { pieces } = this;
    const first = pieces.at(owner, low);
    const last = pieces.at(owner, low + width - 1);
    const parts: number[] = [];
    for (let piece = first; piece <= last; piece++) parts.push(this.rawPiece(piece));
    const start = pieces.lowOf(first);
    const end = pieces.lowOf(last) + pieces.widthOf(last);
    return start === low && end === low + width ? parts : lists.range(parts, low - start, width);
  }

  private rawPiece(piece: number): number {
    const known = this.rawOfPiece[piece] as number;
    if (known >= 0) return known;
    const node = this.makePiece(piece);
    this.rawOfPiece[piece] = node;
    return node;
  }

  private makePiece(piece: number): number {
    const { raw, pieces, outsides } = this;
    const width = pieces.widthOf(piece);
    const cell = this.cellOfPiece[piece] as number;
    if (cell >= 0) return raw.append(Op.cell, width, -1, -1, -1, cell);
    const owner = pieces.ownerOf(piece);
    if ("memory" in owner || (owner.role !== "input" && owner.role !== "instanceOutput")) {
      return raw.append(ALIAS, width, -1, -1, -1, piece);
    }
    return raw.append(Op.outside, width, -1, -1, -1, outsides.push(piece) - 1);
  }

  private rawReset(domain: number): number {
    const known = this.resets.get(domain);
    if (known !== undefined) return known;
    const outside = this.outsides.push(-1 - domain) - 1;
    const node = this.raw.add(Op.outside, 1, -1, -1, -1, outside);
    this.resets.set(domain, node);
    return node;
  }

  /** 1 while the domain is in reset, undefined for a domain without one. */
  private activeReset(domain: ClockDomain | undefined): number | undefined {
    if (domain === undefined || domain.resetKind === "none") return undefined;
    const level = this.rawReset(this.module.domains.indexOf(domain));
    return domain.resetActive === "low" ? this.raw.not(level) : level;
  }

  private held(piece: number): number {
    const cell = this.cellOfPiece[piece] as number;
    return cell >= 0 ? this.rawPiece(piece) : this.raw.constant(this.pieces.widthOf(piece), 0);
  }

  /** Latency 0: the word is what the port's pieces stand for. Latency 1: what their cells take. */
  private takeWord(lists: Arithmetic, statements: Statements, port: MemoryRead, word: Parts): void {
    const span = this.pieces.span(port);
    const enable =
      port.memory.latency === 1 && port.enable !== undefined ? this.expressions.node(port.enable) : -1;
    lists.cut(word, this.pieces.widths(span)).forEach((node, i) => {
      statements.next[span.first + i] = node;
      statements.enable[span.first + i] = enable;
    });
  }

  private driveCell(cell: LocalCell, index: number, statements: Statements): void {
    if (cell.kind === CellKind.blackBoxOutput) return;
    const { nodes } = this;
    const piece = this.pieces.at(cell.signal, cell.low);
    const rawNext = statements.next[piece] as number;
    const rawEnable = statements.enable[piece] as number;
    let next = rawNext < 0 ? -1 : this.resolver.resolve(rawNext);
    let enable = next < 0 ? nodes.constant(1, 0) : nodes.constant(1, 1);
    if (rawEnable >= 0) enable = this.resolver.resolve(rawEnable);
    // A choice of the register itself means that it holds.
    if (nodes.folding) {
      const self = nodes.add(Op.cell, cell.width, -1, -1, -1, index);
      while (nodes.opOf(next) === Op.mux) {
        const condition = nodes.aOf(next);
        if (nodes.cOf(next) === self) {
          enable = nodes.and(enable, condition);
          next = nodes.bOf(next);
        } else if (nodes.bOf(next) === self) {
          enable = nodes.and(enable, nodes.not(condition));
          next = nodes.cOf(next);
        } else break;
      }
      if (next === self) enable = nodes.constant(1, 0);
    }
    const clock = this.module.domains[cell.domain];
    const reset =
      cell.kind === CellKind.register && cell.init !== undefined ? this.activeReset(clock) : undefined;
    if (reset !== undefined && cell.init !== undefined) {
      const active = this.resolver.resolve(reset);
      const init = nodes.literal(cell.width, cell.init);
      next = next < 0 ? init : nodes.mux(active, init, next);
      enable = nodes.or(active, enable);
    }
    const isDriven = next >= 0 && !nodes.isNumber(enable, 0);
    this.next[index] = isDriven ? next : -1;
    this.enable[index] = isDriven && !nodes.isNumber(enable, 1) ? enable : -1;
  }

  /** 1 when the property is violated, or the cover met. */
  private hitOf(property: Property): number {
    const { raw, expressions } = this;
    const condition = expressions.node(property.condition);
    let hit = property.kind === "cover" ? condition : raw.not(condition);
    if (property.enable !== undefined) hit = raw.and(expressions.node(property.enable), hit);
    const reset = this.activeReset(this.module.domains.find((d) => d.name === property.domain));
    return reset === undefined ? hit : raw.and(raw.not(reset), hit);
  }
}

interface Start {
  readonly kind: CellKind;
  readonly init: bigint | undefined;
}

const readCell = (port: MemoryRead): Start | undefined =>
  port.memory.latency === 1 ? { kind: CellKind.readRegister, init: undefined } : undefined;

function signalCell(signal: Signal, isExternal: boolean): Start | undefined {
  if (signal.role === "register") return { kind: CellKind.register, init: signal.init };
  if (isExternal && signal.role === "output") return { kind: CellKind.blackBoxOutput, init: 0n };
  return undefined;
}
