/**
 * Reads trace files. Invariant: nothing is returned from a block whose checksum or structure is wrong; what is broken is
 * named with its place in the file.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { fail } from "../../../diagnostics/index.ts";
import { TrackBuilder } from "../track.ts";
import { normalBits, type WaveBits } from "../value.ts";
import { checksumOf } from "./checksum.ts";
import { BLOCK_HEAD_BYTES, BLOCK_MARK, END_MARK, MAGIC, parseHead, type TraceHead } from "./format.ts";
import { type Fragment, LINE_BYTES, LINES_OF_BLOCK, PAGE_BLOCKS } from "./placement.ts";

export interface TraceContent {
  readonly head: TraceHead;
  readonly from: number;
  readonly to: number;
  /** By cell, for those that were asked for. */
  readonly tracks: ReadonlyMap<number, TrackBuilder>;
}

export interface ReadTraceOptions {
  /** Cells to read, chosen when the head is known. */
  readonly choose: (head: TraceHead) => Iterable<number>;
  /** Cycles that matter: blocks without them are passed over. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** A file that was cut off is read up to its last whole block. */
  readonly partial?: boolean | undefined;
}

/** Fails with BL0461 on a file that cannot be read, BL0463 on one that is broken. */
export function readTrace(file: string, options: ReadTraceOptions): TraceContent {
  const input = new Input(file);
  try {
    const head = readHead(input);
    const decoder = new Decoder(input, head, options.choose(head));
    const range = readBlocks(input, decoder, options);
    return { head, ...range, tracks: decoder.tracks };
  } finally {
    input.close();
  }
}

function readHead(input: Input): TraceHead {
  const start = input.read(16);
  if (start === undefined || start.toString("latin1", 0, 8) !== MAGIC) {
    return input.refuse(0, `it does not start with ${MAGIC}`);
  }
  const json = input.read(start.readUInt32LE(8));
  if (json === undefined) return input.refuse(16, "the file ends within its head");
  if (crc32(json) !== start.readUInt32LE(12)) return input.refuse(16, "the checksum of the head is wrong");
  return parseHead(json.toString("utf8")) ?? input.refuse(16, "the head is not what version 1 prescribes");
}

function readBlocks(
  input: Input,
  decoder: Decoder,
  { from = 0, to = Number.POSITIVE_INFINITY, partial = false }: ReadTraceOptions,
): { from: number; to: number } {
  let first: number | undefined;
  let next = 0;
  for (;;) {
    const place = input.at;
    const head = input.read(BLOCK_HEAD_BYTES);
    if (head === undefined) {
      if (partial) break;
      return input.refuse(place, "the file ends without its end mark: it was cut off");
    }
    if (crc32(head.subarray(0, 28)) !== head.readUInt32LE(28))
      input.refuse(place, "the head of a block is damaged");
    const mark = head.readUInt32LE(0);
    const [bytes, cycle, cycles] = [head.readUInt32LE(4), head.readDoubleLE(8), head.readUInt32LE(16)];
    if (mark === END_MARK) {
      first ??= cycle;
      next = cycle;
      break;
    }
    if (mark !== BLOCK_MARK || (first !== undefined && cycle !== next))
      input.refuse(place, "a block is out of order");
    const isWanted = cycle < to && cycle + cycles > from;
    const payload = isWanted ? input.read(bytes) : input.skip(bytes);
    if (payload === undefined) {
      if (partial) break;
      return input.refuse(place, "the file ends within a block: it was cut off");
    }
    if (isWanted) {
      if (checksumOf(payload) !== head.readUInt32LE(24))
        input.refuse(place, "the checksum of a block is wrong");
      decoder.block(payload, place, cycle, cycles);
    }
    first ??= cycle;
    next = cycle + cycles;
  }
  return { from: first ?? 0, to: next };
}

/** Replays changes and keeps those of the chosen cells. */
class Decoder {
  readonly tracks = new Map<number, TrackBuilder>();
  private readonly input: Input;
  private readonly shadow: Uint8Array;
  private readonly view: DataView;
  private readonly cells: TraceHead["cells"];
  /** Chosen cells by line. */
  private readonly byLine = new Map<number, number[]>();

