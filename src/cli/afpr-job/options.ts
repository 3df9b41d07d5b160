/** What the AFPR job is told. */
import type { InjectedFault } from "./tile-jobs.ts";
import type { JobSimulator } from "./tile-run.ts";
import type { WorkloadOptions } from "./workload.ts";

export interface AfprJobOptions extends WorkloadOptions {
  /** Of the macro. */
  readonly rows: number;
  readonly columns: number;
  readonly inputs: "two-phase" | "differential";
  readonly clockMegahertz: number;
  /** Column tiles at most; undefined: as many as take about a minute. */
  readonly tiles: number | undefined;
  /** SH; undefined: the one with the least squared error of outputs. */
  readonly shift: number | undefined;
  readonly simulator: JobSimulator;
  readonly fault: InjectedFault | undefined;
  /** Folder for everything written. */
  readonly out: string;
  readonly quiet: boolean;
}
