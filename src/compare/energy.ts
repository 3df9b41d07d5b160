/** Energy of a family's array at gate level. Invariant: every family works at its full rate, at the same clock, on parts of the same matrix. */
import type { ArrayFamily, ArrayRun, ArraySize } from "../jobs/index.ts";
import { type EnergyReport, synthesise } from "../synth/index.ts";
import type { EnergyMeasurement } from "./comparison.ts";
import { arraySize, type MeasureOptions, verilogOf } from "./measure.ts";

export interface EnergyOptions {
  /** ns. */
  readonly period: number;
}

/**
 * Gate-level simulation takes its time: arrays of this size stand for larger ones. As many columns as share a tile's activation
 * registers, whatever the tokens, as in a large array.
 */
const SIMULATED_ROWS = 24;
const SIMULATED_COLUMNS = 16;
/** Cycles at full rate that weight-stationary arrays are counted in, at least; as many vectors pass their weights. */
const COUNTED_CYCLES = 48;
/** For output-stationary arrays: inputs that are summed, and tiles of vectors. */
const SIMULATED_INPUTS = 96;
const SIMULATED_TILES = 2;

/** What an array of `family` carries out while its energy is counted. */
export function energyRun(family: ArrayFamily, { size: whole, operands }: MeasureOptions): SizedRun {
  const most = arraySize(family, Math.min(whole, SIMULATED_ROWS));
  const size = { ...most, columns: Math.min(whole, SIMULATED_COLUMNS) };
  if (family.dataflow === "output-stationary") {
    const product = operands(family, SIMULATED_TILES * size.rows, SIMULATED_INPUTS, size.columns);
    return { size, run: family.run(size, product) };
  }
  const phases = family.cycles.least;
  const runOf = (steps: number): ArrayRun =>
    family.run(size, operands(family, steps * size.tokens, size.rows, size.columns));
  // What is missing of a run of as many steps as are to be counted are the cycles that fill the array, once a filling.
  const steps = Math.ceil(COUNTED_CYCLES / phases);
  const { steady } = runOf(steps + size.rows + size.columns);
  const fills = steady.pauses.length + 1;
  const filled = steps + size.rows + size.columns - countedCycles(steady) / phases / fills;
  return { size, run: runOf(steps + Math.ceil(filled)) };
}

interface SizedRun {
  readonly size: ArraySize;
  readonly run: ArrayRun;
}

const countedCycles = ({ from, to, pauses }: ArrayRun["steady"]): number =>
  pauses.reduce((sum, pause) => sum - (pause.to - pause.from), to - from);

/** Energy a multiply-accumulate. Errors: those of `synthesise`; BL0477 where the netlist computes something else. */
export async function measureEnergy(
  family: ArrayFamily,
  options: MeasureOptions & EnergyOptions,
): Promise<EnergyMeasurement> {
  const { target, timeoutSeconds, period, onProgress } = options;
  const { size, run } = energyRun(family, options);
  const { module, cycles, expected, steady } = run;
  const report = await synthesise(verilogOf(module), {
    target,
    timeoutSeconds,
    flatten: false,
    timing: false,
    energy: { cycles, expected, ...steady, period },
    onProgress: (done, what) => onProgress?.(done, `${family.name}: ${what}`),
  });
  // A report that was asked for energy has it.
  const energy = report.energy as EnergyReport;
  const share = (kinds: readonly string[]): number =>
    energy.kinds
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((sum, { internal, switching }) => sum + internal + switching, 0) * perOperation;
  const perOperation = energy.counted / steady.multiplyAccumulates;
  return {
    ...size,
    counted: energy.counted,
    multiplyAccumulates: steady.multiplyAccumulates,
    perMultiplyAccumulate: energy.perCycle.total * perOperation,
    registers: share(["registers", "clock pins"]),
    combinational: share(["combinational", "inputs"]),
    leakage: energy.perCycle.leakage * perOperation,
    settled: energy.activity.settled,
  };
}
