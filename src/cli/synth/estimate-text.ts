/** The estimate of `bitloom estimate` for people, as plain text or Markdown. Invariant: both have the same tables, with units in every heading. */
import type { EstimatedArea, EstimatedModule, EstimateReport } from "../../synth/index.ts";
import { partsOf, type ReportForm } from "../report-form.ts";
import type { Column } from "../table.ts";

/** Without a line end at its end. */
export function estimateText(report: EstimateReport, form: ReportForm): string {
  const parts = partsOf(form);
  const { target, area, modules, resources } = report;
  const name =
    target.kind === "cells"
      ? `${target.name} (${target.library.name}, ${target.library.file})`
      : `${target.name} (${target.device})`;
  return [
    parts.title(`${report.top} for ${name}, estimated`),
    ...(area === undefined ? [] : [areaText(area)]),
    ...(modules === undefined ? [] : [parts.heading("Modules"), parts.table(COLUMNS, modules.toReversed())]),
    ...(resources === undefined ? [] : [parts.table(RESOURCES, [resources])]),
    "Estimated from the design alone; `bitloom synth` synthesises it.",
  ].join("\n\n");
}

function areaText(area: EstimatedArea): string {
  const gates =
    area.gateEquivalents === undefined ? "" : `, ${area.gateEquivalents.toFixed(0)} gate equivalents`;
  const share = `${area.flipFlops.toFixed(0)} um2 flip-flops, ${area.fullAdders.toFixed(0)} um2 full adders, ${area.gates.toFixed(0)} um2 gates`;
  return `Area ${area.total.toFixed(0)} um2${gates}: ${share}.`;
}

const RESOURCES: readonly Column<NonNullable<EstimateReport["resources"]>>[] = [
  { title: "LUTs of 4 inputs", text: ({ luts }) => String(luts) },
  { title: "flip-flops", text: ({ flipFlops }) => String(flipFlops) },
  { title: "carries", text: ({ carries }) => String(carries) },
  { title: "block RAMs (4 kbit)", text: ({ blockRams }) => String(blockRams) },
];

const COLUMNS: readonly Column<EstimatedModule>[] = [
  { title: "module", text: ({ module }) => module, align: "left" },
  { title: "instances", text: ({ instances }) => String(instances) },
  { title: "flip-flops each", text: ({ flipFlops }) => String(flipFlops) },
  { title: "full adders each", text: ({ fullAdders }) => String(fullAdders) },
  { title: "its own (um2)", text: ({ area }) => area.toFixed(1) },
  { title: "all (um2)", text: ({ area, instances }) => (area * instances).toFixed(1) },
];
