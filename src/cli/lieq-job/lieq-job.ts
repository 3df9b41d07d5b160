/**
 * The LieQ job: scores, allocation, packed weights, captured activations, and every linear layer through the generated engine. Invariant:
 * it passes only if every planned value was compared, counters and cycle counts of each layer among them.
 */
import { requireTool } from "../../sim/index.ts";
import { writeOutput } from "../write-output.ts";
import type { LieqJobOptions } from "./options.ts";
import { prepareLayers } from "./prepare.ts";
import { type LieqReport, makeLieqReport } from "./report.ts";
import { simulateProgram } from "./simulate.ts";

/** Runs the job and writes report.json, the packed model, the program and the Verilog; errors are those of its parts. */
export async function runLieqJob(options: LieqJobOptions): Promise<LieqReport> {
  if (options.simulator !== "bitloom") await requireTool(options.simulator);
  const prepared = await prepareLayers(options);
  const simulated = await simulateProgram(prepared.compiled, options);
  const report = makeLieqReport(options, prepared, simulated);
  writeOutput(options.out, [{ name: "report.json", text: `${JSON.stringify(report, null, 2)}\n` }]);
  return report;
}
