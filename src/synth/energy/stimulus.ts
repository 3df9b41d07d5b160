/** What a netlist is fed with and what must come out. Invariant: a stimulus that was prepared names only ports that exist. */
import { fail } from "../../diagnostics/index.ts";
import { rounded } from "../netlist/index.ts";
import type { Circuit } from "./circuit.ts";
import type { GateSimulator } from "./simulator.ts";

/** Values of ports by their Verilog names, as unsigned numbers. Ports left out keep the value of the cycle before; at first 0. */
export type PortValues = Readonly<Record<string, bigint>>;

export interface EnergyStimulus {
  /** In words, what the inputs are: "random, seed 1". */
  readonly inputs?: string;
  /** Inputs from each clock edge to the next; every clock port ticks once a cycle. */
  readonly cycles: readonly PortValues[];
  /** `bits` of output `port` from bit `low` just before the edge that ends `cycle`. */
  readonly expected: readonly {
    readonly cycle: number;
    readonly port: string;
    readonly low: number;
    readonly bits: number;
    readonly value: bigint;
  }[];
  /** Energy is counted in cycles [from, to). */
  readonly from: number;
  readonly to: number;
  /** Cycles [from, to) among them that are left out; none unless given. */
  readonly pauses?: readonly { readonly from: number; readonly to: number }[];
  /** ns from one rising clock edge to the next. */
  readonly period: number;
  /** Useful multiply-accumulates in the counted cycles. */
  readonly multiplyAccumulates?: number;
}

/** Whether energy is counted in a cycle. */
export const isCounted = ({ from, to, pauses = [] }: EnergyStimulus, cycle: number): boolean =>
  cycle >= from && cycle < to && !pauses.some((pause) => cycle >= pause.from && cycle < pause.to);

/** For each cycle the input nets and their values, one after the other. BL0478: ports that are none, cycles out of range. */
export function inputsOf({ flat, clockPorts }: Circuit, stimulus: EnergyStimulus): Int32Array[] {
  const { cycles, from, to, period, multiplyAccumulates } = stimulus;
  const refuse = (what: string, found: string, expected: string): never =>
    fail("BL0478", { what, found, expected });
  const isRange =
    Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= cycles.length;
  if (!isRange || !cycles.some((_, cycle) => isCounted(stimulus, cycle)))
    refuse("The range of counted cycles", `${from} to ${to}`, `within 0 to ${cycles.length}, not empty`);
  if (!(period > 0 && period <= 1e6))
    refuse("The period", `${rounded(period)} ns`, "more than 0, at most 1 ms");
  if (multiplyAccumulates !== undefined && !(multiplyAccumulates > 0)) {
    refuse("The number of multiply-accumulates", String(multiplyAccumulates), "more than 0");
  }
  const known = [...flat.inputs.keys()].filter((name) => !clockPorts.has(name));
  const held = new Map<string, bigint>();
  return cycles.map((values, cycle) => {
    const nets: number[] = [];
    for (const [name, value] of Object.entries(values)) {
      const bits = clockPorts.has(name) ? undefined : flat.inputs.get(name);
      if (bits === undefined) {
        return refuse(`An input in cycle ${cycle}`, name, `one of ${known.join(", ")}`);
      }
      if (value < 0n || value >> BigInt(bits.length) !== 0n) {
        return refuse(
          `${name} in cycle ${cycle}`,
          String(value),
          `an unsigned number of ${bits.length} bits`,
        );
      }
      const changed = value ^ (held.get(name) ?? 0n);
      held.set(name, value);
      for (const [i, net] of bits.entries()) {
        if (((changed >> BigInt(i)) & 1n) === 1n) nets.push(net, Number((value >> BigInt(i)) & 1n));
      }
    }
    return Int32Array.from(nets);
  });
}

/** Values of all output ports. */
export function outputsOf({ flat }: Circuit, simulator: GateSimulator): PortValues {
  return Object.fromEntries(
    [...flat.outputs].map(([name, nets]) => {
      let digits = "";
      for (const net of nets) digits = `${simulator.value(net)}${digits}`;
      return [name, BigInt(`0b${digits || "0"}`)];
    }),
  );
}

/** How many values were compared. BL0477: one is wrong; BL0478: one is expected of no port, or in no cycle. */
export function requireExpected(
  { flat }: Circuit,
  { cycles, expected }: EnergyStimulus,
  outputs: readonly PortValues[],
): number {
  const wrong = expected.flatMap(({ cycle, port, low, bits, value }) => {
    const width = flat.outputs.get(port)?.length ?? 0;
    const all = outputs[cycle]?.[port];
    if (all === undefined || low < 0 || bits < 1 || low + bits > width) {
      const found = `bits ${low} to ${low + bits - 1} of ${port} in cycle ${cycle}`;
      const ports = [...flat.outputs].map(([name, nets]) => `${name} (${nets.length})`).join(", ");
      return fail("BL0478", {
        what: "An expected value",
        found,
        expected: `cycles below ${cycles.length} of ${ports}`,
      });
    }
    const found = (all >> BigInt(low)) & ((1n << BigInt(bits)) - 1n);
    return found === value ? [] : [{ cycle, port, low, bits, expected: String(value), found: String(found) }];
  });
  const [first] = wrong;
  if (first !== undefined) fail("BL0477", { ...first, wrong: wrong.length, checked: expected.length });
  return expected.length;
}
