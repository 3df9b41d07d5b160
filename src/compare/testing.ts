/** Made-up measurements whose ratios are seen at a glance. */
import type { FamilyMeasurement } from "./comparison.ts";

/** A family of 10 x 10 products with 100 um2 each, unless changed. */
export const madeFamily = (change: Partial<FamilyMeasurement>): FamilyMeasurement => ({
  name: "made",
  title: "Made up",
  weights: "fineq",
  dataflow: "weight-stationary",
  cycles: { least: 1, most: 1 },
  rows: 10,
  columns: 10,
  tokens: 1,
  lanes: 100,
  area: 10_000,
  element: { area: 100, lanes: 1 },
  verified: 7,
  ...change,
});

/** fJ a multiply-accumulate, all in registers. */
export const madeEnergy = (perMultiplyAccumulate: number) => ({
  rows: 10,
  columns: 10,
  tokens: 1,
  counted: 10,
  multiplyAccumulates: 1000,
  perMultiplyAccumulate,
  registers: perMultiplyAccumulate,
  combinational: 0,
  leakage: 0,
  settled: 1,
});
