/**
 * Statements executed symbolically: what every piece of every driven signal takes, as a choice over the conditions on the
 * way. Invariant: after `run`, `next` of a combinational piece is its value; of a register's piece what it takes when
 * `enable` is 1 (-1: always). A piece that nothing assigns has next -1.
 */
import type { AssignStatement, MatchStatement, Statement } from "../../ir/index.ts";
import { bitWidth } from "../../ir/index.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { Expressions } from "./expressions.ts";
import { Op } from "./netlist.ts";
import type { Parts } from "./parts.ts";
import type { Pieces } from "./pieces.ts";

interface Outcome {
  readonly next: number;
  readonly enable: number;
}
type Outcomes = ReadonlyMap<number, Outcome>;

export class Statements {
  readonly next: Int32Array;
  readonly enable: Int32Array;
  private readonly lists: Arithmetic;
  private readonly expressions: Expressions;
  private readonly pieces: Pieces;
  /** The present content of a register's piece. */
  private readonly held: (piece: number) => number;
  /** Piece, next and enable before each change inside a branch. */
  private readonly log: number[] = [];
  private depth = 0;

  constructor(lists: Arithmetic, expressions: Expressions, pieces: Pieces, held: (piece: number) => number) {
    this.lists = lists;
    this.expressions = expressions;
    this.pieces = pieces;
    this.held = held;
    this.next = new Int32Array(pieces.count).fill(-1);
    this.enable = new Int32Array(pieces.count).fill(-1);
  }

