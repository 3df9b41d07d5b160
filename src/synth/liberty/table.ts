/**
 * Lookup tables of Liberty: delays, transition times and energies by input slew and output load. Invariant: slews are in ns and
 * loads in fF, whatever the file's units, and values are as `scale` makes them.
 */
import { fail } from "../../diagnostics/index.ts";
import type { LibertyGroup } from "./parse.ts";

export interface LookupTable {
  /** ns, ascending; empty if the value does not depend on it. */
  readonly slews: Float64Array;
  /** fF, ascending; empty if the value does not depend on it. */
  readonly loads: Float64Array;
  /** By slew, then by load. */
  readonly values: Float64Array;
}

/** What the file's numbers are multiplied with. */
export interface TableUnits {
  /** ns. */
  readonly time: number;
  /** fF. */
  readonly capacitance: number;
}

/** What a template calls its axes. */
type Axis = "slew" | "load";

const AXES: Readonly<Record<string, Axis>> = {
  input_net_transition: "slew",
  input_transition_time: "slew",
  total_output_net_capacitance: "load",
};

/** Axes of the file's table templates, by name. */
export function readTemplates(library: LibertyGroup): ReadonlyMap<string, LibertyGroup> {
  const templates = library.groups.filter(({ name }) => /^(lu_table|power_lut)_template$/.test(name));
  return new Map(templates.map((template) => [template.arguments[0] ?? "", template]));
}

/**
 * The table of a group such as `cell_rise`; its values are multiplied with `scale`. BL0481: a template that is not there, an axis
 * that is neither slew nor load, values that are not as many as the axes say.
 */
export function readTable(
  group: LibertyGroup,
  templates: ReadonlyMap<string, LibertyGroup>,
  units: TableUnits,
  scale: number,
  file: string,
): LookupTable {
  const refuse = (reason: string): never => fail("BL0481", { file, place: `line ${group.line}`, reason });
  const name = group.arguments[0] ?? "scalar";
  const template = name === "scalar" ? undefined : templates.get(name);
  if (name !== "scalar" && template === undefined) return refuse(`there is no table template ${name}`);
  const numbers = (text: string | undefined) =>
    Float64Array.from(
      (text ?? "").split(/[\s,]+/).filter((item) => item !== ""),
      Number,
    );
  const axes: { readonly axis: Axis; readonly at: Float64Array }[] = [];
  for (const i of [1, 2, 3]) {
    const variable = template?.attributes.get(`variable_${i}`);
    if (variable === undefined) break;
    const axis = AXES[variable];
    if (axis === undefined) return refuse(`a table by ${variable} cannot be used`);
    const at = numbers(group.attributes.get(`index_${i}`) ?? template?.attributes.get(`index_${i}`));
    axes.push({ axis, at: at.map((value) => value * (axis === "slew" ? units.time : units.capacitance)) });
  }
  const of = (axis: Axis) => axes.find((found) => found.axis === axis)?.at ?? new Float64Array();
  const [slews, loads] = [of("slew"), of("load")];
  const given = numbers(group.attributes.get("values"));
  const rows = Math.max(slews.length, 1);
  const columns = Math.max(loads.length, 1);
  if (given.length !== rows * columns || given.some(Number.isNaN)) {
    return refuse(`${group.name} has ${given.length} values, its axes ask for ${rows * columns} numbers`);
  }
  const isLoadFirst = axes.length === 2 && axes[0]?.axis === "load";
  const values = Float64Array.from(given, (_, i) => {
    const from = isLoadFirst ? (i % columns) * rows + Math.floor(i / columns) : i;
    return (given[from] ?? 0) * scale;
  });
  return { slews, loads, values };
}

/** The value at a slew (ns) and a load (fF): linear between the table's points, and on beyond them. */
export function lookUp({ slews, loads, values }: LookupTable, slew: number, load: number): number {
  const row = segment(slews, slew);
  const column = segment(loads, load);
  const columns = Math.max(loads.length, 1);
  const at = (i: number, k: number): number => values[i * columns + k] ?? 0;
  const along = (i: number): number =>
    column.share === 0
      ? at(i, column.from)
      : at(i, column.from) + column.share * (at(i, column.from + 1) - at(i, column.from));
  const first = along(row.from);
  return row.share === 0 ? first : first + row.share * (along(row.from + 1) - first);
}

/** The interval that a value falls into, or the one nearest to it, and where in it. */
function segment(axis: Float64Array, value: number): { readonly from: number; readonly share: number } {
  if (axis.length < 2) return { from: 0, share: 0 };
  let from = 0;
  while (from < axis.length - 2 && value >= (axis[from + 1] ?? 0)) from++;
  const low = axis[from] ?? 0;
  const high = axis[from + 1] ?? 0;
  return { from, share: high === low ? 0 : (value - low) / (high - low) };
}

/** The table's largest slew (ns); infinite where it does not depend on it. */
export const largestSlew = ({ slews }: LookupTable): number =>
  slews.length === 0 ? Number.POSITIVE_INFINITY : (slews[slews.length - 1] ?? 0);
