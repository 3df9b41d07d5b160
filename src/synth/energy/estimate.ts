/**
 * Energy of a netlist from a simulation of its cells. Invariant: a netlist whose outputs are not the expected ones has no energy.
 */
import type { CellLibrary } from "../liberty/index.ts";
import { type Netlist, rounded } from "../netlist/index.ts";
import { buildCircuit } from "./build-circuit.ts";
import { CellModels } from "./cell-model.ts";
import type { Circuit } from "./circuit.ts";
import { flatten } from "./flatten.ts";
import { moduleEnergies } from "./modules.ts";
import type { EnergyKind, EnergyParts, EnergyReport } from "./report.ts";
import { type Counts, GateSimulator } from "./simulator.ts";
import {
  type EnergyStimulus,
  inputsOf,
  isCounted,
  outputsOf,
  type PortValues,
  requireExpected,
} from "./stimulus.ts";

export interface EnergyJob extends EnergyStimulus {
  /** Of cells of the library, with modules or without. */
  readonly netlist: Netlist;
  readonly library: CellLibrary;
  /** `done` of 1. */
  readonly onProgress?: (done: number, what: string) => void;
}

export interface EnergyEstimate {
  readonly report: EnergyReport;
  /** Of every cycle, just before the edge that ends it. */
  readonly outputs: readonly PortValues[];
}

/**
 * Simulates the netlist with the library's delays and counts what its transitions cost, without wires and clock tree. Errors:
 * BL0489 a cell or clock that cannot be simulated, BL0477 a wrong output, BL0478 a stimulus that does not fit, BL0481 a library
 * without usable numbers. Sources: docs/energy.md.
 */
export function estimateEnergy(job: EnergyJob): EnergyEstimate {
  const circuit = buildCircuit(flatten(job.netlist), new CellModels(job.library));
  const { counts, outputs, compared } = simulateStimulus(circuit, job, job.onProgress);
  return { report: reportOf(circuit, counts, job, compared), outputs };
}

/** The simulation alone, with what it counted. Errors as above. */
export function simulateStimulus(
  circuit: Circuit,
  stimulus: EnergyStimulus,
  onProgress?: (done: number, what: string) => void,
): { readonly counts: Counts; readonly outputs: readonly PortValues[]; readonly compared: number } {
  const { period } = stimulus;
  const inputs = inputsOf(circuit, stimulus);
  const simulator = new GateSimulator(circuit, period);
  const outputs = inputs.map((nets, cycle) => {
    onProgress?.(cycle / inputs.length, "energy");
    simulator.cycle(nets, isCounted(stimulus, cycle));
    return outputsOf(circuit, simulator);
  });
  return { counts: simulator.counts, outputs, compared: requireExpected(circuit, stimulus, outputs) };
}

/** fJ per cycle of one cell with the nets that it drives. */
export interface CellEnergy extends EnergyParts {
  /** Part of a flip-flop's energy that its clock pin takes. */
  readonly clockInternal: number;
  readonly clockSwitching: number;
}

/** By cell of the circuit. */
export function cellEnergies(circuit: Circuit, counts: Counts, period: number): CellEnergy[] {
  const { cells, firstNode, nodeNet, capacitance, voltage, cellRegister, registers } = circuit;
  const { cycles, transitions, internal, clock, leakage } = counts;
  const half = (voltage * voltage) / 2;
  return cells.map((_, cell) => {
    let switching = 0;
    for (let node = firstNode[cell] ?? 0; node < (firstNode[cell + 1] ?? 0); node++) {
      const net = nodeNet[node] ?? -1;
      if (net >= 0) switching += (half * (capacitance[net] ?? 0) * (transitions[net] ?? 0)) / cycles;
    }
    const register = registers[cellRegister[cell] ?? -1];
    // A rise and a fall a cycle.
    const clockSwitching = register === undefined ? 0 : 2 * half * register.clockCapacitance;
    const clockInternal = (clock[cell] ?? 0) / cycles;
    // nW * ns = 1e-18 J.
    const leaked = ((leakage[cell] ?? 0) / cycles) * period * 1e-3;
    const inside = (internal[cell] ?? 0) / cycles + clockInternal;
    return {
      ...partsOf(inside, switching + clockSwitching, leaked),
      clockInternal,
      clockSwitching,
    };
  });
}

