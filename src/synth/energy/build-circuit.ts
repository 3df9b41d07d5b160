/** Makes a circuit of a flat netlist and the library's numbers. */
import { fail } from "../../diagnostics/index.ts";
import { largestSlew, lookUp } from "../liberty/index.ts";
import type { CellModel, CellModels, EnergyChoice } from "./cell-model.ts";
import type { Circuit, CircuitRegister } from "./circuit.ts";
import { cellDelays, type NetSlews } from "./delays.ts";
import { type FlatCell, type FlatNetlist, ONE } from "./flatten.ts";

interface UsedCell {
  readonly cell: FlatCell;
  readonly model: CellModel;
}

/** A load is found by its cell times this, plus its bit. */
const BITS = 16;

/** BL0489: a cell that cannot be simulated, a clock that is not a port, a loop. */
export function buildCircuit(flat: FlatNetlist, models: CellModels): Circuit {
  const used = flat.cells.map((cell) => ({ cell, model: models.of(cell.type, cell.name) }));
  const sorted = inOrder(flat, used);
  const clocks = clocksOf(flat, sorted);
  const loads = loadsOf(flat, sorted, clocks.clockNets);
  const { capacitance, loadOf } = loads;
  const pool = new Pool();
  const slews: NetSlews = { rise: new Float64Array(flat.nets), fall: new Float64Array(flat.nets) };
  const firstNode = new Int32Array(sorted.length + 1);
  const cellRegister = new Int32Array(sorted.length).fill(-1);
  const count = loads.loadCell.length;
  const loadDelay = new Int32Array(count);
  const loadEnergy = new Int32Array(count).fill(-1);
  const loadChoice = new Int32Array(count);
  const nodes = { net: [] as number[], cell: [] as number[], values: [] as number[], causes: [] as number[] };
  const causes = { energy: [] as number[], choice: [] as number[] };
  const registers: CircuitRegister[] = [];
  let overloaded = 0;
  for (const [index, { cell, model }] of sorted.entries()) {
    firstNode[index] = nodes.net.length;
    const netOf = (pin: string): number => cell.pins[pin] ?? -1;
    const outputLoads = model.outputs.map(({ name }) => capacitance[netOf(name)] ?? 0);
    const timing = cellDelays(model, netOf, outputLoads, slews);
    const delayOf = timing.delays.map((delays) => pool.addDelays(delays));
    const clockCause = model.inputs.length;
    model.inputs.forEach((name, bit) => {
      const load = loadOf.get(index * BITS + bit);
      if (load === undefined) return;
      loadDelay[load] = delayOf[bit] ?? 0;
      const own = model.inputEnergies[bit];
      if (own === undefined || own.sums.every((sum) => sum.length === 0)) return;
      loadEnergy[load] = pool.addEnergies(own, (rises) => slewAt(slews, netOf(name), rises), 0);
      loadChoice[load] = pool.table(own.choice);
    });
    for (const [k, output] of model.outputs.entries()) {
      nodes.net.push(netOf(output.name));
      nodes.cell.push(index);
      nodes.values.push(pool.table(output.values));
      nodes.causes.push(causes.energy.length);
      const load = outputLoads[k] ?? 0;
      if (load > (model.cell.outputs[k]?.maximumLoad ?? load)) overloaded++;
      for (const [cause, choice] of output.energies.entries()) {
        const net = netOf(model.inputs[cause] ?? "");
        const sense = timing.senses[cause]?.[k] ?? "both";
        causes.energy.push(pool.addEnergies(choice, (rises) => causeSlew(slews, net, sense, rises), load));
        causes.choice.push(pool.table(choice.choice));
      }
    }
    const { register } = model;
    if (register === undefined) continue;
    cellRegister[index] = registers.length;
    registers.push({
      cell: index,
      isRisingEdge: register.isRisingEdge,
      clockBit: register.clockBit,
      heldBit: register.heldBit,
      next: pool.table(register.next),
      forced: pool.table(register.forced),
      hasForce: register.forced.some((value) => value !== 2),
      clockEnergy: pool.addEnergies(register.clockEnergies, () => 0, 0),
      clockChoice: pool.table(register.clockEnergies.choice),
      clockCapacitance: pinCapacitance(model, register.clockPin),
      clockCause,
      clockDelay: delayOf[clockCause] ?? 0,
    });
  }
  firstNode[sorted.length] = nodes.net.length;
  const delays = pool.allDelays();
  return {
    flat,
    voltage: models.electrical.voltage,
    cells: sorted.map(({ cell, model }) => ({ model, instance: cell.instance })),
    firstNode,
    cellRegister,
    nodeNet: Int32Array.from(nodes.net),
    nodeCell: Int32Array.from(nodes.cell),
    nodeValues: Int32Array.from(nodes.values),
    nodeCauses: Int32Array.from(nodes.causes),
    causeEnergy: Int32Array.from(causes.energy),
    causeChoice: Int32Array.from(causes.choice),
    firstLoad: loads.firstLoad,
    loadCell: loads.loadCell,
    loadBit: loads.loadBit,
    loadDelay,
    loadEnergy,
    loadChoice,
    delays,
    longestDelay: delays.reduce((most, delay) => Math.max(most, delay), 1),
    energies: pool.allEnergies(),
    tables: pool.allTables(),
    capacitance,
    ...leakagesOf(sorted),
    registers,
    ...clocks,
    overloaded,
  };
}

