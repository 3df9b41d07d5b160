/**
 * Energies of the AFPR macro's components: inputs of the energy model, each with its provenance. Invariant: a set has every
 * component and no other, and no figure without the reason to believe it.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { firstProblem } from "./first-problem.ts";

const energy = z.strictObject({
  picojoules: z.number().min(0).max(1e9),
  /** Where the figure comes from: "assumed: ...", "measured: ...", or a source. */
  provenance: z.string().trim().min(1),
});

const componentsSchema = z.strictObject({
  /** Per code that an FP-DAC takes: its level and gain switch. */
  dacConversion: energy,
  /** Per row that is on in a conversion, by gain. */
  dacRowOnGain1: energy,
  dacRowOnGain2: energy,
  dacRowOnGain4: energy,
  /** Per memory cell of a row that is on; a weight is two cells. */
  cellRead: energy,
  /** Per column and conversion: the op-amp and its capacitor at range 0. */
  integrator: energy,
  /** Per range adaptation of a column: C to 2C, 2C to 4C. */
  rangeAdaptation: energy,
  /** Per decision of a column's comparator. */
  comparatorDecision: energy,
  /** Per step of the ramp that all columns share. */
  rampStep: energy,
  /** Per code that a column latches. */
  latch: energy,
  /** Per clock cycle: sequencer, range controllers, clock tree. */
  controlCycle: energy,
  /** Per code through stream and row registers. */
  codeIn: energy,
  /** Per code through readout and stream. */
  codeOut: energy,
});

const setSchema = z.strictObject({
  name: z.string().trim().min(1),
  /** Where the set as a whole comes from. */
  source: z.string().trim().min(1),
  components: componentsSchema,
});

export type AfprEnergySet = z.output<typeof setSchema>;
export type AfprComponent = keyof AfprEnergySet["components"];

/** A set from parsed JSON; BL0530 names the file and the entry that is missing, unknown or out of range. */
export function parseEnergySet(data: unknown, file: string): AfprEnergySet {
  const parsed = setSchema.safeParse(data);
  return parsed.success ? parsed.data : fail("BL0530", { file, problem: firstProblem(parsed.error) });
}

/**
 * The set beside this file: our split of the published total of an array operation, 14.83 nJ (arXiv 2402.13798). The paper's
 * abstract gives no parts, so every entry is an assumption and says so.
 */
export function defaultEnergySet(): AfprEnergySet {
  const file = new URL("./default-energies.json", import.meta.url);
  return parseEnergySet(JSON.parse(readFileSync(file, "utf8")), "default-energies.json");
}
