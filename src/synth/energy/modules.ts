/** Energies by place in the hierarchy. Invariant: an instance's energy is its own cells' and that of the instances inside. */
import { rounded } from "../netlist/index.ts";
import type { Circuit } from "./circuit.ts";
import type { EnergyModule, EnergyParts } from "./report.ts";

/** `cells` by cell, `inputs` the nets driven by the top's ports; all fJ per cycle. */
export function moduleEnergies(
  circuit: Circuit,
  cells: readonly EnergyParts[],
  inputs: number,
): EnergyModule {
  const { instances } = circuit.flat;
  const own = new Float64Array(instances.length);
  own[0] = inputs;
  for (const [cell, { total }] of cells.entries()) {
    const instance = circuit.cells[cell]?.instance ?? 0;
    own[instance] = (own[instance] ?? 0) + total;
  }
  const whole = Float64Array.from(own);
  const inside = instances.map((): number[] => []);
  // Parents stand before what is inside them.
  for (let instance = instances.length - 1; instance > 0; instance--) {
    const parent = instances[instance]?.parent ?? 0;
    whole[parent] = (whole[parent] ?? 0) + (whole[instance] ?? 0);
    inside[parent]?.push(instance);
  }
  const entry = (group: readonly number[]): EnergyModule => {
    const groups = new Map<string, number[]>();
    for (const child of group.flatMap((instance) => inside[instance] ?? [])) {
      const module = instances[child]?.module ?? "";
      const found = groups.get(module);
      if (found === undefined) groups.set(module, [child]);
      else found.push(child);
    }
    const energies = group.map((instance) => whole[instance] ?? 0);
    const mean = (values: Float64Array) =>
      rounded(group.reduce((sum, instance) => sum + (values[instance] ?? 0), 0) / group.length);
    return {
      module: instances[group[0] ?? 0]?.module ?? "",
      instances: group.length,
      energy: mean(whole),
      least: rounded(energies.reduce((least, energy) => Math.min(least, energy), Number.POSITIVE_INFINITY)),
      most: rounded(energies.reduce((most, energy) => Math.max(most, energy), 0)),
      own: mean(own),
      children: [...groups.values()]
        .map(entry)
        .sort((a, b) => b.instances * b.energy - a.instances * a.energy || (a.module < b.module ? -1 : 1)),
    };
  };
  return entry([0]);
}
