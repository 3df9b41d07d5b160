/** The energy part of the report of `bitloom synth`. Invariant: every number has its unit, and what is left out is said. */
import type { EnergyModule, EnergyReport } from "../../synth/index.ts";
import type { Parts } from "../report-form.ts";

/** Heading, sentences and tables. */
export function energyText(energy: EnergyReport, parts: Parts): string[] {
  const { perCycle, kinds, modules } = energy;
  const total = perCycle.total;
  return [
    parts.heading("Energy"),
    summaryOf(energy),
    parts.table(
      [
        { title: "kind", align: "left", text: ({ kind }) => kind },
        { title: "internal (fJ a cycle)", text: ({ internal }) => femtojoules(internal) },
        { title: "switching (fJ a cycle)", text: ({ switching }) => femtojoules(switching) },
        { title: "leakage (fJ a cycle)", text: ({ leakage }) => femtojoules(leakage) },
        { title: "all (fJ a cycle)", text: (row) => femtojoules(row.total) },
        { title: "share (%)", text: (row) => percent(row.total, total) },
      ],
      [...kinds, { kind: "all", ...perCycle }],
    ),
    parts.heading("Energy by module"),
    parts.table(
      [
        {
          title: "module",
          align: "left",
          text: ({ module, depth }) => `${"  ".repeat(depth)}${module.module}`,
        },
        { title: "instances", text: ({ module }) => String(module.instances) },
        { title: "one (fJ a cycle)", text: ({ module }) => femtojoules(module.energy) },
        { title: "least (fJ a cycle)", text: ({ module }) => femtojoules(module.least) },
        { title: "most (fJ a cycle)", text: ({ module }) => femtojoules(module.most) },
        { title: "its own (fJ a cycle)", text: ({ module }) => femtojoules(module.own) },
        { title: "share (%)", text: ({ module }) => percent(module.instances * module.energy, total) },
      ],
      rowsOf(modules),
    ),
  ];
}

/** For the end of the report. */
export const ENERGY_NOTES: readonly string[] = [
  "Energies are those of the cells and of charging their input pins: no wires, clock tree, nor what drives the inputs.",
];

function summaryOf(energy: EnergyReport): string {
  const { perCycle, period, voltage, counted, simulated, compared, power, activity } = energy;
  const { inputs, perMultiplyAccumulate, multiplyAccumulates } = energy;
  const operations =
    perMultiplyAccumulate === undefined
      ? []
      : [
          `${femtojoules(perMultiplyAccumulate)} fJ a multiply-accumulate, of ${multiplyAccumulates} useful ones.`,
        ];
  const late =
    activity.settled > period
      ? [
          `The last transition is ${nanoseconds(activity.settled)} ns after the clock's edge: this clock is too fast.`,
        ]
      : [];
  const loaded =
    activity.overloaded === 0
      ? []
      : [`Nets loaded above what the library allows, which a layout would buffer: ${activity.overloaded}.`];
  // Nothing that moves is free, so a sum of 0 is a library's silence.
  const moves = perCycle.switching > 0;
  const missing = [
    ...(moves && perCycle.internal === 0 ? ["internal energies"] : []),
    ...(moves && perCycle.leakage === 0 ? ["leakage"] : []),
  ];
  const unknown = missing.length === 0 ? [] : [`Without ${missing.join(" and ")}: the library states none.`];
  return [
    `${femtojoules(perCycle.total)} fJ a cycle, ${power.toFixed(3)} uW at ${nanoseconds(period)} ns and ${voltage} V; ${counted} of ${simulated} cycles counted, ${compared} outputs as expected.`,
    ...operations,
    ...unknown,
    ...(inputs === undefined ? [] : [`Inputs: ${inputs}.`]),
    `${activity.transitions.toFixed(1)} transitions a cycle; ${activity.glitches.toFixed(1)} of them are glitches (${femtojoules(activity.glitchSwitching)} fJ of the switching energy).`,
    ...late,
    ...loaded,
  ].join("\n");
}

interface ModuleRow {
  readonly module: EnergyModule;
  readonly depth: number;
}

const rowsOf = (module: EnergyModule, depth = 0): ModuleRow[] => [
  { module, depth },
  ...module.children.flatMap((child) => rowsOf(child, depth + 1)),
];

const femtojoules = (value: number): string => value.toFixed(2);
const nanoseconds = (value: number): string => value.toFixed(3);
const percent = (part: number, whole: number): string =>
  whole === 0 ? "" : ((100 * part) / whole).toFixed(1);
