/** Energy of a family's array at gate level. Invariant: every family works at its full rate, at the same clock, on the same operands. */
import type { ArrayFamily } from "../jobs/index.ts";
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
/** Activation vectors that pass held weights; for output-stationary arrays inputs that are summed, and tiles of vectors. */
const SIMULATED_VECTORS = 48;
const SIMULATED_INPUTS = 96;
const SIMULATED_TILES = 2;

/** Energy a multiply-accumulate. Errors: those of `synthesise`; BL0477 where the netlist computes something else. */
export async function measureEnergy(
  family: ArrayFamily,
  options: MeasureOptions & EnergyOptions,
): Promise<EnergyMeasurement> {
  const { target, timeoutSeconds, operands, period, onProgress } = options;
  const whole = arraySize(family, Math.min(options.size, SIMULATED_ROWS));
  const size = { ...whole, columns: Math.min(options.size, SIMULATED_COLUMNS) };
  const product =
    family.dataflow === "output-stationary"
      ? operands(family, SIMULATED_TILES * size.rows, SIMULATED_INPUTS, size.columns)
      : operands(family, SIMULATED_VECTORS * size.tokens, size.rows, size.columns);
  const { module, cycles, expected, steady } = family.run(size, product);
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
    multiplyAccumulates: steady.multiplyAccumulates,
    perMultiplyAccumulate: energy.perCycle.total * perOperation,
    registers: share(["registers", "clock pins"]),
    combinational: share(["combinational", "inputs"]),
    leakage: energy.perCycle.leakage * perOperation,
    settled: energy.activity.settled,
  };
}
