/**
 * The state of one module instance in the interpreter and its two moves: a settling round and a clock edge. Invariant:
 * after a round that reports no change, every signal has the value its drivers give, and `next` holds what the
 * registers take at their edge.
 */
import {
  type AssignStatement,
  bitWidth,
  type ClockDomain,
  type Expr,
  type MatchStatement,
  type Memory,
  type MemoryRead,
  type MemoryWrite,
  type Module,
  type Property,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import { Evaluator } from "./evaluate.ts";

/** A behavioural stand-in for a black box. Ports by name, raw bits. */
export interface BlackBoxModel {
  /** Output values for these input values; called as often as the design settles, so it must not change state. */
  readonly evaluate: (inputs: ReadonlyMap<string, bigint>) => ReadonlyMap<string, bigint>;
  /** Active edge of one of the black box's own domains, with the inputs just before it. */
  readonly edge?: (domain: string, inputs: ReadonlyMap<string, bigint>) => void;
}

export interface PropertyEvent {
  readonly kind: Property["kind"];
  /** Names of instances and the property, joined by dots; the top has no name. */
  readonly path: string;
  readonly message: string;
  /** Edges of the top's clocks before the one that saw it. */
  readonly cycle: number;
}

/** What an instance needs from outside. */
export interface Surroundings {
  /** Raw bits for state that nothing initialises. */
  readonly random: (width: number) => bigint;
  readonly model: (module: Module) => BlackBoxModel;
}

/** Writes of one clock edge, made only after every instance has seen the values before it. */
export type Commit = () => void;

export class ModuleState {
  readonly module: Module;
  readonly path: string;
  readonly children: readonly ModuleState[];
  /** Raw bits of every signal that is not a node. */
  readonly values = new Map<Signal, bigint>();
  readonly words = new Map<Memory, bigint[]>();
  /** Output register of each latency-1 read port. */
  readonly readRegisters = new Map<MemoryRead, bigint>();
  /** Raw level of each reset port, by the name of this module's domain. */
  readonly resets = new Map<string, bigint>();
  /** Something that expressions here read has changed since they were last evaluated. */
  private isStale = true;
  private next = new Map<Signal, bigint>();
  private readonly model: BlackBoxModel | undefined;
  private readonly evaluator = new Evaluator({
    signal: (signal) => this.valueOf(signal),
    read: (port) => this.readValue(port),
  });

  constructor(module: Module, path: string, surroundings: Surroundings) {
    this.module = module;
    this.path = path;
    const inside = path === "" ? "" : `${path}.`;
    this.children = module.instances.map(
      (instance) => new ModuleState(instance.module, `${inside}${instance.name}`, surroundings),
    );
    for (const domain of module.domains) this.resets.set(domain.name, inactiveLevel(domain));
    for (const signal of module.signals) {
      if (signal.role === "node") continue;
      const isUnknown = signal.role === "register" && signal.init === undefined;
      const start = isUnknown ? surroundings.random(bitWidth(signal.type)) : (signal.init ?? 0n);
      this.values.set(signal, start);
    }
    for (const memory of module.memories) {
      const width = bitWidth(memory.type);
      const start = (_: unknown, at: number): bigint =>
        memory.init === undefined ? surroundings.random(width) : (memory.init[at] ?? 0n);
      this.words.set(memory, Array.from({ length: memory.depth }, start));
      for (const port of memory.reads) this.readRegisters.set(port, surroundings.random(width));
    }
    this.model = module.external === undefined ? undefined : surroundings.model(module);
  }

  /** One pass over everything combinational here and below; true when a value changed. */
  round(): boolean {
    if (this.model !== undefined) return this.roundOfModel(this.model);
    let changed = this.isStale && this.evaluateHere();
    this.module.instances.forEach((instance, i) => {
      const child = this.children[i] as ModuleState;
      for (const [inner, outer] of instance.domains) {
        const level = this.resets.get(outer);
        if (level !== undefined) changed = child.setReset(inner, level) || changed;
      }
      for (const port of instance.ports) {
        const inner = port.instance?.port;
        if (inner !== undefined && port.role === "instanceInput") {
          changed = child.set(inner, this.bitsOf(port)) || changed;
        }
      }
      changed = child.round() || changed;
      for (const port of instance.ports) {
        const inner = port.instance?.port;
        if (inner !== undefined && port.role === "instanceOutput") {
          changed = this.set(port, child.bitsOf(inner)) || changed;
        }
      }
    });
    return changed;
  }

  /** Collects what the active edges of these domains (of this module) change, here and below. */
  edge(
    domains: ReadonlySet<string>,
    commits: Commit[],
    report: (property: Property, path: string) => void,
  ): void {
    if (this.model !== undefined) {
      const inputs = this.inputValues();
      for (const domain of domains) {
        commits.push(() => this.model?.edge?.(domain, inputs));
      }
      return;
    }
    this.registersAtEdge(domains, commits);
    for (const memory of this.module.memories) this.memoryAtEdge(memory, domains, commits);
    for (const property of this.module.properties) {
      if (!domains.has(property.domain) || this.resetActive(property.domain)) continue;
      const enabled = property.enable === undefined || this.value(property.enable) === 1n;
      const wanted = property.kind === "cover" ? 1n : 0n;
      if (enabled && this.value(property.condition) === wanted) report(property, this.path);
    }
    this.module.instances.forEach((instance, i) => {
      const inner = [...instance.domains].filter(([, outer]) => domains.has(outer)).map(([name]) => name);
      this.children[i]?.edge(new Set(inner), commits, report);
    });
  }

  /** Current raw bits of any signal of this module, nodes included. */
  valueOf(signal: Signal): bigint {
    return signal.value === undefined ? this.bitsOf(signal) : this.evaluator.value(signal.value);
  }

  /** Stores raw bits; true when they differ from what was there. */
  set(signal: Signal, bits: bigint): boolean {
    if (this.values.get(signal) === bits) return false;
    this.values.set(signal, bits);
    this.isStale = true;
    return true;
  }

  /** Sets the raw level of a domain's reset port; true when it differs from what was there. */
  setReset(domain: string, level: bigint): boolean {
    if (this.resets.get(domain) === level) return false;
    this.resets.set(domain, level);
    this.isStale = true;
    return true;
  }

  private evaluateHere(): boolean {
    this.isStale = false;
    this.evaluator.forget();
    let changed = this.applyAsynchronousResets();
    this.next = new Map();
    this.execute(this.module.body);
    for (const [signal, bits] of this.next) {
      if (signal.role !== "register") changed = this.set(signal, bits) || changed;
    }
    return changed;
  }

  private bitsOf(signal: Signal): bigint {
    return this.values.get(signal) ?? 0n;
  }

  private value(expr: Expr): bigint {
    return this.evaluator.value(expr);
  }

  /**
   * The word at a read port. An address past the end reads 0, one of the values the contract leaves open. At latency 0
   * "new" means that the word being written in this cycle is forwarded.
   */
  readValue(port: MemoryRead): bigint {
    const { memory } = port;
    if (memory.latency === 1) return this.readRegisters.get(port) ?? 0n;
    const stored = this.words.get(memory) ?? [];
    const words =
      memory.readUnderWrite === "new" ? this.wordsAfterWrites(memory, new Set([port.domain])) : stored;
    return words[Number(this.value(port.address))] ?? 0n;
  }

  private resetActive(domainName: string): boolean {
    const domain = this.module.domains.find((d) => d.name === domainName);
    if (domain === undefined || domain.resetKind === "none") return false;
    return this.resets.get(domainName) !== inactiveLevel(domain);
  }

  private applyAsynchronousResets(): boolean {
    let changed = false;
    for (const domain of this.module.domains) {
      if (domain.resetKind !== "async" || !this.resetActive(domain.name)) continue;
      for (const signal of this.module.signals) {
        if (signal.role === "register" && signal.domain === domain.name && signal.init !== undefined) {
          changed = this.set(signal, signal.init) || changed;
        }
      }
    }
    return changed;
  }

  private execute(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign") this.assign(statement);
      else if (statement.kind === "if") {
        this.execute(this.value(statement.condition) === 1n ? statement.then : statement.otherwise);
      } else this.execute(this.chosenArm(statement));
    }
  }

  private chosenArm(statement: MatchStatement): readonly Statement[] {
    const subject = this.value(statement.subject);
    const arm = statement.arms.find((candidate) => candidate.values.includes(subject));
    if (arm !== undefined) return arm.body;
    if (statement.otherwise !== undefined) return statement.otherwise;
    return statement.subject.type.kind === "enum" ? (statement.arms.at(-1)?.body ?? []) : [];
  }

  private assign({ target, value }: AssignStatement): void {
    const { signal } = target;
    const bits = this.value(value);
    if (target.kind === "whole") {
      this.next.set(signal, bits);
      return;
    }
    // A register starts the cycle with its old value; a combinational target is assigned on every path.
    const before = this.next.get(signal) ?? (signal.role === "register" ? this.bitsOf(signal) : 0n);
    if (target.kind === "bits") {
      this.next.set(signal, insert(before, bits, target.low, target.high - target.low + 1));
      return;
    }
    const at = this.value(target.index);
    const inRange = at < BigInt(target.count);
    this.next.set(signal, inRange ? insert(before, bits, Number(at) * target.stride, target.stride) : before);
  }

  private registersAtEdge(domains: ReadonlySet<string>, commits: Commit[]): void {
    for (const signal of this.module.signals) {
      if (signal.role !== "register" || signal.domain === undefined || !domains.has(signal.domain)) continue;
      const isReset = signal.init !== undefined && this.resetActive(signal.domain);
      const bits = isReset ? signal.init : this.next.get(signal);
      if (bits !== undefined) commits.push(() => void this.set(signal, bits));
    }
  }

  private memoryAtEdge(memory: Memory, domains: ReadonlySet<string>, commits: Commit[]): void {
    const before = this.words.get(memory) ?? [];
    const after = this.wordsAfterWrites(memory, domains);
    if (after !== before) commits.push(() => this.setWords(memory, after));
    if (memory.latency === 0) return;
    for (const port of memory.reads) {
      const enabled = port.enable === undefined || this.value(port.enable) === 1n;
      if (!domains.has(port.domain) || !enabled) continue;
      const words = memory.readUnderWrite === "new" ? after : before;
      const word = words[Number(this.value(port.address))] ?? 0n;
      commits.push(() => this.setReadRegister(port, word));
    }
  }

  setWords(memory: Memory, words: bigint[]): void {
    this.words.set(memory, words);
    this.isStale = true;
  }

  /** Stores one word; the address is below the depth. */
  setWord(memory: Memory, address: number, bits: bigint): void {
    const words = this.words.get(memory) ?? [];
    words[address] = bits;
    this.setWords(memory, words);
  }

  setReadRegister(port: MemoryRead, word: bigint): void {
    this.readRegisters.set(port, word);
    this.isStale = true;
  }

  /** The stored words, or a changed copy when a write port of these domains is enabled. */
  private wordsAfterWrites(memory: Memory, domains: ReadonlySet<string>): bigint[] {
    const stored = this.words.get(memory) ?? [];
    const active = memory.writes.filter((w) => domains.has(w.domain) && this.value(w.enable) === 1n);
    if (active.length === 0) return stored;
    const words = [...stored];
    for (const write of active) this.write(write, words);
    return words;
  }

  private write(write: MemoryWrite, words: bigint[]): void {
    const { memory } = write;
    const address = Number(this.value(write.address));
    if (address >= memory.depth) return;
    const data = this.value(write.data);
    const mask = write.mask === undefined ? undefined : this.value(write.mask);
    const laneWidth = bitWidth(memory.type) / memory.lanes;
    let word = words[address] ?? 0n;
    for (let lane = 0; lane < memory.lanes; lane++) {
      const isWritten = mask === undefined || ((mask >> BigInt(lane)) & 1n) === 1n;
      const low = lane * laneWidth;
      if (isWritten) word = insert(word, BigInt.asUintN(laneWidth, data >> BigInt(low)), low, laneWidth);
    }
    words[address] = word;
  }

  private roundOfModel(model: BlackBoxModel): boolean {
    let changed = false;
    for (const [name, bits] of model.evaluate(this.inputValues())) {
      const port = this.module.ports.find((p) => p.name === name && p.role === "output");
      if (port !== undefined) changed = this.set(port, bits) || changed;
    }
    return changed;
  }

  private inputValues(): ReadonlyMap<string, bigint> {
    const inputs = this.module.ports.filter((port) => port.role === "input");
    return new Map(inputs.map((port) => [port.name, this.bitsOf(port)]));
  }
}

/** Raw level of a reset line that resets nothing. */
export const inactiveLevel = (domain: ClockDomain): bigint => (domain.resetActive === "low" ? 1n : 0n);

/** `word` with `width` bits from `low` up replaced. */
function insert(word: bigint, bits: bigint, low: number, width: number): bigint {
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(low);
  return (word & ~mask) | (bits << BigInt(low));
}