  constructor(input: Input, head: TraceHead, chosen: Iterable<number>) {
    this.input = input;
    this.cells = head.cells;
    // Eight more, because a fragment is read as 8 bytes.
    this.shadow = new Uint8Array(head.shadowBytes + 8);
    this.view = new DataView(this.shadow.buffer);
    for (const cell of chosen) {
      this.tracks.set(cell, new TrackBuilder());
      for (const { byte } of head.cells[cell]?.fragments ?? []) {
        const line = Math.floor(byte / LINE_BYTES);
        const own = this.byLine.get(line) ?? [];
        this.byLine.set(line, own);
        if (!own.includes(cell)) own.push(cell);
      }
    }
  }

  block(payload: Buffer, place: number, firstCycle: number, cycles: number): void {
    const { shadow } = this;
    const lines = (shadow.length - 8) / LINE_BYTES;
    const broken = (): never => this.input.refuse(place, "the changes of a block are not well formed");
    shadow.fill(0);
    let at = 0;
    const touched = new Set<number>();
    const half = (): number => {
      if (at + 2 > payload.length) broken();
      at += 2;
      return payload.readUInt16LE(at - 2);
    };
    const line = (number: number, mask: number): void => {
      if (number >= lines) broken();
      for (let bit = 0; bit < LINE_BYTES; bit++) {
        if (((mask >> bit) & 1) === 0) continue;
        if (at >= payload.length) broken();
        shadow[number * LINE_BYTES + bit] = payload[at++] as number;
      }
      for (const cell of this.byLine.get(number) ?? []) touched.add(cell);
    };
    for (let cycle = firstCycle; cycle < firstCycle + cycles; cycle++) {
      // A block is a picture of its own: every chosen cell has a value in its first cycle.
      if (cycle === firstCycle) for (const cell of this.tracks.keys()) touched.add(cell);
      let page = 0;
      for (let head = half(); head !== 0; head = half()) {
        const changed = head & 15;
        if (changed === 0) {
          page = head >> LINES_OF_BLOCK;
          continue;
        }
        const block = page * PAGE_BLOCKS + (head >> LINES_OF_BLOCK);
        for (let i = 0; i < LINES_OF_BLOCK; i++) {
          if (((changed >> i) & 1) === 1) line(block * LINES_OF_BLOCK + i, half());
        }
      }
      for (const cell of touched) this.tracks.get(cell)?.push(cycle, this.valueOf(cell));
      touched.clear();
    }
    if (at !== payload.length) broken();
  }

  private valueOf(cell: number): WaveBits {
    const { fragments } = this.cells[cell] as TraceHead["cells"][number];
    const [only] = fragments;
    if (fragments.length === 1 && only !== undefined && only.shift === 0 && only.width <= 32) {
      const word = this.view.getUint32(only.byte, true);
      return only.width === 32 ? word : word & (2 ** only.width - 1);
    }
    let bits = 0n;
    let low = 0;
    for (const fragment of fragments) {
      bits |= this.bitsOf(fragment) << BigInt(low);
      low += fragment.width;
    }
    return normalBits(bits, low);
  }

  private bitsOf({ byte, shift, width }: Fragment): bigint {
    return BigInt.asUintN(width, this.view.getBigUint64(byte, true) >> BigInt(shift));
  }
}

/** The file, read from front to back. */
class Input {
  at = 0;
  private readonly file: string;
  private readonly descriptor: number;
  private readonly size: number;

  constructor(file: string) {
    this.file = file;
    this.descriptor = this.attempt(() => openSync(file, "r"));
    this.size = this.attempt(() => fstatSync(this.descriptor).size);
  }

  /** The next bytes, or undefined when the file has fewer. */
  read(bytes: number): Buffer | undefined {
    if (bytes > this.size - this.at) return undefined;
    const buffer = Buffer.allocUnsafe(bytes);
    for (let got = 0; got < bytes; ) {
      const more = this.attempt(() => readSync(this.descriptor, buffer, got, bytes - got, this.at + got));
      if (more === 0) return undefined;
      got += more;
    }
    this.at += bytes;
    return buffer;
  }

  /** As `read`, but only looks whether the bytes are there. */
  skip(bytes: number): Buffer | undefined {
    if (bytes === 0) return Buffer.alloc(0);
    this.at += bytes - 1;
    return this.read(1);
  }

  refuse(at: number, reason: string): never {
    return fail("BL0463", { file: this.file, at, reason });
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      return fail("BL0461", {
        file: this.file,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
