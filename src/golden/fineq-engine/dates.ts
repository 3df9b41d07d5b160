/**
 * Dates of the units that both families of FineQ engines have: gearboxes, the weight dispatcher, the scale store, and the array's
 * drain. Invariant: each date is the latest of those that it waits for.
 */
import { FINEQ_BLOCK_BYTES } from "../fineq-block.ts";
import { blocksPerWord, type FineqEngineShape, greatestCommonDivisor } from "./shape.ts";

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
export class GearboxDates {
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
export class Loader {
  private readonly shape: FineqEngineShape;
  private readonly gearbox: GearboxDates;
  private readonly wordsPerRound: number;
  private readonly wordsPerAlignment: number;
  /** Cycles that a freed round is held back, so that writes do not overtake commands on their way to the last column. */
  private readonly holdBack: number;
  private readonly freed: number[] = [];
  private rounds = 0;
  private lastWord = 0;

  constructor(shape: FineqEngineShape, holdBack: number) {
    const blocks = blocksPerWord(shape);
    const wordBits = 8 * FINEQ_BLOCK_BYTES * blocks;
    this.shape = shape;
    this.gearbox = new GearboxDates(shape.bus, wordBits);
    this.wordsPerRound = Math.ceil(shape.columns / blocks);
    this.wordsPerAlignment = shape.bus / greatestCommonDivisor(shape.bus, wordBits);
    this.holdBack = holdBack;
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

  /** `date`: the next round is freed. */
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
export class Scales {
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
