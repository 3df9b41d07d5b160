/** Compares array families in one run: area, throughput, energy. Invariant: the baseline is measured by the same code as all others. */
import { fail } from "../diagnostics/index.ts";
import { ARRAY_FAMILIES, type ArrayFamily } from "../jobs/index.ts";
import type { CellTarget, ToolReport } from "../synth/index.ts";
import { findTool, findYosys } from "../tools/index.ts";
import type { Comparison, FamilyMeasurement } from "./comparison.ts";
import { type EnergyOptions, energyRun, measureEnergy } from "./energy.ts";
import { GOALS_ARE_FOR, goalsOf } from "./goals.ts";
import { arraySize, type MeasureOptions, measureArea, sourceOf, verifyFamily } from "./measure.ts";
import { digestOf, type Memory, noMemory } from "./memory.ts";
import type { PlacedComparison } from "./placed.ts";

export interface CompareOptions extends Omit<MeasureOptions, "onProgress" | "target"> {
  readonly target: CellTarget;
  /** Where the operands came from, in words. */
  readonly operandsFrom: string;
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

/** Raised whenever the flow or the energy estimate give other numbers for the same Verilog: nothing older is found again. */
const MEASURED_AS = 2;

/** Measures all families. Errors: BL0495 an array is wrong; those of `synthesise` and of the energy estimate. */
export async function compareFamilies(options: CompareOptions): Promise<Comparison> {
  const { size, target, families, energy, memory = noMemory, onProgress } = options;
  const placed = options.placed?.placed ?? [];
  const measured: FamilyMeasurement[] = [];
  let tools: readonly ToolReport[] = [];
  const yosys = await findYosys(undefined);
  const flow = [
    MEASURED_AS,
    target.library.sha256,
    yosys.name,
    yosys.version,
    (await findTool("opensta"))?.version ?? "",
  ];
  for (const [index, family] of families.entries()) {
    const progress = (from: number, share: number) => (done: number, what: string) =>
      onProgress?.(index + from + share * done, what);
    onProgress?.(index, `${family.name}: simulation`);
    const verified = verifyFamily(family, options.operands);
    const whole = arraySize(family, size);
    const { tools: used, ...area } = await memory.remember(
      ["area", flow, sourceOf(family.array(whole)), sourceOf(family.element().module)],
      () => measureArea(family, { ...options, onProgress: progress(0, 0.5) }),
    );
    tools = used;
    const spent =
      energy === undefined
        ? undefined
        : await memory.remember(["energy", flow, energy, energyDigest(family, options)], () =>
            measureEnergy(family, { ...options, ...energy, onProgress: progress(0.5, 0.5) }),
          );
    const { name, title, weights, dataflow, cycles } = family;
    measured.push({
      ...{ name, title, weights, dataflow, cycles, ...whole },
      lanes: family.lanes(whole),
      ...area,
      verified,
      ...(spent === undefined ? {} : { energy: spent }),
    });
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
    goals:
      size === GOALS_ARE_FOR.size && target.name === GOALS_ARE_FOR.target ? goalsOf(measured, placed) : [],
    placed,
  };
}

/** Decides an energy besides flow and period: the netlist's source and all that goes in and is expected. */
export function energyDigest(family: ArrayFamily, options: MeasureOptions): string {
  const { run } = energyRun(family, options);
  const { cycles, expected, steady } = run;
  return digestOf([sourceOf(run.module), cycles, expected, steady]);
}

const distinct = (tools: readonly ToolReport[]): ToolReport[] =>
  tools.filter(({ name }, at) => tools.findIndex((other) => other.name === name) === at);
