/**
 * How many cycles a program takes on the LieQ engine when no stream ever stalls. Invariant: exact for every program and every parameter;
 * the engine's own counters are compared with it.
 *
 * The engine is a set of events that wait for each other: a pass is announced, a word is dispatched, a weight is worked off, the sums of a
 * pass are released, a row leaves. Each event happens at the latest of the dates that it waits for (a max-plus system), so the dates are
 * computed in order, pass by pass. Date 0 is the first cycle in which the engine is busy.
 */
import { type DrainDates, drainDates } from "../../fineq-engine/index.ts";
import type { LieqEngineShape, LieqLayerEntry, LieqPrediction } from "./program.ts";
import { columnTiles, depthGroups, PHASES, rowTiles, WORD_LAYOUTS, type WordLayout } from "./tiles.ts";

/** Passes that may wait in front of a unit. */
const PASSES_AHEAD = 8;

/** A pass as the units see it. */
interface Pass {
  readonly layout: WordLayout;
  readonly length: number;
  readonly rows: number;
  readonly columns: number;
  readonly opensLayer: boolean;
  readonly endsTile: boolean;
  readonly endsLayer: boolean;
}

/** What the engine's counters show after a program whose streams are always valid and whose results and transfers are always taken. */
export function predictLieqProgram(
  shape: LieqEngineShape,
  entries: readonly Omit<LieqLayerEntry, "name">[],
): LieqPrediction {
  const phases = PHASES[shape.coding];
  const walker = new Walker();
  const dispatch = new Dispatch(shape);
  const scales = new Scales();
  const layers: LieqPrediction["layers"][number][] = [];
  let passes = 0;
  let lastStep = Number.NEGATIVE_INFINITY;
  /** From when a pass's first step may go out: its predecessor's sums move to the drain in that cycle. */
  let released = Number.NEGATIVE_INFINITY;
  let drain: DrainDates = { free: 0, done: -1 };
  let layerBegan = -1;
  let counts = { steps: 0, weightStalls: 0, resultStalls: 0 };
  for (const pass of passesOf(shape, entries)) {
    const offered = walker.announce(pass) + 1;
    dispatch.begin(pass, offered);
    const begun = Math.max(offered, lastStep);
    let step = Math.max(begun, released - 1);
    for (let weight = 0; weight < pass.length; weight += pass.layout.weights) {
      const weights = Math.min(pass.layout.weights, pass.length - weight);
      const loaded = dispatch.loadRound();
      const held = weight === 0 ? begun : step;
      const before = Math.max(step, loaded);
      // Without its words a step waits for them, whatever else it waits for.
      const forWeights = Math.max(0, Math.min(before, loaded) - held);
      counts.weightStalls += forWeights;
      counts.resultStalls += before - held - forWeights;
      step = before + weights * pass.layout.planes * phases;
      dispatch.freeRound(step);
    }
    lastStep = step;
    counts.steps += pass.length * pass.layout.planes * phases;
    released = Math.max(lastStep + 1, drain.free);
    const scaled = scales.loadPass(pass, offered);
    const sending = Math.max(
      // Three registers from step to the corner, rows - 1 + columns - 1 to the far corner, one for the drain register.
      released + shape.rows + shape.columns + 2,
      // Two registers from the last scale, and from the pass's turn in the drain's queue, until sending begins.
      scaled + 2,
      Math.max(offered, drain.done + 1) + 2,
    );
    drain = drainDates(shape, sending, pass.rows, pass.columns);
    scales.freePass(drain.done);
    walker.taken({ dispatch: dispatch.takenAt, scaling: scaled, stepping: begun, draining: drain.done });
    passes++;
    if (pass.endsLayer) {
      layers.push({ cycles: lastStep - layerBegan, ...counts });
      layerBegan = lastStep;
      counts = { steps: 0, weightStalls: 0, resultStalls: 0 };
    }
  }
  // The last group passes five registers; when they are empty, the engine sees that nothing is left.
  const isIdle = Math.max(drain.done + 6, drain.free);
  return { cycles: isIdle + 1, passes, layers };
}

function* passesOf(
  shape: LieqEngineShape,
  entries: readonly Omit<LieqLayerEntry, "name">[],
): Generator<Pass> {
  for (const entry of entries) {
    const layout = WORD_LAYOUTS[entry.format];
    const [rows, columns, groups] = [rowTiles(entry, shape), columnTiles(entry, shape), depthGroups(entry)];
    for (const [rowAt, row] of rows.entries()) {
      for (const [columnAt, column] of columns.entries()) {
        for (const [groupAt, group] of groups.entries()) {
          const endsTile = groupAt + 1 === groups.length;
          yield {
            layout,
            length: group.length,
            rows: row.length,
            columns: column.length,
            opensLayer: rowAt === 0 && columnAt === 0 && groupAt === 0,
            endsTile,
            endsLayer: endsTile && rowAt + 1 === rows.length && columnAt + 1 === columns.length,
          };
        }
      }
    }
  }
}

