/**
 * What `bitloom synth --energy` feeds a block with: a real model's product for arrays that the comparison knows, else random inputs.
 * Invariant: what must come out is given by integer dot products or by the simulation in process, never by the netlist.
 */
import type { BlockEntry } from "../../blocks/index.ts";
import { operandsOf } from "../../compare/index.ts";
import { BitloomError } from "../../diagnostics/index.ts";
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

/** Cycles after reset in which energy is not counted yet. */
const WARM_UP = 8;

export async function chooseStimulus(
  entry: BlockEntry,
  given: Readonly<Record<string, string>>,
  settings: EnergySettings,
): Promise<EnergyStimulus> {
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
  const size = {
    rows: values.pairs === undefined ? whole("rows") : PAIR_WEIGHTS * whole("pairs"),
    columns: whole("columns", "cols"),
    tokens: whole("tokens"),
  };
  const family = [...ARRAY_FAMILIES, ...BARE_FAMILIES].find(
    ({ array, rowStep = 1, tokens = 1 }) =>
      size.rows % rowStep === 0 && size.tokens === tokens && nameOf(array, size) === definition.name,
  );
  return family && { family, size };
}

/** Tiles count their rows in pairs of clusters. */
const PAIR_WEIGHTS = 6;

/** Of the family's module; undefined for sizes that it is not built in, since blocks of any kind and size are looked up. */
function nameOf(array: ArrayFamily["array"], size: ArraySize): string | undefined {
  try {
    return array(size).name;
  } catch (error) {
    if (error instanceof BitloomError && error.diagnostics.some(({ code }) => code === "BL0610"))
      return undefined;
    throw error;
  }
}

/** Inputs that an output-stationary array sums before it drains. */
const SUMMED_INPUTS = 96;

async function modelStimulus(
  { family, size }: KnownArray,
  { cycles, period, model }: EnergySettings,
): Promise<EnergyStimulus> {
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
    inputs: operands.from.replace(/^Operands: |\.$/g, ""),
    cycles: run.cycles,
    expected: run.expected,
    ...steady,
    period,
  };
}

/** Outputs that depend on what registers held at power-up are not expected. */
function randomStimulus(design: Design, { cycles, seed, period }: EnergySettings): EnergyStimulus {
  const random = randomPortCycles(design, { cycles: WARM_UP + cycles, seed });
  const to = random.cycles.length;
  return {
    inputs: `random, new in every cycle, seed ${seed}`,
    cycles: random.cycles,
    expected: random.expected,
    from: to - cycles,
    to,
    period,
  };
}
