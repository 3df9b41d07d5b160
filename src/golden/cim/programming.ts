/**
 * What programming a compute-in-memory macro by write and verify takes: pulses, reads, cycles, and the cells that fail.
 * Invariant: it follows one cell at a time, unlike the controller, which drives a row at once. Cells answer to pulses alone,
 * so a row needs as many as its slowest cell. Write and verify and the cells' models are our design choice.
 */
import { fail } from "../../diagnostics/index.ts";
import { LARGEST_CELL_LEVEL } from "../cim.ts";

/** One of the pair of cells that holds a weight: the weight is plus - minus. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
  readonly isMinus: boolean;
}

/**
 * How a cell answers to a pulse: its level 0..15 after one that sets (`isUp`) or clears, given the level before.
 * `earlier` counts the pulses that the cell has had in the job before this one.
 */
export type CellResponse = (cell: CellPlace, level: number, isUp: boolean, earlier: number) => number;

/** The controller's parameters that its cycles follow from; `columns` of the macro, used or not. */
export interface ProgrammingShape {
  readonly columns: number;
  readonly weightsPerBeat: number;
  readonly pulseCycles: number;
  readonly readCycles: number;
}

export interface ProgrammingJob {
  readonly rows: number;
  /** Columns used, 1 to the macro's. */
  readonly columns: number;
  /** Row-major rows x columns. Beyond -15..15 is bad and counts as -15 or 15. */
  readonly weights: Int8Array;
  /** Pulses that a cell gets at most; 0 only reads. */
  readonly limit: number;
}

/** Levels of pairs of cells, each row-major rows x columns of a job. */
export interface CellLevels {
  readonly plus: Uint8Array;
  readonly minus: Uint8Array;
}

export interface CellFailure extends CellPlace {
  /** As read last. */
  readonly level: number;
  readonly target: number;
}

export interface ProgrammingPrediction {
  /** After the job. */
  readonly levels: CellLevels;
  /** Rows in order, plus before minus, lowest column first. */
  readonly failures: readonly CellFailure[];
  /** Of one side of a row, all its columns at once. */
  readonly reads: number;
  readonly pulses: number;
  /** Pulses counted for each cell that gets one: at most columns times `pulses`. */
  readonly cellPulses: number;
  /** Beats with a weight beyond -15..15. */
  readonly badBeats: number;
  /** From the cycle after the start to the end, when no stream ever waits. */
  readonly cycles: number;
}

/**
 * Follows every cell of `job` from its level in `initial`. A side of a row with p pulses takes (p + 1) * (readCycles + 1) +
 * p * (pulseCycles + 1) cycles, and the macro's `columns` more if one of its cells fails; a row takes a cycle for each beat
 * of its weights, and both sides. BL0515: arrays that do not fit rows x columns; BL0516: sizes or levels out of range.
 */
export function predictProgramming(
  shape: ProgrammingShape,
  job: ProgrammingJob,
  initial: CellLevels,
  response: CellResponse,
): ProgrammingPrediction {
  requireJob(shape, job, initial);
  const levels = { plus: initial.plus.slice(), minus: initial.minus.slice() };
  const failures: CellFailure[] = [];
  let [pulses, reads, cellPulses, badBeats, cycles] = [0, 0, 0, 0, 0];

  for (let row = 0; row < job.rows; row++) {
    const weights = job.weights.subarray(row * job.columns, (row + 1) * job.columns);
    for (let first = 0; first < job.columns; first += shape.weightsPerBeat) {
      cycles++;
      const beat = weights.subarray(first, first + shape.weightsPerBeat);
      if (beat.some((weight) => Math.abs(weight) > LARGEST_CELL_LEVEL)) badBeats++;
    }
    for (const isMinus of [false, true]) {
      const side = isMinus ? levels.minus : levels.plus;
      let [most, failed] = [0, 0];
      for (const [column, weight] of weights.entries()) {
        const cell = { row, column, isMinus };
        const target = Math.min(LARGEST_CELL_LEVEL, Math.max(0, isMinus ? -weight : weight));
        const at = row * job.columns + column;
        const outcome = programmedCell(cell, side[at] as number, target, job.limit, response);
        side[at] = outcome.level;
        most = Math.max(most, outcome.pulses);
        cellPulses += outcome.pulses;
        if (outcome.level === target) continue;
        failures.push({ ...cell, level: outcome.level, target });
        failed++;
      }
      pulses += most;
      reads += most + 1;
      cycles += (most + 1) * (shape.readCycles + 1) + most * (shape.pulseCycles + 1);
      if (failed > 0) cycles += shape.columns;
    }
  }
  return { levels, failures, reads, pulses, cellPulses, badBeats, cycles };
}

