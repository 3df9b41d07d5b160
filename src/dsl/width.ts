/**
 * Arithmetic on widths in the type system: exact for literal widths of up to six decimal digits, `any` where a width is
 * only known at run time. Decimal digit tables, because they cost tsc a tenth of what tuple lengths do.
 */

/** Literal widths stay; the plain `number` of a run-time width becomes `any`, which fits everywhere. */
export type Known<W extends number> = number extends W ? any : W;

type Digits = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type ToNumber<S extends string> = S extends `0${infer Rest extends `${Digits}${string}`}`
  ? ToNumber<Rest>
  : S extends `${infer N extends number}`
    ? N
    : number;

type Reverse<S extends string, Out extends string = ""> = S extends `${infer Head}${infer Rest}`
  ? Reverse<Rest, `${Head}${Out}`>
  : Out;

/** Row a, column b: a + b. */
type Sums = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  [4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  [5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  [6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  [8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  [9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
];
type Successor = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
/** The digit to write and the carry for a column sum of 0..19. */
type Column = [
  ["0", 0],
  ["1", 0],
  ["2", 0],
  ["3", 0],
  ["4", 0],
  ["5", 0],
  ["6", 0],
  ["7", 0],
  ["8", 0],
  ["9", 0],
  ["0", 1],
  ["1", 1],
  ["2", 1],
  ["3", 1],
  ["4", 1],
  ["5", 1],
  ["6", 1],
  ["7", 1],
  ["8", 1],
  ["9", 1],
];
/** Row a, column b: a - b as the digit to write and the borrow. */
type Differences = [
  [["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1], ["5", 1], ["4", 1], ["3", 1], ["2", 1], ["1", 1]],
  [["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1], ["5", 1], ["4", 1], ["3", 1], ["2", 1]],
  [["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1], ["5", 1], ["4", 1], ["3", 1]],
  [["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1], ["5", 1], ["4", 1]],
  [["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1], ["5", 1]],
  [["5", 0], ["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1], ["6", 1]],
  [["6", 0], ["5", 0], ["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1], ["7", 1]],
  [["7", 0], ["6", 0], ["5", 0], ["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1], ["8", 1]],
  [["8", 0], ["7", 0], ["6", 0], ["5", 0], ["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0], ["9", 1]],
  [["9", 0], ["8", 0], ["7", 0], ["6", 0], ["5", 0], ["4", 0], ["3", 0], ["2", 0], ["1", 0], ["0", 0]],
];

type DigitSum<A extends string, B extends string, Carry> = A extends keyof Sums & Digits
  ? B extends keyof Sums[A] & Digits
    ? Sums[A][B] extends infer S extends number
      ? Column[(Carry extends 1 ? Successor[S] : S) & number]
      : never
    : never
  : never;

type AddReversed<
  A extends string,
  B extends string,
  Carry,
  Out extends string = "",
> = A extends `${infer X}${infer AX}`
  ? B extends `${infer Y}${infer BX}`
    ? DigitSum<X, Y, Carry> extends [infer D extends string, infer C]
      ? AddReversed<AX, BX, C, `${D}${Out}`>
      : never
    : DigitSum<X, "0", Carry> extends [infer D extends string, infer C]
      ? AddReversed<AX, "", C, `${D}${Out}`>
      : never
  : B extends `${infer Y}${infer BX}`
    ? DigitSum<"0", Y, Carry> extends [infer D extends string, infer C]
      ? AddReversed<"", BX, C, `${D}${Out}`>
      : never
    : Carry extends 1
      ? `1${Out}`
      : Out;

type DigitDifference<A extends string, B extends string, Borrow> = A extends keyof Differences & Digits
  ? B extends keyof Differences[A] & Digits
    ? Borrow extends 1
      ? Differences[A][B] extends [infer D extends keyof Differences & Digits, infer First]
        ? Differences[D]["1"] extends [infer E, infer Second]
          ? [E, First extends 1 ? 1 : Second]
          : never
        : never
      : Differences[A][B]
    : never
  : never;

type SubReversed<
  A extends string,
  B extends string,
  Borrow,
  Out extends string = "",
> = A extends `${infer X}${infer AX}`
  ? B extends `${infer Y}${infer BX}`
    ? DigitDifference<X, Y, Borrow> extends [infer D extends string, infer C]
      ? SubReversed<AX, BX, C, `${D}${Out}`>
      : never
    : DigitDifference<X, "0", Borrow> extends [infer D extends string, infer C]
      ? SubReversed<AX, "", C, `${D}${Out}`>
      : never
  : Out;

/** A + B. */
export type Plus<A extends number, B extends number> = number extends A
  ? any
  : number extends B
    ? any
    : ToNumber<AddReversed<Reverse<`${A}`>, Reverse<`${B}`>, 0>>;

/** A - B for A >= B. */
export type Minus<A extends number, B extends number> = number extends A
  ? any
  : number extends B
    ? any
    : ToNumber<SubReversed<Reverse<`${A}`>, Reverse<`${B}`>, 0>>;

/** A * B by repeated addition, for small B (array packing); `any` above 64. */
export type Times<
  A extends number,
  B extends number,
  Left extends 0[] = [],
  Sum extends number = 0,
> = number extends A
  ? any
  : number extends B
    ? any
    : Left["length"] extends B
      ? Sum
      : Left["length"] extends 64
        ? any
        : Times<A, B, [...Left, 0], Plus<Sum, A> & number>;
