/**
 * What a cycle testbench is made from: the inputs of every step and the outputs that they must give. Invariant of the
 * generated file: inputs change, outputs settle and are compared, then the clocks of that step rise.
 */
import type { Module } from "../../ir/index.ts";
import type { DeviceInterface } from "./device.ts";

/** Raw bits by port name. */
export type PortValues = Readonly<Record<string, bigint>>;

export interface CycleStep {
  /** Ports that are not named keep the value of the step before, 0 at first; resets are inactive when not named. */
  readonly inputs: PortValues;
  /** Compared after the inputs have settled, before the clocks rise. Ports that are not named are not compared. */
  readonly expected: PortValues;
  /** Bits of `expected` that are compared, all of them when not named. */
  readonly care?: PortValues | undefined;
}

/** A clock rises at the end of step `phase`, `phase + every`, `phase + 2 every`, ... */
export interface StepClock {
  /** Steps, 1 or more. */
  readonly every: number;
  /** Steps, 0 <= phase < every; 0 unless stated. */
  readonly phase?: number | undefined;
}

export interface CycleTestbench {
  readonly top: Module | DeviceInterface;
  /** Module and file name, `TOP_tb` unless stated. */
  readonly name?: string | undefined;
  /** By port name of the clock; clocks that are not named rise in every step. */
  readonly clocks?: Readonly<Record<string, StepClock>> | undefined;
  /** Steps with every reset active and all inputs 0 before the first vector, outputs not compared: twice the slowest clock unless stated, 0 for none. */
  readonly resetSteps?: number | undefined;
  readonly steps: readonly CycleStep[];
  /** Verilog files relative to the testbench's folder, instead of those that `top` implies. */
  readonly sources?: readonly string[] | undefined;
}
