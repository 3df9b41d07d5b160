/**
 * The macro's exact digital twin, synthesizable: for FPGA and for bit-exact tests. Invariant: in every cycle from the end of
 * `integrate` to the next `discharge`, comparators and signs are those of an ideal macro (macro-port.ts).
 *
 * Relied on, not checked here: `drive` keeps still while `integrate` is high, `integrate` and `access` never meet, and an
 * integration lasts words + TWIN_LATENCY cycles a sign or more, which afprConfiguration sees to.
 */
import {
  array,
  bit,
  fromBits,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  type Sint,
  type Uint,
  uint,
  type ValueOf,
  when,
} from "../../../dsl/index.ts";
import { bitsFor, requireParameter, requireWhole } from "../../parameters.ts";
import { type AfprConfiguration, GAINS, LEVEL_BITS, SHIFT_BITS } from "../parameters.ts";
import { AfprMacroColumn, DRIVE_BITS, faultsDigest, REFERENCE_BITS, scanType } from "./macro-column.ts";
import { cellAccessType, cellLevelsType, driveType, referenceType } from "./macro-port.ts";

/** A cell of the macro; each weight has a plus and a minus cell. */
export interface MacroCell {
  readonly row: number;
  readonly column: number;
  readonly isMinus: boolean;
}

/** Faults of the twin, for tests of what programs it and for prototypes; none by default. */
export interface AfprMacroOptions {
  /** Cells that have `level` (0 to 15) whatever is done to them. */
  readonly stuck?: readonly (MacroCell & { readonly level: number })[] | undefined;
  /** Cells that move at every `every`-th pulse (2 to 255) only. */
  readonly sluggish?: readonly (MacroCell & { readonly every: number })[] | undefined;
}

/**
 * rows x columns differential cells, 576 x 256 at full size; all levels are 0 at power-up.
 *
 *     drive --> scan (one for all columns) --> columns: cells, exact sum --> comparator <-- references (one for all columns)
 *
 * A column holds row r in word r mod words, lane floor(r / words). In the first `words` cycles of an integration, and again
 * when `subtract` changes, the scan passes one word a cycle with the rows' drives; with `subtract` they count negative.
 * Latency: the sum is complete words + TWIN_LATENCY cycles after the first cycle of a sign. Comparators follow `reference`,
 * `capacitors` and `shift` in the same cycle.
 *
 * Access: `levels` follow one cycle after `read` and keep until the next read; a step is taken in the first cycle of a pulse.
 * With both `set` and `clear` a cell moves up. Levels end at 0 and 15.
 */
export const AfprMacro = memoize((configuration: AfprConfiguration, options: AfprMacroOptions = {}) => {
  checkFaults(configuration, options);
  const { rows, columns, words, macroLanes: lanes } = configuration;
  const wordBits = Math.log2(words);
  return module(
    `afpr_macro_${configuration.name}${faultsName(options)}`,
    {
      shift: input(uint(SHIFT_BITS)),
      drive: input(driveType(configuration)),
      discharge: input(bit),
      integrate: input(bit),
      subtract: input(bit),
      capacitors: input(array(uint(GAINS), columns)),
      reference: input(referenceType(configuration)),
      access: input(cellAccessType(configuration)),
      comparator: output(array(bit, columns)),
      isNegative: output(array(bit, columns)),
      levels: output(cellLevelsType(configuration)),
    },
    (io) => {
      // The scan: which word is summed, and that there is one.
      const wasIntegrating = reg(bit, { init: 0 });
      const wasSubtracting = reg(bit, { init: 0 });
      wasIntegrating.next = io.integrate;
      wasSubtracting.next = io.subtract;
      const isFirst = io.integrate.and(wasIntegrating.not().or(io.subtract.ne(wasSubtracting)));
      const isPending = reg(bit, { init: 0 });
      const position = reg(uint(bitsFor(words - 1)), { init: 0 });
      const isScanning = isFirst.or(io.integrate.and(isPending));
      const scanned = mux(isFirst, 0, position);
      when(isScanning, () => {
        isPending.next = scanned.ne(words - 1);
        position.next = scanned.add(1);
      }).otherwise(() => {
        isPending.next = 0;
      });

      const scan = reg(scanType({ lanes }), {
        init: { isSumming: 0, isAdding: 0, drives: Array(lanes).fill(0) },
      });
      const summedWord = reg(uint(bitsFor(words - 1)));
      scan.isSumming.next = isScanning;
      scan.isAdding.next = scan.isSumming;
      when(isScanning, () => {
        summedWord.next = scanned;
        for (let lane = 0; lane < lanes; lane++) {
          scan.drives.at(lane).next = driveOf(io.drive, lane, scanned, io.subtract, configuration);
        }
      });

      // Access: row r is word r mod words, lane floor(r / words).
      const accessedWord = wordBits === 0 ? literal(uint(1), 0) : io.access.row.trunc(wordBits);
      const laneBits = bitsFor(lanes - 1);
      const accessedLane = lanes === 1 ? undefined : io.access.row.slice(wordBits + laneBits - 1, wordBits);
      const place = accessedLane ? accessedLane.cat(io.access.isMinus) : io.access.isMinus;
      const mask = literal(uint(2 * lanes), 1).shlTrunc(place);
      const wasPulsing = reg(bit, { init: 0 });
      wasPulsing.next = io.access.pulse;
      const step = io.access.pulse.and(wasPulsing.not());
      const word = mux(scan.isSumming, summedWord, accessedWord);

      // References in half LSBs: 128 at full scale, 2 * (32 * isUpper + ramp) + 1 on the ramp.
      const shifted = (halves: Uint): Uint => halves.zext(REFERENCE_BITS).shlTrunc(io.shift);
      const half = io.reference.ramp.shl(1).or(1);
      const full = shifted(literal(uint(8), 128));
      const upper = shifted(literal(uint(1), 1).cat(half));
      const lower = shifted(half);

      for (let index = 0; index < columns; index++) {
        const column = instance(AfprMacroColumn(columnShape(configuration, options, index)), {
          name: `column_${index}`,
        });
        column.word.value = word;
        column.scan.value = scan;
        column.discharge.value = io.discharge;
        column.references.value = { full, upper, lower };
        column.isFull.value = io.reference.isFull.at(index);
        column.isUpper.value = io.reference.isUpper.at(index);
        column.capacitors.value = io.capacitors.at(index);
        column.place.value = place;
        column.mask.value = mask;
        column.read.value = io.access.read;
        column.step.value = step;
        column.raise.value = io.access.set.at(index);
        column.lower.value = io.access.clear.at(index);
        io.comparator.at(index).value = column.comparator;
        io.isNegative.at(index).value = column.isNegative;
        io.levels.at(index).value = column.level;
      }
    },
    { doc: `Digital twin of a ${rows} x ${columns} compute-in-memory macro, ${words} rows a lane.` },
  );
});

