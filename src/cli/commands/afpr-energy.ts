/** `bitloom afpr energy`: what a run of the AFPR macro costs, from counts and the energies of its components. */
import { readFileSync } from "node:fs";
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import {
  afprEnergy,
  defaultEnergySet,
  parseActivity,
  parseEnergySet,
  referenceActivity,
} from "../../golden/index.ts";
import { energyText } from "../afpr/energy-text.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";

interface EnergyOptions extends CommonOptions {
  readonly components: string | undefined;
  readonly activity: string | undefined;
  readonly check: boolean;
}

export const afprEnergyCommand: CommandModule<CommonOptions, EnergyOptions> = {
  command: "energy",
  describe: "Energy an array operation, TFLOPS/W and GOPS, held against the published figures",
  builder: (yargs) =>
    yargs
      .option("components", {
        type: "string",
        describe:
          "JSON file with the energies of the components in pJ; by default our split of the published total",
      })
      .option("activity", {
        type: "string",
        describe: "JSON file with the counts of a run; by default one full array operation of 576 x 256",
      })
      .option("check", {
        type: "boolean",
        default: false,
        describe: "End with code 1 when the set misses the published total by more than 5 %",
      })
      .example("$0 afpr energy", "The default set at the reference activity")
      .example(
        "$0 afpr energy --components mine.json --check",
        "A set of your own; --json prints the default one as a start",
      ),
  handler: (options) =>
    conclude(options, () => {
      const { components, activity } = options;
      const set =
        components === undefined
          ? defaultEnergySet()
          : parseEnergySet(
              readJson(components, (problem) => fail("BL0530", { file: components, problem })),
              components,
            );
      const counts =
        activity === undefined
          ? referenceActivity
          : parseActivity(
              readJson(activity, (problem) => fail("BL0531", { file: activity, problem })),
              activity,
            );
      const source =
        activity === undefined
          ? "reference, not measured: every row on, codes that fill E2M5 evenly, 64 cycles"
          : `counts given in ${activity}`;
      const report = afprEnergy(set, counts, source);
      if (options.json) printJson(report);
      else printLine(energyText(report));
      return options.check && !report.check.isWithin ? EXIT.mismatch : EXIT.good;
    }),
};

/** The parsed file; `refuse` gets the reason where there is none. */
function readJson(path: string, refuse: (problem: string) => never): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse(`it cannot be read (${reasonOf(error)})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(`it is no JSON (${reasonOf(error)})`);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
