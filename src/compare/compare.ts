/** Compares array families in one run: area, throughput, energy. Invariant: the baseline is measured by the same code as all others. */
import { fail } from "../diagnostics/index.ts";
import { ARRAY_FAMILIES, type ArrayFamily } from "../jobs/index.ts";
import type { CellTarget, ToolReport } from "../synth/index.ts";
import { findTool } from "../tools/index.ts";
import type { Comparison, FamilyMeasurement } from "./comparison.ts";
import { type EnergyOptions, measureEnergy } from "./energy.ts";
import { goalsOf } from "./goals.ts";
import { arraySize, type MeasureOptions, measureFamily, verilogOf } from "./measure.ts";
import { type Memory, noMemory } from "./memory.ts";
import type { PlacedComparison } from "./placed.ts";

export interface CompareOptions extends Omit<MeasureOptions, "onProgress" | "target"> {
  readonly target: CellTarget;
  /** Where the operands came from, in words. */
  readonly operandsFrom: string;
  /** What decides the operands, for the memory. */
  readonly operandsDigest: string;
  readonly families: readonly ArrayFamily[];
  /** Without it energies are left out. */
  readonly energy?: EnergyOptions | undefined;
  /** Without them nothing is placed. */
  readonly placed?: PlacedComparison | undefined;
  readonly memory?: Memory;
  /** `done` of the families, with a word on what is under way. */
  readonly onProgress?: (done: number, what: string) => void;
}

/** The families called so; all for an empty list. BL0496 names one that does not exist. */
export function findFamilies(names: readonly string[]): readonly ArrayFamily[] {
  if (names.length === 0) return ARRAY_FAMILIES;
  const known = ARRAY_FAMILIES.map(({ name }) => name).join(", ");
  return names.map(
    (name) => ARRAY_FAMILIES.find((family) => family.name === name) ?? fail("BL0496", { found: name, known }),
  );
}

/** Measures all families. Errors: BL0495 an array is wrong; those of `synthesise` and of the energy estimate. */
export async function compareFamilies(options: CompareOptions): Promise<Comparison> {
  const { size, target, families, energy, memory = noMemory, onProgress } = options;
  const placed = options.placed?.placed ?? [];
  const measured: FamilyMeasurement[] = [];
  let tools: readonly ToolReport[] = [];
  const versions = [await findTool("yosys"), await findTool("opensta")].map((tool) => tool?.version ?? "");
  for (const [index, family] of families.entries()) {
    const progress = (from: number, share: number) => (done: number, what: string) =>
      onProgress?.(index + from + share * done, what);
    const key = [family.name, size, target.library.sha256, versions, options.operandsDigest];
    const found = await memory.remember(
      ["area", ...key, verilogOf(family.array(arraySize(family, size)))],
      () => measureFamily(family, { ...options, onProgress: progress(0, 0.5) }),
    );
    tools = found.tools;
    const spent =
      energy === undefined
        ? undefined
        : await memory.remember(
            ["energy", ...key, energy, verilogOf(family.array(arraySize(family, size)))],
            () => measureEnergy(family, { ...options, ...energy, onProgress: progress(0.5, 0.5) }),
          );
    measured.push(spent === undefined ? found.measurement : { ...found.measurement, energy: spent });
  }
  return {
    format: "bitloom-comparison",
    version: 1,
    size,
    target: target.name,
    tools: distinct([...tools, ...(options.placed?.tools ?? [])]),
    operands: options.operandsFrom,
    ...(energy === undefined ? {} : { period: energy.period }),
    families: measured,
    goals: goalsOf(measured, placed),
    placed,
  };
}

const distinct = (tools: readonly ToolReport[]): ToolReport[] =>
  tools.filter(({ name }, at) => tools.findIndex((other) => other.name === name) === at);
