/**
 * Turns Verilog expressions into text. Invariant: the text parses back to the same tree (parentheses where precedence
 * or habit of reading asks for them), and every bit it reads is reported, which is what the lint sink is made from.
 */
import { type Doc, fill, group, line, nest, softLine } from "./layout.ts";
import type { BinarySymbol, Net, Value } from "./value.ts";

/** Hears of everything that the text mentions. */
export interface ReadObserver {
  readBits(net: Net, high: number, low: number): void;
  readConstant(name: string): void;
}

/** An expression that stands alone: right of an assignment, in a port connection, as a condition. */
export function printValue(value: Value, observer: ReadObserver): Doc {
  const printer = new ValuePrinter(observer);
  return value.kind === "binary" || value.kind === "shift"
    ? printer.operator(value, true)
    : printer.any(value);
}

/** For text that reads nothing: comments, and the left side of assignments. */
export const silent: ReadObserver = { readBits: () => {}, readConstant: () => {} };

/** The left side of an assignment; reads nothing but a run-time index. */
export function printTarget(value: Value, observer: ReadObserver): Doc {
  if (value.kind !== "element") return new ValuePrinter(silent).any(value);
  const index = new ValuePrinter(observer).any(value.index);
  return [value.net.name, elementSelect(index, value.stride, value.width)];
}

/** ` [7:0]`-style range of a declaration without the blank; empty for a scalar. */
export const widthText = (width: number): string => (width === 1 ? "" : `[${width - 1}:0]`);

/** A literal by its bits: decimal while people read it easily, otherwise hexadecimal in groups of four. */
export function literalText(width: number, bits: bigint, style: "decimal" | "signed" | "hex"): string {
  if (width === 1) return `1'b${bits}`;
  const half = 1n << BigInt(width - 1);
  if (style === "signed" && bits > half) return `-${literalText(width, 2n * half - bits, "decimal")}`;
  if (bits === 0n) return `${width}'d0`;
  if (style !== "hex" && (bits < largestDecimal || width <= 12)) return `${width}'d${bits}`;
  const digits = bits.toString(16).padStart(Math.ceil(width / 4), "0");
  return `${width}'h${digits.replace(/\B(?=(.{4})+$)/g, "_")}`;
}

const largestDecimal = 100_000n;

const precedence: Readonly<Record<BinarySymbol, number>> = {
  "*": 12,
  "+": 11,
  "-": 11,
  "<<": 10,
  ">>": 10,
  ">>>": 10,
  "<": 9,
  "<=": 9,
  ">": 9,
  ">=": 9,
  "==": 8,
  "!=": 8,
  "&": 7,
  "^": 6,
  "|": 5,
  "&&": 4,
  "||": 3,
};

const associative: ReadonlySet<BinarySymbol> = new Set(["+", "*", "&", "|", "^", "&&", "||"]);

/** What may stand inside what without parentheses beyond the law of precedence: only pairs nobody misreads. */
function readsWithoutParentheses(outer: BinarySymbol, inner: BinarySymbol): boolean {
  if (outer === inner) return associative.has(outer) || outer === "-";
  if (outer === "+" || outer === "-") return inner === "*" || inner === "+" || inner === "-";
  if (outer === "&&" || outer === "||") return precedence[inner] === 8 || precedence[inner] === 9;
  if (precedence[outer] === 8 || precedence[outer] === 9) return precedence[inner] >= 11;
  return false;
}

const rangeText = (high: number, low: number): string => (high === low ? `[${low}]` : `[${high}:${low}]`);

const elementSelect = (index: Doc, stride: number, width: number): Doc =>
  stride === 1 && width === 1 ? ["[", index, "]"] : ["[", index, ` * ${stride} +: ${width}]`];

class ValuePrinter {
  private readonly observer: ReadObserver;

  constructor(observer: ReadObserver) {
    this.observer = observer;
  }

  /** Inside delimiters of its own, where no operator can capture it. */
  any(value: Value): Doc {
    switch (value.kind) {
      case "literal":
        return this.literal(value);
      case "net":
        this.observer.readBits(value.net, value.width - 1, 0);
        return value.net.name;
      case "range":
        this.observer.readBits(value.net, value.high, value.low);
        return `${value.net.name}${rangeText(value.high, value.low)}`;
      case "element":
        this.observer.readBits(value.net, value.net.width - 1, 0);
        return [value.net.name, elementSelect(this.any(value.index), value.stride, value.width)];
      case "word":
        return [value.memory, "[", this.any(value.address), "]"];
      case "unary":
        return [value.symbol, this.atom(value.operand)];
      case "binary":
      case "shift":
        return this.operator(value, false);
      case "choice":
        return this.choice(value);
      case "concat":
        return group("{", nest(softLine, fill(value.parts.map((part) => this.any(part)))), softLine, "}");
      case "repeat":
        return [`{${value.count}{`, this.any(value.part), "}}"];
    }
  }

