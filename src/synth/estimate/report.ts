/** What a design is expected to cost, as plain data. Invariant: the same design and target give the same estimate. */
import type { TargetReport } from "../report.ts";

export interface EstimateReport {
  readonly format: "bitloom-estimate";
  readonly version: 1;
  readonly top: string;
  readonly target: TargetReport;
  /** For cell libraries, um2 in all libraries known to us. */
  readonly area?: EstimatedArea;
  /** For cell libraries: every module once, without those inside it, the top last. */
  readonly modules?: readonly EstimatedModule[];
  /** For FPGAs, of the whole design. */
  readonly resources?: EstimatedResources;
}

export interface EstimatedArea {
  readonly total: number;
  readonly flipFlops: number;
  readonly fullAdders: number;
  readonly gates: number;
  /** total / area of the smallest two-input NAND; absent where the library has none. */
  readonly gateEquivalents?: number;
}

export interface EstimatedModule {
  readonly module: string;
  /** In the whole design. */
  readonly instances: number;
  /** Bits, of one instance. */
  readonly flipFlops: number;
  readonly fullAdders: number;
  /** Of one instance, without modules inside. */
  readonly area: number;
}

export interface EstimatedResources {
  /** Of four inputs. */
  readonly luts: number;
  readonly flipFlops: number;
  readonly carries: number;
  /** 4 kbit each. */
  readonly blockRams: number;
}
