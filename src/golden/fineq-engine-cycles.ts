/**
 * How many cycles a job takes on the FineQ engine when no stream ever stalls. Invariant: exact for every size and every
 * parameter; the engine's own counter is compared with it.
 *
 * The engine is a set of events that wait for each other: a word of weights is dispatched, a weight is worked off, a tile
 * is released, a row leaves. Each event happens at the latest of the dates that it waits for (a max-plus system), so the
 * dates are computed in order, tile by tile. Date 0 is the first cycle in which the engine is busy; units work from 1 on.
 */

import { FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "./fineq-block.ts";
import type { FineqEngineShape } from "./fineq-engine.ts";
import { blocksPerWord, greatestCommonDivisor } from "./fineq-engine.ts";

/** Sizes of a job, 1 or more each. */
export interface FineqJobSize {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

const STEPS = { unary: 3, binary: 2, direct: 1 } as const;

export interface FineqPrediction {
  /** Cycles in which the engine is busy. */
  readonly cycles: number;
  /** Cycles in which the array makes a step: tiles * K * T. */
  readonly steps: number;
  /** Cycles without a step while the job still has steps to make; utilisation is steps / (steps + stalls). */
  readonly stalls: number;
}

/** What the engine's counters show after a job whose streams are always valid and whose results are always taken. */
export function predictFineqJob(shape: FineqEngineShape, { m, k, n }: FineqJobSize): FineqPrediction {
  const steps = STEPS[shape.coding];
  const loader = new Loader(shape);
  const activations = new GearboxDates(shape.activationBus, shape.rows * shape.activationBits);
  const scales = new Scales(shape.columns);
  /** Date of the latest step; before the first one, the cycle in which the job is announced. */
  let step = 0;
  /** From when the next tile's first step may go out: its predecessor's sums move to the drain in that cycle. */
  let released = 0;
  let drain: DrainDates = { free: 0, done: 0 };

  for (let firstRow = 0; firstRow < m; firstRow += shape.rows) {
    for (let firstChannel = 0; firstChannel < n; firstChannel += shape.columns) {
      for (let weight = 0; weight < k; weight++) {
        const isFirstOfBlock = weight % FINEQ_BLOCK_WEIGHTS === 0;
        const first = Math.max(
          step + 1,
          released,
          activations.offered(),
          isFirstOfBlock ? loader.loadRound() + 1 : 0,
        );
        step = first + steps - 1;
        activations.take(step);
        const isLastOfBlock = weight + 1 === k || (weight + 1) % FINEQ_BLOCK_WEIGHTS === 0;
        if (isLastOfBlock) loader.freeRound(step);
      }
      // The sums are complete with the last step; they leave with the next cycle if the tile before has drained.
      released = Math.max(step + 1, drain.free);
      const usedRows = Math.min(shape.rows, m - firstRow);
      const usedColumns = Math.min(shape.columns, n - firstChannel);
      const sending = Math.max(
        // Three registers from step to the corner, rows - 1 + columns - 1 to the far corner, one for the drain register.
        released + shape.rows + shape.columns + 2,
        // The tile's last scale, two registers until sending begins.
        scales.loadTile() + 2,
      );
      drain = drainDates(shape, sending, usedRows, usedColumns);
      scales.freeTile(drain.done);
    }
  }
  // The last group passes three registers; when they are empty, the engine sees that nothing is left.
  const resultsGone = drain.done + 4;
  const made = Math.ceil(m / shape.rows) * Math.ceil(n / shape.columns) * k * steps;
  const isIdle = Math.max(resultsGone, drain.free, loader.finish());
  return { cycles: isIdle + 1, steps: made, stalls: step - made };
}

/** {@link predictFineqJob}'s cycles. */
export const predictFineqCycles = (shape: FineqEngineShape, size: FineqJobSize): number =>
  predictFineqJob(shape, size).cycles;

export interface DrainDates {
  /** First date at which the drain registers may be overwritten. */
  readonly free: number;
  /** The last group of the tile leaves the array. */
  readonly done: number;
}

/**
 * Rows leave from the bottom, a group of `lanes` columns a cycle. Shifts climb the rows one a cycle, so two of them are
 * two cycles apart at least: a row takes max(2, groups) cycles after the one below it, and an unused row two. The drain is
 * free when the last group has left and the last shift has reached the first row.
 */
export function drainDates(
  { rows, lanes }: Pick<FineqEngineShape, "rows" | "lanes">,
  sending: number,
  usedRows: number,
  usedColumns: number,
): DrainDates {
  const groups = Math.ceil(usedColumns / lanes);
  let rowEnds = 0;
  let lastShift = Number.NEGATIVE_INFINITY;
  for (let row = rows - 1; row >= 0; row--) {
    const own = row < usedRows ? groups : 1;
    rowEnds = row === rows - 1 ? sending + own - 1 : rowEnds + Math.max(2, own);
    if (row > 0) lastShift = rowEnds;
  }
  return { done: rowEnds, free: Math.max(rowEnds + 1, lastShift + rows) };
}

/**
 * A width adapter whose input is always valid. It holds from + to + min(from, to) - gcd bits and takes a beat in every
 * cycle that begins with room for it; a word is offered in the cycle after its last bit came. Before the job it fills up.
 */
class GearboxDates {
  private readonly from: number;
  private readonly to: number;
  private readonly capacity: number;
  private readonly taken: number[] = [];
  private beats = 0;
  private lastBeat = Number.NEGATIVE_INFINITY;

  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
    this.capacity = from + to + Math.min(from, to) - greatestCommonDivisor(from, to);
  }

  /** First date at which the next word is offered. */
  offered(): number {
    const needed = Math.ceil(((this.taken.length + 1) * this.to) / this.from);
    while (this.beats < needed) {
      // The beat fits once this many words have left; their bits are free in the cycle after.
      const gone = Math.ceil(((this.beats + 1) * this.from - this.capacity) / this.to);
      const room = gone <= 0 ? Number.NEGATIVE_INFINITY : (this.taken[gone - 1] as number) + 1;
      this.lastBeat = Math.max(this.lastBeat + 1, room);
      this.beats++;
    }
    return this.lastBeat + 1;
  }

  take(date: number): void {
    this.taken.push(date);
  }
}

/** Weights: words of one or more blocks, dispatched in turn to all columns; that is a round, one block a column. */
class Loader {
  private readonly shape: FineqEngineShape;
  private readonly gearbox: GearboxDates;
  private readonly wordsPerRound: number;
  private readonly wordsPerAlignment: number;
  /** Cycles that a freed round is held back, so that writes do not overtake commands on their way to the last column. */
  private readonly holdBack: number;
  private readonly freed: number[] = [];
  private rounds = 0;
  private lastWord = 0;

  constructor(shape: FineqEngineShape) {
    const blocks = blocksPerWord(shape);
    const wordBits = 8 * FINEQ_BLOCK_BYTES * blocks;
    this.shape = shape;
    this.gearbox = new GearboxDates(shape.bus, wordBits);
    this.wordsPerRound = Math.ceil(shape.columns / blocks);
    this.wordsPerAlignment = shape.bus / greatestCommonDivisor(shape.bus, wordBits);
    // Commands reach the last column columns - 1 cycles after the first, words wordsPerRound - 1; a write is one later.
    this.holdBack = Math.max(0, shape.columns - 1 - (this.wordsPerRound - 1) - 1);
  }

  private dispatch(earliest: number): void {
    this.lastWord = Math.max(this.lastWord + 1, this.gearbox.offered(), earliest);
    this.gearbox.take(this.lastWord);
  }

  /** Date of the round's last word. A round needs a free slot in the column stores: `blockDepth` rounds before it are gone. */
  loadRound(): number {
    const before = this.freed[this.rounds - this.shape.blockDepth];
    for (let word = 0; word < this.wordsPerRound; word++) {
      this.dispatch(before === undefined || word > 0 ? 0 : before + 1 + this.holdBack);
    }
    this.rounds++;
    return this.lastWord;
  }

  /** `date`: the last step of the next round. */
  freeRound(date: number): void {
    this.freed.push(date);
  }

  /** First date at which the words that fill the last beat of the bus are gone too. */
  finish(): number {
    const words = this.rounds * this.wordsPerRound;
    const filling = (this.wordsPerAlignment - (words % this.wordsPerAlignment)) % this.wordsPerAlignment;
    for (let word = 0; word < filling; word++) this.dispatch(0);
    return this.lastWord + 1;
  }
}

/** Scales: one a cycle, into two banks of a tile each; a bank is free in the cycle after its tile has drained. */
class Scales {
  private readonly columns: number;
  private readonly drained: number[] = [];
  private tiles = 0;
  private last = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** Date of the tile's last scale. */
  loadTile(): number {
    const before = this.drained[this.tiles - 2] ?? 0;
    this.last = Math.max(this.last + 1, before + 1) + this.columns - 1;
    this.tiles++;
    return this.last;
  }

  freeTile(date: number): void {
    this.drained.push(date);
  }
}