type Drive = ValueOf<ReturnType<typeof driveType>>;

/** What the row of `lane` in word `scanned` drives: 0 while it is off, else its level times its gain with its sign. */
function driveOf(
  drive: Drive,
  lane: number,
  scanned: Uint,
  subtract: Uint<1>,
  { rows, words }: AfprConfiguration,
): Sint {
  const first = lane * words;
  const count = Math.min(words, rows - first);
  /** The field of the scanned row; rows beyond the last are off. */
  const pick = (field: Uint, width: number): Uint => {
    const bits = field.slice((first + count) * width - 1, first * width);
    const padded = count === words ? bits : bits.zext(words * width);
    return words === 1 ? padded : fromBits(array(uint(width), words), padded).at(scanned);
  };
  const level = pick(drive.level.asUint(), LEVEL_BITS);
  const gain = pick(drive.gain.asUint(), GAINS);
  const magnitudeBits = DRIVE_BITS - 1;
  const magnitude = Array.from({ length: GAINS }, (_, power) =>
    mux(gain.at(power), level.zext(magnitudeBits).shlTrunc(power), 0),
  ).reduce((sum, term) => sum.or(term));
  const value = mux(pick(drive.on.asUint(), 1), magnitude, 0).zext(DRIVE_BITS).asSint();
  return mux(pick(drive.isNegative.asUint(), 1).xor(subtract), value.neg(), value);
}

/** The faults of one column, by the word and cell in which its memory holds them. */
function columnShape(
  { words, macroLanes: lanes, sumBits }: AfprConfiguration,
  { stuck = [], sluggish = [] }: AfprMacroOptions,
  index: number,
) {
  const place = ({ row, isMinus }: MacroCell) => ({
    word: row % words,
    cell: 2 * Math.floor(row / words) + (isMinus ? 1 : 0),
  });
  const isHere = ({ column }: MacroCell): boolean => column === index;
  return {
    words,
    lanes,
    sumBits,
    stuck: stuck.filter(isHere).map((fault) => ({ ...place(fault), level: fault.level })),
    sluggish: sluggish.filter(isHere).map((fault) => ({ ...place(fault), every: fault.every })),
  };
}

const BLOCK = "AfprMacro";

function checkFaults(
  { rows, columns }: AfprConfiguration,
  { stuck = [], sluggish = [] }: AfprMacroOptions,
): void {
  const seen = new Set<string>();
  const check = (list: string, fault: MacroCell, index: number): void => {
    const name = `${list}[${index}]`;
    requireWhole(BLOCK, `${name}.row`, fault.row, 0, rows - 1);
    requireWhole(BLOCK, `${name}.column`, fault.column, 0, columns - 1);
    const key = `${fault.row} ${fault.column} ${fault.isMinus}`;
    requireParameter(BLOCK, name, key, "a cell that has no other fault", !seen.has(key));
    seen.add(key);
  };
  stuck.forEach((fault, index) => {
    check("stuck", fault, index);
    requireWhole(BLOCK, `stuck[${index}].level`, fault.level, 0, 15);
  });
  sluggish.forEach((fault, index) => {
    check("sluggish", fault, index);
    requireWhole(BLOCK, `sluggish[${index}].every`, fault.every, 2, 255);
  });
}

const faultsName = ({ stuck = [], sluggish = [] }: AfprMacroOptions): string =>
  stuck.length + sluggish.length === 0 ? "" : `_faults_${faultsDigest({ stuck, sluggish })}`;
