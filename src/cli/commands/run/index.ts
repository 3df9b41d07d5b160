/** `bitloom run [ENGINE]`: a model through a generated engine, one file an engine. Without a name the engine is FineQ's. */
import type { CommandModule } from "yargs";
import type { CommonOptions } from "../../outcome.ts";
import { runAfprCommand } from "./afpr.ts";
import { runFineqCommand } from "./fineq.ts";
import { runLieqCommand } from "./lieq.ts";

/** Engines that there are. */
export const runParts: readonly string[] = ["fineq", "afpr", "lieq"];

export const runCommand: CommandModule<CommonOptions, CommonOptions> = {
  command: "run",
  describe: "The main job: a model through a generated engine in simulation, every output compared",
  builder: (yargs) => yargs.command(runFineqCommand).command(runAfprCommand).command(runLieqCommand),
  // yargs comes here only with a sub-command, which has a handler of its own.
  handler: () => {},
};
