/**
 * What a designer holds: values, wires and registers, and the descriptors of their types, as tsc sees them. Widths are literal types where they are known;
 * elaboration checks every one of them again and is the authority.
 *
 * Same width in, same width out: `add`, `sub`, `and`, `or`, `xor`, `not`. Growing forms are named: `addc`, `subc`, `mul`,
 * `shl`, `cat`. `zext`, `sext`, `trunc`, `asUint`, `asSint` convert, and nothing else does.
 */
import type { DataType, Expr } from "../ir/index.ts";
import type { Known, Minus, Plus, Times } from "./width.ts";

export declare const valueKey: unique symbol;
export declare const wireKey: unique symbol;
export declare const registerKey: unique symbol;
export declare const literalKey: unique symbol;

/** What every descriptor offers; `T[valueKey]` is the readable value's type, and so on. Those four exist for tsc only. */
export interface AnyType {
  readonly data: DataType;
  readonly [valueKey]: Value<any>;
  readonly [wireKey]: Value<any> & Wire<any>;
  readonly [registerKey]: Value<any> & Register<any>;
  readonly [literalKey]: unknown;
}

export type ValueOf<T extends AnyType> = T[typeof valueKey];
export type WireOf<T extends AnyType> = T[typeof wireKey];
export type RegisterOf<T extends AnyType> = T[typeof registerKey];
export type LiteralOf<T extends AnyType> = T[typeof literalKey];
/** What may be assigned to a T: a value of T or a JavaScript literal that fits. */
export type OperandOf<T extends AnyType> = T[typeof valueKey] | T[typeof literalKey];

export type NumberLiteral = number | bigint | boolean;

export interface UintOf<W extends number> {
  readonly kind: "uint";
  readonly width: W;
  readonly data: DataType;
  readonly [valueKey]: Uint<W>;
  readonly [wireKey]: Uint<W> & Wire<UintOf<W>>;
  readonly [registerKey]: Uint<W> & Register<UintOf<W>>;
  readonly [literalKey]: NumberLiteral;
}

export interface SintOf<W extends number> {
  readonly kind: "sint";
  readonly width: W;
  readonly data: DataType;
  readonly [valueKey]: Sint<W>;
  readonly [wireKey]: Sint<W> & Wire<SintOf<W>>;
  readonly [registerKey]: Sint<W> & Register<SintOf<W>>;
  readonly [literalKey]: number | bigint;
}

export interface EnumOf<M extends string> {
  readonly kind: "enum";
  readonly members: readonly M[];
  readonly data: DataType;
  readonly [valueKey]: Enum<M>;
  readonly [wireKey]: Enum<M> & Wire<EnumOf<M>>;
  readonly [registerKey]: Enum<M> & Register<EnumOf<M>>;
  readonly [literalKey]: M;
}

export type Fields = { readonly [name: string]: AnyType };

export interface StructOf<F extends Fields> {
  readonly kind: "struct";
  readonly fields: F;
  readonly data: DataType;
  readonly [valueKey]: StructValue<F>;
  readonly [wireKey]: { readonly [K in keyof F]: WireOf<F[K]> } & Value<StructOf<F>> & Wire<StructOf<F>>;
  readonly [registerKey]: { readonly [K in keyof F]: RegisterOf<F[K]> } & Value<StructOf<F>> &
    Register<StructOf<F>>;
  readonly [literalKey]: { readonly [K in keyof F]: OperandOf<F[K]> };
}

export interface ArrayOf<T extends AnyType, N extends number> {
  readonly kind: "array";
  readonly element: T;
  readonly length: N;
  readonly data: DataType;
  readonly [valueKey]: ArrayValue<T, N>;
  readonly [wireKey]: ArrayWire<T, N>;
  readonly [registerKey]: ArrayRegister<T, N>;
  readonly [literalKey]: readonly OperandOf<T>[];
}

/** Marks signals for `bitloom lint`, which finds them by type. */
export declare const signalBrand: unique symbol;

export interface Value<T extends AnyType> {
  readonly [signalBrand]: true;
  readonly type: T;
  /** The expression in the elaborated design. */
  readonly expr: Expr;
  /** One bit: equal. Both sides have the same type, or one is a literal that fits. */
  eq(other: ValueOf<T> | LiteralOf<T>): Uint<1>;
  ne(other: ValueOf<T> | LiteralOf<T>): Uint<1>;
  /** The packed bits. */
  asUint(): Uint<any>;
}

/** A combinational target: `wire.value = e` takes effect in the same cycle. */
export interface Wire<T extends AnyType> {
  get value(): ValueOf<T>;
  set value(driver: OperandOf<T>);
}

/** A clocked target: `register.next = e` takes effect at the clock edge; without an assignment it holds. */
export interface Register<T extends AnyType> {
  /** Only for assignment: the next value cannot be read. */
  get next(): ValueOf<T>;
  set next(driver: OperandOf<T>);
}

export type UintOperand<W extends number> = Uint<W> | NumberLiteral;
export type SintOperand<W extends number> = Sint<W> | number | bigint;