  run(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign") this.assign(statement);
      else if (statement.kind === "if") {
        const condition = this.expressions.node(statement.condition);
        this.branch([[condition, statement.then]], statement.otherwise);
      } else this.match(statement);
    }
  }

  private match(statement: MatchStatement): void {
    const { lists } = this;
    const subject = this.expressions.parts(statement.subject);
    const { type } = statement.subject;
    const width = bitWidth(type);
    const listed = statement.arms.reduce((sum, arm) => sum + arm.values.length, 0);
    const isComplete = width < 31 && listed === 2 ** width;
    const lastTakesRest = statement.otherwise === undefined && (type.kind === "enum" || isComplete);
    const arms = lastTakesRest ? statement.arms.slice(0, -1) : statement.arms;
    const rest = lastTakesRest ? (statement.arms.at(-1)?.body ?? []) : (statement.otherwise ?? []);
    this.branch(
      arms.map((arm) => [
        lists.tree(
          arm.values.length === 0
            ? [lists.g.constant(1, 0)]
            : arm.values.map((value) => lists.equalsNumber(subject, value)),
          Op.or,
        ),
        arm.body,
      ]),
      rest,
    );
  }

  /** At most one of the conditions holds, or the first that does counts. */
  private branch(
    arms: readonly (readonly [condition: number, body: readonly Statement[]])[],
    rest: readonly Statement[],
  ): void {
    const outcomes = arms.map(([, body]) => this.outcomesOf(body));
    const fallback = this.outcomesOf(rest);
    const changed = new Set<number>();
    for (const one of [...outcomes, fallback]) for (const piece of one.keys()) changed.add(piece);
    for (const piece of changed) {
      const before = this.now(piece);
      let result = fallback.get(piece) ?? before;
      for (let i = arms.length - 1; i >= 0; i--) {
        result = this.choose((arms[i] as [number, unknown])[0], outcomes[i]?.get(piece) ?? before, result);
      }
      this.set(piece, result.next, result.enable);
    }
  }

  private now(piece: number): Outcome {
    return { next: this.next[piece] as number, enable: this.enable[piece] as number };
  }

  /** What a body does to each piece it changes; itself it changes nothing. */
  private outcomesOf(body: readonly Statement[]): Outcomes {
    const result = new Map<number, Outcome>();
    if (body.length === 0) return result;
    const mark = this.log.length;
    this.depth++;
    this.run(body);
    this.depth--;
    for (let i = mark; i < this.log.length; i += 3) {
      const piece = this.log[i] as number;
      if (!result.has(piece)) result.set(piece, this.now(piece));
    }
    while (this.log.length > mark) {
      const enable = this.log.pop() as number;
      const next = this.log.pop() as number;
      const piece = this.log.pop() as number;
      this.next[piece] = next;
      this.enable[piece] = enable;
    }
    return result;
  }

  private set(piece: number, next: number, enable: number): void {
    if (this.depth > 0) this.log.push(piece, this.next[piece] as number, this.enable[piece] as number);
    this.next[piece] = next;
    this.enable[piece] = enable;
  }

  private choose(condition: number, whenTrue: Outcome, whenFalse: Outcome): Outcome {
    const { g } = this.lists;
    if (whenTrue.next === whenFalse.next && whenTrue.enable === whenFalse.enable) return whenTrue;
    const both = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : g.and(a, b));
    if (whenTrue.next < 0) {
      return { next: whenFalse.next, enable: both(g.not(condition), whenFalse.enable) };
    }
    if (whenFalse.next < 0) return { next: whenTrue.next, enable: both(condition, whenTrue.enable) };
    const next = g.mux(condition, whenTrue.next, whenFalse.next);
    if (whenTrue.enable < 0 && whenFalse.enable < 0) return { next, enable: -1 };
    const one = g.constant(1, 1);
    const enable = g.mux(
      condition,
      whenTrue.enable < 0 ? one : whenTrue.enable,
      whenFalse.enable < 0 ? one : whenFalse.enable,
    );
    return { next, enable };
  }

  private assign({ target, value }: AssignStatement): void {
    const { signal } = target;
    const parts = this.expressions.parts(value);
    if (target.kind === "element") {
      this.assignElement(target, parts);
      return;
    }
    const { first, end } = this.pieces.span(signal);
    const low = target.kind === "bits" ? target.low : 0;
    const from = low === 0 ? first : this.pieces.at(signal, low);
    const high = target.kind === "bits" ? target.high : bitWidth(signal.type) - 1;
    const to = target.kind === "bits" ? this.pieces.at(signal, high) + 1 : end;
    const nodes = this.lists.cut(parts, this.pieces.widths({ first: from, end: to }));
    nodes.forEach((node, i) => {
      this.set(from + i, node, -1);
    });
  }

  private assignElement(
    { signal, index, stride, count }: AssignStatement["target"] & { kind: "element" },
    value: Parts,
  ): void {
    const { lists, pieces } = this;
    const { g } = lists;
    const at = this.expressions.parts(index);
    const { first, end } = pieces.span(signal);
    let mask: Parts | undefined;
    let data: Parts = [];
    for (let piece = first; piece < end; piece++) {
      const low = pieces.lowOf(piece);
      const width = pieces.widthOf(piece);
      const element = Math.floor(low / stride);
      if (element >= count) break;
      const before = this.now(piece);
      if ((low + width - 1) / stride < element + 1) {
        const condition = lists.equalsNumber(at, BigInt(element));
        if (g.isNumber(condition, 0)) continue;
        const taken = { next: lists.take(value, low - element * stride, width), enable: -1 };
        const start = this.startOf(piece, before);
        const result = this.choose(condition, taken, start);
        this.set(piece, result.next, result.enable);
        continue;
      }
      // Several elements in one piece: replaced under a mask that the index moves into place.
      if (mask === undefined) {
        const shift = this.distance(at, stride);
        const ones = lists.resize(lists.literal(stride, (1n << BigInt(stride)) - 1n), stride * count, false);
        const total = bitWidth(signal.type);
        mask = lists.resize(lists.shift(Op.shl, ones, shift), total, false);
        data = lists.resize(
          lists.shift(Op.shl, lists.resize(value, stride * count, false), shift),
          total,
          false,
        );
      }
      const ones = lists.take(mask, low, width);
      const kept = g.and(before.next < 0 ? this.held(piece) : this.selected(piece, before), g.not(ones));
      this.set(piece, g.or(kept, lists.take(data, low, width)), -1);
    }
  }

  /** A combinational piece without a value yet counts as 0, so that an element may be assigned before its default. */
  private startOf(piece: number, before: Outcome): Outcome {
    const owner = this.pieces.ownerOf(piece);
    const isRegister = "role" in owner && owner.role === "register";
    if (before.next >= 0 || isRegister) return before;
    return { next: this.lists.g.constant(this.pieces.widthOf(piece), 0), enable: -1 };
  }

  /** The value that the piece has after the statements so far, its old one where they hold it. */
  private selected(piece: number, before: Outcome): number {
    if (before.enable < 0) return before.next;
    return this.lists.g.mux(before.enable, before.next, this.held(piece));
  }

  /** index * stride, wide enough never to wrap. */
  private distance(index: Parts, stride: number): Parts {
    const { lists } = this;
    if (stride === 1) return index;
    const width = lists.width(index) + 32 - Math.clz32(stride);
    const wide = lists.resize(index, width, false);
    return lists.product(wide, lists.literal(width, BigInt(stride)));
  }
}
