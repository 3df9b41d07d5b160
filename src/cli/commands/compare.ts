/** `bitloom compare`: every array family in one run, by area, throughput and energy, against a good INT8 array. */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import {
  BASELINE,
  type Comparison,
  compareFamilies,
  comparisonTables,
  findFamilies,
  folderMemory,
  noMemory,
  operandsOf,
  placeArrays,
} from "../../compare/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { FPGA_ARRAYS } from "../../jobs/index.ts";
import { type CellTarget, findTarget } from "../../synth/index.ts";
import { positiveArgument, wholeArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { partsOf, type ReportForm } from "../report-form.ts";
import { textTable } from "../table.ts";
import { makeFolder, requireNew, writeOutput } from "../write-output.ts";

interface CompareArguments extends CommonOptions {
  readonly size: number;
  readonly target: string;
  readonly family: string[];
  readonly list: boolean;
  readonly model: string | undefined;
  readonly energy: boolean;
  readonly fpga: boolean;
  readonly period: number;
  readonly timeout: number;
  readonly report: ReportForm;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const compareCommand: CommandModule<CommonOptions, CompareArguments> = {
  command: "compare",
  describe: "Compare array families in one run: area, throughput, energy, against INT8 x INT8",
  builder: (yargs) =>
    yargs
      .option("size", {
        type: "number",
        default: 16,
        describe:
          "Inputs and output channels of the arrays whose area is measured, 6 to 128; the goals are for 64 and nangate45. Simulated are smaller ones",
      })
      .option("target", {
        type: "string",
        default: "nangate45",
        describe: "nangate45, osu018, or the path of a Liberty file",
      })
      .option("family", {
        type: "string",
        array: true,
        default: [],
        describe: `Family to compare (may be repeated); all unless given, ${BASELINE} always`,
      })
      .option("list", { type: "boolean", default: false, describe: "List the families and end" })
      .option("model", {
        type: "string",
        describe: "Model whose weights and activations are used; the demo model where it is at hand",
      })
      .option("energy", { type: "boolean", default: true, describe: "Estimate energies" })
      .option("fpga", {
        type: "boolean",
        default: false,
        describe: "Place and route arrays on an iCE40 HX8K too, some minutes each",
      })
      .option("period", {
        type: "number",
        default: 4,
        describe: "Clock period of the energies, in ns",
      })
      .option("timeout", { type: "number", default: 1800, describe: "Time limit of each tool, in seconds" })
      .option("report", {
        choices: ["text", "md"] as const,
        default: "text" as const,
        describe: "Form of the report",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe:
          "Folder for comparison.json and comparison.md; measurements are kept there, so that a stopped run goes on",
      })
      .option("force", { type: "boolean", default: false, describe: "Replace files that exist" })
      .example("$0 compare --size 16 --target nangate45", "All families, 16 x 16")
      .example("$0 compare --size 64 -o out/compare", "64 x 64, with files, resumable")
      .example("$0 compare --size 64 --fpga -o out/compare", "And arrays on an FPGA")
      .example("$0 compare --family tiles-any --no-energy", "One family and the baseline, area only"),
  handler: (options) =>
    conclude(options, async () => {
      if (options.list) return list(options);
      const comparison = await compare(options);
      const files = filesOf(comparison, options);
      if (options.out !== undefined) writeOutput(options.out, files);
      if (options.json) printJson(comparison);
      else {
        const written = files.map(({ name }) => `Written to ${join(options.out ?? "", name)}.`);
        const text = comparisonText(comparison, options.report);
        printLine([text, ...(written.length > 0 ? ["", ...written] : [])].join("\n"));
      }
      return EXIT.good;
    }),
};

function list(options: CompareArguments): number {
  const families = findFamilies([]).map(({ name, title, weights, dataflow, cycles }) => ({
    name,
    title,
    weights,
    dataflow,
    cycles,
  }));
  if (options.json) printJson(families);
  else {
    printLine(
      textTable(
        [
          { title: "family", align: "left", text: ({ name }) => name },
          { title: "array", align: "left", text: ({ title }) => title },
          {
            title: "cycles a weight",
            text: ({ cycles: { least, most } }) => (least === most ? `${most}` : `${least} to ${most}`),
          },
        ],
        families,
      ),
    );
  }
  return EXIT.good;
}

const FILES = ["comparison.json", "comparison.md"];

async function compare(options: CompareArguments): Promise<Comparison> {
  const { out, force, energy } = options;
  const size = wholeArgument("--size", options.size, 6, 128);
  const period = positiveArgument("--period", options.period, 1000);
  const timeoutSeconds = positiveArgument("--timeout", options.timeout, 7 * 24 * 3600);
  const target = cellTarget(options.target);
  const asked = options.family.length === 0 ? [] : [...new Set([BASELINE, ...options.family])];
  const families = findFamilies(asked);
  if (out !== undefined) {
    requireNew(
      FILES.map((name) => join(out, name)),
      force,
    );
  }
  const operands = await operandsOf(options.model);
  if (out !== undefined) makeFolder(join(out, "measurements"));
  const memory = out === undefined ? noMemory : folderMemory(join(out, "measurements"));
  const placed = options.fpga ? FPGA_ARRAYS.length : 0;
  const bar = startProgress("compare", families.length + placed, options.json);
  try {
    return await compareFamilies({
      size,
      target,
      timeoutSeconds,
      families,
      operands: operands.of,
      operandsFrom: operands.from,
      energy: energy ? { period } : undefined,
      memory,
      onProgress: (done, what) => bar.update(placed + done, what),
      placed: options.fpga
        ? await placeArrays({ timeoutSeconds, memory, onProgress: (done, what) => bar.update(done, what) })
        : undefined,
    });
  } finally {
    bar.stop();
  }
}

/** BL0480 for an FPGA: its arrays are placed and routed by `npm run bench -- fpga`. */
function cellTarget(text: string): CellTarget {
  const target = findTarget(text);
  if (target.kind === "cells") return target;
  return fail("BL0480", { found: text, known: "nangate45, osu018" });
}

const filesOf = (comparison: Comparison, { out }: CompareArguments) =>
  out === undefined
    ? []
    : [
        { name: "comparison.json", text: `${JSON.stringify(comparison, null, 2)}\n` },
        { name: "comparison.md", text: `${comparisonText(comparison, "md")}\n` },
      ];

/** The whole comparison, without a line end at its end. */
function comparisonText(comparison: Comparison, form: ReportForm): string {
  const { size, target, tools, operands, period } = comparison;
  const parts = partsOf(form);
  return [
    parts.title(`Arrays of ${size} x ${size} for ${target}`),
    `${tools.map(({ name, version }) => `${name} ${version}`).join(", ")}. ${operands}`,
    ...comparisonTables(comparison).flatMap(({ title, header, rows }) => [
      parts.heading(title),
      parts.table(
        header.map((name, index) => ({
          title: name,
          align: rows.every((row) => /^[\d.]*( to [\d.]+)?$/.test(row[index] ?? "")) ? "right" : "left",
          text: (row: readonly string[]) => row[index] ?? "",
        })),
        rows,
      ),
    ]),
    [
      "Areas are sums of cells of whole arrays with their edges, before layout: no wires, clock tree, memories.",
      `x is over ${BASELINE}; throughput counts multiply-accumulates a cycle, at the most and at the least cycles that data ask for; of elements, without an array's edges.`,
      ...(period === undefined
        ? []
        : [
            `Energies at a clock of ${period} ns, glitches included, without wires and clock tree; of products of real operands at full rate.`,
          ]),
    ].join("\n"),
  ].join("\n\n");
}
