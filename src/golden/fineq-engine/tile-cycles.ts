/**
 * How many cycles a job takes on an engine of cluster tiles when no stream ever stalls. Invariant: exact for every size, every
 * parameter and, where cycles follow the data, all data; the engine's own counter is compared with it.
 *
 * As in array-cycles.ts the dates are those of a max-plus system; here the events are rounds, a block for every column.
 */
import { fail } from "../../diagnostics/index.ts";
import { FINEQ_BLOCK_WEIGHTS } from "../fineq-block.ts";
import { type DrainDates, GearboxDates, Loader, Scales } from "./dates.ts";
import type { FineqJobSize, FineqPrediction } from "./prediction.ts";
import { blocksPerWord, type FineqEngineShape, type FineqTileShape } from "./shape.ts";

/** Rounds of activations that are held: one in use, one being collected. */
const BANKS = 2;

/** What the engine's counters show. BL0516 when a family that follows the data is not told which rounds have outliers. */
export function predictTileJob(
  shape: FineqEngineShape,
  tile: FineqTileShape,
  { m, k, n, outlierRounds }: FineqJobSize,
): FineqPrediction {
  const hops = Math.ceil(shape.columns / tile.bandColumns);
  const loader = new Loader(shape, storeHoldBack(shape, tile));
  const activations = new Collector(shape, tile);
  const scales = new Scales(shape.columns);
  /** Date of the latest step; before the first one, the cycle in which the job is announced. */
  let step = 0;
  let made = 0;
  let round = 0;
  let drain: DrainDates = { free: 0, done: 0 };

  for (let firstRow = 0; firstRow < m; firstRow += shape.rows) {
    const usedRows = Math.min(shape.rows, m - firstRow);
    const usedGroups = Math.ceil(usedRows / tile.tokensAtOnce);
    const passCycles = tilePassCycles(shape, tile, usedRows);
    for (let firstChannel = 0; firstChannel < n; firstChannel += shape.columns) {
      let finished = 0;
      for (let weight = 0; weight < k; weight += FINEQ_BLOCK_WEIGHTS, round++) {
        const loads = tile.kind === "planes" && isOutlierRound(outlierRounds, round) ? 2 : 1;
        const begin = Math.max(
          step + 1,
          // Two registers from the dispatcher: the blocks are surveyed, the round is counted.
          loader.loadRound() + 2,
          activations.collect(Math.min(FINEQ_BLOCK_WEIGHTS, k - weight)) + 1,
          // The last round's sums go to the memory that the tile before drains from.
          weight + FINEQ_BLOCK_WEIGHTS >= k ? drain.free : 0,
        );
        const lastLoad = begin + (loads - 1) * passCycles;
        step = lastLoad + passCycles - 1;
        made += loads * passCycles;
        // Token groups pass from the last to the first; the last one within M is drained first.
        finished = lastLoad + passCycles - usedGroups;
        loader.freeRound(lastLoad);
        activations.free(step);
      }
      const usedColumns = Math.min(shape.columns, n - firstChannel);
      const sending = Math.max(
        // Command and activation registers, the tile, the sum's write, its read; the last band gets its commands hops - 1 later.
        finished + 4 + tile.latency + hops - 1,
        // The tile's last scale, two registers until sending begins.
        scales.loadTile() + 2,
      );
      const done = sending + usedRows * Math.ceil(usedColumns / shape.lanes) - 1;
      drain = { done, free: done + 1 };
      scales.freeTile(done);
    }
  }
  // The last group passes three registers; when they are empty, the engine sees that nothing is left.
  const isIdle = Math.max(drain.done + 4, loader.finish());
  return { cycles: isIdle + 1, steps: made, stalls: step - made };
}

/** Cycles in which a load of the tiles is used: one for each token group within M, two groups at least where there are two. */
const tilePassCycles = (
  { rows }: Pick<FineqEngineShape, "rows">,
  { tokensAtOnce }: Pick<FineqTileShape, "tokensAtOnce">,
  usedRows: number,
): number => Math.max(Math.ceil(usedRows / tokensAtOnce), Math.min(2, rows / tokensAtOnce));

function isOutlierRound(outlierRounds: readonly boolean[] | undefined, round: number): boolean {
  const found = outlierRounds?.[round];
  if (found !== undefined) return found;
  return fail("BL0516", {
    what: "the number of rounds known of a job of tiles-planes",
    found: outlierRounds?.length ?? 0,
    allowed: `more than ${round}`,
  });
}

/**
 * Cycles that a freed round is held back. Column c reads what belongs to a block for the last time 1 + latency + c / bandColumns
 * cycles after the round is freed; it is written 3 + c / blocks a word after the dispatcher may.
 */
function storeHoldBack(shape: FineqEngineShape, tile: FineqTileShape): number {
  const blocks = blocksPerWord(shape);
  let behind = 0;
  for (let column = 0; column < shape.columns; column++) {
    behind = Math.max(behind, Math.floor(column / tile.bandColumns) - Math.floor(column / blocks));
  }
  return Math.max(0, tile.latency - 2 + behind);
}

/** Activations: words of one or more k, collected into one of two banks until a round is complete. */
class Collector {
  private readonly gearbox: GearboxDates;
  private readonly weightsOfWord: number;
  private readonly freed: number[] = [];
  private rounds = 0;
  private last = 0;

  constructor(shape: FineqEngineShape, { weightsPerWord }: FineqTileShape) {
    this.weightsOfWord = weightsPerWord;
    this.gearbox = new GearboxDates(shape.activationBus, shape.rows * shape.activationBits * weightsPerWord);
  }

  /** Date of the last word of a round of `weights`. */
  collect(weights: number): number {
    const bankIsFree = (this.freed[this.rounds - BANKS] ?? 0) + 1;
    for (let at = 0; at < weights; at += this.weightsOfWord) {
      this.last = Math.max(this.last + 1, this.gearbox.offered(), bankIsFree);
      this.gearbox.take(this.last);
    }
    this.rounds++;
    return this.last;
  }

  /** `date`: the last step of the oldest round. */
  free(date: number): void {
    this.freed.push(date);
  }
}
