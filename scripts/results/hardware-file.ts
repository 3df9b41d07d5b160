/** docs/hardware.json: every number of the part of docs/results.md about arrays. Invariant: what is read has the comparison's form. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Comparison } from "../../src/compare/index.ts";

export const HARDWARE = "docs/hardware.json";

const positive = z.number().positive();
const count = z.number().int().positive();
const cycles = z.object({ least: count, most: count });
const size = { rows: count, columns: count, tokens: count };

const energy = z.object({
  ...size,
  counted: count,
  multiplyAccumulates: count,
  perMultiplyAccumulate: positive,
  registers: positive,
  combinational: positive,
  leakage: positive,
  settled: positive,
});

const family = z.object({
  name: z.string(),
  title: z.string(),
  weights: z.enum(["int8", "int4", "int3", "fineq", "fineq-sparse"]),
  dataflow: z.enum(["output-stationary", "weight-stationary"]),
  cycles,
  ...size,
  lanes: count,
  area: positive,
  element: z.object({ area: positive, lanes: count }),
  minimumPeriod: positive,
  verified: count,
  energy,
});

const placed = z.object({
  name: z.string(),
  title: z.string(),
  device: z.string(),
  weights: count,
  tokens: count,
  logicCells: count,
  standIns: z.number().int(),
  verified: count,
  frequency: positive,
  cycles,
});

const schema: z.ZodType<Comparison> = z.strictObject({
  format: z.literal("bitloom-comparison"),
  version: z.literal(1),
  size: count,
  target: z.string(),
  tools: z.array(z.object({ name: z.string(), version: z.string() })).min(3),
  operands: z.string(),
  period: positive,
  families: z.array(family).min(1),
  goals: z.array(
    z.object({
      measure: z.string(),
      papers: z.string(),
      probe: z.string(),
      goal: z.string(),
      found: z.string(),
      verdict: z.enum(["met", "missed", "not measured"]),
    }),
  ),
  placed: z.array(placed).min(1),
});

/** As it was last measured; undefined where there is none yet. Throws where it is no comparison with energies and placed grids. */
export function readHardware(root: string): Comparison | undefined {
  const path = join(root, HARDWARE);
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, "utf8"))) : undefined;
}
