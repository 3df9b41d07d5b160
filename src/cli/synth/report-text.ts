/** The report of `bitloom synth` for people, as plain text or Markdown. Invariant: both have the same tables, with units in every heading. */
import type {
  FpgaResources,
  ModuleReport,
  PathPoint,
  PlacedReport,
  SynthesisReport,
  TimingPath,
} from "../../synth/index.ts";
import { type Parts, partsOf, type ReportForm } from "../report-form.ts";
import type { Column } from "../table.ts";
import { ENERGY_NOTES, energyText } from "./energy-text.ts";

/** The whole report, without a line end at its end. */
export function synthesisText(report: SynthesisReport, form: ReportForm): string {
  const parts = partsOf(form);
  const tools = report.tools.map(({ name, version }) => `${name} ${version}`).join(", ");
  const target =
    report.target.kind === "cells"
      ? `${report.target.name} (${report.target.library.name}, ${report.target.library.file}, sha256 ${report.target.library.sha256.slice(0, 12)})`
      : `${report.target.name} (${report.target.device})`;
  return [
    parts.title(`${report.top} for ${target}`),
    `${tools}; modules ${report.flattened ? "dissolved before" : "kept during"} optimization${adderText(report)}.`,
    ...parameterText(report),
    ...summary(report),
    ...sections(report).flatMap(({ title, table }) => [parts.heading(title), table(parts)]),
    ...(report.energy === undefined ? [] : energyText(report.energy, parts)),
    ...(report.placed === undefined ? [] : placedParts(report.placed, parts)),
    ...notes(report),
  ].join("\n\n");
}

/** Those that are left to follow from others are 0 or empty in the catalogue, and left out here. */
function parameterText({ parameters = {} }: SynthesisReport): string[] {
  const told = Object.entries(parameters).filter(([, value]) => value !== 0 && value !== "");
  if (told.length === 0) return [];
  return [`Parameters: ${told.map(([name, value]) => `${name}=${value}`).join(", ")}.`];
}

const adderText = ({ adders }: SynthesisReport): string =>
  adders === undefined ? "" : adders === "cells" ? "; adders of the library's cells" : "; adders of gates";

interface Section {
  readonly title: string;
  readonly table: (parts: Parts) => string;
}

function section<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): Section[] {
  return rows.length === 0 ? [] : [{ title, table: (parts) => parts.table(columns, rows) }];
}

const um2 = (value: number): string => value.toFixed(3);
const nanoseconds = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(4));
const percent = (part: number, whole: number): string =>
  whole === 0 ? "" : ((100 * part) / whole).toFixed(1);

function summary({ area, resources, timing }: SynthesisReport): string[] {
  const lines: string[] = [];
  if (area !== undefined) {
    const gates =
      area.gate === undefined
        ? ""
        : `, ${(area.gateEquivalents ?? 0).toFixed(1)} gate equivalents of ${um2(area.gate.area)} um2 (${area.gate.cell})`;
    lines.push(
      `Area ${um2(area.total)} um2${gates}; ${area.flipFlops} flip-flops, ${um2(area.sequential)} um2.`,
    );
  }
  if (resources !== undefined) lines.push(`${resourceText(resources)}.`);
  if (timing?.maximumFrequency !== undefined) {
    const { minimumPeriod, maximumFrequency } = timing;
    lines.push(
      `From register to register ${nanoseconds(minimumPeriod)} ns, ${maximumFrequency.toFixed(1)} MHz (${timing.by}).`,
    );
  }
  return lines.length === 0 ? [] : [lines.join("\n")];
}

const RESOURCES: readonly (readonly [keyof FpgaResources, string])[] = [
  ["luts", "LUTs"],
  ["flipFlops", "flip-flops"],
  ["carries", "carry cells"],
  ["multiplexers", "multiplexers"],
  ["blockRams", "block RAMs"],
  ["lutRams", "LUT RAMs"],
  ["dsps", "DSPs"],
];

const resourceText = (resources: FpgaResources): string =>
  RESOURCES.map(([key, name]) => `${resources[key]} ${name}`).join(", ");

interface TreeRow {
  readonly module: ModuleReport;
  readonly depth: number;
  /** Instances in the whole design. */
  readonly all: number;
}

function treeRows(module: ModuleReport, depth = 0, above = 1): TreeRow[] {
  const all = above * module.instances;
  return [{ module, depth, all }, ...module.children.flatMap((child) => treeRows(child, depth + 1, all))];
}

