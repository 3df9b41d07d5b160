/**
 * A comparison of array families, as plain data. Invariant: every number was measured in one run, with one flow for all; the
 * same code, operands and tool versions give the same comparison.
 */
import type { ArrayFamily } from "../jobs/index.ts";
import type { ToolReport } from "../synth/index.ts";

/** The family that the others are measured against: our best (smallest) INT8 x INT8 weight-stationary array, 24-bit sums. */
export const BASELINE = "int8-ws-biased";
/** The same with weights of 3 bits. */
export const THREE_BIT_BASELINE = "int3-ws-biased";

export interface Comparison {
  readonly format: "bitloom-comparison";
  readonly version: 1;
  /** The arrays hold size x size products or, where their rows come in steps, a little more. */
  readonly size: number;
  readonly target: string;
  readonly tools: readonly ToolReport[];
  /** Where weights and activations came from. */
  readonly operands: string;
  /** Cycle of the clock that energies are of, in ns; absent without energies. */
  readonly period?: number;
  readonly families: readonly FamilyMeasurement[];
  readonly goals: readonly Goal[];
  /** Arrays placed and routed on an FPGA, if that was asked for. */
  readonly placed: readonly PlacedMeasurement[];
}

export interface FamilyMeasurement
  extends Pick<ArrayFamily, "name" | "title" | "weights" | "dataflow" | "cycles"> {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: number;
  /** Products that the array holds. */
  readonly lanes: number;
  /** um2 of the array with its edges, before layout. */
  readonly area: number;
  /** um2 of one element or tile, and the products that it holds. */
  readonly element: { readonly area: number; readonly lanes: number };
  /** ns, from register to register of the element; absent without OpenSTA. */
  readonly minimumPeriod?: number;
  /** Outputs of the array that simulation compared with integer dot products; all were equal. */
  readonly verified: number;
  readonly energy?: EnergyMeasurement;
}

export interface EnergyMeasurement {
  /** Size of the array that was simulated at gate level. */
  readonly rows: number;
  readonly columns: number;
  readonly tokens: number;
  /** Cycles that were counted. */
  readonly counted: number;
  /** Useful ones in them. */
  readonly multiplyAccumulates: number;
  /** fJ a useful multiply-accumulate. */
  readonly perMultiplyAccumulate: number;
  /** Shares of it, in fJ. */
  readonly registers: number;
  readonly combinational: number;
  readonly leakage: number;
  /** ns from the clock's edge to the last transition of any cycle. */
  readonly settled: number;
}

export interface PlacedMeasurement {
  readonly name: string;
  readonly title: string;
  readonly device: string;
  readonly weights: number;
  readonly tokens: number;
  /** All that are used. */
  readonly logicCells: number;
  /** Those of them whose flip-flops stand in for pins that the package lacks. */
  readonly standIns: number;
  /** Outputs of the array, at this size, that simulation compared with integer dot products before it was placed; all were equal. */
  readonly verified: number;
  /** MHz. */
  readonly frequency: number;
  readonly cycles: { readonly least: number; readonly most: number };
}

/** A row of the table. */
export interface Goal {
  readonly measure: string;
  readonly papers: string;
  readonly probe: string;
  readonly goal: string;
  /** What was measured, with the family that did it; in words where nothing was. */
  readonly found: string;
  readonly verdict: "met" | "missed" | "not measured";
}