const pinCapacitance = ({ cell }: CellModel, pin: string): number =>
  cell.inputs.find(({ name }) => name === pin)?.capacitance ?? 0;

const slewAt = ({ rise, fall }: NetSlews, net: number, rises: boolean): number =>
  (rises ? rise : fall)[net] ?? 0;

/** Slew of the input that made an output rise or fall: where the cell does not say which edge it was, the mean of both. */
function causeSlew(
  slews: NetSlews,
  net: number,
  sense: "positive" | "negative" | "both",
  rises: boolean,
): number {
  if (sense === "both") return (slewAt(slews, net, true) + slewAt(slews, net, false)) / 2;
  return slewAt(slews, net, rises === (sense === "positive"));
}

function leakagesOf(cells: readonly UsedCell[]): Pick<Circuit, "cellLeakage" | "leakages"> {
  const offsets = new Map<CellModel, number>();
  const leakages: number[] = [];
  const cellLeakage = Int32Array.from(cells, ({ model }) => {
    const known = offsets.get(model);
    if (known !== undefined) return known;
    const at = leakages.length;
    offsets.set(model, at);
    for (const value of model.leakage) leakages.push(value);
    return at;
  });
  return { cellLeakage, leakages: Float64Array.from(leakages) };
}

/** Flip-flops first, then gates behind what drives them. */
function inOrder(flat: FlatNetlist, used: readonly UsedCell[]): UsedCell[] {
  const sorted = used.filter(({ model }) => model.register !== undefined);
  const gates = used.filter(({ model }) => model.register === undefined);
  const driven = new Uint8Array(flat.nets);
  for (const { cell, model } of gates) {
    for (const { name } of model.outputs) driven[cell.pins[name] ?? 0] = 1;
  }
  driven[ONE] = 0;
  driven[0] = 0;
  const waiting = new Map<number, number[]>();
  const missing = gates.map(({ cell, model }, gate) => {
    let open = 0;
    for (const name of model.inputs) {
      const net = cell.pins[name];
      if (net === undefined || driven[net] === 0) continue;
      open++;
      const list = waiting.get(net);
      if (list === undefined) waiting.set(net, [gate]);
      else list.push(gate);
    }
    return open;
  });
  const ready = missing.flatMap((open, gate) => (open === 0 ? [gate] : []));
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const gate = gates[next];
    if (gate === undefined) break;
    missing[next] = -1;
    sorted.push(gate);
    for (const { name } of gate.model.outputs) {
      for (const after of waiting.get(gate.cell.pins[name] ?? -1) ?? []) {
        const open = (missing[after] ?? 0) - 1;
        missing[after] = open;
        if (open === 0) ready.push(after);
      }
    }
  }
  const left = gates.find((_, gate) => (missing[gate] ?? 0) > 0);
  if (left !== undefined) {
    fail("BL0489", {
      cell: left.cell.type,
      place: left.cell.name,
      reason: "it is in a loop of gates, or behind one",
    });
  }
  return sorted;
}

