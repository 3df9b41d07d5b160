/** What the macro's tests share: the twin, driven through its port as the engine does, and D by its definition. */
import { simulate } from "../../../harness/index.ts";
import { type AfprParameters, afprConfiguration, integrationPass } from "../parameters.ts";
import { AfprMacro, type AfprMacroOptions } from "./macro.ts";

/** What a row drives in a conversion; `isMinus` is the sign of its input. */
export interface RowDrive {
  readonly isOn: boolean;
  readonly isMinus: boolean;
  readonly level: number;
  readonly gain: 1 | 2 | 4;
}
/** Plus and minus level of each cell, row by row. */
export type Cells = readonly (readonly (readonly [number, number])[])[];

const GAINS = [1, 2, 4] as const;

export class MacroBench {
  readonly configuration;
  readonly sim;
  private hasPulsed = false;

  constructor(parameters: AfprParameters, options: AfprMacroOptions = {}, record = false) {
    this.configuration = afprConfiguration(parameters);
    const seed = parameters.rows * 1000 + parameters.columns;
    this.sim = simulate(AfprMacro(this.configuration, options), { seed, record });
    this.sim.reset();
  }

  [Symbol.dispose](): void {
    this.sim[Symbol.dispose]();
  }

  below(count: number): number {
    return this.sim.random.below(count);
  }

  list<T>(length: number, make: (index: number) => T): T[] {
    return Array.from({ length }, (_, index) => make(index));
  }

  /** Puts levels into the memories, not through the port: row r is word r mod words, lane floor(r / words). */
  fill(cells: Cells): void {
    const { words, columns } = this.configuration;
    for (let column = 0; column < columns; column++) {
      const stored = Array<bigint>(words).fill(0n);
      cells.forEach((row, index) => {
        const [plus, minus] = row[column] as readonly [number, number];
        const lane = BigInt(8 * Math.floor(index / words));
        stored[index % words] = (stored[index % words] as bigint) | (BigInt(plus + 16 * minus) << lane);
      });
      const memory = this.sim.memory(`column_${column}.cells`);
      for (const [address, word] of stored.entries()) memory.set(address, word);
    }
  }

  randomCells(): Cells {
    const { rows, columns } = this.configuration;
    return this.list(rows, () => this.list(columns, () => [this.below(16), this.below(16)] as const));
  }

  randomDrive(): RowDrive[] {
    return this.list(this.configuration.rows, () => ({
      isOn: this.sim.random.chance(0.8),
      isMinus: this.sim.random.chance(0.5),
      level: this.below(64),
      gain: GAINS[this.below(3)] as 1 | 2 | 4,
    }));
  }

  /** Reset phase and integration; afterwards signs and comparators can be peeked. */
  convert(drive: readonly RowDrive[]): void {
    const { dut } = this.sim;
    const { configuration } = this;
    const isTwoPhase = configuration.inputs === "two-phase";
    const put = (isOn: boolean, isSubtracting: boolean): void => {
      const on = drive.map((row) => isOn && row.isOn && (!isTwoPhase || row.isMinus === isSubtracting));
      dut.drive.poke({
        on,
        isNegative: drive.map((row) => !isTwoPhase && row.isMinus),
        level: drive.map((row) => row.level),
        gain: drive.map((row) => row.gain),
      });
      dut.integrate.poke(isOn);
      dut.subtract.poke(isSubtracting);
    };
    put(false, false);
    dut.discharge.poke(1);
    this.sim.run(configuration.phases.reset);
    dut.discharge.poke(0);
    const pass = integrationPass(configuration.phases, configuration.inputs);
    put(true, false);
    this.sim.run(pass);
    if (isTwoPhase) {
      put(true, true);
      this.sim.run(pass);
    }
    put(false, false);
  }

  /** The comparators at the same reference in all columns; a reference is "full" or a step 0 to 63 of both halves. */
  compare(shift: number, adaptations: number, reference: number | "full"): number[] {
    const { dut } = this.sim;
    const { columns } = this.configuration;
    dut.shift.poke(shift);
    dut.capacitors.poke(Array(columns).fill(2 ** adaptations));
    const step = reference === "full" ? this.below(64) : reference;
    dut.reference.poke({
      isFull: Array(columns).fill(reference === "full"),
      isUpper: Array(columns).fill(step >= 32),
      ramp: step % 32,
    });
    return dut.comparator.peek().map(Number);
  }

  /** One pulse; `moves` is 1 for set, -1 for clear. */
  pulse(row: number, isMinus: boolean, moves: readonly number[], cycles = 2): void {
    const { access } = this.sim.dut;
    const set = moves.map((move) => move > 0);
    const clear = moves.map((move) => move < 0);
    // Between two pulses one cycle is low; nothing is needed between a pulse and a read.
    if (this.hasPulsed) this.sim.run(1);
    this.hasPulsed = true;
    access.poke({ row, isMinus, read: 0, pulse: 1, set, clear });
    this.sim.run(cycles);
    const other = this.below(this.configuration.rows);
    access.poke({ row: other, isMinus: !isMinus, read: 0, pulse: 0, set: clear, clear: set });
  }

  /** Levels of a row's side in the last cycle of a read of two. */
  read(row: number, isMinus: boolean): number[] {
    const { access, levels } = this.sim.dut;
    const none = Array(this.configuration.columns).fill(0);
    this.hasPulsed = false;
    access.poke({ row, isMinus, read: 1, pulse: 0, set: none, clear: none });
    this.sim.run(1);
    const found = levels.peek().map(Number);
    this.sim.run(1);
    access.poke({ row, isMinus, read: 0, pulse: 0, set: none, clear: none });
    return found;
  }
}

/** D of each column: the sum over rows of gain * level * (plus - minus) with the input's sign. */
export const chargesOf = (cells: Cells, drive: readonly RowDrive[]): bigint[] =>
  (cells[0] ?? []).map((_, column) =>
    drive.reduce((sum, { isOn, isMinus, level, gain }, row) => {
      const [plus, minus] = (cells[row] as Cells[number])[column] as readonly [number, number];
      const term = BigInt(gain * level) * BigInt(plus - minus);
      return isOn ? sum + (isMinus ? -term : term) : sum;
    }, 0n),
  );
