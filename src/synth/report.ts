/**
 * What synthesis found, as plain data. Invariant: the same Verilog, target, options and tool versions give the same report;
 * it holds no time, no path of the machine and nothing of an earlier run.
 */
import type { SourceLocation } from "../diagnostics/index.ts";
import type { EnergyReport } from "./energy/report.ts";

export interface SynthesisReport {
  readonly format: "bitloom-synthesis";
  readonly version: 1;
  /** Top module. */
  readonly top: string;
  /** Of the block that the design was made from, where it came from the catalogue. */
  readonly parameters?: Readonly<Record<string, number | string>>;
  readonly target: TargetReport;
  /** Whether modules were dissolved before the optimization; then the hierarchy has the top module alone. */
  readonly flattened: boolean;
  /** For cell libraries: cells where carries ripple and full adders are cells of the library, gates where Yosys' own adders are used. */
  readonly adders?: "cells" | "gates";
  readonly tools: readonly ToolReport[];
  /** Cells of the whole design by type, in alphabetical order. */
  readonly cells: readonly CellCount[];
  readonly hierarchy: ModuleReport;
  /** For cell libraries. */
  readonly area?: AreaReport;
  /** For FPGAs. */
  readonly resources?: FpgaResources;
  /** Unless it was declined. */
  readonly timing?: TimingReport;
  /** If a stimulus was given. */
  readonly energy?: EnergyReport;
  /** Why there is none, in a sentence, where one was wanted if it is possible. */
  readonly noEnergy?: string;
  /** With place and route. */
  readonly placed?: PlacedReport;
}

export type TargetReport =
  | {
      readonly name: string;
      readonly kind: "cells";
      readonly library: { readonly name: string; readonly file: string; readonly sha256: string };
    }
  | { readonly name: string; readonly kind: "fpga"; readonly device: string };

export interface ToolReport {
  readonly name: string;
  readonly version: string;
}

export interface CellCount {
  readonly type: string;
  readonly count: number;
  /** um2 of all of them; for cell libraries. */
  readonly area?: number;
}

/** A module at one place of the hierarchy; equal modules in one parent are one entry. */
export interface ModuleReport {
  readonly module: string;
  /** Times that this entry's parent holds it; 1 for the top. */
  readonly instances: number;
  /** Cells of one instance with everything inside. */
  readonly cells: number;
  /** Those of its own, without modules inside. */
  readonly ownCells: number;
  /** um2 of one instance with everything inside; for cell libraries. */
  readonly area?: number;
  readonly ownArea?: number;
  /** For FPGAs: of one instance with everything inside. */
  readonly resources?: FpgaResources;
  /** Largest first. */
  readonly children: readonly ModuleReport[];
}

/** um2, before layout: without wires, clock tree, tie cells and the space between cells. */
export interface AreaReport {
  readonly total: number;
  readonly combinational: number;
  readonly sequential: number;
  readonly flipFlops: number;
  /** total / area of the smallest two-input NAND; absent where the library has none. */
  readonly gateEquivalents?: number;
  readonly gate?: { readonly cell: string; readonly area: number };
}

export interface FpgaResources {
  /** Look-up tables of the family's own size: 4 inputs on iCE40 and ECP5, up to 6 on the 7 series. */
  readonly luts: number;
  readonly flipFlops: number;
  /** iCE40: one bit each; ECP5: two bits; 7 series: four bits. */
  readonly carries: number;
  /** Wide multiplexers between look-up tables. */
  readonly multiplexers: number;
  /** iCE40: 4 kbit; ECP5: 18 kbit; 7 series: 18 kbit, a RAMB36 counts twice. */
  readonly blockRams: number;
  /** Memories made of look-up tables. */
  readonly lutRams: number;
  readonly dsps: number;
}

export type PathKind =
  | "register to register"
  | "input to register"
  | "register to output"
  | "input to output"
  | "any";

export interface TimingReport {
  /** Who found the paths. Only OpenSTA knows delays; Yosys' `ltp` counts cells. */
  readonly by: "OpenSTA" | "Yosys ltp";
  /** The longest of each kind that there is, and from register to register of each clock. Ports have no delay outside the design; the clock is ideal. */
  readonly paths: readonly TimingPath[];
  /** ns: the longest path from register to register with setup time, of all clocks. */
  readonly minimumPeriod?: number;
  /** MHz. */
  readonly maximumFrequency?: number;
}

export interface TimingPath {
  readonly kind: PathKind;
  readonly from: PathPoint;
  readonly to: PathPoint;
  /** Port of the clock that the path ends at, where it ends in a register that is clocked by a port. */
  readonly clock?: string;
  /** Cells on the way, registers not counted. */
  readonly levels: number;
  /** ns from clock edge or port, with the setup time where it ends in a register. */
  readonly delay?: number;
  readonly steps: readonly PathStep[];
}

export interface PathPoint {
  /** As the designer called it: `row_1.element_0.accumulator[3]`; ` (+2 cells)` where it is the nearest name that a nameless net feeds, two cells on. */
  readonly name: string;
  /** Where it was written, if the Verilog says. */
  readonly source?: SourceLocation;
}

/** A cell, and the net that it drives. */
export interface PathStep extends PathPoint {
  readonly cell: string;
  /** ns, of the cell and the wire before it. */
  readonly delay?: number;
  /** ns from the start. */
  readonly arrival?: number;
}

export interface PlacedReport {
  readonly device: string;
  readonly package: string;
  readonly seed: number;
  /** Used and present, by the device's names for its elements; those of which some are used. */
  readonly utilisation: readonly {
    readonly element: string;
    readonly used: number;
    readonly available: number;
  }[];
  /** MHz, by clock. */
  readonly clocks: readonly { readonly clock: string; readonly maximumFrequency: number }[];
  readonly longestPath?: TimingPath;
  /** Shift registers put at the ports because the package has fewer pins than the design has port bits; included above. */
  readonly harness?: { readonly flipFlops: number };
  /** Bytes and digest of the bitstream. */
  readonly bitstream: { readonly bytes: number; readonly sha256: string };
}
