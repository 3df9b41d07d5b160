/** What an energy estimate found, as plain data. Invariant: energies are fJ per cycle unless the name says otherwise. */

/** fJ. */
export interface EnergyParts {
  /** Inside the cells: of transitions of their outputs, inputs and clock pins. */
  readonly internal: number;
  /** Charging the input pins that a net drives: C V^2 / 2 a transition. */
  readonly switching: number;
  /** Leakage over the period. */
  readonly leakage: number;
  readonly total: number;
}

/**
 * registers: flip-flops without their clock pins; clock pins: those, with their capacitance; combinational: all other cells;
 * inputs: pins driven by the design's input ports, clocks aside. A cell's share holds the net that it drives.
 */
export type EnergyKind = "registers" | "clock pins" | "combinational" | "inputs";

export interface EnergyReport {
  /** What went in, in words; if the stimulus tells. */
  readonly inputs?: string;
  /** ns. */
  readonly period: number;
  /** V. */
  readonly voltage: number;
  /** Cycles that were simulated, those in which energy was counted, and outputs that were compared with what was expected. */
  readonly simulated: number;
  readonly counted: number;
  readonly compared: number;
  readonly perCycle: EnergyParts;
  /** uW at the period. */
  readonly power: number;
  /** Useful ones in the counted cycles, and fJ for each; if the stimulus tells them. */
  readonly multiplyAccumulates?: number;
  readonly perMultiplyAccumulate?: number;
  readonly kinds: readonly (EnergyParts & { readonly kind: EnergyKind })[];
  readonly modules: EnergyModule;
  readonly activity: EnergyActivity;
}

/** A module at one place of the hierarchy; equal modules in one parent are one entry. Energies hold everything inside. */
export interface EnergyModule {
  readonly module: string;
  /** In the whole design. */
  readonly instances: number;
  /** fJ per cycle of one instance: mean, smallest, largest. */
  readonly energy: number;
  readonly least: number;
  readonly most: number;
  /** Mean without modules inside. */
  readonly own: number;
  /** Largest first. */
  readonly children: readonly EnergyModule[];
}

export interface EnergyActivity {
  /** Of nets other than clocks, per cycle. */
  readonly transitions: number;
  /** Those of them that leave no other value at the end of their cycle. */
  readonly glitches: number;
  /** fJ per cycle: part of the switching energy. */
  readonly glitchSwitching: number;
  /** Pulses per cycle that were shorter than the delay of the cell that would have made them, and did not come. */
  readonly swallowed: number;
  /** ns from the clock's edge to the last transition, of all counted cycles; above the period, the clock is too fast. */
  readonly settled: number;
  /** Nets that are loaded above what the library allows; a layout would buffer them. */
  readonly overloaded: number;
}
