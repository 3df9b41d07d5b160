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
interface Span {
  readonly first: number;
  readonly end: number;
}

export class Pieces {
  readonly owner: Owner[] = [];
  readonly low: number[] = [];
  readonly width: number[] = [];
  private readonly spans = new Map<Owner, Span>();

  /** `isFine`: every bit of a signal that is no register is a piece of its own. */
  constructor(module: Module, isFine: boolean) {
    const cuts = isFine ? new Map<Signal, Set<number>>() : cutsOf(module.body);
    for (const signal of module.signals) {
      if (signal.role === "node") continue;
      const bitwise = isFine && signal.role !== "register";
      const widths = bitwise
        ? Array.from({ length: bitWidth(signal.type) }, () => 1)
        : cutWidths(typeWidths(signal.type), cuts.get(signal));
      this.addOwner(signal, widths);
    }
    for (const memory of module.memories) {
      const width = bitWidth(memory.type);
      const bitwise = isFine && memory.latency === 0;
      const widths = bitwise ? Array.from({ length: width }, () => 1) : wordWidths(width);
      for (const port of memory.reads) this.addOwner(port, widths);
    }
  }

  get count(): number {
    return this.owner.length;
  }

  span(owner: Owner): Span {
    return this.spans.get(owner) ?? none;
  }

  /** The piece of `owner` that holds `bit`. */
  at(owner: Owner, bit: number): number {
    const { first, end } = this.span(owner);
    let low = first;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.low[middle] as number) <= bit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  widthsOf(owner: Owner): number[] {
    const { first, end } = this.span(owner);
    return this.width.slice(first, end);
  }

  private addOwner(owner: Owner, widths: readonly number[]): void {
    const first = this.owner.length;
    let low = 0;
    for (const width of widths) {
      this.owner.push(owner);
      this.low.push(low);
      this.width.push(width);
      low += width;
    }
    this.spans.set(owner, { first, end: this.owner.length });
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
function cutWidths(widths: number[], cuts: ReadonlySet<number> | undefined): number[] {
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
