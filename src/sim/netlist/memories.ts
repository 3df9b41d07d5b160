/**
 * Memory ports as logic: the word at a read port with what is forwarded to it, and what a write port does to stored words.
 * Invariant: a later write of the list wins, lane by lane, and an address at or past the depth reads 0 and writes nothing.
 */
import { bitWidth, type Memory, type MemoryRead, type MemoryWrite } from "../../ir/index.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { Expressions } from "./expressions.ts";
import { Op } from "./netlist.ts";
import { type Parts, wordWidths } from "./parts.ts";

/** A write port as nodes of a graph. */
export interface WritePort {
  readonly write: MemoryWrite;
  readonly enable: number;
  readonly address: number;
  readonly data: Parts;
  /** Bits to be written, or undefined for all. */
  readonly mask: Parts | undefined;
}

export class MemoryPorts {
  private readonly lists: Arithmetic;
  private readonly expressions: Expressions;
  /** Node that is 1 when this domain of the module steps. */
  private readonly edge: (domain: string) => number;

  constructor(lists: Arithmetic, expressions: Expressions, edge: (domain: string) => number) {
    this.lists = lists;
    this.expressions = expressions;
    this.edge = edge;
  }

  writePort(write: MemoryWrite): WritePort {
    const { lists, expressions } = this;
    const { memory } = write;
    const lane = bitWidth(memory.type) / memory.lanes;
    const mask = write.mask === undefined ? undefined : this.laneBits(write.mask, memory.lanes);
    const spread = mask?.flatMap((bit) => lists.resize([bit], lane, true));
    return {
      write,
      enable: expressions.node(write.enable),
      address: expressions.node(write.address),
      data: lists.words(expressions.parts(write.data)),
      mask: spread === undefined ? undefined : lists.words(spread),
    };
  }

  /** The word that a read port gives (latency 0) or takes at its edge (latency 1). `number` is the memory's. */
  word(port: MemoryRead, number: number): Parts {
    const { lists, expressions } = this;
    const { g } = lists;
    const { memory } = port;
    const address = expressions.node(port.address);
    let word: Parts = wordWidths(bitWidth(memory.type)).map((width, at) =>
      g.make(Op.memory, width, address, at, -1, number),
    );
    if (memory.readUnderWrite !== "new") return word;
    for (const write of memory.writes) {
      if (write.domain === port.domain) word = this.forwarded(word, address, write, g.constant(1, 1));
      // A port of latency 1 also takes what another domain writes at the same edge.
      else if (memory.latency === 1) word = this.forwarded(word, address, write, this.edge(write.domain));
    }
    return word;
  }

  private forwarded(stored: Parts, address: number, write: MemoryWrite, isWriting: number): Parts {
    const { lists, expressions } = this;
    const { g } = lists;
    const { memory } = write;
    const target = expressions.node(write.address);
    const isSame = lists.equal([address], lists.resize([target], g.widthOf(address), false));
    const enabled = g.and(expressions.node(write.enable), this.inside(memory, target));
    const hit = g.and(g.and(enabled, isWriting), isSame);
    const data = expressions.parts(write.data);
    if (write.mask === undefined) return expressions.choose(hit, data, stored);
    const lane = bitWidth(memory.type) / memory.lanes;
    return this.laneBits(write.mask, memory.lanes).flatMap((bit, i) =>
      expressions.choose(
        g.and(hit, bit),
        lists.range(data, i * lane, lane),
        lists.range(stored, i * lane, lane),
      ),
    );
  }

  private inside(memory: Memory, address: number): number {
    const { g } = this.lists;
    const width = g.widthOf(address);
    if (memory.depth >= 2 ** width) return g.constant(1, 1);
    return g.make(Op.ltu, 1, address, g.literal(width, BigInt(memory.depth)));
  }

  private laneBits(mask: MemoryWrite["enable"], lanes: number): number[] {
    const widths = Array.from({ length: lanes }, () => 1);
    return this.lists.cut(this.expressions.parts(mask), widths);
  }
}