function sections(report: SynthesisReport): Section[] {
  const { area, hierarchy, cells, timing } = report;
  const tree: Column<TreeRow>[] = [
    { title: "module", align: "left", text: ({ module, depth }) => `${"  ".repeat(depth)}${module.module}` },
    { title: "instances", text: ({ all }) => String(all) },
    { title: "cells of one", text: ({ module }) => String(module.cells) },
  ];
  const areas: Column<TreeRow>[] = [
    { title: "one (um2)", text: ({ module }) => um2(module.area ?? 0) },
    { title: "its own (um2)", text: ({ module }) => um2(module.ownArea ?? 0) },
    { title: "all (um2)", text: ({ module, all }) => um2(all * (module.area ?? 0)) },
    { title: "share (%)", text: ({ module, all }) => percent(all * (module.area ?? 0), area?.total ?? 0) },
  ];
  const resources = RESOURCES.map(
    ([key, title]): Column<TreeRow> => ({
      title,
      text: ({ module }) => String(module.resources?.[key] ?? 0),
    }),
  );
  const types: Column<(typeof cells)[number]>[] = [
    { title: "cell", align: "left", text: ({ type }) => type },
    { title: "count", text: ({ count }) => String(count) },
  ];
  const cellAreas: Column<(typeof cells)[number]>[] = [
    { title: "area (um2)", text: (cell) => um2(cell.area ?? 0) },
    { title: "share (%)", text: (cell) => percent(cell.area ?? 0, area?.total ?? 0) },
  ];
  const critical = criticalPath(timing?.paths ?? []);
  return [
    ...section(
      area === undefined ? "Resources by module" : "Area by module",
      [...tree, ...(area === undefined ? resources : areas)],
      treeRows(hierarchy),
    ),
    ...section("Cells by type", area === undefined ? types : [...types, ...cellAreas], cells),
    ...section("Longest paths", pathColumns, timing?.paths ?? []),
    ...(critical === undefined ? [] : pathSection(critical)),
  ];
}

/** The one that limits the clock; the longest where no registers are. */
const criticalPath = (paths: readonly TimingPath[]): TimingPath | undefined =>
  paths.find(({ kind }) => kind === "register to register") ?? paths[0];

const pointText = ({ name, source }: PathPoint): string =>
  source === undefined ? name : `${name} (${source.file}:${source.line})`;

const pathColumns: readonly Column<TimingPath>[] = [
  { title: "path", align: "left", text: ({ kind }) => kind },
  { title: "clock", align: "left", text: ({ clock }) => clock ?? "" },
  { title: "from", align: "left", text: ({ from }) => pointText(from) },
  { title: "to", align: "left", text: ({ to }) => pointText(to) },
  { title: "cells", text: ({ levels }) => String(levels) },
  { title: "delay (ns)", text: ({ delay }) => nanoseconds(delay) },
];

function pathSection({ kind, from, to, steps }: TimingPath): Section[] {
  const title = `Longest path${kind === "any" ? "" : ` from ${kind}`}: ${from.name} to ${to.name}`;
  return section(
    title,
    [
      { title: "cell", align: "left", text: ({ cell }) => cell },
      { title: "drives", align: "left", text: pointText },
      { title: "delay (ns)", text: ({ delay }) => nanoseconds(delay) },
      { title: "arrival (ns)", text: ({ arrival }) => nanoseconds(arrival) },
    ],
    steps,
  );
}

function placedParts(placed: PlacedReport, parts: Parts): string[] {
  const { device, package: packageName, seed, harness, bitstream } = placed;
  const added =
    harness === undefined
      ? ""
      : ` Shift registers of ${harness.flipFlops} flip-flops stand in for pins and are included.`;
  const used = parts.table(
    [
      { title: "element", align: "left", text: ({ element }) => element },
      { title: "used", text: ({ used }) => String(used) },
      { title: "present", text: ({ available }) => String(available) },
      { title: "share (%)", text: ({ used, available }) => percent(used, available) },
    ],
    placed.utilisation,
  );
  const clocks = parts.table(
    [
      { title: "clock", align: "left", text: ({ clock }) => clock },
      { title: "Fmax (MHz)", text: ({ maximumFrequency }) => maximumFrequency.toFixed(2) },
    ],
    placed.clocks,
  );
  const path = placed.longestPath === undefined ? [] : pathSection(placed.longestPath);
  return [
    parts.heading("Placed and routed"),
    `${device} in ${packageName}, seed ${seed}; bitstream of ${bitstream.bytes} bytes, sha256 ${bitstream.sha256.slice(0, 12)}.${added}`,
    used,
    ...(placed.clocks.length === 0 ? [] : [clocks]),
    ...path.flatMap(({ title, table }) => [parts.heading(title), table(parts)]),
  ];
}

function notes({ area, timing, energy, noEnergy, placed }: SynthesisReport): string[] {
  const lines: string[] = [];
  if (area !== undefined)
    lines.push("Areas are sums of cells before layout: no wires, clock tree, tie cells, spaces.");
  if (timing?.by === "OpenSTA") {
    lines.push(
      "Delays are those of the cells: no wires, an ideal clock, ports without delay or load outside.",
    );
  }
  if (timing?.by === "Yosys ltp") {
    const delay =
      placed === undefined
        ? "a delay needs OpenSTA and a library with delays, or --pnr on iCE40"
        : "delays are nextpnr's";
    lines.push(`The longest path of the synthesis is counted in cells (Yosys' ltp); ${delay}.`);
  }
  if (energy !== undefined) lines.push(...ENERGY_NOTES);
  if (noEnergy !== undefined) lines.push(`There is no energy: ${noEnergy}`);
  return lines.length === 0 ? [] : [lines.join("\n")];
}
