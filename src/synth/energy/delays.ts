/**
 * Delays and slews of a netlist without wires, by the library's tables. Invariant: a net's slew is the largest that any arc of its
 * driver gives it, as in static timing analysis; slews beyond a table's end count as its end, since a layout would buffer there.
 */
import { type EdgeTiming, largestSlew, lookUp, type TimingArc } from "../liberty/index.ts";
import type { CellModel } from "./cell-model.ts";

/** ns by net, for each edge. */
export interface NetSlews {
  readonly rise: Float64Array;
  readonly fall: Float64Array;
}

export interface CellDelays {
  /** By cause (inputs, then the clock): for each output four, by 2 * (edge of the cause) + edge of the output; ps, 1 or more. */
  readonly delays: readonly (readonly number[])[];
  /** By cause, then output. */
  readonly senses: readonly (readonly TimingArc["sense"][])[];
}

/** Edges: 0 falls, 1 rises. */
const EDGES = [0, 1] as const;

/** Delays of a cell at its place; the slews of the nets that it drives are entered into `slews`. `loads` in fF, by output. */
export function cellDelays(
  model: CellModel,
  netOf: (pin: string) => number,
  loads: readonly number[],
  slews: NetSlews,
): CellDelays {
  const { register } = model;
  const causes = register === undefined ? model.inputs : [...model.inputs, register.clockPin];
  const slewOf = (pin: string, edge: 0 | 1): number =>
    pin === register?.clockPin ? 0 : ((edge === 1 ? slews.rise : slews.fall)[netOf(pin)] ?? 0);
  const outputs = model.cell.outputs;
  const arcsOf = (pin: string, k: number): readonly TimingArc[] =>
    outputs[k]?.arcs.filter(({ from }) => from === pin) ?? [];
  const delays = causes.map((pin) =>
    outputs.flatMap((output, k) => {
      const arcs = arcsOf(pin, k);
      const load = loads[k] ?? 0;
      const net = netOf(output.name);
      return EDGES.flatMap((from) =>
        EDGES.map((to) => {
          const fitting = arcs.filter(
            ({ sense }) => sense === "both" || (sense === "positive") === (from === to),
          );
          let delay = 0;
          for (const arc of fitting.length > 0 ? fitting : arcs) {
            const timing = to === 1 ? arc.rise : arc.fall;
            if (timing === undefined) continue;
            const slew = slewOf(pin, from);
            delay = Math.max(delay, valueAt(timing.delay, slew, load));
            if (net >= 0 && fitting.length > 0)
              raise(to === 1 ? slews.rise : slews.fall, net, valueAt(timing.slew, slew, load));
          }
          return Math.max(1, Math.round(1000 * delay));
        }),
      );
    }),
  );
  const senses = causes.map((pin) => outputs.map((_, k) => senseOf(arcsOf(pin, k))));
  return { delays, senses };
}

const valueAt = (table: EdgeTiming["delay"], slew: number, load: number): number =>
  lookUp(table, Math.min(slew, largestSlew(table)), load);

function raise(slews: Float64Array, net: number, slew: number): void {
  if (slew > (slews[net] ?? 0)) slews[net] = slew;
}

/** What all arcs agree on. */
function senseOf(arcs: readonly TimingArc[]): TimingArc["sense"] {
  const [first, ...others] = arcs;
  return first === undefined || others.some(({ sense }) => sense !== first.sense) ? "both" : first.sense;
}
