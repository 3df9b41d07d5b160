/** The files as a whole: determinism, locations, warnings; and the lint helper, shown to complain. */
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { siteAt } from "../../diagnostics/index.ts";
import type { Design } from "../../ir/index.ts";
import { and, bit, designOf, lintVerilog, moduleBuilder, randomDesign, uint } from "../../testing/index.ts";
import { type VerilogOutput, writeVerilog } from "../index.ts";

function passThrough(): Design {
  const m = moduleBuilder("pass");
  m.assign(m.output("q", bit), and(m.input("d", bit), m.input("e", bit)));
  const { top } = designOf(m.build());
  const site = siteAt({ file: "src/blocks/pass.ts", line: 3, column: 7 });
  const module = { ...top, doc: "Passes.\n\nA path C:\\", site };
  return { top: module, modules: [module] };
}

test("the same design gives the same bytes", () => {
  for (const seed of [1, 2, 3])
    expect(writeVerilog(randomDesign(seed))).toEqual(writeVerilog(randomDesign(seed)));
});

describe("source locations", () => {
  const firstLines = (options: Parameters<typeof writeVerilog>[1]) =>
    writeVerilog(passThrough(), options).files[0]?.text.split("\n").slice(2, 6);

  test("name the file alone, and doc comments cannot swallow the next line", () => {
    expect(firstLines({})).toEqual(["// Passes.", "//", "// A path C:", "module pass (  // pass.ts:3:7"]);
  });

  test("are relative to a root when there is one", () => {
    expect(firstLines({ sourceRoot: resolve("src") })?.[3]).toBe("module pass (  // blocks/pass.ts:3:7");
  });

  test("can be left out", () => {
    expect(firstLines({ sourceComments: false })?.[3]).toBe("module pass (");
  });
});

test("an initial value that no reset loads is a warning", () => {
  const m = moduleBuilder("free_running", { resetKind: "none" });
  const count = m.register("count", uint(2), { init: 1 });
  m.assign(m.output("q", uint(2)), count);
  expect(writeVerilog(designOf(m.build())).warnings).toMatchObject([
    { code: "BL0280", details: { register: "count", module: "free_running", domain: "default" } },
  ]);
});

describe("the lint helper", () => {
  /** The module with one line of its text replaced. */
  const spoilt = (from: string, to: string): VerilogOutput => {
    const output = writeVerilog(passThrough());
    const files = output.files.map(({ name, text }) => ({ name, text: text.replace(from, to) }));
    expect(files).not.toEqual(output.files);
    return { ...output, files };
  };
  const tools = async (output: VerilogOutput) => (await lintVerilog(output)).map(({ tool }) => tool);

  test.each([
    ["a signal that nothing reads", "assign q", "wire spare = d;\n  assign q", ["verilator"]],
    ["a value of another width", "q = d", "q = {2{d}}", ["verilator"]],
    ["an output that nothing drives", "assign q = d", "wire u; assign q = d && u", ["verilator", "yosys"]],
    ["a latch", "assign q = d && e;", "reg r; always @* if (d) r = e; assign q = r;", ["verilator", "yosys"]],
    ["two drivers", "assign q = d && e;", "assign q = d && e; assign q = d || e;", ["yosys"]],
  ])("complains of %s", async (_, from, to, expected) => {
    expect(await tools(spoilt(from, to))).toEqual(expected);
  });

  test("is silent about what is right", async () => {
    expect(await tools(writeVerilog(passThrough()))).toEqual([]);
  });
});