function clocksOf(flat: FlatNetlist, cells: readonly UsedCell[]): Pick<Circuit, "clockNets" | "clockPorts"> {
  const ports = new Set([...flat.inputs.values()].flat());
  const clockNets = new Set<number>();
  for (const { cell, model } of cells) {
    if (model.register === undefined) continue;
    const net = cell.pins[model.register.clockPin];
    if (net === undefined || !ports.has(net)) {
      const reason = `its clock ${model.register.clockPin} is not an input port of the design`;
      return fail("BL0489", { cell: cell.type, place: cell.name, reason });
    }
    clockNets.add(net);
  }
  const isClock = ([, bits]: readonly [string, readonly number[]]): boolean =>
    bits.every((net) => clockNets.has(net));
  return { clockNets, clockPorts: new Set([...flat.inputs].filter(isClock).map(([name]) => name)) };
}

/** Input pins by net, and the capacitance that they put on it. */
function loadsOf(flat: FlatNetlist, cells: readonly UsedCell[], clockNets: ReadonlySet<number>) {
  const pins: { readonly net: number; readonly cell: number; readonly bit: number }[] = [];
  const capacitance = new Float64Array(flat.nets);
  for (const [index, { cell, model }] of cells.entries()) {
    const add = (pin: string): number | undefined => {
      const net = cell.pins[pin];
      if (net !== undefined) capacitance[net] = (capacitance[net] ?? 0) + pinCapacitance(model, pin);
      return net;
    };
    if (model.register !== undefined) add(model.register.clockPin);
    for (const [bit, name] of model.inputs.entries()) {
      const net = add(name);
      if (net === undefined) continue;
      if (clockNets.has(net)) {
        fail("BL0489", {
          cell: cell.type,
          place: cell.name,
          reason: `its input ${name} is a clock of the design`,
        });
      }
      pins.push({ net, cell: index, bit });
    }
  }
  const firstLoad = new Int32Array(flat.nets + 1);
  for (const { net } of pins) firstLoad[net + 1] = (firstLoad[net + 1] ?? 0) + 1;
  for (let net = 0; net < flat.nets; net++)
    firstLoad[net + 1] = (firstLoad[net + 1] ?? 0) + (firstLoad[net] ?? 0);
  const at = Int32Array.from(firstLoad);
  const loadCell = new Int32Array(pins.length);
  const loadBit = new Int8Array(pins.length);
  const loadOf = new Map<number, number>();
  for (const { net, cell, bit } of pins) {
    const load = at[net] ?? 0;
    at[net] = load + 1;
    loadCell[load] = cell;
    loadBit[load] = bit;
    loadOf.set(cell * BITS + bit, load);
  }
  return { capacitance, firstLoad, loadCell, loadBit, loadOf };
}

/** Collects the numbers that indices point to. */
class Pool {
  readonly #delays: number[] = [];
  readonly #energies: number[] = [];
  readonly #tables: Uint8Array[] = [];
  readonly #offsets = new Map<Uint8Array, number>();
  #size = 0;

  addDelays(delays: readonly number[]): number {
    const at = this.#delays.length;
    for (const delay of delays) this.#delays.push(delay);
    return at;
  }

  /** Rise and fall of each of the choice's sums, in fJ. */
  addEnergies({ sums }: EnergyChoice, slewOf: (rises: boolean) => number, load: number): number {
    const at = this.#energies.length;
    for (const sum of sums) {
      for (const rises of [false, true]) {
        let energy = 0;
        for (const {
          energy: { rise, fall },
          share,
        } of sum) {
          const table = rises ? rise : fall;
          if (table !== undefined)
            energy += share * lookUp(table, Math.min(slewOf(rises), largestSlew(table)), load);
        }
        this.#energies.push(energy);
      }
    }
    return at;
  }

  /** Where the table stands; equal objects stand there once. */
  table(values: Uint8Array): number {
    const found = this.#offsets.get(values);
    if (found !== undefined) return found;
    const at = this.#size;
    this.#offsets.set(values, at);
    this.#tables.push(values);
    this.#size += values.length;
    return at;
  }

  allDelays(): Int32Array {
    return Int32Array.from(this.#delays);
  }

  allEnergies(): Float64Array {
    return Float64Array.from(this.#energies);
  }

  allTables(): Uint8Array {
    const all = new Uint8Array(this.#size);
    for (const table of this.#tables) all.set(table, this.#offsets.get(table) ?? 0);
    return all;
  }
}
