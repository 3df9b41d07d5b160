/**
 * The elaborated design as plain data: modules, signals, expressions, statements. Invariant: every operator's operands
 * have the widths written at its kind below (the language checks them when it builds a node), so a reader of the IR
 * never has to extend, truncate or convert by itself. Values are raw bits, 0 <= bits < 2^width.
 */
import type { Site } from "../diagnostics/index.ts";
import type { DataType } from "./types.ts";

// ---------------------------------------------------------------- expressions

export type UnaryOperator =
  /** Bitwise complement; result type = operand type. */
  | "not"
  /** Two's complement negation modulo 2^width; result type = operand type. */
  | "neg"
  /** And, or, exclusive-or over all bits; result is one bit. */
  | "all"
  | "any"
  | "parity";

export type BinaryOperator =
  /** Modulo 2^width; both operands and the result have the same type. */
  | "add"
  | "sub"
  | "mul"
  | "and"
  | "or"
  | "xor"
  /** Both operands have the same type, compared by its signedness; result is one bit. */
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  /** Result type = left type; the right operand is uint of any width; bits shifted out are lost, amounts of the width or more give 0 (or the sign). */
  | "shl"
  | "shr";

interface ExprBase {
  readonly type: DataType;
  readonly site: Site | undefined;
}

export interface LiteralExpr extends ExprBase {
  readonly op: "literal";
  /** Raw bits. */
  readonly bits: bigint;
}
export interface RefExpr extends ExprBase {
  readonly op: "ref";
  readonly signal: Signal;
}
/** The value at a memory's read port: combinational at latency 0, last edge's word at latency 1. */
export interface ReadExpr extends ExprBase {
  readonly op: "read";
  readonly port: MemoryRead;
}
export interface UnaryExpr extends ExprBase {
  readonly op: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expr;
}
export interface BinaryExpr extends ExprBase {
  readonly op: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}
/** `condition` is one bit; both sides have the result's type. */
export interface MuxExpr extends ExprBase {
  readonly op: "mux";
  readonly condition: Expr;
  readonly whenTrue: Expr;
  readonly whenFalse: Expr;
}
/** First part is the most significant; the result type has the sum of the widths. */
export interface CatExpr extends ExprBase {
  readonly op: "cat";
  readonly parts: readonly Expr[];
}
/** Bits high..low of the packed source; result width = high - low + 1, any type of that width. */
export interface SliceExpr extends ExprBase {
  readonly op: "slice";
  readonly source: Expr;
  readonly high: number;
  readonly low: number;
}
/** Bits [index * stride +: width of the result] of the packed source; 0 when index >= count. */
export interface IndexExpr extends ExprBase {
  readonly op: "index";
  readonly source: Expr;
  readonly index: Expr;
  readonly stride: number;
  readonly count: number;
}
/** Extends (zeros for uint, sign for sint) or drops high bits; same kind in and out. */
export interface ResizeExpr extends ExprBase {
  readonly op: "resize";
  readonly source: Expr;
}
/** The same bits under another type of the same width. */
export interface CastExpr extends ExprBase {
  readonly op: "cast";
  readonly source: Expr;
}

export type Expr =
  | LiteralExpr
  | RefExpr
  | ReadExpr
  | UnaryExpr
  | BinaryExpr
  | MuxExpr
  | CatExpr
  | SliceExpr
  | IndexExpr
  | ResizeExpr
  | CastExpr;

// ---------------------------------------------------------------- signals and memories

export type SignalRole =
  | "input"
  | "output"
  /** Combinational, driven by statements. */
  | "wire"
  /** Takes its driven value at the active edge of its domain; holds when not driven. */
  | "register"
  /** A named expression: `value` is its only driver. */
  | "node"
  /** A port of an instance as its parent sees it: driven by the parent's statements. */
  | "instanceInput"
  /** Driven by the instance. */
  | "instanceOutput";

export interface Signal {
  /** Unique in its module, in order of creation. */
  readonly id: number;
  /** Unique in its module, legal Verilog, never a keyword. For a port: its name on the module. */
  readonly name: string;
  readonly role: SignalRole;
  /** Ground or array; structs are one signal a field. */
  readonly type: DataType;
  /**
   * Register: the domain that clocks it. Port: the domain its value belongs to ("async" for none).
   * Wire, node, instanceInput: undefined (follows from the drivers). instanceOutput: the parent's domain.
   */
  readonly domain: string | undefined;
  /** Register: reset value as raw bits, undefined for a register without reset. */
  readonly init: bigint | undefined;
  /** Node: the expression it names. */
  readonly value: Expr | undefined;
  /** Reason given for a crossing that the domain check must let through; set by synchronisers only. */
  readonly crossing: string | undefined;
  /** instanceInput and instanceOutput: whose port this is. */
  readonly instance: { readonly instance: Instance; readonly port: Signal } | undefined;
  /** Struct field: the bundle's name and the path inside it, for waves. */
  readonly group: { readonly name: string; readonly path: string } | undefined;
  readonly doc: string | undefined;
  readonly site: Site | undefined;
}

/** "undefined": the designer states not to care; simulation gives the old word. */
export type ReadUnderWrite = "old" | "new" | "undefined";

export interface MemoryRead {
  readonly id: number;
  /** Name of the wire or register that holds the word read. */
  readonly name: string;
  readonly memory: Memory;
  /** uint of clog2(depth) bits, at least 1. */
  readonly address: Expr;
  /** Latency 1 only: the port keeps its word while 0. */
  readonly enable: Expr | undefined;
  readonly domain: string;
  readonly site: Site | undefined;
}

