/**
 * How many cycles a job takes on the output-stationary engine when no stream ever stalls. Invariant: exact for every size and
 * every parameter; the engine's own counter is compared with it.
 *
 * The engine is a set of events that wait for each other: a word of weights is dispatched, a weight is worked off, a tile
 * is released, a row leaves. Each event happens at the latest of the dates that it waits for (a max-plus system), so the
 * dates are computed in order, tile by tile. Date 0 is the first cycle in which the engine is busy; units work from 1 on.
 */
import { FINEQ_BLOCK_WEIGHTS } from "../fineq-block.ts";
import { type DrainDates, drainDates, GearboxDates, Loader, Scales } from "./dates.ts";
import type { FineqJobSize, FineqPrediction } from "./prediction.ts";
import { blocksPerWord, type FineqEngineShape } from "./shape.ts";

const STEPS = { unary: 3, binary: 2, direct: 1 } as const;

/** What the engine's counters show after a job whose streams are always valid and whose results are always taken. */
export function predictArrayJob(shape: FineqEngineShape, { m, k, n }: FineqJobSize): FineqPrediction {
  const steps = STEPS[shape.coding];
  const loader = new Loader(shape, commandHoldBack(shape));
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

/**
 * Cycles that a freed round is held back: commands reach the last column columns - 1 cycles after the first, words
 * wordsPerRound - 1; a write is one later.
 */
const commandHoldBack = (shape: FineqEngineShape): number =>
  Math.max(0, shape.columns - 1 - (Math.ceil(shape.columns / blocksPerWord(shape)) - 1) - 1);
