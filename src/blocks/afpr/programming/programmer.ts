/**
 * Weight programmer: fills the macro through its port by write and verify, row after row. Invariant: only a cell that a read
 * has just shown to differ from its target is pulsed, towards its target; every cell that still differs after `limit`
 * pulses leaves as a failure, exactly once. Write and verify, and its order, are our design choice.
 */
import {
  array,
  bit,
  cat,
  enumOf,
  fromBits,
  input,
  instance,
  literal,
  match,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  source,
  struct,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { cellAccessType, cellLevelsType } from "../macro/index.ts";
import { type AfprConfiguration, CELL_BITS } from "../parameters.ts";
import { LIMIT_BITS } from "../registers.ts";
import { AfprProgrammerColumn } from "./programmer-column.ts";

export type ProgrammerShape = Pick<
  AfprConfiguration,
  "rows" | "columns" | "weightBus" | "weightsPerBeat" | "rowBeats" | "pulseCycles" | "readCycles"
>;

/** The largest magnitude of a weight. */
const LARGEST = 2 ** CELL_BITS - 1;

/** A cell that could not be programmed: where it is, the level read last, and the level wanted. */
export const failureType = ({ rows, columns }: Pick<ProgrammerShape, "rows" | "columns">) =>
  struct({
    row: uint(bitsFor(rows - 1)),
    column: uint(bitsFor(columns - 1)),
    isMinus: bit,
    level: uint(CELL_BITS),
    target: uint(CELL_BITS),
  });

const State = enumOf("idle", "load", "read", "judge", "pulse", "settle", "report");

/**
 * - `start` begins a job, and is ignored while `isBusy`. `rows`, `columns` (used, 1 or more) and `limit` (pulses that a
 *   cell gets at most; 0 reads and reports only) stay until the job's end.
 * - `weights`: a byte a weight, two's complement, first column lowest; each row starts on a new beat and takes
 *   ceil(columns / weightsPerBeat). A row is programmed when all its beats are there; the next row's wait.
 * - `access`, `levels`: to the cells, as macro-port.ts has it, with a cycle in which neither `read` nor `pulse` is high
 *   between any two of them. Both come from registers. `set` and `clear` are steady from the cycle before a pulse to the
 *   cycle after it, and mean nothing elsewhere.
 * - `failures`: rows in order, plus before minus, lowest column first. While nobody takes them, everything waits.
 * - `isBusy`: from the cycle after `start` until all rows are done and the last failure has been taken.
 * - `reads`, `pulses`: a read, a pulse of a row ends (pulse). `failedCells`: a failure leaves (pulse). `badWeight`: a beat
 *   has a byte outside -15..15 in a used column (pulse); it counts as -15 or 15.
 *
 * A side of a row, plus or minus, that takes p pulses is busy for (p + 1) * (readCycles + 1) + p * (pulseCycles + 1)
 * cycles, and for `columns` of the macro more if it has failures, each waiting cycle of `failures` extra. A row is busy for
 * its beats and both sides, a job for its rows, without a cycle in between.
 */
export const AfprProgrammer = memoize((shape: ProgrammerShape) =>
  module(
    `afpr_programmer_${shape.rows}x${shape.columns}by${shape.weightsPerBeat}_pulse${shape.pulseCycles}_read${shape.readCycles}`,
    {
      start: input(bit),
      rows: input(uint(bitsFor(shape.rows))),
      columns: input(uint(bitsFor(shape.columns))),
      limit: input(uint(LIMIT_BITS)),
      weights: sink(uint(shape.weightBus)),
      access: output(cellAccessType(shape)),
      levels: input(cellLevelsType(shape)),
      failures: source(failureType(shape)),
      isBusy: output(bit),
      reads: output(bit),
      pulses: output(bit),
      failedCells: output(bit),
      badWeight: output(bit),
    },
    (io) => {
      const { columns, weightsPerBeat, rowBeats, pulseCycles, readCycles } = shape;
      const laneCount = Math.min(weightsPerBeat, columns);
      const state = reg(State, { init: "idle" });
      /** Lines of the macro are switched by registers of their own: a decoded state may glitch. */
      const isReading = reg(bit, { init: 0 });
      const isPulsing = reg(bit, { init: 0 });
      const row = reg(uint(bitsFor(shape.rows - 1)));
      const isMinus = reg(bit);
      /** Columns whose weights are still to come. */
      const columnsLeft = reg(uint(bitsFor(columns)));
      /** One-hot: the beat of the row. */
      const turn = rowBeats > 1 ? reg(uint(rowBeats), { init: 1 }) : undefined;
      const pulsesLeft = reg(uint(LIMIT_BITS));
      const timer = reg(uint(bitsFor(Math.max(pulseCycles, readCycles) - 1)));
      /** The column that is at column 0's place now. */
      const column = reg(uint(bitsFor(columns - 1)), { init: 0 });

      const starts = state.eq("idle").and(io.start);
      io.weights.ready.value = state.eq("load");
      const loads = io.weights.fire;
      const isLastBeat = columnsLeft.le(laneCount);
      const isTimeOver = timer.eq(0);
      const samples = isReading.and(isTimeOver);
      const isReporting = state.eq("report");
      const rotates = isReporting.and(io.failures.valid.not().or(io.failures.ready));
      const isLastColumn = column.eq(columns - 1);

      const lanes = Array.from({ length: laneCount }, (_, lane) =>
        decodedWeight(io.weights.data.slice(8 * lane + 7, 8 * lane), columnsLeft.gt(lane)),
      );
      const cells = Array.from({ length: columns }, (_, place) =>
        instance(AfprProgrammerColumn(), { name: `column_${place}` }),
      );
      cells.forEach((cell, place) => {
        const lane = lanes[place % weightsPerBeat] as (typeof lanes)[number];
        cell.clear.value = starts;
        cell.write.value = turn ? loads.and(turn.at(Math.floor(place / weightsPerBeat))) : loads;
        cell.loaded.value = { isUsed: lane.isUsed, weight: lane.weight };
        cell.isMinus.value = isMinus;
        cell.sample.value = samples;
        cell.reading.value = io.levels.at(place);
        cell.rotate.value = rotates;
        cell.from.value = (cells[(place + 1) % columns] as typeof cell).held;
      });
      const set = cat(...cells.map(({ isBelow }) => isBelow).reverse());
      const clear = cat(...cells.map(({ isAbove }) => isAbove).reverse());
      const differs = set.or(clear).any();

      const head = cells[0] as (typeof cells)[number];
      io.failures.valid.value = isReporting.and(head.isBelow.or(head.isAbove));
      io.failures.data.value = { row, column, isMinus, level: head.held.level, target: head.target };
      const sideEnds = state.eq("judge").and(differs.not()).or(rotates.and(isLastColumn));
      const isLastRow = row.zext(bitsFor(shape.rows)).add(1).ge(io.rows);

      const startRead = (): void => {
        state.next = "read";
        isReading.next = 1;
        timer.next = readCycles - 1;
      };
      match(state, {
        idle: () => {
          row.next = 0;
          isMinus.next = 0;
          columnsLeft.next = io.columns;
          pulsesLeft.next = io.limit;
          when(io.start, () => {
            state.next = "load";
          });
        },
        load: () => {
          when(loads, () => {
            columnsLeft.next = columnsLeft.sub(laneCount);
            if (turn) turn.next = mux(isLastBeat, 1, turn.shlTrunc(1));
            when(isLastBeat, startRead);
          });
        },
        read: () => {
          timer.next = timer.sub(1);
          when(isTimeOver, () => {
            state.next = "judge";
            isReading.next = 0;
          });
        },
        judge: () => {
          timer.next = pulseCycles - 1;
          when(differs.and(pulsesLeft.any()), () => {
            state.next = "pulse";
            isPulsing.next = 1;
            pulsesLeft.next = pulsesLeft.sub(1);
          }).elseWhen(differs, () => {
            state.next = "report";
          });
        },
        pulse: () => {
          timer.next = timer.sub(1);
          when(isTimeOver, () => {
            state.next = "settle";
            isPulsing.next = 0;
          });
        },
        settle: startRead,
        report: () => {
          when(rotates, () => {
            column.next = mux(isLastColumn, 0, column.add(1));
          });
        },
      });
      when(sideEnds, () => {
        pulsesLeft.next = io.limit;
        isMinus.next = isMinus.not();
        when(isMinus.not(), startRead).otherwise(() => {
          columnsLeft.next = io.columns;
          row.next = row.add(1);
          state.next = mux(isLastRow, literal(State, "idle"), literal(State, "load"));
        });
      });

      io.access.value = {
        row,
        isMinus,
        read: isReading,
        pulse: isPulsing,
        set: fromBits(array(bit, columns), set),
        clear: fromBits(array(bit, columns), clear),
      };
      io.isBusy.value = state.ne("idle");
      io.reads.value = samples;
      io.pulses.value = isPulsing.and(isTimeOver);
      io.failedCells.value = io.failures.fire;
      io.badWeight.value = loads.and(cat(...lanes.map(({ isBad }) => isBad)).any());
    },
    {
      doc: `Weight programmer of a ${shape.rows} x ${shape.columns} macro: write and verify, ${shape.weightsPerBeat} weights a beat.`,
    },
  ),
);

/** Sign and magnitude of a weight's byte, -15 or 15 instead of anything beyond; `isBad` only where the column is used. */
function decodedWeight(byte: Uint<8>, isUsed: Uint<1>) {
  const isNegative = byte.at(7);
  const magnitude = mux(isNegative, literal(uint(8), 0).sub(byte), byte);
  const isLarge = magnitude.gt(LARGEST);
  return {
    isUsed,
    weight: { isNegative, magnitude: mux(isLarge, LARGEST, magnitude.trunc(CELL_BITS)) },
    isBad: isUsed.and(isLarge),
  };
}
