/**
 * What `bitloom synth --energy` feeds a block with: a real model's product for arrays that the comparison knows, else random inputs.
 * Invariant: what must come out is given by integer dot products or by the simulation in process, never by the netlist.
 */
import type { BlockEntry } from "../../blocks/index.ts";
import { operandsOf } from "../../compare/index.ts";
import { elaborate, type ModuleDefinition } from "../../dsl/index.ts";
import { randomPortCycles } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { ARRAY_FAMILIES, type ArrayFamily, type ArraySize, BARE_FAMILIES } from "../../jobs/index.ts";
import type { EnergyStimulus } from "../../synth/index.ts";

export interface EnergySettings {
  /** Of random inputs, after reset. */
  readonly cycles: number;
  readonly seed: number;
  /** ns. */
  readonly period: number;
  /** Model whose weights and activations an array is fed with; the demo model if undefined. */
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
  const known = familyOf(definition, entry.values(given));
  return known === undefined
    ? randomStimulus(elaborate(definition), settings)
    : modelStimulus(known, settings);
}

/** Products of arrays whose energy is estimated unasked; larger ones take minutes. */
const QUICK_PRODUCTS = 1024;

/** An array of the comparison that is small enough for an estimate that nobody asked for. */
export function hasQuickEnergy(entry: BlockEntry, given: Readonly<Record<string, string>>): boolean {
  const known = familyOf(entry.make(given), entry.values(given));
  return known !== undefined && known.family.lanes(known.size) <= QUICK_PRODUCTS;
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
  const family = [...ARRAY_FAMILIES, ...BARE_FAMILIES].find(({ array, rowStep = 1, tokens = 1 }) => {
    if (size.rows % rowStep !== 0 || size.tokens !== tokens) return false;
    return array(size).name === definition.name;
  });
  return family && { family, size };
}

/** Inputs that an output-stationary array sums before it drains. */
const SUMMED_INPUTS = 96;

async function modelStimulus(
  { family, size }: KnownArray,
  { cycles, period, model }: EnergySettings,
): Promise<ChosenStimulus> {
  const operands = await operandsOf(model);
  const { rows, columns, tokens } = size;
  const phases = family.cycles.most;
  // The array fills, and then works for about as many cycles as were asked for.
  const [vectors, inputs] =
    family.dataflow === "weight-stationary"
      ? [Math.ceil((cycles + rows + columns) / phases) * tokens, rows]
      : [(Math.ceil(cycles / (SUMMED_INPUTS * phases)) + 1) * rows, SUMMED_INPUTS];
  const run = family.run(size, operands.of(family, vectors, inputs, columns));
  const { steady } = run;
  return {
    stimulus: { cycles: run.cycles, expected: run.expected, ...steady, period },
    description: operands.from.replace(/^Operands: |\.$/g, ""),
  };
}

/** Outputs that depend on what registers held at power-up are not expected. */
function randomStimulus(design: Design, { cycles, seed, period }: EnergySettings): ChosenStimulus {
  const random = randomPortCycles(design, { cycles: WARM_UP + cycles, seed });
  const to = random.cycles.length;
  return {
    stimulus: { cycles: random.cycles, expected: random.expected, from: to - cycles, to, period },
    description: `random, new in every cycle, seed ${seed}`,
  };
}
