/**
 * The names, declarations and constants of one module while it is written. Invariants: a net is declared before the
 * first declaration that reads it; every bit read is recorded, so what nothing reads is known at the end.
 */
import type { Site } from "../../diagnostics/index.ts";
import {
  bitWidth,
  type DataType,
  type EnumType,
  type Expr,
  type Memory,
  type MemoryRead,
  type Module,
  type Signal,
  sameType,
} from "../../ir/index.ts";
import { Lowering, type Scope } from "./lower.ts";
import { asynchronousWord } from "./memory-words.ts";
import { NameTable, nameForExpression, nameForMember } from "./names.ts";
import { type ChainPart, isContinuous } from "./plan-chains.ts";
import type { ReadObserver } from "./print.ts";
import type { UseCounts } from "./sharing.ts";
import type { Net, Value } from "./value.ts";

/** A line of the declaration section. */
export interface Declaration {
  readonly keyword: "wire" | "reg";
  readonly net: Net;
  /** Wire: its only driver. Register: its value at power-up. */
  readonly value: Value | undefined;
  /** Words of a memory. */
  readonly depth: number | undefined;
  /** Stage of a synchroniser: placed close together, never replaced by a shift register. */
  readonly isSynchronizer?: boolean;
  readonly type: DataType | undefined;
  readonly doc: string | undefined;
  readonly site: Site | undefined;
}

export interface Constant {
  readonly name: string;
  readonly width: number;
  readonly bits: bigint;
}

export class ModuleScope implements Scope, ReadObserver {
  readonly module: Module;
  readonly names = new NameTable();
  readonly lowering: Lowering;
  readonly declarations: Declaration[] = [];
  private readonly nets = new Map<Signal, Net>();
  private readonly readNets = new Map<MemoryRead, Net>();
  private readonly declaredMemories = new Set<Memory>();
  private readonly enums: { readonly type: EnumType; readonly constants: Map<bigint, Constant> }[] = [];
  private readonly usedClocks = new Set<string>();
  private readonly usedConstants = new Set<string>();
  private readonly readRanges = new Map<Net, (readonly [high: number, low: number])[]>();
  /** Signals assigned in always blocks. */
  private readonly procedural: ReadonlySet<Signal>;

  constructor(module: Module, uses: UseCounts, procedural: ReadonlySet<Signal>) {
    this.module = module;
    this.procedural = procedural;
    this.lowering = new Lowering(this, uses);
    for (const named of [
      ...module.signals,
      ...module.instances,
      ...module.memories,
      ...module.memories.flatMap((memory) => memory.reads),
    ]) {
      this.names.reserve(named.name);
    }
    for (const domain of module.domains) {
      this.names.reserve(domain.clock);
      if (domain.reset !== undefined) this.names.reserve(domain.reset);
    }
    for (const port of module.ports) this.nets.set(port, { name: port.name, width: bitWidth(port.type) });
  }

  isProcedural(signal: Signal): boolean {
    return this.procedural.has(signal);
  }

  /** Gives fixed parts of a signal nets of their own, for chains through its bits. */
  split(signal: Signal, parts: readonly ChainPart[]): void {
    const element = signal.type.kind === "array" ? bitWidth(signal.type.element) : 1;
    const isByElement = parts.every(({ high, low }) => high - low + 1 === element);
    const pieces = parts.map(({ high, low }) => {
      const name = this.names.claim(`${signal.name}_${isByElement ? low / element : `${high}_${low}`}`);
      return { high, low, net: { name, width: high - low + 1 } };
    });
    const isPort = this.nets.has(signal);
    const net: Net = { name: signal.name, width: bitWidth(signal.type), pieces };
    this.nets.set(signal, net);
    if (!isPort) this.declareSignal(signal, net, undefined);
    pieces.forEach((piece, i) => {
      const keyword = isContinuous(parts[i]?.statements ?? []) ? "wire" : "reg";
      const common = { value: undefined, depth: undefined, type: undefined, doc: undefined };
      this.declarations.push({ keyword, net: piece.net, ...common, site: signal.site });
    });
  }

  netOf(signal: Signal): Net {
    const known = this.nets.get(signal);
    if (known !== undefined) return known;
    const read = soleRead(signal, this.lowering.uses);
    if (read !== undefined) {
      const word = this.netOfRead(read, signal);
      this.nets.set(signal, word);
      return word;
    }
    const net: Net = { name: signal.name, width: bitWidth(signal.type) };
    const value = this.initialiser(signal);
    this.nets.set(signal, net);
    this.declareSignal(signal, net, value);
    return net;
  }