/** When the units took a pass from their queues. */
interface TakenDates {
  readonly dispatch: number;
  readonly scaling: number;
  readonly stepping: number;
  readonly draining: number;
}

/** Announces a pass a cycle, and reads the table for a cycle before each layer; a full queue makes it wait. */
class Walker {
  /** When the last of the units took a pass, for each pass. */
  private readonly gone: number[] = [];
  private announced = 0;
  private passes = 0;

  /** The first layer's entry is there after two cycles; a queue has room in the cycle after a pass has left it. */
  announce({ opensLayer }: Pass): number {
    const room = (this.gone[this.passes - PASSES_AHEAD] ?? Number.NEGATIVE_INFINITY) + 1;
    this.announced = Math.max(this.announced + (opensLayer ? 2 : 1), room);
    this.passes++;
    return this.announced;
  }

  taken(dates: TakenDates): void {
    this.gone.push(Math.max(...Object.values(dates)));
  }
}

/** Words, handed out one a cycle: a round is one for each column that the tile uses. */
class Dispatch {
  /** When the current pass was taken from the queue. */
  takenAt = 0;
  private readonly wordDepth: number;
  private readonly bytes = new ByteGearboxDates();
  private readonly freed: number[] = [];
  private rounds = 0;
  private lastWord = Number.NEGATIVE_INFINITY;
  private pass: Pass | undefined;
  private weightsLeft = 0;

  constructor({ wordDepth }: LieqEngineShape) {
    this.wordDepth = wordDepth;
  }

  /** The next pass, which is offered from `offered` on and taken with the last word of the one before at the earliest. */
  begin(pass: Pass, offered: number): void {
    this.pass = pass;
    this.weightsLeft = pass.length;
    this.takenAt = Math.max(offered, this.lastWord);
    this.lastWord = this.takenAt;
  }

  /** Date of the round's last word. A round needs a free slot in the column stores: `wordDepth` rounds before it are gone. */
  loadRound(): number {
    const { layout, columns, endsTile } = this.pass as Pass;
    const before = this.freed[this.rounds - this.wordDepth] ?? Number.NEGATIVE_INFINITY;
    const isLastRound = this.weightsLeft <= layout.weights;
    for (let column = 0; column < columns; column++) {
      const earliest = Math.max(this.lastWord + 1, column === 0 ? before + 1 : 0);
      const aligns = isLastRound && endsTile && column + 1 === columns;
      this.lastWord = this.bytes.take(layout.bytes, earliest, aligns);
    }
    this.weightsLeft -= layout.weights;
    this.rounds++;
    return this.lastWord;
  }

  /** `date`: the last step of the next round. */
  freeRound(date: number): void {
    this.freed.push(date);
  }
}

/**
 * Beats of 8 bytes into words. A beat is taken in every cycle that begins with 15 bytes or fewer; before the program two have been taken.
 * A word may leave in the cycle after its last beat came.
 */
class ByteGearboxDates {
  private removed = 0;
  private beats = 0;
  private lastBeat = Number.NEGATIVE_INFINITY;
  /** Words that have left: bytes gone with them and all before, and when; older ones that no beat waits for are forgotten. */
  private words: { readonly removed: number; readonly date: number }[] = [];

  take(bytes: number, earliest: number, aligns: boolean): number {
    const last = Math.ceil((this.removed + bytes) / 8);
    while (this.beats < last) this.beat();
    const date = Math.max(earliest, this.lastBeatOf(last) + 1);
    this.removed = aligns ? 8 * Math.ceil((this.removed + bytes) / 8) : this.removed + bytes;
    this.words.push({ removed: this.removed, date });
    return date;
  }

  private readonly beatDates: number[] = [];

  private lastBeatOf(count: number): number {
    return this.beatDates[count - 1] as number;
  }

  private beat(): void {
    const needed = 8 * this.beats - 15;
    let room = Number.NEGATIVE_INFINITY;
    if (needed > 0) {
      while ((this.words[0]?.removed ?? Number.POSITIVE_INFINITY) < needed) this.words.shift();
      room = (this.words[0] as { date: number }).date + 1;
    }
    this.lastBeat = Math.max(this.lastBeat + 1, room);
    this.beatDates.push(this.lastBeat);
    this.beats++;
  }
}

/** Scales: one a cycle, into two banks of a pass each; a bank is free in the cycle after its pass has drained. */
class Scales {
  private readonly drained: number[] = [];
  private passes = 0;
  private last = Number.NEGATIVE_INFINITY;

  /** Date of the pass's last scale; the pass is offered from `offered` on. */
  loadPass({ columns }: Pass, offered: number): number {
    const before = this.drained[this.passes - 2] ?? Number.NEGATIVE_INFINITY;
    this.last = Math.max(this.last + 1, before + 1, offered) + columns - 1;
    this.passes++;
    return this.last;
  }

  freePass(date: number): void {
    this.drained.push(date);
  }
}
