/**
 * What `bitloom synth --energy` feeds a block with: a real model's product for arrays that the comparison knows, else random inputs.
 * Invariant: what must come out is given by integer dot products or by the simulation in process, never by the netlist.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BlockEntry } from "../../blocks/index.ts";
import { elaborate, type ModuleDefinition } from "../../dsl/index.ts";
import { randomPortCycles } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { ARRAY_FAMILIES, type ArrayFamily, type ArraySize, type IntegerProduct } from "../../jobs/index.ts";
import { type ModelOperands, openOperands } from "../../model/index.ts";
import type { EnergyStimulus } from "../../synth/index.ts";

export interface EnergySettings {
  /** Of random inputs, after reset. */
  readonly cycles: number;
  readonly seed: number;
  /** ns. */
  readonly period: number;
  /** Model whose weights and activations an array is fed with; the demo model where it is at hand if undefined. */
  readonly model: string | undefined;
}

export interface ChosenStimulus {
  readonly stimulus: EnergyStimulus;
  /** For the report: "random, seed 1". */
  readonly description: string;
}

/** Cycles after reset in which energy is not counted yet. */
const WARM_UP = 8;

export async function chooseStimulus(
  entry: BlockEntry,
  given: Readonly<Record<string, string>>,
  settings: EnergySettings,
): Promise<ChosenStimulus> {
  const definition = entry.make(given);
  const family = familyOf(definition, entry.values(given));
  const model = settings.model ?? demoModel();
  if (family === undefined || model === undefined) return randomStimulus(elaborate(definition), settings);
  return modelStimulus(family, model, settings);
}

interface KnownArray {
  readonly family: ArrayFamily;
  readonly size: ArraySize;
}

/** The family that makes exactly this module. */
function familyOf(
  definition: ModuleDefinition,
  values: Readonly<Record<string, number | string>>,
): KnownArray | undefined {
  const whole = (...names: readonly string[]): number =>
    Number(names.map((name) => values[name]).find((v) => v !== undefined) ?? 1);
  const size = { rows: whole("rows"), columns: whole("columns", "cols"), tokens: whole("tokens") };
  const family = ARRAY_FAMILIES.find(({ array, rowStep = 1, tokens = 1 }) => {
    if (size.rows % rowStep !== 0 || size.tokens !== tokens) return false;
    return array(size).name === definition.name;
  });
  return family && { family, size };
}

/** Where the demo model is looked for: beside the sources, and in the shared data. */
function demoModel(): string | undefined {
  const data = process.env.BITLOOM_DATA ?? "../shared/data";
  const places = [join(import.meta.dirname, "../../../examples/models/kjv-1.8m"), join(data, "models/demo")];
  return places.find((path) => existsSync(path));
}

async function modelStimulus(
  { family, size }: KnownArray,
  model: string,
  { cycles, period }: EnergySettings,
): Promise<ChosenStimulus> {
  const source = await openOperands(model);
  // The array fills, and then works for about as many cycles as were asked for.
  const vectors = Math.ceil((cycles + size.rows + size.columns) / family.cycles.most) * size.tokens;
  const run = family.run(size, productOf(family, source.take(size.rows, size.columns, vectors)));
  const { from, to, multiplyAccumulates } = run.steady;
  return {
    stimulus: { cycles: run.cycles, expected: run.expected, from, to, period, multiplyAccumulates },
    description: source.description,
  };
}

/** Of families of sparse weights: one outlier cluster in so many. */
const SPARSE_CLUSTERS = 4;

/** A part of the model's matrix as the family takes its weights. */
function productOf({ weights }: ArrayFamily, operands: ModelOperands): IntegerProduct {
  const { m, k, n, activations, fineq } = operands;
  const common = { m, k, n, activations };
  if (weights === "fineq") return { ...common, ...fineq };
  if (weights === "fineq-sparse") return { ...common, ...operands.sparse(SPARSE_CLUSTERS) };
  return { ...common, weights: operands[weights], indices: fineq.indices };
}

function randomStimulus(design: Design, { cycles, seed, period }: EnergySettings): ChosenStimulus {
  const random = randomPortCycles(design, { cycles: WARM_UP + cycles, seed });
  const to = random.cycles.length;
  return {
    stimulus: { cycles: random.cycles, expected: random.expected, from: to - cycles, to, period },
    description: `random, new in every cycle, seed ${seed}`,
  };
}