  /**
   * `standsAlone`: nothing around it can turn the expression unsigned. Elsewhere an arithmetic right shift is wrapped,
   * because in Verilog one unsigned operand anywhere makes `>>>` shift in zeros.
   */
  operator(value: Value & { kind: "binary" | "shift" }, standsAlone: boolean): Doc {
    const doc = value.kind === "shift" ? this.fixedShift(value) : this.binary(value);
    return value.symbol === ">>>" && !standsAlone ? ["$unsigned(", doc, ")"] : doc;
  }

  private fixedShift(value: Value & { kind: "shift" }): Doc {
    const operand = value.symbol === ">>>" ? this.signed(value.operand) : this.atom(value.operand);
    return [operand, ` ${value.symbol} ${value.by}`];
  }

  private binary(value: Value & { kind: "binary" }): Doc {
    const isShift = precedence[value.symbol] === 10;
    if (value.signed) {
      const right = isShift ? this.atom(value.right) : this.signed(value.right);
      return group(this.signed(value.left), nest(line, `${value.symbol} `, right));
    }
    const [first, ...rest] = this.chain(value);
    return group(
      first?.doc ?? "",
      nest(...rest.flatMap(({ symbol, doc }): Doc[] => [line, `${symbol} `, doc])),
    );
  }

  /** `a + b - c` as one list, so that a long sum breaks at all of its operators. */
  private chain(value: Value & { kind: "binary" }): { symbol: BinarySymbol; doc: Doc }[] {
    const { left, right, symbol } = value;
    const joins =
      left.kind === "binary" &&
      !left.signed &&
      precedence[left.symbol] === precedence[symbol] &&
      readsWithoutParentheses(symbol, left.symbol);
    const head = joins ? this.chain(left) : [{ symbol, doc: this.inside(symbol, left, false) }];
    return [...head, { symbol, doc: this.inside(symbol, right, true) }];
  }

  private inside(outer: BinarySymbol, value: Value, isRight: boolean): Doc {
    if (value.kind === "unary" && (value.symbol === "~" || value.symbol === "!")) return this.any(value);
    if (value.kind !== "binary" || value.symbol === ">>>") return this.atom(value);
    const binds =
      readsWithoutParentheses(outer, value.symbol) &&
      (precedence[value.symbol] > precedence[outer] ||
        (precedence[value.symbol] === precedence[outer] &&
          (!isRight || (outer === value.symbol && associative.has(outer)))));
    return binds ? this.any(value) : this.parenthesised(value);
  }

  private choice(value: Value & { kind: "choice" }): Doc {
    const tails: Doc[] = [];
    let rest: Value = value;
    let head: Doc | undefined;
    while (rest.kind === "choice") {
      const { condition, whenTrue } = rest;
      const isPlain = condition.kind === "unary" && condition.symbol === "!";
      const test = isPlain ? this.any(condition) : this.atom(condition);
      const arm: Doc = [
        test,
        " ? ",
        whenTrue.kind === "choice" ? this.parenthesised(whenTrue) : this.any(whenTrue),
      ];
      if (head === undefined) head = arm;
      else tails.push([line, ": ", arm]);
      rest = rest.whenFalse;
    }
    tails.push([line, ": ", this.any(rest)]);
    return group(head ?? "", nest(...tails));
  }

  /** As two's complement, by an operand that is signed whatever stands around it. */
  private signed(value: Value): Doc {
    if (value.kind === "literal" && value.width > 1 && value.constant === undefined) {
      const half = 1n << BigInt(value.width - 1);
      if (value.bits < half && value.bits < largestDecimal) return `${value.width}'sd${value.bits}`;
      const magnitude = 2n * half - value.bits;
      if (value.bits > half && magnitude < largestDecimal) return `-${value.width}'sd${magnitude}`;
    }
    // The argument of a system function stands alone.
    const isOperator = value.kind === "binary" || value.kind === "shift";
    return ["$signed(", isOperator ? this.operator(value, true) : this.any(value), ")"];
  }

  private atom(value: Value): Doc {
    switch (value.kind) {
      case "unary":
      case "choice":
      case "binary":
      case "shift": {
        const wrapsItself = (value.kind === "binary" || value.kind === "shift") && value.symbol === ">>>";
        return wrapsItself ? this.any(value) : this.parenthesised(value);
      }
      default:
        return this.any(value);
    }
  }

  private parenthesised(value: Value): Doc {
    return ["(", this.any(value), ")"];
  }

  private literal(value: Value & { kind: "literal" }): Doc {
    if (value.constant !== undefined) {
      this.observer.readConstant(value.constant);
      return value.constant;
    }
    return literalText(value.width, value.bits, value.style);
  }
}