  /** `alias`: the named signal that is this port's word, when there is one. */
  netOfRead(port: MemoryRead, alias?: Signal): Net {
    const known = this.readNets.get(port);
    if (known !== undefined) return known;
    this.declareMemory(port.memory);
    const { type, latency } = port.memory;
    const net: Net = { name: alias?.name ?? port.name, width: bitWidth(type) };
    const value = latency === 0 ? asynchronousWord(this, port) : undefined;
    this.readNets.set(port, net);
    const keyword = latency === 0 ? "wire" : "reg";
    const { doc, site } = alias ?? { doc: undefined, site: port.site };
    this.declarations.push({ keyword, net, value, depth: undefined, type: alias?.type ?? type, doc, site });
    return net;
  }

  declareMemory(memory: Memory): void {
    if (this.declaredMemories.has(memory)) return;
    this.declaredMemories.add(memory);
    const { name, type, depth, doc, site } = memory;
    const net: Net = { name, width: bitWidth(type) };
    this.declarations.push({ keyword: "reg", net, value: undefined, depth, type, doc, site });
  }

  declare(expr: Expr, value: Value, target: string): Net {
    return this.declareWire(nameForExpression(expr, target), value, expr.site);
  }

  /** A wire that no signal of the design stands for. */
  declareWire(wanted: string, value: Value, site: Site | undefined): Net {
    const net: Net = { name: this.names.claim(wanted), width: value.width };
    this.declarations.push({
      keyword: "wire",
      net,
      value,
      depth: undefined,
      type: undefined,
      doc: undefined,
      site,
    });
    return net;
  }

  constantFor(type: DataType, bits: bigint): string | undefined {
    if (type.kind !== "enum") return undefined;
    const member = type.members.find((candidate) => candidate.value === bits);
    if (member === undefined) return undefined;
    let known = this.enums.find((candidate) => sameType(candidate.type, type));
    if (known === undefined) {
      known = { type, constants: new Map() };
      this.enums.push(known);
    }
    const constant = known.constants.get(bits) ?? {
      name: this.names.claim(nameForMember(type.name, member.name)),
      width: type.width,
      bits,
    };
    known.constants.set(bits, constant);
    return constant.name;
  }

  /** Constants that the printed text mentions, type by type in order of value. */
  constantsInUse(): Constant[] {
    return this.enums.flatMap(({ constants }) =>
      [...constants.values()]
        .filter((constant) => this.usedConstants.has(constant.name))
        .sort((a, b) => (a.bits < b.bits ? -1 : 1)),
    );
  }

  readBits(net: Net, high: number, low: number): void {
    const ranges = this.readRanges.get(net) ?? [];
    ranges.push([high, low]);
    this.readRanges.set(net, ranges);
  }

  /** Records the use of a clock or reset port of the module. */
  readClock(name: string): void {
    this.usedClocks.add(name);
  }

  isClockRead(name: string): boolean {
    return this.usedClocks.has(name);
  }

  readConstant(name: string): void {
    this.usedConstants.add(name);
  }

  /** Maximal runs of bits that no printed text reads, from the high end. */
  unreadRanges(net: Net): (readonly [high: number, low: number])[] {
    const unread: (readonly [number, number])[] = [];
    let below = net.width;
    for (const [high, low] of (this.readRanges.get(net) ?? []).toSorted((a, b) => b[0] - a[0])) {
      if (high < below - 1) unread.push([below - 1, high + 1]);
      below = Math.min(below, low);
    }
    if (below > 0) unread.push([below - 1, 0]);
    return unread;
  }

  private declareSignal(signal: Signal, net: Net, value: Value | undefined): void {
    const keyword = this.isProcedural(signal) ? "reg" : "wire";
    const { type, doc } = signal;
    // Ports of an instance come from where the instance does, and the instance says so.
    const site = signal.instance === undefined ? signal.site : undefined;
    const isSynchronizer = signal.crossing !== undefined;
    this.declarations.push({ keyword, net, value, depth: undefined, isSynchronizer, type, doc, site });
  }

  private initialiser(signal: Signal): Value | undefined {
    if (signal.role === "node" && signal.value !== undefined) {
      return this.lowering.value(signal.value, signal.name);
    }
    const domain = this.module.domains.find((candidate) => candidate.name === signal.domain);
    if (signal.role === "register" && signal.init !== undefined && domain?.resetKind === "none") {
      return this.lowering.literal(signal.type, signal.init);
    }
    return undefined;
  }
}

/** The read port that a named expression is nothing but the name of. */
function soleRead(signal: Signal, uses: UseCounts): MemoryRead | undefined {
  if (signal.role !== "node" || signal.value?.op !== "read") return undefined;
  return uses.ofRead(signal.value.port) === 1 ? signal.value.port : undefined;
}
