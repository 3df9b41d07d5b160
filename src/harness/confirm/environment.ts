/**
 * `BITLOOM_SIM=icarus|verilator`: every simulation of a process is recorded, and confirmed when it is disposed of.
 * Invariant: a simulation is confirmed, fails, or is skipped with a reason; `BITLOOM_SIM_LOG` names a file that takes a
 * line of JSON for each, from which `npm test` counts.
 */
import { appendFileSync } from "node:fs";
import { fail } from "../../diagnostics/index.ts";
import type { Engine, ToolName } from "../../sim/index.ts";
import { type Confirmation, confirm, type Recorded, unconfirmable } from "./confirm.ts";
import { type RecordingOptions, recordTraffic } from "./recording-engine.ts";

/** The simulator that `BITLOOM_SIM` names; undefined when it is not set. Error BL0453. */
export function confirmingSimulator(environment: NodeJS.ProcessEnv = process.env): ToolName | undefined {
  const found = environment.BITLOOM_SIM;
  if (found === undefined || found === "") return undefined;
  return found === "icarus" || found === "verilator" ? found : fail("BL0453", { found });
}

/** The engine, recording where `record` asks for it or `BITLOOM_SIM` is set. */
export function recordedWhere(record: boolean | RecordingOptions | undefined, engine: Engine): Engine {
  if (typeof record === "object") return recordTraffic(engine, record);
  return record === true || confirmingSimulator() !== undefined ? recordTraffic(engine) : engine;
}

/** What became of a simulation: confirmed, or the reason why it cannot be. */
export type Outcome = Confirmation | { readonly skipped: string };

/** Confirms a recorded run in the simulator of `BITLOOM_SIM`, if it is set; errors are those of `confirm`. */
export function confirmAtEnd(run: Recorded): Outcome | undefined {
  const simulator = confirmingSimulator();
  const traffic = run.engine.traffic?.();
  if (simulator === undefined || traffic === undefined) return undefined;
  const reason = unconfirmable(traffic);
  const outcome = reason === undefined ? confirm(run, simulator) : { skipped: reason };
  const log = process.env.BITLOOM_SIM_LOG;
  // One short line in one write: processes that share the file do not cut each other's.
  if (log) appendFileSync(log, `${JSON.stringify({ module: traffic.design.top.name, ...outcome })}\n`);
  return outcome;
}
