/**
 * The port between the digital control and the compute-in-memory macro, which is the edge of the analog world. Invariant: the
 * synthesizable twin (macro.ts), the behavioural model (src/gen/macro) and silicon have these ports and the module name
 * `afpr_macro_NAME`, so that one stands in for another by a file list.
 *
 *     phase       reset | integrate            | decide          | convert       | latch
 *     discharge   ‾‾‾‾‾‾|______________________|_________________|_______________|______
 *     drive.on    ______|‾‾ rows with a code ‾‾|_________________|_______________|______
 *     integrate   ______|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾|_________________|_______________|______
 *     subtract    ______|___________‾‾‾‾‾‾‾‾‾‾‾|‾_______________|_______________|______  two-phase inputs only
 *     reference                                | full | half/full| ramp 0..31    |
 *
 * Charge of a column in units of one level times one cell level: D = sum over rows of gain * level * (plus - minus), negative
 * rows and the subtracting half of an integration with the other sign; u = |D|. A column's LSB is 2^(SH + n) of these units,
 * with n = 0, 1, 2 for capacitors C, 2C, 4C. The comparator gives 1 when u is at or above the reference: 64 LSB when `isFull`,
 * else (32 * isUpper + ramp + 1/2) LSB. Half scale is the ramp at 31 in the lower half: 31.5 LSB.
 */
import { array, bit, struct, uint } from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { type AfprConfiguration, CELL_BITS, GAINS, LEVEL_BITS, RAMP_BITS } from "../parameters.ts";

type Sizes = Pick<AfprConfiguration, "rows" | "columns">;

/** What the FP-DACs put on the rows. Level and gain change only while `on` is 0. */
export const driveType = ({ rows }: Pick<Sizes, "rows">) =>
  struct({
    on: array(bit, rows),
    /** Differential inputs: the row drives its minus line. Always 0 with two-phase inputs. */
    isNegative: array(bit, rows),
    level: array(uint(LEVEL_BITS), rows),
    /** One-hot: 1, 2, 4. */
    gain: array(uint(GAINS), rows),
  });

/** What each column's comparator compares with. */
export const referenceType = ({ columns }: Pick<Sizes, "columns">) =>
  struct({
    isFull: array(bit, columns),
    isUpper: array(bit, columns),
    /** The ramp, shared by all columns. */
    ramp: uint(RAMP_BITS),
  });

/**
 * Access to the cells of one row, all columns at once: each cell is a differential pair, plus and minus. `read` is high for
 * readCycles, and `levels` of the macro are valid in the last of them; `pulse` is high for pulseCycles and moves every
 * column's cell with `set` up and with `clear` down, once a pulse. `row` and `isMinus` keep still meanwhile, and `read` and
 * `pulse` are never high together; between two pulses or reads one of them is low for a cycle at least.
 */
export const cellAccessType = ({ rows, columns }: Sizes) =>
  struct({
    row: uint(bitsFor(rows - 1)),
    isMinus: bit,
    read: bit,
    pulse: bit,
    set: array(bit, columns),
    clear: array(bit, columns),
  });

/** Conductance levels of the accessed cells. */
export const cellLevelsType = ({ columns }: Pick<Sizes, "columns">) => array(uint(CELL_BITS), columns);