const partsOf = (internal: number, switching: number, leakage: number): EnergyParts => ({
  internal,
  switching,
  leakage,
  total: internal + switching + leakage,
});

const plus = (a: EnergyParts, b: EnergyParts): EnergyParts =>
  partsOf(a.internal + b.internal, a.switching + b.switching, a.leakage + b.leakage);

const shown = ({ internal, switching, leakage, total }: EnergyParts): EnergyParts => ({
  internal: rounded(internal),
  switching: rounded(switching),
  leakage: rounded(leakage),
  total: rounded(total),
});

const NOTHING = partsOf(0, 0, 0);

/** The report of what was counted. */
export function reportOf(
  circuit: Circuit,
  counts: Counts,
  stimulus: EnergyStimulus,
  compared: number,
): EnergyReport {
  const { inputs, period, cycles, multiplyAccumulates } = stimulus;
  const cells = cellEnergies(circuit, counts, period);
  const kinds = new Map<EnergyKind, EnergyParts>([
    ["registers", NOTHING],
    ["clock pins", NOTHING],
    ["combinational", NOTHING],
    ["inputs", partsOf(0, inputSwitching(circuit, counts), 0)],
  ]);
  const add = (kind: EnergyKind, parts: EnergyParts) =>
    kinds.set(kind, plus(kinds.get(kind) ?? NOTHING, parts));
  for (const [cell, energy] of cells.entries()) {
    const { internal, switching, leakage, clockInternal, clockSwitching } = energy;
    if ((circuit.cellRegister[cell] ?? -1) < 0) {
      add("combinational", energy);
      continue;
    }
    add("registers", partsOf(internal - clockInternal, switching - clockSwitching, leakage));
    add("clock pins", partsOf(clockInternal, clockSwitching, 0));
  }
  const total = [...kinds.values()].reduce(plus, NOTHING);
  return {
    ...(inputs === undefined ? {} : { inputs }),
    period,
    voltage: circuit.voltage,
    simulated: cycles.length,
    counted: counts.cycles,
    compared,
    perCycle: shown(total),
    power: rounded(total.total / period),
    ...(multiplyAccumulates === undefined
      ? {}
      : {
          multiplyAccumulates,
          perMultiplyAccumulate: rounded((total.total * counts.cycles) / multiplyAccumulates),
        }),
    kinds: [...kinds].map(([kind, parts]) => ({ kind, ...shown(parts) })),
    modules: moduleEnergies(circuit, cells, inputSwitching(circuit, counts)),
    activity: activityOf(circuit, counts),
  };
}

/** Nets that input ports drive, clocks aside. */
function inputSwitching(
  { flat, clockNets, capacitance, voltage }: Circuit,
  { transitions, cycles }: Counts,
): number {
  let sum = 0;
  for (const net of new Set([...flat.inputs.values()].flat())) {
    if (!clockNets.has(net)) sum += (capacitance[net] ?? 0) * (transitions[net] ?? 0);
  }
  return (sum * voltage * voltage) / 2 / cycles;
}

function activityOf({ capacitance, voltage, overloaded }: Circuit, counts: Counts): EnergyReport["activity"] {
  const { transitions, changes, cycles, swallowed, settled } = counts;
  let all = 0;
  let glitches = 0;
  let glitchCharge = 0;
  for (const [net, count] of transitions.entries()) {
    const extra = count - (changes[net] ?? 0);
    all += count;
    glitches += extra;
    glitchCharge += extra * (capacitance[net] ?? 0);
  }
  return {
    transitions: rounded(all / cycles),
    glitches: rounded(glitches / cycles),
    glitchSwitching: rounded((glitchCharge * voltage * voltage) / 2 / cycles),
    swallowed: rounded(swallowed / cycles),
    settled: rounded(settled / 1000),
    overloaded,
  };
}