function programmedCell(
  cell: CellPlace,
  initial: number,
  target: number,
  limit: number,
  response: CellResponse,
): { level: number; pulses: number } {
  let level = initial;
  let pulses = 0;
  while (level !== target && pulses < limit) {
    level = response(cell, level, level < target, pulses);
    requireLevel(`The level that the response gives for row ${cell.row}, column ${cell.column}`, level);
    pulses++;
  }
  return { level, pulses };
}

/** One level a pulse, not beyond 0 and 15. */
export const idealCells: CellResponse = (_cell, level, isUp) => moved(level, isUp, 1);

/** Cells that no pulse moves; all others as `others` has them. */
export const stuckCells =
  (isStuck: (cell: CellPlace) => boolean, others: CellResponse = idealCells): CellResponse =>
  (cell, level, isUp, earlier) =>
    isStuck(cell) ? level : others(cell, level, isUp, earlier);

/** Cells that only every `every`-th pulse moves, by one level; 1 is ideal. */
export const sluggishCells =
  (every: number): CellResponse =>
  (_cell, level, isUp, earlier) =>
    (earlier + 1) % every === 0 ? moved(level, isUp, 1) : level;

/**
 * Cells that a pulse moves by no level with probability `idle`, by two with probability `double`, by one otherwise. The same
 * seed gives the same answers, whatever the order in which cells are asked.
 */
export const randomCells =
  (seed: number, { idle, double }: { readonly idle: number; readonly double: number }): CellResponse =>
  (cell, level, isUp, earlier) => {
    const chance = uniformOf([seed, cell.row, cell.column, Number(cell.isMinus), earlier]);
    if (chance < idle) return level;
    return moved(level, isUp, chance < idle + double ? 2 : 1);
  };

const moved = (level: number, isUp: boolean, steps: number): number =>
  isUp ? Math.min(LARGEST_CELL_LEVEL, level + steps) : Math.max(0, level - steps);

/** A number in [0, 1) that depends on all of `values`: multiply and fold, 32 bits. */
function uniformOf(values: readonly number[]): number {
  let state = 1;
  for (const value of values) {
    state = Math.imul(state ^ value, 0x9e3779b1) + 0x7f4a7c15;
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state ^= state >>> 13;
  }
  return (state >>> 0) / 2 ** 32;
}

function requireJob(shape: ProgrammingShape, job: ProgrammingJob, { plus, minus }: CellLevels): void {
  requireSize("rows", job.rows, 1);
  requireSize("columns", job.columns, 1, shape.columns);
  requireSize("limit", job.limit, 0);
  const lengths = { weights: job.weights, "plus levels": plus, "minus levels": minus };
  const count = job.rows * job.columns;
  for (const [what, { length }] of Object.entries(lengths)) {
    if (length !== count) {
      fail("BL0515", { what, expected: `${job.rows} x ${job.columns} = ${count}`, found: length });
    }
  }
  for (const level of [...plus, ...minus]) requireLevel("An initial level", level);
}

function requireSize(what: string, found: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  const allowed = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least}..${most}`;
  fail("BL0516", { what, found, allowed });
}

function requireLevel(what: string, found: number): void {
  if (Number.isInteger(found) && found >= 0 && found <= LARGEST_CELL_LEVEL) return;
  fail("BL0516", { what, found, allowed: `a whole number 0..${LARGEST_CELL_LEVEL}` });
}
