/**
 * Memories as bits. Invariant: a memory is made of flip-flops, or of block RAMs with what the flow puts around them: registers and comparisons that give a read the word it
 * asks for when the same word is written at the same edge.
 */
import { bitWidth, type Expr, type Memory, type MemoryRead, type MemoryWrite } from "../../ir/index.ts";
import type { Bits } from "./arithmetic.ts";
import { ramsOf } from "./block-rams.ts";
import { FALSE, type Literal, nodeOf, TRUE } from "./graph.ts";
import type { Collected } from "./lowered.ts";

/** Of one module at one place. */
export class Memories {
  private readonly all: Collected;
  private readonly value: (expr: Expr) => Bits;
  private readonly words = new Map<Memory, readonly Bits[]>();
  private readonly reads = new Map<MemoryRead, Bits>();
  private readonly rams = new Map<Memory, number>();

  constructor(all: Collected, value: (expr: Expr) => Bits) {
    this.all = all;
    this.value = value;
  }

  read(port: MemoryRead): Bits {
    const known = this.reads.get(port) ?? this.newRead(port);
    this.reads.set(port, known);
    return known;
  }

  private newRead(port: MemoryRead): Bits {
    const { memory } = port;
    const width = bitWidth(memory.type);
    if (this.ramsFor(memory) > 0) return this.readRam(port, width);
    const look = (): Bits => this.all.bits.select(this.wordsOf(memory), this.value(port.address), width);
    if (memory.latency === 0) return look();
    return this.all.flipFlops(width, undefined, 0n, (before) =>
      this.all.bits.choose(this.enableOf(port), look(), before),
    );
  }

  private enableOf({ enable }: MemoryRead): Literal {
    return enable === undefined ? TRUE : (this.value(enable)[0] ?? FALSE);
  }

  /** Block RAMs of a memory; 0 where it becomes flip-flops.  */
  private ramsFor(memory: Memory): number {
    if (!this.all.isForTables) return 0;
    const known = this.rams.get(memory);
    if (known !== undefined) return known;
    // Asked on the way to the address itself, a memory is read through logic.
    this.rams.set(memory, 0);
    const isRegistered = memory.latency === 1 || memory.reads.every((port) => this.isAddressRegister(port));
    const rams = isRegistered ? ramsOf(memory) : 0;
    this.rams.set(memory, rams);
    if (rams > 0) this.all.queue.push(() => this.writeRam(memory, rams));
    return rams;
  }

  /** Whether the address is one register, which moves into the RAM: of the writing clock, without asynchronous reset. */
  private isAddressRegister({ memory, address, domain }: MemoryRead): boolean {
    if (memory.writes.some((write) => write.domain !== domain)) return false;
    const bits = this.value(address).filter((bit) => nodeOf(bit) !== 0);
    const flipFlops = bits.map((bit) => this.all.registers.get(bit));
    const registers = new Set(flipFlops.map((one) => one?.register));
    return registers.size === 1 && flipFlops.every((one) => one !== undefined && one.reset?.isAsync !== true);
  }

  private writeRam({ writes }: Memory, rams: number): void {
    this.all.blockRams += rams;
    for (const { enable, address, data, mask } of writes) {
      for (const part of [enable, address, data, ...(mask === undefined ? [] : [mask])])
        this.all.outputs.push(...this.value(part));
    }
  }

  private readRam(port: MemoryRead, width: number): Bits {
    const { all } = this;
    const { latency, readUnderWrite, writes } = port.memory;
    const stored = all.leaves(width);
    const address = (): Bits =>
      latency === 1 ? this.value(port.address) : this.value(port.address).map((bit) => this.takenBy(bit));
    all.queue.push(() => all.outputs.push(...address(), this.enableOf(port)));
    // The RAM gives neither the old word nor the new one: writes come a cycle late where the old one is wanted, and pass by it.
    const isLate = latency === 1 && readUnderWrite !== "new";
    return writes.reduce<Bits>((word, write) => {
      if (write.domain !== port.domain) return word;
      const late = (bits: () => Bits, count: number): (() => Bits) => {
        if (!isLate) return bits;
        const held = all.flipFlops(count, undefined, 0n, bits);
        return () => held;
      };
      const data = late(() => this.value(write.data), width);
      const to = late(() => this.value(write.address), bitWidth(write.address.type));
      const when = late(() => this.value(write.enable), 1);
      const kept = (count: number, bits: () => Bits): Literal[] =>
        all.flipFlops(count, undefined, 0n, (held) => all.bits.choose(this.enableOf(port), bits(), held));
      const passing = kept(width, data);
      const isHit = kept(1, () => [
        all.graph.and(when()[0] ?? FALSE, all.bits.equal(...sameWidth(address(), to()))),
      ]);
      return all.bits.choose(isHit[0] ?? FALSE, passing, word);
    }, stored);
  }

  /** What a register's bit takes at the next edge, its reset included. */
  private takenBy(bit: Literal): Literal {
    const { all } = this;
    const register = all.registers.get(bit);
    if (register === undefined) return bit;
    const next = all.graph.leaf();
    all.late.push(() => all.proxies.set(next, all.graph.hold(register.enable, register.next, bit)));
    const { reset } = register;
    return reset === undefined ? next : all.graph.mux(reset.when, reset.value, next);
  }

  /** The words' bits, made of flip-flops, or of constants where nothing writes. */
  private wordsOf(memory: Memory): readonly Bits[] {
    const known = this.words.get(memory);
    if (known !== undefined) return known;
    const width = bitWidth(memory.type);
    const words = Array.from({ length: memory.depth }, (_, at) =>
      memory.writes.length === 0
        ? this.all.constant(memory.init?.[at] ?? 0n, width)
        : this.all.flipFlops(
            width,
            undefined,
            0n,
            (held) => memory.writes.reduce<Bits>((word, write) => this.written(write, at, word), held),
            memory.writes.length,
          ),
    );
    this.words.set(memory, words);
    return words;
  }

  private written(write: MemoryWrite, at: number, word: Bits): Bits {
    const { graph, bits } = this.all;
    const [enable = FALSE] = this.value(write.enable);
    const hit = graph.and(enable, bits.equalTo(this.value(write.address), BigInt(at)));
    const data = this.value(write.data);
    const mask = write.mask === undefined ? undefined : this.value(write.mask);
    const lane = word.length / write.memory.lanes;
    return word.map((bit, i) => {
      const select = mask === undefined ? hit : graph.and(hit, mask[Math.floor(i / lane)] ?? FALSE);
      return this.all.isForTables
        ? graph.hold(select, data[i] as Literal, bit)
        : graph.mux(select, data[i] as Literal, bit);
    });
  }
}

const sameWidth = (a: Bits, b: Bits): [Bits, Bits] => {
  const width = Math.max(a.length, b.length);
  const wide = (bits: Bits): Bits => [...bits, ...new Array<Literal>(width - bits.length).fill(FALSE)];
  return [wide(a), wide(b)];
};
