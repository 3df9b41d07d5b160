/**
 * `BITLOOM_SIM=icarus|verilator`: every simulation of a process is recorded, and confirmed when it is disposed of.
 * Invariant: a simulation is confirmed, fails, or is counted as skipped with its reason; the counts are printed at the end.
 */
import { fail } from "../../diagnostics/index.ts";
import type { ToolName } from "../../sim/index.ts";
import { confirm, type Recorded, unconfirmable } from "./confirm.ts";

/** What a process has confirmed so far. */
export interface ConfirmationCounts {
  /** Simulations that agreed, and output values compared in them. */
  readonly confirmed: number;
  readonly compared: number;
  /** Simulations confirmed up to the limit of recorded steps only. */
  readonly cut: number;
  /** By reason. */
  readonly skipped: Readonly<Record<string, number>>;
}

let counts: ConfirmationCounts = { confirmed: 0, compared: 0, cut: 0, skipped: {} };
let isAnnounced = false;

/** The simulator that `BITLOOM_SIM` names; undefined when it is not set. Error BL0453. */
export function confirmingSimulator(environment: NodeJS.ProcessEnv = process.env): ToolName | undefined {
  const found = environment.BITLOOM_SIM;
  if (found === undefined || found === "") return undefined;
  return found === "icarus" || found === "verilator" ? found : fail("BL0453", { found });
}

/** Confirms a recorded run in the simulator of `BITLOOM_SIM`, if it is set; errors are those of `confirm`. */
export function confirmAtEnd(run: Recorded): void {
  const simulator = confirmingSimulator();
  const traffic = run.engine.traffic?.();
  if (simulator === undefined || traffic === undefined) return;
  announce(simulator);
  const reason = unconfirmable(traffic);
  if (reason !== undefined) {
    counts = { ...counts, skipped: { ...counts.skipped, [reason]: (counts.skipped[reason] ?? 0) + 1 } };
    return;
  }
  const { compared, isCut } = confirm(run, simulator);
  counts = {
    ...counts,
    confirmed: counts.confirmed + 1,
    compared: counts.compared + compared,
    cut: counts.cut + (isCut ? 1 : 0),
  };
}

export const confirmationCounts = (): ConfirmationCounts => counts;

/** One line on standard error when the process ends. */
function announce(simulator: ToolName): void {
  if (isAnnounced) return;
  isAnnounced = true;
  process.once("exit", () => process.stderr.write(`${summary(simulator, counts)}\n`));
}

export function summary(
  simulator: ToolName,
  { confirmed, compared, cut, skipped }: ConfirmationCounts,
): string {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} skipped (${reason})`);
  const limited = cut === 0 ? [] : [`${cut} of them up to the limit of recorded steps`];
  const text = [
    `${confirmed} simulations confirmed, ${compared} output values equal`,
    ...limited,
    ...reasons,
  ];
  return `BITLOOM_SIM=${simulator}: ${text.join("; ")}`;
}
