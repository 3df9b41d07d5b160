/**
 * Cells of a compute-in-memory macro behind its programming port. Invariant: they change by nothing but complete pulses, and
 * a breach of the port's protocol (src/blocks/afpr/macro-port.ts) throws in the cycle in which it shows.
 */

/** The port in one cycle; lists have an element a column. */
export interface MacroAccess {
  readonly row: number;
  readonly isMinus: number;
  readonly read: number;
  readonly pulse: number;
  readonly set: readonly number[];
  readonly clear: readonly number[];
}

export interface MacroCellsShape {
  readonly rows: number;
  readonly columns: number;
  readonly pulseCycles: number;
  readonly readCycles: number;
}

/** The level of a cell after a pulse; `earlier` counts the cell's pulses since the job's start. */
export type MacroCellResponse = (
  cell: { readonly row: number; readonly column: number; readonly isMinus: boolean },
  level: number,
  isUp: boolean,
  earlier: number,
) => number;

export class MacroCells {
  /** Row-major rows x columns. */
  readonly plus: Uint8Array;
  readonly minus: Uint8Array;
  /** Pulses counted for each cell that got one, since the job's start. */
  pulses = 0;
  private readonly shape: MacroCellsShape;
  private response: MacroCellResponse = (_cell, level) => level;
  private had = new Map<string, number>();
  private before: MacroAccess | undefined;
  /** Cycles of the access so far. */
  private length = 0;

  /** `initial` gives the levels, row by row, first all plus cells. */
  constructor(shape: MacroCellsShape, initial: () => number) {
    const side = (): Uint8Array => Uint8Array.from({ length: shape.rows * shape.columns }, initial);
    this.shape = shape;
    this.plus = side();
    this.minus = side();
  }

  startJob(response: MacroCellResponse): void {
    this.response = response;
    this.had = new Map();
    this.pulses = 0;
    this.before = undefined;
  }

  /** A cycle of the port; gives what `levels` shows: the cells in the last cycle of a read, else `noise`. */
  access(now: MacroAccess, noise: () => number): number[] {
    const { before } = this;
    const wasActive = before !== undefined && before.read + before.pulse > 0;
    const isActive = now.read + now.pulse > 0;
    if (now.read === 1 && now.pulse === 1) throw new Error("read and pulse at once");
    if (wasActive && isActive) {
      if (now.read !== before.read) throw new Error("no cycle between read and pulse");
      if (now.row !== before.row || now.isMinus !== before.isMinus) {
        throw new Error("the row moved during an access");
      }
    }
    const isSteady = String([now.set, now.clear]) === String([before?.set, before?.clear]);
    if ((now.pulse === 1 || before?.pulse === 1) && !isSteady) {
      throw new Error("set or clear moved around a pulse");
    }
    if (wasActive && !isActive) this.end(before);
    this.length = isActive ? (wasActive ? this.length + 1 : 1) : 0;
    this.before = now;
    const isValid = now.read === 1 && this.length === this.shape.readCycles;
    return now.set.map((_, column) => (isValid ? (this.side(now)[this.at(now, column)] ?? 0) : noise()));
  }

  private end(ended: MacroAccess): void {
    const expected = ended.read === 1 ? this.shape.readCycles : this.shape.pulseCycles;
    if (this.length !== expected) throw new Error(`an access took ${this.length} cycles, not ${expected}`);
    if (ended.pulse === 0) return;
    for (const [column, up] of ended.set.entries()) {
      const down = ended.clear[column] === 1;
      if (up === 1 && down) throw new Error("set and clear at once");
      if (up === 1 || down) this.pulseCell(ended, column, up === 1);
    }
  }

  private pulseCell(access: MacroAccess, column: number, isUp: boolean): void {
    const at = this.at(access, column);
    const key = `${at} ${access.isMinus}`;
    const earlier = this.had.get(key) ?? 0;
    const side = this.side(access);
    const cell = { row: access.row, column, isMinus: access.isMinus === 1 };
    side[at] = this.response(cell, side[at] as number, isUp, earlier);
    this.had.set(key, earlier + 1);
    this.pulses++;
  }

  private readonly side = (of: MacroAccess): Uint8Array => (of.isMinus === 1 ? this.minus : this.plus);
  private readonly at = (of: MacroAccess, column: number): number => of.row * this.shape.columns + column;
}
