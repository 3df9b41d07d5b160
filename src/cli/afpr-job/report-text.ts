/** The AFPR job's report for a terminal. Invariant: every figure stands under a word that says whether it was simulated, computed or assumed. */
import { textTable } from "../table.ts";
import type { AfprFormatLine, AfprRunReport } from "./report.ts";

/** Lines without an end of line at their end. */
export function reportText(report: AfprRunReport): string {
  return [
    ...workLines(report),
    "",
    formatTable(report.formats),
    weightsLine(report),
    "",
    figureTable(report),
    "",
    ...energyLines(report),
    ...verdictLines(report),
    ...fileLines(report),
  ].join("\n");
}

function workLines({ tensor, shape, engine, mapping, activations }: AfprRunReport): string[] {
  const { rowTiles, columnTiles, columnTilesSimulated: simulated, outputs } = mapping;
  const tiles =
    `${counted(rowTiles, "row tile")} x ${counted(columnTiles, "column tile")} of ${engine.rows} x ${engine.columns}; ` +
    (simulated === columnTiles
      ? "all of them simulated"
      : `${simulated} of ${columnTiles} column tiles (${outputs} of ${shape[0]} outputs) simulated, --tiles all for the rest`);
  const { vectors, tokens, source } = activations;
  return [
    `${tensor}: ${shape[0]} x ${shape[1]} (out x in), ${tiles}.`,
    `Activations: ${counted(vectors, "vector")} of ${tokens}, from a float32 forward pass over ${source}.`,
  ];
}

function formatTable(formats: readonly AfprFormatLine[]): string {
  return textTable(
    [
      { title: "format", text: (line: AfprFormatLine) => line.format, align: "left" },
      { title: "outputs", text: (line) => line.source, align: "left" },
      { title: "SQNR (dB)", text: (line) => decibels(line.sqnrDecibels) },
      { title: "scale", text: (line) => `2^${line.exponent}` },
      { title: "SH", text: (line) => String(line.shift) },
      { title: "over range", text: (line) => String(line.overRange) },
      { title: "clipped", text: (line) => String(line.clipped) },
    ],
    formats,
  );
}

const weightsLine = ({ mapping }: AfprRunReport): string =>
  `SQNR is against float32 weights and activations. Weights -15..15 alone: ${decibels(mapping.weightsOnlySqnrDecibels)} dB of the ` +
  `outputs, ${decibels(mapping.weightSqnrDecibels)} dB of the weights.`;

interface Figure {
  readonly what: string;
  readonly value: string;
  readonly unit: string;
  readonly from: "simulated" | "computed" | "predicted";
}

function figureTable(report: AfprRunReport): string {
  const { simulated, predicted, throughput, engine } = report;
  const clock = `at ${engine.clockMegahertz} MHz`;
  const figure = (what: string, value: number | null, unit: string, from: Figure["from"] = "simulated") => ({
    what,
    value: value === null ? "none" : String(Number(value.toFixed(4))),
    unit,
    from,
  });
  const gops = (what: string, value: number | null): Figure => ({
    what,
    value: value === null ? "none" : value.toFixed(2),
    unit: `GOPS ${clock}`,
    from: "simulated",
  });
  const { cycles } = simulated;
  const figures: Figure[] = [
    figure("conversions", simulated.conversions, "conversions"),
    figure("cycles a conversion", simulated.cyclesPerConversion, "cycles"),
    gops(`${engine.rows} x ${engine.columns} macro, back to back`, throughput.gigaoperationsPerSecond),
    gops("rows and columns in use", throughput.usefulGigaoperationsPerSecond),
    gops("in use, with first load and last results", throughput.jobGigaoperationsPerSecond),
    figure("conversion cycles", cycles.conversions, "cycles"),
    figure("  as predicted", predicted.cycles.conversions, "cycles", "predicted"),
    figure("busy cycles of conversion jobs", cycles.jobs, "cycles"),
    figure("  as predicted", predicted.cycles.jobs, "cycles", "predicted"),
    figure("busy cycles of programming", cycles.programming, "cycles"),
    figure("  as predicted", predicted.cycles.programming, "cycles", "predicted"),
    figure("waits for codes, for the readout", simulated.loadStalls + simulated.outputStalls, "cycles"),
    figure("over-range columns", simulated.overRange, "results"),
    figure("clipped columns, in any range", simulated.clipped, "results"),
    figure("rows that were on", simulated.activeRows, "codes"),
    figure("programming pulses", simulated.pulses, "pulses of a side of a row"),
    figure("verifying reads", simulated.reads, "reads of a side of a row"),
    figure("cells that missed their level", simulated.failedCells, "cells"),
  ];
  return textTable(
    [
      { title: "figure", text: (line: Figure) => line.what, align: "left" },
      { title: "value", text: (line) => line.value },
      { title: "unit", text: (line) => line.unit, align: "left" },
      { title: "from", text: (line) => line.from, align: "left" },
    ],
    figures,
  );
}

function energyLines({ energy, files }: AfprRunReport): string[] {
  if (energy === null) return [];
  const { nanojoulesPerConversion, teraflopsPerWatt, usefulTeraflopsPerWatt, activity, set } = energy;
  const perWatt = (value: number | null): string => value?.toFixed(2) ?? "no";
  return [
    `Energy of the conversions: ${nanojoulesPerConversion.toFixed(3)} nJ each; ${perWatt(usefulTeraflopsPerWatt)} TFLOPS/W of the rows and ` +
      `columns in use (${perWatt(teraflopsPerWatt)} counting all of the macro's).`,
    `  Measured: ${activity}.`,
    `  Assumed: energies of ${set}; bitloom afpr energy --activity ${files.activity} shows every part.`,
    "",
  ];
}

function verdictLines(report: AfprRunReport): string[] {
  const { outputsCompared, outputsDifferent, valuesCompared, valuesPlanned, simulator, injectedFault } =
    report;
  const compared = `${outputsCompared} outputs, ${valuesCompared} of ${valuesPlanned} values with registers and counters (${simulator})`;
  if (report.verdict === "pass") {
    return [
      `PASS: ${compared} equal the golden model bit for bit, every cycle count is as predicted.`,
      ...(injectedFault === null ? [] : [`The injected fault (${injectedFault}) was NOT noticed.`]),
    ];
  }
  const { firstMismatch: output, firstDifference: value } = report;
  return [
    `FAIL: ${outputsDifferent} outputs differ from the golden model${report.reason === null ? "" : ` (${report.reason.replace(/_/g, " ")})`}; ${compared} compared.`,
    ...(output === null
      ? []
      : [
          `  first output: vector ${output.vector}, row ${output.output} of the matrix: expected ${output.expected}, got ${output.got ?? "nothing"}`,
        ]),
    ...(value === null
      ? []
      : [`  first value: cycle ${value.cycle}, ${value.port}: expected ${value.expected}, got ${value.got}`]),
    ...(injectedFault === null ? [] : [`  A fault was injected on purpose: ${injectedFault}.`]),
  ];
}

function fileLines({ files, simulator }: AfprRunReport): string[] {
  return [
    `Report:      ${files.folder}/report.json`,
    `Verilog:     ${files.rtl}`,
    ...(files.testbenches.length === 0
      ? []
      : [`Testbenches: ${files.testbenches.join(", ")} (bitloom simulate FOLDER runs one again)`]),
    ...(simulator.startsWith("Bitloom")
      ? ["Confirm it on the generated Verilog: --simulator icarus or --simulator verilator."]
      : []),
  ];
}

const decibels = (value: number | null): string => (value === null ? "exact" : value.toFixed(2));

const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
