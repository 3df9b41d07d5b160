/** Delays, capacitances and energies of Liberty files: units, axes and conditions, against numbers read off the text. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { missing, NANGATE45, OSU018 } from "../testing.ts";
import { electricalLibrary, libraryOf, lookUp, readLibrary } from "./index.ts";

/** Delay by load (0, 10 pF units) and slew (0, 1, 3). */
const library = (head: string, more = "") =>
  electricalLibrary(
    libraryOf(
      `library (l) { ${head}
  lu_table_template (by_load) { variable_1 : total_output_net_capacitance; variable_2 : input_net_transition;
    index_1 ("0, 10"); index_2 ("0, 1, 3"); }
  lu_table_template (by_slew) { variable_1 : input_net_transition; index_1 ("0, 2"); }
  power_lut_template (p) { variable_1 : input_transition_time; variable_2 : total_output_net_capacitance; index_1 ("0, 2"); index_2 ("0, 10"); }
  lu_table_template (odd) { variable_1 : constrained_pin_transition; index_1 ("0, 2"); }
  cell (B) { area : 1; cell_leakage_power : 5; leakage_power () { when : "A"; value : "8"; }
    pin (A) { direction : input; capacitance : 9; rise_capacitance : 3; fall_capacitance : 1; }
    pin (C) { direction : input; }
    pin (Y) { direction : output; function : "A"; max_capacitance : 6;
      timing () { related_pin : "A C"; timing_sense : positive_unate;
        cell_rise (by_load) { values ("1, 2, 3", "11, 12, 13"); } rise_transition (by_slew) { values ("4, 6"); }
        cell_fall (scalar) { values ("7"); } fall_transition (scalar) { values ("8"); } }
      timing () { related_pin : "A"; timing_type : setup_rising; rise_constraint (scalar) { values ("1"); } }
      internal_power () { related_pin : "A"; when : "!C"; rise_power (p) { values ("1, 2", "3, 4"); } ${more} } } } }`,
      "l.lib",
    ),
  );

const UNITS =
  'time_unit : "10ps"; capacitive_load_unit (2, pf); voltage_unit : "100mV"; leakage_power_unit : "1uW"; nom_voltage : 12;';

describe("a library's electrical side", () => {
  it("is in ns, fF, V, nW and fJ whatever the file's units", () => {
    const { voltage, cell } = library(UNITS);
    expect(voltage).toBeCloseTo(1.2, 12);
    const { inputs, outputs, leakage, leakages } = cell("B");
    // The mean of rise and fall in units of 2 pF.
    expect(inputs.map(({ capacitance }) => capacitance)).toEqual([expect.closeTo(4000, 6), 0]);
    expect(leakage).toBeCloseTo(5000, 6);
    expect(leakages).toEqual([{ when: "A", power: expect.closeTo(8000, 6) as number }]);
    const [y] = outputs;
    expect(y?.maximumLoad).toBeCloseTo(12000, 6);
    expect(y?.arcs.map(({ from, sense }) => [from, sense])).toEqual([
      ["A", "positive"],
      ["C", "positive"],
    ]);
    const rise = y?.arcs[0]?.rise;
    if (rise === undefined) throw new Error("no arc");
    // Slew 1 is 10 ps, load 10 is 20 pF.
    expect(lookUp(rise.delay, 0.01, 20_000)).toBeCloseTo(0.12, 9);
    // 2 pF (100 mV)^2 = 20 fJ.
    const energy = y?.energies[0]?.rise;
    if (energy === undefined) throw new Error("no energy");
    expect(lookUp(energy, 0, 20_000)).toBeCloseTo(40, 9);
    expect(y?.energies[0]).toMatchObject({ from: "A", when: "!C", supply: "", fall: undefined });
  });

  it("has tables that are linear between their points and go on beyond them, by whichever axis comes first", () => {
    const rise = library("nom_voltage : 1;").cell("B").outputs[0]?.arcs[0]?.rise;
    if (rise === undefined) throw new Error("no arc");
    // Loads are in pF unless stated: 5 of them halfway from 1..3 to 11..13.
    expect(lookUp(rise.delay, 1, 5000)).toBeCloseTo(7, 9);
    expect(lookUp(rise.delay, 2, 0)).toBeCloseTo(2.5, 9);
    expect(lookUp(rise.delay, 5, 0)).toBeCloseTo(4, 9);
    expect(lookUp(rise.delay, 0, 20_000)).toBeCloseTo(21, 9);
    expect(lookUp(rise.delay, 0, -1000)).toBeCloseTo(0, 9);
    expect(lookUp(rise.slew, 1, 12345)).toBeCloseTo(5, 9);
  });

  it("takes the voltage of the default operating conditions where there are any", () => {
    const conditions =
      "default_operating_conditions : slow; operating_conditions (slow) { voltage : 0.9; } nom_voltage : 1;";
    expect(library(conditions).voltage).toBe(0.9);
  });

  it.each([
    ["no voltage", "", "", /it does not state its voltage/],
    ["a unit of another kind", 'time_unit : "1V"; nom_voltage : 1;', "", /time_unit is not a number of s/],
    [
      "a template that is not there",
      "nom_voltage : 1;",
      'fall_power (q) { values ("1"); }',
      /there is no table template q/,
    ],
    [
      "an axis that is none",
      "nom_voltage : 1;",
      'fall_power (odd) { values ("1, 2"); }',
      /by constrained_pin_transition/,
    ],
    [
      "too few values",
      "nom_voltage : 1;",
      'fall_power (p) { values ("1, 2, 3"); }',
      /fall_power has 3 values, its axes ask for 4/,
    ],
    [
      "values that are none",
      "nom_voltage : 1;",
      'fall_power (p) { values ("1, 2, 3, x"); }',
      /ask for 4 numbers/,
    ],
  ])("refuses %s", (_what, head, more, reason) => {
    let found: BitloomError | undefined;
    try {
      library(head, more).cell("B");
    } catch (error) {
      if (error instanceof BitloomError) found = error;
    }
    expect(found?.diagnostics[0]).toMatchObject({ code: "BL0481" });
    expect(found?.diagnostics[0]?.message).toMatch(reason);
  });
});

