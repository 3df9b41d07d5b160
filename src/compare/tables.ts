/** A comparison as tables of text. Invariant: both forms of the report show the same cells, every heading has its unit. */
import type { Comparison, FamilyMeasurement } from "./comparison.ts";
import { baselineOf, type Ratios, ratiosTo } from "./ratios.ts";

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Row {
  readonly family: FamilyMeasurement;
  readonly ratios: Ratios | undefined;
}

const fixed = (value: number | undefined, digits: number): string =>
  value === undefined ? "" : value.toFixed(digits);
const cyclesText = ({ cycles: { least, most } }: FamilyMeasurement): string =>
  least === most ? String(most) : `${least} to ${most}`;

const COLUMNS: readonly (readonly [string, (row: Row) => string])[] = [
  ["family", ({ family }) => family.name],
  ["array", ({ family }) => family.title],
  [
    "inputs x channels x tokens",
    ({ family: { rows, columns, tokens } }) => `${rows} x ${columns} x ${tokens}`,
  ],
  ["cycles a weight", ({ family }) => cyclesText(family)],
  ["element (um2 a product)", ({ family: { element } }) => fixed(element.area / element.lanes, 1)],
  ["array (1000 um2)", ({ family }) => fixed(family.area / 1000, 1)],
  ["area (x)", ({ ratios }) => fixed(ratios?.area, 3)],
  ["area at equal throughput (x)", ({ ratios }) => fixed(ratios?.equalThroughputArea, 3)],
  [
    "throughput per area (x)",
    ({ family: { cycles }, ratios }) =>
      ratios === undefined || cycles.least === cycles.most
        ? fixed(ratios?.throughputPerArea, 2)
        : `${fixed(ratios.throughputPerArea, 2)} to ${fixed(ratios.bestThroughputPerArea, 2)}`,
  ],
  ["throughput per area of elements (x)", ({ ratios }) => fixed(ratios?.elementThroughputPerArea, 2)],
  ["throughput per area at own clocks (x)", ({ ratios }) => fixed(ratios?.throughputPerAreaAtOwnClock, 2)],
  ["energy (fJ a MAC)", ({ family }) => fixed(family.energy?.perMultiplyAccumulate, 0)],
  ["energy (x less)", ({ ratios }) => fixed(ratios?.energy, 2)],
  ["period (ns)", ({ family }) => fixed(family.minimumPeriod, 2)],
  ["outputs checked", ({ family }) => String(family.verified)],
];

/** The goals, all families, and what was placed; tables without rows are left out. */
export function comparisonTables({ families, goals, placed }: Comparison): Table[] {
  const baseline = baselineOf(families);
  const rows = families.map((family) => ({
    family,
    ratios: baseline === undefined ? undefined : ratiosTo(baseline, family),
  }));
  const tables: Table[] = [
    {
      title: "Goals",
      header: ["measure", "papers", "probe", "goal", "measured", "verdict"],
      rows: goals.map(({ measure, papers, probe, goal, found, verdict }) => [
        measure,
        papers,
        probe,
        goal,
        found,
        verdict,
      ]),
    },
    {
      title: "Arrays",
      header: COLUMNS.map(([title]) => title),
      rows: rows.map((row) => COLUMNS.map(([, text]) => text(row))),
    },
    {
      title: "Placed and routed",
      header: [
        "family",
        "array",
        "device",
        "weights x tokens",
        "cycles a weight",
        "logic cells",
        "of them for pins",
        "logic cells a weight",
        "clock (MHz)",
        "G multiply-accumulates a second",
        "outputs checked",
      ],
      rows: placed.map(
        ({ name, title, device, weights, tokens, cycles, logicCells, standIns, frequency, verified }) => [
          name,
          title,
          device,
          `${weights} x ${tokens}`,
          cycles.least === cycles.most ? String(cycles.most) : `${cycles.least} to ${cycles.most}`,
          String(logicCells),
          String(standIns),
          fixed(logicCells / weights, 1),
          fixed(frequency, 1),
          fixed((weights * tokens * frequency) / cycles.most / 1000, 1),
          String(verified),
        ],
      ),
    },
  ];
  return tables.filter(({ rows: some }) => some.length > 0);
}
