/**
 * Event-driven simulation of a circuit, cycle by cycle, with delays in whole ps and every transition counted. Invariant: an output
 * has at most one change under way (inertial delay): if its inputs ask for the old value again before it has come, it does not
 * come, and costs nothing. Two-state; all flip-flops hold 0 at first.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Circuit, CircuitRegister } from "./circuit.ts";
import { ONE, ZERO } from "./flatten.ts";

/** ps after a clock edge; what is not quiet then never will be: loops through clear and preset. */
const LONGEST_CYCLE = 100_000_000;

/** What was counted over the counted cycles. */
export interface Counts {
  readonly cycles: number;
  /** Transitions by net. */
  readonly transitions: Uint32Array;
  /** Changes from the end of one cycle to the end of the next, by net; the other transitions are glitches. */
  readonly changes: Uint32Array;
  /** Ends of cycles at which the net was 1. */
  readonly highs: Uint32Array;
  /** fJ by cell, of its outputs and inputs. */
  readonly internal: Float64Array;
  /** fJ by cell, of clock pins. */
  readonly clock: Float64Array;
  /** nW by cell, summed over cycles. */
  readonly leakage: Float64Array;
  /** Changes that did not come because the inputs took them back. */
  readonly swallowed: number;
  /** ps from the clock edge to the last transition, of all cycles. */
  readonly settled: number;
}

export class GateSimulator {
  readonly #circuit: Circuit;
  /** ps from the clock's rise to its fall. */
  readonly #half: number;
  readonly #values: Uint8Array;
  readonly #states: Int32Array;
  readonly #nodeValues: Uint8Array;
  // Changes under way, by node: a list for each ps of the calendar.
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #due: Int32Array;
  readonly #causes: Int32Array;
  #pending = 0;
  #now = 0;
  #isCounting = false;
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  #touches = 0;
  /** Transitions at the end of the last cycle, by net. */
  readonly #before: Uint32Array;
  readonly #counts: { -readonly [Key in keyof Counts]: Counts[Key] };