describe.each([
  ["nangate45", NANGATE45, missing.nangate45, 1.1, 134],
  ["osu018", OSU018, missing.osu018, 1.8, 32],
] as const)("%s", (_name, path, hint, voltage, least) => {
  it("has usable numbers for every cell", (context) => {
    if (hint !== undefined || !existsSync(path)) context.skip(hint);
    const cells = readLibrary(path);
    const electrical = electricalLibrary(cells);
    expect(electrical.voltage).toBe(voltage);
    let gates = 0;
    for (const [name, { kind }] of cells.cells) {
      const cell = electrical.cell(name);
      if (kind !== "combinational" || cell.inputs.length === 0) continue;
      gates++;
      for (const { energies, arcs } of cell.outputs) {
        expect([name, arcs.length > 0, energies.length > 0]).toEqual([name, true, true]);
        for (const { delay } of arcs.flatMap(({ rise, fall }) => [rise ?? [], fall ?? []]).flat()) {
          expect(lookUp(delay, 0.05, 5)).toBeLessThan(5);
        }
      }
    }
    expect(cells.cells.size).toBeGreaterThanOrEqual(least);
    expect(gates).toBeGreaterThan(15);
  });
});

it("an inverter of nangate45 has the numbers that stand in its text", (context) => {
  if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
  const text = gunzipSync(readFileSync(NANGATE45)).toString("utf8");
  const from = text.search(/^ *cell \(INV_X1\)/m);
  const inverter = text.slice(from, text.indexOf("\n  cell (", from));
  const tableOf = (name: string) => {
    const [, body = ""] = new RegExp(`${name}\\s*\\([\\w]+\\)\\s*\\{([\\s\\S]*?)\\}`).exec(inverter) ?? [];
    const lists = [...body.matchAll(/"([^"]*)"/g)].map(([, list = ""]) => list.split(",").map(Number));
    return { slews: lists[0] ?? [], loads: lists[1] ?? [], rows: lists.slice(2) };
  };
  const [output] = electricalLibrary(readLibrary(NANGATE45)).cell("INV_X1").outputs;
  const pairs = [
    ["cell_rise", output?.arcs[0]?.rise?.delay],
    ["fall_transition", output?.arcs[0]?.fall?.slew],
    ["rise_power", output?.energies[0]?.rise],
    ["fall_power", output?.energies[0]?.fall],
  ] as const;
  for (const [name, table] of pairs) {
    const { slews, loads, rows } = tableOf(name);
    expect(rows).toHaveLength(7);
    for (const [i, row] of rows.entries()) {
      for (const [k, value] of row.entries()) {
        expect(table && lookUp(table, slews[i] ?? 0, loads[k] ?? 0)).toBeCloseTo(value, 9);
      }
    }
  }
});