export interface Uint<W extends number = any> extends Value<UintOf<W>> {
  /** Bits. First, so that tsc's message about two widths names them and nothing else. */
  readonly width: W;
  /** Modulo 2^W. */
  add(other: UintOperand<W>): Uint<W>;
  sub(other: UintOperand<W>): Uint<W>;
  /** Exact sum in W + 1 bits. */
  addc(other: UintOperand<W>): Uint<Plus<W, 1>>;
  /** Exact difference in W + 1 bits of two's complement. */
  subc(other: UintOperand<W>): Sint<Plus<W, 1>>;
  /** Exact product; the width is the sum of the widths. */
  mul<B extends number>(other: Uint<B>): Uint<Plus<W, B>>;
  and(other: UintOperand<W>): Uint<W>;
  or(other: UintOperand<W>): Uint<W>;
  xor(other: UintOperand<W>): Uint<W>;
  not(): Uint<W>;
  lt(other: UintOperand<W>): Uint<1>;
  le(other: UintOperand<W>): Uint<1>;
  gt(other: UintOperand<W>): Uint<1>;
  ge(other: UintOperand<W>): Uint<1>;
  /** Appends `amount` zeros; grows to W + amount bits. */
  shl<N extends number>(amount: N): Uint<Plus<W, N>>;
  /** Shifts left within W bits; high bits are lost. */
  shlTrunc(amount: number | Uint): Uint<W>;
  /** Shifts right within W bits; low bits are lost, zeros come in. */
  shr(amount: number | Uint): Uint<W>;
  /** Bits high..low, both included. */
  slice<H extends number, L extends number>(high: H, low: L): Uint<Plus<Minus<H, L> & number, 1>>;
  /** One bit, by a fixed or a run-time index; a run-time index past the width gives 0. */
  at(index: number | Uint): Uint<1>;
  /** This value as the high part, `low` below it. */
  cat<B extends number>(low: Uint<B>): Uint<Plus<W, B>>;
  /** `count` copies side by side. */
  repeat<N extends number>(count: N): Uint<Times<W, N>>;
  /** One bit: and, or, exclusive-or over all bits. */
  all(): Uint<1>;
  any(): Uint<1>;
  parity(): Uint<1>;
  /** Zero-extends to `width`, W or more. */
  zext<N extends number>(width: N): Uint<Known<N>>;
  /** Keeps the low `width` bits, W or fewer. */
  trunc<N extends number>(width: N): Uint<Known<N>>;
  asUint(): Uint<W>;
  /** The same bits read as two's complement. */
  asSint(): Sint<W>;
}

export interface Sint<W extends number = any> extends Value<SintOf<W>> {
  readonly width: W;
  /** Modulo 2^W. */
  add(other: SintOperand<W>): Sint<W>;
  sub(other: SintOperand<W>): Sint<W>;
  /** Exact in W + 1 bits. */
  addc(other: SintOperand<W>): Sint<Plus<W, 1>>;
  subc(other: SintOperand<W>): Sint<Plus<W, 1>>;
  /** Exact product; the width is the sum of the widths. */
  mul<B extends number>(other: Sint<B>): Sint<Plus<W, B>>;
  /** Modulo 2^W: the most negative value stays. */
  neg(): Sint<W>;
  and(other: SintOperand<W>): Sint<W>;
  or(other: SintOperand<W>): Sint<W>;
  xor(other: SintOperand<W>): Sint<W>;
  not(): Sint<W>;
  lt(other: SintOperand<W>): Uint<1>;
  le(other: SintOperand<W>): Uint<1>;
  gt(other: SintOperand<W>): Uint<1>;
  ge(other: SintOperand<W>): Uint<1>;
  shl<N extends number>(amount: N): Sint<Plus<W, N>>;
  shlTrunc(amount: number | Uint): Sint<W>;
  /** Arithmetic shift: copies of the sign come in. */
  shr(amount: number | Uint): Sint<W>;
  slice<H extends number, L extends number>(high: H, low: L): Uint<Plus<Minus<H, L> & number, 1>>;
  at(index: number | Uint): Uint<1>;
  /** One bit: the value is below zero. */
  isNegative(): Uint<1>;
  /** Sign-extends to `width`, W or more. */
  sext<N extends number>(width: N): Sint<Known<N>>;
  trunc<N extends number>(width: N): Sint<Known<N>>;
  asUint(): Uint<W>;
  asSint(): Sint<W>;
}

export interface Enum<M extends string = any> extends Value<EnumOf<M>> {
  /** The encoding. */
  asUint(): Uint<any>;
}

/** A struct as a value: its fields by name. */
export type StructValue<F extends Fields = any> = { readonly [K in keyof F]: ValueOf<F[K]> } & Value<
  StructOf<F>
>;

export interface ArrayValue<T extends AnyType = any, N extends number = any> extends Value<ArrayOf<T, N>> {
  readonly length: number;
  /** Element by a fixed or a run-time index; a run-time index past the end gives 0. */
  at(index: number | Uint): ValueOf<T>;
  /** All elements, index 0 first. */
  elements(): ValueOf<T>[];
}

export interface ArrayWire<T extends AnyType = any, N extends number = any>
  extends Omit<ArrayValue<T, N>, "at" | "elements">,
    Wire<ArrayOf<T, N>> {
  /** An element, readable and drivable; a run-time index past the end drives nothing. */
  at(index: number | Uint): WireOf<T>;
  elements(): WireOf<T>[];
}

export interface ArrayRegister<T extends AnyType = any, N extends number = any>
  extends Omit<ArrayValue<T, N>, "at" | "elements">,
    Register<ArrayOf<T, N>> {
  at(index: number | Uint): RegisterOf<T>;
  elements(): RegisterOf<T>[];
}

/** Any value whatever its type. */
export type AnyValue = Value<any>;
/** A one-bit condition. */
export type Bit = Uint<1>;
