/**
 * The energy report as text. Invariant: every figure stands under a word that says whether it was counted, assumed, computed
 * from both, or published.
 */
import {
  type AfprEnergyLine,
  type AfprEnergyReport,
  type BaselineComparison,
  publishedAfpr,
} from "../../golden/index.ts";
import { textTable } from "../table.ts";

/** Lines for a terminal, without an end of line at their end. */
export function energyText(report: AfprEnergyReport): string {
  const { activity, activitySource, set, lines, check, baselines } = report;
  const { rows, columns, conversions, cycles, clockMegahertz } = activity;
  const components = textTable(
    [
      { title: "component", text: (line: AfprEnergyLine) => line.component, align: "left" },
      { title: "what is counted", text: (line) => line.unit, align: "left" },
      { title: "count", text: (line) => String(line.count) },
      { title: "each (pJ)", text: (line) => String(line.picojoulesEach) },
      { title: "energy (pJ)", text: (line) => line.picojoules.toFixed(2) },
      { title: "share (%)", text: (line) => (100 * line.share).toFixed(1) },
    ],
    lines,
  );
  const compared = textTable(
    [
      { title: "baseline", text: (line: BaselineComparison) => line.name, align: "left" },
      { title: "published ratio", text: (line) => line.publishedRatio.toFixed(3) },
      { title: "implied (TFLOPS/W)", text: (line) => line.impliedTeraflopsPerWatt.toFixed(2) },
      { title: "this report's ratio", text: (line) => line.ratio.toFixed(3) },
    ],
    baselines,
  );
  return [
    `Counts (activity): ${activitySource}`,
    `Energies (assumed): ${set.name}: ${set.source}`,
    "",
    components,
    "",
    `${rows} x ${columns}, ${count(conversions, "conversion")} in ${count(cycles, "cycle")} at ${clockMegahertz} MHz: ${report.nanoseconds.toFixed(1)} ns, ` +
      `${report.gigaoperationsPerSecond.toFixed(2)} GOPS (2 x rows x columns operations a conversion).`,
    `Energy an array operation (one conversion): ${report.nanojoules.toFixed(3)} nJ; efficiency ${report.teraflopsPerWatt.toFixed(2)} TFLOPS/W.`,
    `Check against ${check.source}: the set takes ${check.nanojoules.toFixed(3)} nJ at the reference activity, published are ` +
      `${check.publishedNanojoules} nJ: ${signed(100 * check.deviation)} %, ${check.isWithin ? "within" : "NOT within"} ${(100 * check.tolerance).toFixed(0)} %.`,
    "",
    compared,
    `Published ratios: ${check.source}; implied: its ${publishedAfpr.teraflopsPerWatt} TFLOPS/W over the ratio.`,
  ].join("\n");
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const signed = (number: number): string => `${number < 0 ? "" : "+"}${number.toFixed(2)}`;
