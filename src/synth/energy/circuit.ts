/**
 * A flat netlist as arrays of numbers, ready to be simulated. Invariant: every index is within its array, delays are at least
 * 1 ps, and cells stand in an order in which each follows those that drive it (flip-flops first).
 */
import type { CellModel } from "./cell-model.ts";
import type { FlatNetlist } from "./flatten.ts";

export interface Circuit {
  readonly flat: FlatNetlist;
  /** V. */
  readonly voltage: number;
  readonly cells: readonly CircuitCell[];
  /** By cell: its first node; nodes are outputs of cells. One entry more than cells. */
  readonly firstNode: Int32Array;
  /** By cell: its register, or -1 for gates. */
  readonly cellRegister: Int32Array;
  /** By node: its net, or -1. */
  readonly nodeNet: Int32Array;
  readonly nodeCell: Int32Array;
  /** By node: where its values by state begin in `tables`. */
  readonly nodeValues: Int32Array;
  /** By node: where its causes begin; a cause is an input pin or the clock. */
  readonly nodeCauses: Int32Array;
  /** By cause: where its energies and their choice by state are; energies come in pairs of fall and rise. */
  readonly causeEnergy: Int32Array;
  readonly causeChoice: Int32Array;
  /** By net: its first load; loads are input pins other than clocks. One entry more than nets. */
  readonly firstLoad: Int32Array;
  readonly loadCell: Int32Array;
  readonly loadBit: Int8Array;
  /** By load: where its delays begin: 4 for each node of the cell, by 2 * (edge of the input) + edge of the output, rises 1. */
  readonly loadDelay: Int32Array;
  /** By load: energies of the pin's own transitions, as for causes; -1 for none. */
  readonly loadEnergy: Int32Array;
  readonly loadChoice: Int32Array;
  /** ps. */
  readonly delays: Int32Array;
  readonly longestDelay: number;
  /** fJ. */
  readonly energies: Float64Array;
  /** Tables by state: of values, choices of energies, next states. */
  readonly tables: Uint8Array;
  /** fF by net: its input pins. */
  readonly capacitance: Float64Array;
  /** By cell: where its leakage by state begins in `leakages`. */
  readonly cellLeakage: Int32Array;
  /** nW. */
  readonly leakages: Float64Array;
  readonly registers: readonly CircuitRegister[];
  /** Ports whose every bit is a clock. */
  readonly clockPorts: ReadonlySet<string>;
  /** Nets of clocks. */
  readonly clockNets: ReadonlySet<number>;
  /** Nets above what the library allows their driver, as they are without buffers. */
  readonly overloaded: number;
}

export interface CircuitCell {
  readonly model: CellModel;
  readonly instance: number;
}

export interface CircuitRegister {
  readonly cell: number;
  readonly isRisingEdge: boolean;
  readonly clockBit: number;
  readonly heldBit: number;
  /** In `tables`. */
  readonly next: number;
  readonly forced: number;
  readonly hasForce: boolean;
  /** In `energies` and `tables`, for the clock pin's own transitions. */
  readonly clockEnergy: number;
  readonly clockChoice: number;
  /** fF of the clock pin. */
  readonly clockCapacitance: number;
  /** Index of the clock among a node's causes. */
  readonly clockCause: number;
  /** In `delays`: from the clock to each node, fall and rise. */
  readonly clockDelay: number;
}