export interface MemoryWrite {
  readonly memory: Memory;
  /** One bit: the write happens at this edge. */
  readonly enable: Expr;
  readonly address: Expr;
  readonly data: Expr;
  /** One bit a lane, lane 0 in the low bits; all lanes when undefined. */
  readonly mask: Expr | undefined;
  readonly domain: string;
  readonly site: Site | undefined;
}

export interface Memory {
  readonly id: number;
  readonly name: string;
  /** Type of a word, struct allowed. */
  readonly type: DataType;
  /** Words. An access at depth or above reads an unspecified value or writes nothing. */
  readonly depth: number;
  readonly latency: 0 | 1;
  readonly readUnderWrite: ReadUnderWrite;
  /** Write mask lanes; the word's width is a multiple of it. 1 when there is no mask. */
  readonly lanes: number;
  /** Raw words from address 0; missing words are 0. Undefined: no initial content. */
  readonly init: readonly bigint[] | undefined;
  readonly reads: readonly MemoryRead[];
  /** In order of priority: a later write to the same address in the same cycle wins. */
  readonly writes: readonly MemoryWrite[];
  /** Reason why reads and writes of different domains are safe; set by the asynchronous FIFO only. */
  readonly crossing: string | undefined;
  readonly doc: string | undefined;
  readonly site: Site | undefined;
}

// ---------------------------------------------------------------- statements

/** What is assigned: a whole signal, fixed bits of it, or the element a run-time index picks (nothing when index >= count). */
export type Target =
  | { readonly kind: "whole"; readonly signal: Signal }
  | { readonly kind: "bits"; readonly signal: Signal; readonly high: number; readonly low: number }
  | {
      readonly kind: "element";
      readonly signal: Signal;
      readonly index: Expr;
      /** Bits an element; the value has that width. */
      readonly stride: number;
      readonly count: number;
    };

export interface AssignStatement {
  readonly kind: "assign";
  readonly target: Target;
  readonly value: Expr;
  readonly site: Site | undefined;
}
/** `when` chains: else-if is an `if` as only statement of `otherwise`. */
export interface IfStatement {
  readonly kind: "if";
  readonly condition: Expr;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly site: Site | undefined;
}
export interface MatchArm {
  /** Raw bits that select this arm; distinct over all arms. */
  readonly values: readonly bigint[];
  readonly body: readonly Statement[];
}
/** Without `otherwise` an enum match lists every member, and its last arm also takes encodings that are no member. */
export interface MatchStatement {
  readonly kind: "match";
  readonly subject: Expr;
  readonly arms: readonly MatchArm[];
  readonly otherwise: readonly Statement[] | undefined;
  readonly site: Site | undefined;
}
export type Statement = AssignStatement | IfStatement | MatchStatement;

/** Checked at the active edge of `domain` while its reset is inactive. */
export interface Property {
  readonly kind: "assert" | "assume" | "cover";
  readonly name: string;
  /** One bit: the path condition of the enclosing `when`s; undefined for always. */
  readonly enable: Expr | undefined;
  readonly condition: Expr;
  readonly message: string;
  readonly domain: string;
  readonly site: Site | undefined;
}

// ---------------------------------------------------------------- modules

export type ResetKind = "sync" | "async" | "none";

/** A clock with its reset. The default domain is called "default", with ports `clock` and `reset`. */
export interface ClockDomain {
  readonly name: string;
  /** Port name, such as `clock` or `write_clock`. Rising edge. */
  readonly clock: string;
  /** Port name; undefined when resetKind is "none". */
  readonly reset: string | undefined;
  readonly resetKind: ResetKind;
  readonly resetActive: "high" | "low";
  readonly site: Site | undefined;
}

export interface Instance {
  readonly id: number;
  /** Unique among instances and signals of the parent. */
  readonly name: string;
  readonly module: Module;
  /** One signal of the parent for each port of the child, in the child's order. */
  readonly ports: readonly Signal[];
  /** Child domain name -> parent domain name. */
  readonly domains: ReadonlyMap<string, string>;
  /** Member of an array of instances: its name and this one's indices. */
  readonly array: { readonly name: string; readonly indices: readonly number[] } | undefined;
  readonly doc: string | undefined;
  readonly site: Site | undefined;
}

/** Verilog that exists: instantiated by name, never written. */
export interface External {
  readonly verilogName: string;
  readonly parameters: ReadonlyMap<string, bigint | string>;
  /** Verilog files to add to the file list. */
  readonly files: readonly string[];
  /** Pairs [input port, output port] with a combinational path. */
  readonly combinationalPaths: readonly (readonly [string, string])[];
}

export interface Module {
  /** Unique in the design. */
  readonly name: string;
  readonly doc: string | undefined;
  /** Clocks used here or below, in order of first use; their ports come first on the module. */
  readonly domains: readonly ClockDomain[];
  /** Input and output signals in declared order. */
  readonly ports: readonly Signal[];
  /** All signals, ports included, by id. */
  readonly signals: readonly Signal[];
  readonly memories: readonly Memory[];
  readonly instances: readonly Instance[];
  /** In source order: a later assignment to the same bits wins. */
  readonly body: readonly Statement[];
  readonly properties: readonly Property[];
  readonly external: External | undefined;
  readonly site: Site | undefined;
}

export interface Design {
  readonly top: Module;
  /** Children before parents, each module once, `top` last. */
  readonly modules: readonly Module[];
}
