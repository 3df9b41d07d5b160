/** What the report says of energies that a library does not state. */
import { expect, test } from "vitest";
import type { EnergyReport } from "../../synth/index.ts";
import { partsOf } from "../report-form.ts";
import { energyText } from "./energy-text.ts";

function summaryWith(internal: number, switching: number, leakage: number): string {
  const perCycle = { internal, switching, leakage, total: internal + switching + leakage };
  const report: EnergyReport = {
    period: 4,
    voltage: 1,
    simulated: 2,
    counted: 2,
    compared: 2,
    perCycle,
    power: 1,
    kinds: [{ kind: "combinational", ...perCycle }],
    modules: { module: "m", instances: 1, energy: 1, least: 1, most: 1, own: 1, children: [] },
    activity: { transitions: 1, glitches: 0, glitchSwitching: 0, swallowed: 0, settled: 1, overloaded: 0 },
  };
  return energyText(report, partsOf("text"))[1] ?? "";
}

test("parts that are 0 although nets move are told as unknown", () => {
  expect(summaryWith(0, 2, 3)).toContain("Without internal energies: the library states none.");
  expect(summaryWith(1, 2, 0)).toContain("Without leakage: the library states none.");
  expect(summaryWith(0, 2, 0)).toContain("Without internal energies and leakage: the library states none.");
});

test("parts that are there, or 0 because nothing moves, are not", () => {
  for (const summary of [summaryWith(1, 2, 3), summaryWith(0, 0, 3)])
    expect(summary).not.toContain("Without");
});
