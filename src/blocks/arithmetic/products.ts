/**
 * Products as rows of a bit heap. Invariant: what a product puts into the heap adds up to it exactly, for every operand, also
 * the most negative ones.
 */
import { type Bit, bit, cat, literal, mux, named, type Uint } from "../../dsl/index.ts";
import { type BitHeap, type Integer, isSigned, type RowOptions } from "./bit-heap.ts";

/**
 * How a product becomes rows. rows: the multiplicand for each bit of the multiplier (of signed operands, Baugh and Wooley's
 * array, IEEE Transactions on Computers C-22, 1973). booth: a row for each two bits, with digits -2 to 2 (MacSorley's
 * radix 4, Proceedings of the IRE 49, 1961); fewer rows, each of which chooses and inverts.
 */
export type ProductMethod = "rows" | "booth";
export const PRODUCT_METHODS = ["booth", "rows"] as const satisfies readonly ProductMethod[];

export interface ProductOptions extends RowOptions {
  /** "booth" unless stated. */
  readonly method?: ProductMethod | undefined;
}

/** Delays from operands to rows in those of an exclusive-or: a gate; a recoder, a choice and an exclusive-or. */
const ROWS_DELAY = 0.5;
const BOOTH_DELAY = 2.5;

/** Adds multiplicand * multiplier * 2^shift; each operand is unsigned or two's complement by its own type. */
export function addProduct(
  heap: BitHeap,
  multiplicand: Integer,
  multiplier: Integer,
  { method = "booth", shift = 0, arrival = 0 }: ProductOptions = {},
): void {
  if (method === "booth") addBoothRows(heap, multiplicand, multiplier, { shift, arrival });
  else addAndRows(heap, multiplicand, multiplier, { shift, arrival });
}

/** A number as FineQ's decoder gives it: magnitude, and whether it counts negatively. Minus zero is zero. */
export interface SignMagnitude {
  readonly magnitude: Uint;
  readonly negative: Bit;
}

/**
 * Adds multiplicand * (negative ? -magnitude : magnitude) * 2^shift: a row for each bit of the magnitude, complemented and one
 * more where negative.
 */
export function addSignMagnitudeProduct(
  heap: BitHeap,
  multiplicand: Integer,
  { magnitude, negative }: SignMagnitude,
  { shift = 0, arrival = 0 }: RowOptions = {},
): void {
  for (let i = 0; i < magnitude.width && shift + i < heap.width; i++) {
    const row = masked(multiplicand, magnitude.at(i));
    addSignedRow(heap, row, isSigned(multiplicand), negative, {
      shift: shift + i,
      arrival: arrival + ROWS_DELAY + 1,
    });
  }
}

/** Digits of radix 4 that a number of `width` bits has. */
export const boothDigits = (width: number, isSigned: boolean): number =>
  isSigned ? Math.ceil(width / 2) : (width >> 1) + 1;

interface Placed {
  readonly shift: number;
  readonly arrival: number;
}

/** The multiplicand for every bit of the multiplier; the top bit of a signed multiplier subtracts. */
function addAndRows(heap: BitHeap, multiplicand: Integer, multiplier: Integer, place: Placed): void {
  const { shift, arrival } = place;
  for (let i = 0; i < multiplier.width && shift + i < heap.width; i++) {
    const bits = named(`row_${heap.rows.length}`, masked(multiplicand, multiplier.at(i)));
    const row = isSigned(multiplicand) ? bits.asSint() : bits;
    const options = { shift: shift + i, arrival: arrival + ROWS_DELAY };
    if (isSigned(multiplier) && i === multiplier.width - 1) heap.subtract(row, options);
    else heap.add(row, options);
  }
}

/**
 * Digit d of the multiplier is -2 b(2d+1) + b(2d) + b(2d-1). One or two multiplicands are chosen and inverted where b(2d+1) is
 * set; digit 0 written as 111 is all ones plus one.
 */
function addBoothRows(heap: BitHeap, multiplicand: Integer, multiplier: Integer, place: Placed): void {
  const { shift, arrival } = place;
  const digits = boothDigits(multiplier.width, isSigned(multiplier));
  const zero = literal(bit, 0);
  const bitAt = (index: number): Bit => {
    if (index < multiplier.width) return multiplier.at(index);
    return isSigned(multiplier) ? multiplier.at(multiplier.width - 1) : zero;
  };
  const single = named(
    "single",
    isSigned(multiplicand)
      ? multiplicand.sext(multiplicand.width + 1).asUint()
      : multiplicand.zext(multiplicand.width + 1),
  );
  const double = named("double", cat(multiplicand.asUint(), zero));
  for (let digit = 0; digit < digits && shift + 2 * digit < heap.width; digit++) {
    const odd = named(`odd_${digit}`, digit === 0 ? bitAt(0) : bitAt(2 * digit).xor(bitAt(2 * digit - 1)));
    const two = named(
      `two_${digit}`,
      isTwo(bitAt(2 * digit + 1), bitAt(2 * digit), digit > 0 && bitAt(2 * digit - 1)),
    );
    addSignedRow(
      heap,
      masked(single, odd).or(masked(double, two)),
      isSigned(multiplicand),
      bitAt(2 * digit + 1),
      { shift: shift + 2 * digit, arrival: arrival + BOOTH_DELAY },
    );
  }
}

/** The digit is 2 or -2: 011 or 100; below the lowest bit there is a zero. */
const isTwo = (high: Bit, middle: Bit, low: Bit | false): Bit =>
  low ? mux(high, middle.or(low).not(), middle.and(low)) : high.and(middle.not());

/** Adds the row, or its complement and one: its negative. An unsigned row becomes two's complement by a bit above. */
function addSignedRow(
  heap: BitHeap,
  row: Uint,
  isTwosComplement: boolean,
  negative: Bit,
  place: Placed,
): void {
  const inverted = row.xor(negative.repeat(row.width));
  const signed = isTwosComplement ? inverted : cat(negative, inverted);
  heap.add(named(`row_${heap.rows.length}`, signed).asSint(), place);
  heap.addBit(negative, { shift: place.shift, arrival: 0 });
}

const masked = (value: Integer, bit: Bit): Uint => value.asUint().and(bit.repeat(value.width));
