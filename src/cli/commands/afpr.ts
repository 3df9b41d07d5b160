/** `bitloom afpr PART`: models of the AFPR macro beyond its exact integers, one file each. */
import type { CommandModule } from "yargs";
import type { CommonOptions } from "../outcome.ts";
import { afprEnergyCommand } from "./afpr-energy.ts";
import { afprMonteCarloCommand } from "./afpr-monte-carlo.ts";

/** Names of the parts, for the reason of a refusal. */
export const afprParts = [afprMonteCarloCommand, afprEnergyCommand].map(({ command }) => String(command));

export const afprCommand: CommandModule<CommonOptions, CommonOptions> = {
  command: "afpr",
  describe: "The AFPR macro: accuracy against analog spread (monte-carlo), and energy",
  builder: (yargs) =>
    yargs
      .command(afprMonteCarloCommand)
      .command(afprEnergyCommand)
      .demandCommand(1, `\`bitloom afpr\` needs one of ${afprParts.join(" and ")}`),
  // yargs comes here only with a sub-command, which has a handler of its own.
  handler: () => {},
};
