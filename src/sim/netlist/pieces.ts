/**
 * How the signals of a module are cut: at array elements, struct fields, the bits that statements name, and every 64 bits.
 * Invariant: the pieces of a signal are numbered in a row from its lowest bits, and no `bits` target cuts a piece.
 */
import {
  bitWidth,
  bodiesOf,
  type DataType,
  type MemoryRead,
  type Module,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import { WORD, wordWidths } from "./parts.ts";

export type Owner = Signal | MemoryRead;

/** Pieces first..end - 1. */
export interface Span {
  readonly first: number;
  readonly end: number;
}

export class Pieces {
  readonly count: number;
  /** By piece: its lowest bit in the signal, and its bits. */
  readonly low: Int32Array;
  readonly width: Uint8Array;
  private readonly owners: Owner[] = [];
  /** By piece: index in `owners`. */
  private readonly ownerIndex: Int32Array;
  private readonly spans = new Map<Owner, Span>();

  /** `isFine`: every bit of a signal that is no register is a piece of its own. */
  constructor(module: Module, isFine: boolean) {
    const cuts = isFine ? new Map<Signal, Set<number>>() : cutsOf(module.body);
    const byType = new Map<DataType, readonly number[]>();
    const widthsOf = (type: DataType): readonly number[] => {
      const known = byType.get(type);
      if (known !== undefined) return known;
      const made = typeWidths(type);
      byType.set(type, made);
      return made;
    };
    const single = (bits: number): number[] => new Array<number>(bits).fill(1);
    const widths: (readonly number[])[] = [];
    let count = 0;
    const addOwner = (owner: Owner, own: readonly number[]): void => {
      this.owners.push(owner);
      widths.push(own);
      this.spans.set(owner, { first: count, end: count + own.length });
      count += own.length;
    };
    for (const signal of module.signals) {
      if (signal.role === "node") continue;
      if (isFine && signal.role !== "register") addOwner(signal, single(bitWidth(signal.type)));
      else addOwner(signal, cutWidths(widthsOf(signal.type), cuts.get(signal)));
    }
    for (const memory of module.memories) {
      const width = bitWidth(memory.type);
      const own = isFine && memory.latency === 0 ? single(width) : wordWidths(width);
      for (const port of memory.reads) addOwner(port, own);
    }
    this.count = count;
    this.low = new Int32Array(count);
    this.width = new Uint8Array(count);
    this.ownerIndex = new Int32Array(count);
    let piece = 0;
    for (let owner = 0; owner < widths.length; owner++) {
      const own = widths[owner] as readonly number[];
      let low = 0;
      for (let i = 0; i < own.length; i++) {
        const width = own[i] as number;
        this.low[piece] = low;
        this.width[piece] = width;
        this.ownerIndex[piece++] = owner;
        low += width;
      }
    }
  }

  ownerOf(piece: number): Owner {
    return this.owners[this.ownerIndex[piece] as number] as Owner;
  }
  lowOf(piece: number): number {
    return this.low[piece] as number;
  }
  widthOf(piece: number): number {
    return this.width[piece] as number;
  }

  span(owner: Owner): Span {
    return this.spans.get(owner) ?? none;
  }

  /** The piece of `owner` that holds `bit`. */
  at(owner: Owner, bit: number): number {
    const { first, end } = this.span(owner);
    if (bit === 0) return first;
    let low = first;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lowOf(middle) <= bit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Widths of pieces first..end - 1. */
  widths({ first, end }: Span): number[] {
    const widths: number[] = [];
    for (let piece = first; piece < end; piece++) widths.push(this.widthOf(piece));
    return widths;
  }
}

const none: Span = { first: 0, end: 0 };

/** Widths of the parts of a value of this type, lowest first. */
export function typeWidths(type: DataType): number[] {
  switch (type.kind) {
    case "array": {
      const element = typeWidths(type.element);
      if (element.length === 1) return new Array<number>(type.length).fill(element[0] as number);
      return Array.from({ length: type.length }, () => element).flat();
    }
    case "struct":
      return type.fields.flatMap((field) => typeWidths(field.type));
    default:
      return type.width <= WORD ? [type.width] : wordWidths(type.width);
  }
}

/** The widths with further cuts at these bits. */
function cutWidths(widths: readonly number[], cuts: ReadonlySet<number> | undefined): readonly number[] {
  if (cuts === undefined) return widths;
  const ends = new Set(cuts);
  let end = 0;
  for (const width of widths) {
    end += width;
    ends.add(end);
  }
  const sorted = [...ends].filter((at) => at > 0 && at <= end).sort((a, b) => a - b);
  return sorted.map((at, i) => at - (sorted[i - 1] ?? 0));
}

/** Bits at which `bits` targets begin or end. */
function cutsOf(body: readonly Statement[]): Map<Signal, Set<number>> {
  const cuts = new Map<Signal, Set<number>>();
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind !== "assign") bodiesOf(statement).forEach(visit);
      else if (statement.target.kind === "bits") {
        const { signal, low, high } = statement.target;
        const set = cuts.get(signal) ?? new Set<number>();
        cuts.set(signal, set.add(low).add(high + 1));
      }
    }
  };
  visit(body);
  return cuts;
}
