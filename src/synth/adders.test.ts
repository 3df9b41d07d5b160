/** Full adders of the library in place of gates: found by function, smaller, and the same sums for all inputs. */
import { describe, expect, it } from "vitest";
import { findYosys } from "../tools/index.ts";
import { libraryOf } from "./liberty/index.ts";
import { synthesise } from "./synthesise.ts";
import { type CellTarget, findTarget } from "./targets.ts";
import { design, missing } from "./testing.ts";
import { adderStyle, yosysInputs, yosysScript } from "./yosys/index.ts";

/** Products, a sum, a difference and comparisons, signed and not: every cell that becomes a chain of carries. */
const sums = design(
  "sums",
  "module sums (input wire [3:0] a, b, c, d, input wire s, output wire [8:0] y, output wire signed [7:0] z, output wire [2:0] o);",
  "  assign y = a * b + c + (s ? d : 4'd0);",
  "  assign z = $signed(a) * $signed(b) - $signed(c) + (s ? -$signed(d) : $signed(d));",
  "  assign o = {a < b, $signed(c) >= $signed(d), a + b == c + d};",
  "endmodule",
);

const pin = (name: string, rest: string): string => `pin (${name}) { direction : ${rest} }`;
const inputs = ["P", "Q", "R"].map((name) => pin(name, "input;")).join(" ");
const cell = (name: string, area: number, sum: string, carry: string): string =>
  `cell (${name}) { area : ${area}; ${inputs} ${pin("K", `output; function : "${carry}";`)} ${pin("T", `output; function : "${sum}";`)} }`;

describe("a library's full adder", () => {
  const plain = cell("ADD", 5, "P^Q^R", "(P*Q)+(R*(P+Q))");

  it("is the smallest cell with the sum and the carry of three pins, however they are spelt", () => {
    const spelt = cell("SPELT", 4, "(P Q R)+(P Q' R')+(P' Q R')+(P' Q' R)", "(P Q)+(P R)+(Q R)");
    const found = libraryOf(`library (l) { ${plain} ${spelt} }`, "a.lib").fullAdder;
    expect(found).toMatchObject({ cell: { name: "SPELT" }, inputs: ["P", "Q", "R"], sum: "T", carry: "K" });
  });

  it("is none of a sum with another carry, of two equal sums, or of a cell that must not be used", () => {
    const others = [
      cell("INVERTED", 5, "P^Q^R", "!((P*Q)+(R*(P+Q)))"),
      cell("TWICE", 5, "P^Q^R", "P^Q^R"),
      plain.replace("area", "dont_use : true; area"),
    ];
    for (const other of others) {
      expect(libraryOf(`library (l) { ${other} }`, "a.lib").fullAdder).toBeUndefined();
    }
  });
});

describe.each(["nangate45", "osu018"] as const)("with the cells of %s", (name) => {
  const isHere = missing[name] === undefined;
  it.runIf(isHere)("sums of all kinds are the same for all inputs as in the Verilog", async () => {
    expect(await differs(name, (text) => text)).toBe(false);
  });

  it.runIf(isHere)("and a full adder with a wrong carry is found", async () => {
    const broken = await differs(name, (text) =>
      text.replace("(X[i])", "()").replace("endgenerate", "endgenerate\n  assign X = A & B;"),
    );
    expect(broken).toBe(true);
  });

  it.runIf(isHere)("they are smaller than with Yosys' adders", async () => {
    const area = async (adders: "cells" | "gates") => {
      const report = await synthesise(sums, { target: name, adders, timing: false });
      expect(report.adders).toBe(adders);
      return report.area?.total ?? 0;
    };
    const cells = await area("cells");
    expect(cells).toBeGreaterThan(0);
    expect(cells).toBeLessThan(await area("gates"));
  });
});

it("a library without a full adder gets gates, and an FPGA neither", () => {
  const bare = libraryOf(`library (l) { cell (A) { area : 1; } }`, "a.lib");
  const target: CellTarget = { kind: "cells", name: "bare", library: bare };
  expect(adderStyle(target, "cells")).toBe("gates");
  expect(adderStyle(findTarget("ice40"), "cells")).toBeUndefined();
});

/** Whether Yosys' solver finds inputs for which the netlist, its cells read from the Liberty file, is not the Verilog. */
async function differs(name: string, change: (map: string) => string): Promise<boolean> {
  const target = findTarget(name);
  const yosys = await findYosys("installed");
  const files = yosysInputs(target, { adders: "cells" }).map((file) =>
    file.name === "bitloom-adder.v" ? { ...file, text: change(file.text) } : file,
  );
  const script = [
    yosysScript(sums, target, { flatten: false, levels: false, adders: "cells" }),
    "tee -o cells.txt stat",
    "design -reset",
    "read_verilog sums.v",
    "prep -top sums",
    "rename sums rtl",
    "read_liberty -ignore_miss_func library.lib",
    "read_verilog netlist.v",
    "proc",
    "flatten sums",
    "miter -equiv -flatten -make_outputs rtl sums both",
    "tee -o answer.txt sat -prove trigger 0 -set-def-inputs both",
  ].join("\n");
  const answer = await yosys.run({
    step: "equivalence",
    script,
    inputs: [...sums.files, ...files],
    outputs: ["answer.txt", "cells.txt"],
    timeoutSeconds: 600,
    onOutput: () => undefined,
  });
  const text = answer.files.get("answer.txt") ?? answer.output;
  const { fullAdder } = (target as CellTarget).library;
  expect(answer.files.get("cells.txt")).toContain(fullAdder?.cell.name);
  expect(text).toMatch(/SUCCESS!|FAIL!/);
  return text.includes("FAIL!");
}
