/**
 * Compression of a bit heap with full and half adders, over any kind of bit. Invariant: the sum of all bits times their
 * columns' weights never changes modulo 2^columns, and no column sends a carry past the last.
 */

/** A bit of the heap and when it is there, in delays of a two-input exclusive-or after the inputs. */
export interface TimedBit<B> {
  readonly bit: B;
  readonly arrival: number;
}

/** A column: its variable bits, and whether a constant one stands with them. */
export interface Column<B> {
  readonly bits: readonly TimedBit<B>[];
  readonly hasOne: boolean;
}

/** How many bits stay in a column: one, where carries ripple through all columns; or two, for a fast adder behind. */
export type RowsLeft = 1 | 2;

/** Cells that compression is made of. `position` names them: column, and number within the column. */
export interface Adders<B> {
  /** a + b + c. */
  readonly full: (a: B, b: B, c: B, position: Position) => SumAndCarry<B>;
  /** a + b. */
  readonly half: (a: B, b: B, position: Position) => SumAndCarry<B>;
  /** a + b + 1. */
  readonly halfPlusOne: (a: B, b: B, position: Position) => SumAndCarry<B>;
  /** The last column's sum, which has no carry. */
  readonly exclusiveOr: (a: B, b: B, position: Position) => B;
  /** 1 - a, for a + 1 = 2 a + (1 - a). */
  readonly not: (a: B) => B;
}

export interface Position {
  readonly column: number;
  readonly index: number;
}

export interface SumAndCarry<B> {
  readonly sum: B;
  readonly carry: B;
}

/** Delays of a full adder's and a half adder's outputs after its last input; the third input of a full adder is faster. */
const DELAY = { xor: 1, carry: 1 } as const;

/** What is left of the heap: at most `rows` entries in each column, of which one may be the constant one. */
export type Compressed<B> = readonly { readonly bits: readonly TimedBit<B>[]; readonly hasOne: boolean }[];

/**
 * Column by column from the lowest, the earliest bits of a column enter an adder, and its sum stands in line again by the time
 * it is there; carries stand in the next column's line (the three-dimensional method of Oklobdzija, Villeger and Liu,
 * IEEE Transactions on Computers 45, 1996, with delays of our choice). With `rows` 1 the last adder of each column meets the
 * carries that ripple; no column then needs an adder more than its bits demand.
 */
export function compress<B>(columns: readonly Column<B>[], adders: Adders<B>, rows: RowsLeft): Compressed<B> {
  let carries: TimedBit<B>[] = [];
  return columns.map((column, weight) => {
    const arrived = [...column.bits, ...carries];
    if (weight === columns.length - 1) return lastColumn(arrived, column.hasOne, adders, weight, rows);
    const done = compressColumn(arrived, column.hasOne, adders, weight, rows);
    carries = done.carries;
    return done.left;
  });
}

function compressColumn<B>(
  bits: readonly TimedBit<B>[],
  hasOne: boolean,
  adders: Adders<B>,
  column: number,
  rows: RowsLeft,
) {
  const line = inOrder(bits);
  const carries: TimedBit<B>[] = [];
  let one = hasOne;
  let index = 0;
  const take = (): TimedBit<B> => line.shift() as TimedBit<B>;
  const put = ({ sum, carry }: SumAndCarry<B>, sumAt: number, carryAt: number): void => {
    insert(line, { bit: sum, arrival: sumAt });
    carries.push({ bit: carry, arrival: carryAt });
    index++;
  };
  while (line.length + Number(one) > rows) {
    const a = take();
    if (one && line.length === 0) {
      // a + 1 = 2 a + (1 - a); only where one row is left.
      put({ sum: adders.not(a.bit), carry: a.bit }, a.arrival, a.arrival);
      one = false;
      continue;
    }
    const b = take();
    const last = Math.max(a.arrival, b.arrival);
    if (one) {
      put(adders.halfPlusOne(a.bit, b.bit, { column, index }), last + DELAY.xor, last + DELAY.carry);
      one = false;
    } else if (line.length === 0) {
      put(adders.half(a.bit, b.bit, { column, index }), last + DELAY.xor, last + DELAY.carry);
    } else {
      const c = take();
      const at = Math.max(last + 2 * DELAY.xor, c.arrival + DELAY.xor);
      put(adders.full(a.bit, b.bit, c.bit, { column, index }), at, at);
    }
  }
  return { left: { bits: line, hasOne: one }, carries };
}

/** Nothing is carried out of the last column, so exclusive-or is enough. */
function lastColumn<B>(
  bits: readonly TimedBit<B>[],
  hasOne: boolean,
  adders: Adders<B>,
  column: number,
  rows: RowsLeft,
) {
  const line = inOrder(bits);
  let index = 0;
  while (line.length > 1 && line.length + Number(hasOne) > rows) {
    const [a, b] = line.splice(0, 2) as [TimedBit<B>, TimedBit<B>];
    const bit = adders.exclusiveOr(a.bit, b.bit, { column, index: index++ });
    insert(line, { bit, arrival: Math.max(a.arrival, b.arrival) + DELAY.xor });
  }
  const [only] = line;
  if (rows === 1 && hasOne && only) {
    return { bits: [{ bit: adders.not(only.bit), arrival: only.arrival }], hasOne: false };
  }
  return { bits: line, hasOne };
}

const inOrder = <B>(bits: readonly TimedBit<B>[]): TimedBit<B>[] =>
  bits.toSorted((a, b) => a.arrival - b.arrival);

/** Behind those that are there at the same time. */
function insert<B>(line: TimedBit<B>[], bit: TimedBit<B>): void {
  const later = line.findIndex(({ arrival }) => arrival > bit.arrival);
  line.splice(later < 0 ? line.length : later, 0, bit);
}