  /** `period` in ns: the clock is high in its first half. */
  constructor(circuit: Circuit, period: number) {
    this.#circuit = circuit;
    this.#half = Math.max(1, Math.round(period * 500));
    const { nets } = circuit.flat;
    const nodes = circuit.nodeNet.length;
    const cells = circuit.cells.length;
    this.#values = new Uint8Array(nets);
    this.#states = new Int32Array(cells);
    this.#nodeValues = new Uint8Array(nodes);
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(circuit.longestDelay + 1))).fill(-1);
    this.#next = new Int32Array(nodes);
    this.#previous = new Int32Array(nodes);
    this.#due = new Int32Array(nodes).fill(-1);
    this.#causes = new Int32Array(nodes);
    this.#touched = new Int32Array(nets);
    this.#isTouched = new Uint8Array(nets);
    this.#before = new Uint32Array(nets);
    this.#counts = {
      cycles: 0,
      transitions: new Uint32Array(nets),
      changes: new Uint32Array(nets),
      highs: new Uint32Array(nets),
      internal: new Float64Array(cells),
      clock: new Float64Array(cells),
      leakage: new Float64Array(cells),
      swallowed: 0,
      settled: 0,
    };
    this.#settle();
  }

  get counts(): Counts {
    return this.#counts;
  }

  value(net: number): number {
    return this.#values[net] ?? 0;
  }

  /** From a rising clock edge to just before the next, with input nets changed at the edge: net, value, net, value. */
  cycle(inputs: ArrayLike<number>, isCounting: boolean): void {
    this.#isCounting = isCounting;
    this.#now = 0;
    this.#touches = 0;
    this.#clockEdge(1);
    for (let i = 0; i < inputs.length; i += 2) {
      const net = inputs[i] ?? ZERO;
      if (this.#values[net] !== inputs[i + 1]) this.#change(net);
    }
    this.#run();
    this.#endCycle(isCounting);
  }

  /** Values of everything with all inputs and flip-flops at 0, without delays. */
  #settle(): void {
    const { cells, firstNode, nodeNet, nodeValues, tables } = this.#circuit;
    this.#values[ONE] = 1;
    const { firstLoad, loadCell, loadBit } = this.#circuit;
    const enter = (net: number): void => {
      for (let load = firstLoad[net] ?? 0; load < (firstLoad[net + 1] ?? 0); load++) {
        const cell = loadCell[load] ?? 0;
        this.#states[cell] = (this.#states[cell] ?? 0) | (1 << (loadBit[load] ?? 0));
      }
    };
    enter(ONE);
    for (let cell = 0; cell < cells.length; cell++) {
      for (let node = firstNode[cell] ?? 0; node < (firstNode[cell + 1] ?? 0); node++) {
        const value = tables[(nodeValues[node] ?? 0) + (this.#states[cell] ?? 0)] ?? 0;
        this.#nodeValues[node] = value;
        const net = nodeNet[node] ?? -1;
        if (value === 0 || net < 0) continue;
        this.#values[net] = 1;
        enter(net);
      }
    }
  }

  #run(): void {
    const heads = this.#heads;
    const mask = heads.length - 1;
    let isHigh = true;
    for (let now = 0; this.#pending > 0 || isHigh; now++) {
      if (isHigh && (now >= this.#half || this.#pending === 0)) {
        now = Math.max(now, this.#half);
        this.#now = now;
        this.#clockEdge(0);
        isHigh = false;
      }
      this.#now = now;
      for (let node = heads[now & mask] ?? -1; node >= 0; node = heads[now & mask] ?? -1) {
        this.#unlink(node);
        this.#commit(node);
      }
      if (now > LONGEST_CYCLE) {
        const reason = `its design still changes ${LONGEST_CYCLE / 1e6} us after a clock edge`;
        fail("BL0489", { cell: "the top", place: "the top", reason });
      }
    }
  }

  /** All flip-flops of that edge take what they see, and their clock pins are paid for. */
  #clockEdge(rises: 0 | 1): void {
    const { registers, tables, energies, delays } = this.#circuit;
    const states = this.#states;
    for (const register of registers) {
      const { cell, clockBit, heldBit, clockEnergy, clockChoice, next, forced, clockDelay, clockCause } =
        register;
      const state = states[cell] ?? 0;
      if (this.#isCounting) {
        const choice = tables[clockChoice + state] ?? 0;
        const energy = energies[clockEnergy + 2 * choice + rises] ?? 0;
        this.#counts.clock[cell] = (this.#counts.clock[cell] ?? 0) + energy;
      }
      const clocked = rises === 1 ? state | (1 << clockBit) : state & ~(1 << clockBit);
      states[cell] = clocked;
      if (register.isRisingEdge !== (rises === 1)) continue;
      const force = register.hasForce ? (tables[forced + clocked] ?? 2) : 2;
      const taken = force === 2 ? (tables[next + clocked] ?? 0) : force;
      if (taken !== ((clocked >> heldBit) & 1))
        this.#flip(register, delays, clockDelay + 2 * rises, clockCause);
    }
  }

  /** The flip-flop changes what it holds; its outputs follow after the delays at `delay`, 4 apart, by their edge. */
  #flip(register: CircuitRegister, delays: Int32Array, delay: number, cause: number): void {
    const { firstNode, nodeValues, tables } = this.#circuit;
    const { cell, heldBit } = register;
    const state = (this.#states[cell] ?? 0) ^ (1 << heldBit);
    this.#states[cell] = state;
    const first = firstNode[cell] ?? 0;
    for (let node = first; node < (firstNode[cell + 1] ?? 0); node++) {
      const value = tables[(nodeValues[node] ?? 0) + state] ?? 0;
      this.#ask(node, value, delays[delay + 4 * (node - first) + value] ?? 1, cause);
    }
  }

  /** The node is to have that value after so many ps. */
  #ask(node: number, value: number, delay: number, cause: number): void {
    const due = this.#due[node] ?? -1;
    if (value === this.#nodeValues[node]) {
      if (due < 0) return;
      this.#unlink(node);
      if (this.#isCounting) this.#counts.swallowed++;
      return;
    }
    const time = this.#now + delay;
    if (due >= 0) {
      if (due <= time) return;
      this.#unlink(node);
    }
    const heads = this.#heads;
    const slot = time & (heads.length - 1);
    const head = heads[slot] ?? -1;
    this.#next[node] = head;
    this.#previous[node] = -1;
    if (head >= 0) this.#previous[head] = node;
    heads[slot] = node;
    this.#due[node] = time;
    this.#causes[node] = cause;
    this.#pending++;
  }

  #unlink(node: number): void {
    const next = this.#next[node] ?? -1;
    const previous = this.#previous[node] ?? -1;
    if (previous >= 0) this.#next[previous] = next;
    else this.#heads[(this.#due[node] ?? 0) & (this.#heads.length - 1)] = next;
    if (next >= 0) this.#previous[next] = previous;
    this.#due[node] = -1;
    this.#pending--;
  }

  #commit(node: number): void {
    const { nodeNet, nodeCell, nodeCauses, causeEnergy, causeChoice, tables, energies } = this.#circuit;
    const value = (this.#nodeValues[node] ?? 0) ^ 1;
    this.#nodeValues[node] = value;
    if (this.#isCounting) {
      const cell = nodeCell[node] ?? 0;
      const cause = (nodeCauses[node] ?? 0) + (this.#causes[node] ?? 0);
      const choice = tables[(causeChoice[cause] ?? 0) + (this.#states[cell] ?? 0)] ?? 0;
      const energy = energies[(causeEnergy[cause] ?? 0) + 2 * choice + value] ?? 0;
      this.#counts.internal[cell] = (this.#counts.internal[cell] ?? 0) + energy;
    }
    const net = nodeNet[node] ?? -1;
    if (net >= 0) this.#change(net);
  }

  /** The net takes its other value, and what it drives is asked. */
  #change(net: number): void {
    const circuit = this.#circuit;
    const { firstLoad, loadCell, loadBit, loadDelay, loadEnergy, cellRegister, firstNode } = circuit;
    const { nodeValues, tables, delays } = circuit;
    const value = (this.#values[net] ?? 0) ^ 1;
    this.#values[net] = value;
    if (this.#isCounting) {
      this.#counts.transitions[net] = (this.#counts.transitions[net] ?? 0) + 1;
      if (this.#now > this.#counts.settled) this.#counts.settled = this.#now;
      if (this.#isTouched[net] === 0) {
        this.#isTouched[net] = 1;
        this.#touched[this.#touches++] = net;
      }
    }
    const end = firstLoad[net + 1] ?? 0;
    for (let load = firstLoad[net] ?? 0; load < end; load++) {
      const cell = loadCell[load] ?? 0;
      const bit = loadBit[load] ?? 0;
      if ((loadEnergy[load] ?? -1) >= 0 && this.#isCounting) this.#payInput(load, cell, value);
      const state = (this.#states[cell] ?? 0) ^ (1 << bit);
      this.#states[cell] = state;
      const register = cellRegister[cell] ?? -1;
      if (register >= 0) {
        this.#force(circuit.registers[register], load, bit, value);
        continue;
      }
      const first = firstNode[cell] ?? 0;
      const last = firstNode[cell + 1] ?? 0;
      const delay = (loadDelay[load] ?? 0) + 2 * value;
      for (let node = first; node < last; node++) {
        const asked = tables[(nodeValues[node] ?? 0) + state] ?? 0;
        if (asked !== this.#nodeValues[node] || (this.#due[node] ?? -1) >= 0) {
          this.#ask(node, asked, delays[delay + 4 * (node - first) + asked] ?? 1, bit);
        }
      }
    }
  }

  #payInput(load: number, cell: number, value: number): void {
    const { loadEnergy, loadChoice, tables, energies } = this.#circuit;
    const choice = tables[(loadChoice[load] ?? 0) + (this.#states[cell] ?? 0)] ?? 0;
    const energy = energies[(loadEnergy[load] ?? 0) + 2 * choice + value] ?? 0;
    this.#counts.internal[cell] = (this.#counts.internal[cell] ?? 0) + energy;
  }

  /** Clear and preset act when they come. */
  #force(register: CircuitRegister | undefined, load: number, bit: number, value: number): void {
    if (register === undefined || !register.hasForce) return;
    const state = this.#states[register.cell] ?? 0;
    const forced = this.#circuit.tables[register.forced + state] ?? 2;
    if (forced === 2 || forced === ((state >> register.heldBit) & 1)) return;
    this.#flip(register, this.#circuit.delays, (this.#circuit.loadDelay[load] ?? 0) + 2 * value, bit);
  }

  #endCycle(isCounting: boolean): void {
    if (!isCounting) return;
    const { changes, highs, transitions, leakage } = this.#counts;
    const values = this.#values;
    for (let i = 0; i < this.#touches; i++) {
      const net = this.#touched[i] ?? 0;
      this.#isTouched[net] = 0;
      // An odd number of transitions leaves another value than before.
      if ((((transitions[net] ?? 0) - (this.#before[net] ?? 0)) & 1) === 1)
        changes[net] = (changes[net] ?? 0) + 1;
      this.#before[net] = transitions[net] ?? 0;
    }
    for (let net = 0; net < values.length; net++) highs[net] = (highs[net] ?? 0) + (values[net] ?? 0);
    const { cellLeakage, leakages, cellRegister, registers } = this.#circuit;
    const states = this.#states;
    for (let cell = 0; cell < states.length; cell++) {
      const at = (cellLeakage[cell] ?? 0) + (states[cell] ?? 0);
      const register = registers[cellRegister[cell] ?? -1];
      // Half of the cycle the clock is high.
      const power =
        register === undefined
          ? (leakages[at] ?? 0)
          : ((leakages[at] ?? 0) + (leakages[at + (1 << register.clockBit)] ?? 0)) / 2;
      leakage[cell] = (leakage[cell] ?? 0) + power;
    }
    this.#counts.cycles++;
  }
}
