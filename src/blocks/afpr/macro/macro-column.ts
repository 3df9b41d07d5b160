/**
 * A column of the macro's digital twin: its cells, the exact sum of a conversion and the comparator. Invariant: outside of
 * integration and access nothing changes, and integration and access never meet, so that one read port of the cells serves
 * both.
 */
import {
  type ArrayOf,
  array,
  type Bit,
  bit,
  fromBits,
  input,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  struct,
  type Uint,
  type UintOf,
  uint,
  type ValueOf,
  when,
  wire,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { CELL_BITS, GAINS, LEVEL_BITS, RAMP_BITS, SHIFT_BITS } from "../parameters.ts";

/** Two's complement bits of what a row contributes a level of its cells: -252 to 252. */
export const DRIVE_BITS = LEVEL_BITS + GAINS;
/** Twice full scale at SH = 15: 128 << 15. References count half LSBs, so that the half in q's rounding is whole. */
export const REFERENCE_BITS = RAMP_BITS + 3 + 2 ** SHIFT_BITS - 1;
/** Capacitors 2C and 4C double the reference once and twice. */
const SCALED_BITS = REFERENCE_BITS + GAINS - 1;
/** Bits of a lane of a word: the levels of its plus and its minus cell, plus lowest. */
const LANE_BITS = 2 * CELL_BITS;

/** A cell of a column: bit `cell` of a word's cells, counted in fours; cell = 2 * lane + isMinus. */
interface CellPlace {
  readonly word: number;
  readonly cell: number;
}

export interface MacroColumnShape {
  /** Words of the memory and rows in one. */
  readonly words: number;
  readonly lanes: number;
  /** Unsigned bits that hold every |sum|. */
  readonly sumBits: number;
  /** Cells that always have `level`. */
  readonly stuck: readonly (CellPlace & { readonly level: number })[];
  /** Cells that move at every `every`-th pulse only. */
  readonly sluggish: readonly (CellPlace & { readonly every: number })[];
}

/** What all columns get alike while they sum: a word of rows. */
export const scanType = ({ lanes }: Pick<MacroColumnShape, "lanes">) =>
  struct({
    /** The word of `word` is multiplied by `drives` and summed. */
    isSumming: bit,
    /** The sum of the cycle before is added to the charge. */
    isAdding: bit,
    drives: array(sint(DRIVE_BITS), lanes),
  });

/** References in half LSBs of capacitor C, shifted by SH: full scale, upper and lower half of the ramp. */
export const ReferenceLevels = struct({
  full: uint(REFERENCE_BITS),
  upper: uint(REFERENCE_BITS),
  lower: uint(REFERENCE_BITS),
});

/**
 * - `word`: the word of the cells that is summed or accessed.
 * - `scan`, `discharge`: `isSumming` in cycle x changes the charge at the end of cycle x + 1; `discharge` clears it.
 * - `references`, `isFull`, `isUpper`, `capacitors` (one-hot: C, 2C, 4C): `comparator` is 1 if twice |charge| is at or above
 *   the chosen reference, in the same cycle.
 * - `place`, `read`: the level of cell `place` of `word` is in `level` from the next cycle on, until the next read.
 * - `mask` (one-hot of `place`), `step`, `raise`, `lower`: moves the cell up or down by a level at the end of the cycle.
 */
export const AfprMacroColumn = memoize((shape: MacroColumnShape) =>
  module(
    `afpr_macro_column_${shape.words}x${shape.lanes}_s${shape.sumBits}${faultsName(shape)}`,
    {
      word: input(uint(bitsFor(shape.words - 1))),
      scan: input(scanType(shape)),
      discharge: input(bit),
      references: input(ReferenceLevels),
      isFull: input(bit),
      isUpper: input(bit),
      capacitors: input(uint(GAINS)),
      comparator: output(bit),
      isNegative: output(bit),
      place: input(uint(bitsFor(2 * shape.lanes - 1))),
      mask: input(uint(2 * shape.lanes)),
      read: input(bit),
      step: input(bit),
      raise: input(bit),
      lower: input(bit),
      level: output(uint(CELL_BITS)),
    },
    (io) => {
      const { words, lanes, sumBits } = shape;
      const cells = memory(uint(lanes * LANE_BITS), {
        depth: words,
        latency: 0,
        readUnderWrite: "old",
        maskLanes: 2 * lanes,
        // A macro whose cells have been formed and reset once: no simulation starts with levels that are none.
        init: () => 0,
      });
      const word = fromBits(array(uint(CELL_BITS), 2 * lanes), cells.read(io.word));
      const levels = shape.stuck.length === 0 ? word : withStuckCells(shape, io.word, word);

      const products = Array.from({ length: lanes }, (_, lane) =>
        levels
          .at(2 * lane)
          .subc(levels.at(2 * lane + 1))
          .mul(io.scan.drives.at(lane)),
      );
      const sum = exactSum(products);
      const partial = reg(sint(sum.width));
      when(io.scan.isSumming, () => {
        partial.next = sum;
      });
      const charge = reg(sint(sumBits + 1), { init: 0 });
      when(io.discharge, () => {
        charge.next = 0;
      }).elseWhen(io.scan.isAdding, () => {
        charge.next = charge.add(resized(partial, sumBits + 1));
      });

      const isNegative = charge.isNegative();
      const magnitude = mux(isNegative, charge.neg(), charge).asUint().trunc(sumBits);
      const chosen = mux(
        io.isFull,
        io.references.full,
        mux(io.isUpper, io.references.upper, io.references.lower),
      ).zext(SCALED_BITS);
      const reference = mux(
        io.capacitors.at(2),
        chosen.shlTrunc(2),
        mux(io.capacitors.at(1), chosen.shlTrunc(1), chosen),
      );
      io.comparator.value = magnitude.shl(1).zext(SCALED_BITS).ge(reference);
      io.isNegative.value = isNegative;

      const accessed = levels.at(io.place);
      const level = reg(uint(CELL_BITS));
      when(io.read, () => {
        level.next = accessed;
      });
      io.level.value = level;

      // Enabled by the step alone, so that nothing of this is looked at in other cycles.
      const above = mux(accessed.all(), accessed, accessed.add(1));
      const below = mux(accessed.any(), accessed.sub(1), accessed);
      const moved = mux(io.raise, above, mux(io.lower, below, accessed));
      cells.write({
        when: responding(shape, io, io.step),
        addr: io.word,
        data: moved.repeat(2 * lanes),
        mask: io.mask,
      });
    },
    { doc: `Digital twin of a macro's column: ${shape.words} words of ${shape.lanes} differential cells.` },
  ),
);

/** What the arithmetic of all columns gives, in as many bits as it takes; a tree, so that its depth is the logarithm. */
function exactSum(terms: readonly Sint[]): Sint {
  if (terms.length === 1) return terms[0] as Sint;
  const width = Math.max(...terms.map((term) => term.width));
  const pairs = Array.from({ length: Math.ceil(terms.length / 2) }, (_, pair) => {
    const left = (terms[2 * pair] as Sint).sext(width);
    const right = terms[2 * pair + 1];
    return right ? left.addc(right.sext(width)) : left;
  });
  return exactSum(pairs);
}

/** Widened, or narrowed where the value is known to fit. */
const resized = (value: Sint, width: number): Sint =>
  value.width > width ? value.trunc(width) : value.sext(width);

type Levels = ValueOf<ArrayOf<UintOf<typeof CELL_BITS>, number>>;

/** The word's levels, with those of stuck cells in place of what is stored. */
function withStuckCells({ stuck, lanes }: MacroColumnShape, address: Uint, stored: Levels): Levels {
  const levels = wire(array(uint(CELL_BITS), 2 * lanes), { name: "levels" });
  stored.elements().forEach((level, cell) => {
    levels.at(cell).value = stuck
      .filter((fault) => fault.cell === cell)
      .reduce<Uint>((value, fault) => mux(address.eq(fault.word), fault.level, value), level);
  });
  return levels;
}

/** `step`, without the pulses at which a sluggish cell does not move. */
function responding(
  { sluggish }: MacroColumnShape,
  {
    word,
    place,
    raise,
    lower,
  }: { readonly word: Uint; readonly place: Uint; readonly raise: Bit; readonly lower: Bit },
  step: Bit,
): Bit {
  return sluggish.reduce((moves, { word: faultyWord, cell: faultyCell, every }) => {
    const isPulsed = step.and(raise.or(lower)).and(word.eq(faultyWord)).and(place.eq(faultyCell));
    const pulses = reg(uint(bitsFor(every - 1)), { init: 0, name: `pulses_${faultyWord}_${faultyCell}` });
    const isLast = pulses.eq(every - 1);
    when(isPulsed, () => {
      pulses.next = mux(isLast, 0, pulses.add(1));
    });
    return moves.and(isPulsed.and(isLast.not()).not());
  }, step);
}

/** Faulty columns of equal shape differ in their content, so they differ in their name. */
const faultsName = ({ stuck, sluggish }: MacroColumnShape): string =>
  stuck.length + sluggish.length === 0 ? "" : `_${faultsDigest({ stuck, sluggish })}`;

/** Eight hexadecimal digits that stand for a list of faults in a name: 32-bit FNV-1a of its text. */
export function faultsDigest(faults: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(faults)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
