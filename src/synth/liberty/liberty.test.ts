/** Liberty files of our own and of the technologies that the flow knows by name. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { LIBRARIES } from "../targets.ts";
import { evaluateFunction, isNand2, variablesOf } from "./function.ts";
import { libraryOf, readLibrary, textForOpenSta } from "./index.ts";
import { parseLiberty } from "./parse.ts";

const NAND = `cell (ND) { area : 2.5; pin (A) { direction : input; } pin (B) { direction : input; }
  pin (Y) { direction : output; function : "(A * B)'"; } }`;
const FLOP = `cell (FF) { area : 9; ff (IQ, IQN) { next_state : "D"; clocked_on : "!CKN"; }
  pin (D) { direction : input } pin (CKN) { direction : input; clock : true; }
  pin (Q) { direction : output; function : "IQ"; } }`;
const LATCH = `cell (LA) { area : 7; latch (IQ, IQN) { data_in : "D"; enable : "G"; }
  pin (D, G) { direction : input; } pin (Q) { direction : output; function : "IQ"; } }`;

/** The diagnostic that the work ends with. */
function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
  }
  return undefined;
}

describe("a library", () => {
  const library = libraryOf(
    `/* c */ library ("small") {\n time_unit : "1ns"\n ${NAND}\n ${FLOP}\n ${LATCH}\n}\n`,
    "a.lib",
  );

  it("has its cells with areas, kinds and pins", () => {
    expect([...library.cells.values()]).toEqual([
      { name: "ND", area: 2.5, kind: "combinational", inputs: ["A", "B"], outputs: ["Y"], clockPins: [] },
      { name: "FF", area: 9, kind: "flip-flop", inputs: ["D", "CKN"], outputs: ["Q"], clockPins: ["CKN"] },
      { name: "LA", area: 7, kind: "latch", inputs: ["D", "G"], outputs: ["Q"], clockPins: ["G"] },
    ]);
    expect(library.name).toBe("small");
  });

  it("takes the smallest two-input NAND as the gate, by what it computes", () => {
    const larger = NAND.replace("ND", "ND2").replace("2.5", "3");
    const or = NAND.replace("ND", "OR").replace("2.5", "1").replace("(A * B)'", "A + B");
    expect(libraryOf(`library (l) { ${larger} ${or} ${NAND} }`, "a.lib").gate?.name).toBe("ND");
    expect(libraryOf(`library (l) { ${or} }`, "a.lib").gate).toBeUndefined();
  });

  it("lacks a gate unless some cell that may be used computes it in one output", () => {
    const cell = (name: string, value: string, more = "") =>
      `cell (${name}) { area : 1; ${more} pin (A, B) { direction : input; } pin (Y) { direction : output; function : "${value}"; } }`;
    const lacks = (...cells: readonly string[]) =>
      libraryOf(`library (l) { ${cells.join(" ")} }`, "a.lib").lacks;
    const [buffer, inverter, pair] = ["a buffer", "an inverter", "a NAND, NOR, AND or OR of two inputs"];
    const [same, inverse] = [cell("S", "A"), cell("I", "A'")];
    expect(lacks(same, inverse, NAND)).toEqual([]);
    for (const value of ["A & B", "!(A & B)", "A + B", "(A + B)'"]) {
      expect(lacks(same, inverse, cell("X", value))).toEqual([]);
    }
    expect(lacks(inverse, NAND)).toEqual([buffer]);
    expect(lacks(same, NAND)).toEqual([inverter]);
    expect(lacks(same, inverse, cell("X", "A ^ B"), cell("M", "A & B & C"))).toEqual([pair]);
    expect(lacks(FLOP)).toEqual([buffer, inverter, pair]);
    const [avoided, driver] = [
      cell("S", "A", "dont_use : true;"),
      same.replace("function", "three_state : B; function"),
    ];
    expect(lacks(avoided, driver, inverse, NAND)).toEqual([buffer]);
  });

  it("loses its default wire load and nothing else", () => {
    const text = `library (l) {\n  default_wire_load : "5K" ;\n  default_wire_load_mode : top;\n${NAND} }`;
    expect(textForOpenSta(libraryOf(text, "a.lib"))).toBe(text.replace('  default_wire_load : "5K" ;', ""));
  });

  it("is given to OpenSTA without comments, on the same lines, and with what only looks like one", () => {
    const text = `// a\nlibrary (l) { /* b\n c */ d : "e // f \\" /* g"; // h "i\n${NAND} }`;
    const found = textForOpenSta(libraryOf(text, "a.lib"));
    expect(found.split("\n").map((line) => line.trim().replace(/ +/g, " "))).toEqual([
      "",
      "library (l) {",
      'd : "e // f \\" /* g";',
      ...`${NAND} }`.split("\n").map((line) => line.trim()),
    ]);
  });

  it("has delays if a pin has timing", () => {
    const timed = NAND.replace('"(A * B)\'";', '"(A * B)\'"; timing () { related_pin : "A"; }');
    expect(libraryOf(`library (l) { ${NAND} ${FLOP} }`, "a.lib").hasDelays).toBe(false);
    expect(libraryOf(`library (l) { ${FLOP} ${timed} }`, "a.lib").hasDelays).toBe(true);
  });

  it("leaves out fillers without an area, which no netlist has", () => {
    const fill = "cell (FILL) { pin (A) { direction : input; } }";
    expect([...libraryOf(`library (l) { ${fill} ${NAND} }`, "a.lib").cells.keys()]).toEqual(["ND"]);
  });

  it("is the same with a byte order mark", () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-liberty-"));
    try {
      writeFileSync(join(folder, "x.lib"), `\uFEFFlibrary (l) { ${NAND} }`);
      expect(readLibrary(join(folder, "x.lib"))).toEqual(libraryOf(`library (l) { ${NAND} }`, "x.lib"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is the same from a gzipped file, under the name without .gz", () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-liberty-"));
    try {
      const text = `library (l) { ${NAND} }`;
      writeFileSync(join(folder, "x.lib"), text);
      writeFileSync(join(folder, "x.lib.gz"), gzipSync(text));
      expect(readLibrary(join(folder, "x.lib.gz"))).toEqual(readLibrary(join(folder, "x.lib")));
      expect(readLibrary(join(folder, "x.lib.gz")).file).toBe("x.lib");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Liberty's syntax", () => {
  it("continues lines, joins lists, and lets a line end stand for a semicolon", () => {
    const root = parseLiberty(
      'library (l) { index_1 ("1, 2, \\\n  3");\n capacitive_load_unit (1,pf)\n a : b\n // c\n v : x + y; g () { } }',
      "a.lib",
    );
    expect(Object.fromEntries(root.attributes)).toEqual({
      index_1: "1, 2, 3",
      capacitive_load_unit: "1,pf",
      a: "b",
      v: "x + y",
    });
    expect(root.groups.map(({ name, line }) => [name, line])).toEqual([["g", 6]]);
  });

  it.each([
    ["an empty file", "", "line 1", /a name was expected, found the end of the file/],
    ["another language", "module m; endmodule", "line 1", /after module, : or \( was expected, found "m"/],
    ["another group", "cell (a) { area : 1; }", "line 1", /does not begin with `library/],
    [
      "a file that was cut off",
      `library (l) {\n cell (a) { area : 1;\n`,
      "line 2",
      /group cell is not closed/,
    ],
    ["a parenthesis without end", "library (l {\n}", "line 1", /the parenthesis of library is not closed/],
    ["a comment without end", "library (l) {\n /* x", "line 2", /without end/],
    ["a quote without end", 'library (l) {\n a : "x', "line 2", /without end/],
    ["no cells", "library (l) { }", "line 1", /it has no cells/],
    [
      "a cell without an area",
      "library (l) {\n cell (a) { pin (Y) { direction : output; } } }",
      "line 2",
      /cell a has no area/,
    ],
    [
      "an area that is no number",
      "library (l) {\n cell (a) { area : big; } }",
      "line 2",
      /cell a has no area/,
    ],
  ])("refuses %s with the line", (_what, text, place, reason) => {
    const found = refusal(() => libraryOf(text, "a.lib"));
    expect(found).toMatchObject({ code: "BL0481", kind: "input", details: { file: "a.lib", place } });
    expect(found?.message).toMatch(reason);
  });

  it("names a file that is not there", () => {
    expect(refusal(() => readLibrary("/nowhere/x.lib"))).toMatchObject({ code: "BL0482", kind: "input" });
  });
});

describe("functions of pins", () => {
  // Expectations from the truth tables, bit i for the values of a and b in the bits of i.
  it.each([
    ["!(a & b)", 0b0111],
    ["(a b)'", 0b0111],
    ["a' + b'", 0b0111],
    ["!a | !b", 0b0111],
    ["a ^ b", 0b0110],
    ["!(a ^ b)", 0b1001],
    ["a b' + a' b", 0b0110],
    ["a + b a", 0b1010],
    ["a * b ^ a", 0b0010],
    ["1", 0b1111],
    ["!a''", 0b0101],
  ])("%s", (text, table) => {
    const bits = [0, 1, 2, 3].map((i) => {
      const value = evaluateFunction(text, (name) => ((name === "a" ? i : i >> 1) & 1) === 1);
      return value ? 1 << i : 0;
    });
    expect(bits.reduce((sum, bit) => sum | bit, 0)).toBe(table);
    expect(isNand2(text)).toBe(table === 0b0111);
  });

  it.each(["", "a +", "(a", "a ? b", ")"])("refuses %o", (text) => {
    expect(evaluateFunction(text, () => true)).toBeUndefined();
  });

  it("lists names once", () => {
    expect(variablesOf("!(B A) + B 1")).toEqual(["A", "B"]);
  });
});

describe.each([
  // Cells, flip-flops and latches by a search of the text for what their groups begin with.
  ["nangate45", LIBRARIES.nangate45(), "NAND2_X1", "set BITLOOM_DATA"],
  ["osu018", LIBRARIES.osu018(), "NAND2X1", "install qflow-tech-osu018"],
])("%s", (_name, path, gate, hint) => {
  it("has every cell that its text has, with the area that stands there", (context) => {
    if (!existsSync(path)) context.skip(`${path} is not there; ${hint}`);
    const bytes = readFileSync(path);
    const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    const found = [...text.matchAll(/^\s*cell\s*\((\w+)\)[\s\S]*?area\s*:\s*([\d.]+)/gm)];
    expect(found.length).toBeGreaterThan(30);
    const library = readLibrary(path);
    expect([...library.cells.values()].map(({ name, area }) => [name, area])).toEqual(
      found.map(([, name, area]) => [name, Number(area)]),
    );
    expect(library.gate?.name).toBe(gate);
    expect(library.lacks).toEqual([]);
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    const kinds = [...library.cells.values()].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "flip-flop")).toHaveLength(count(/^\s*ff\s*\(/gm));
    expect(kinds.filter((kind) => kind === "latch")).toHaveLength(count(/^\s*latch\s*\(/gm));
  });
});
