/** Verilog that synthesis must refuse: each fault is reported with its line and with the TypeScript line behind it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findTool } from "../tools/index.ts";
import { libraryOf, synthesise, type YosysKind } from "./index.ts";
import { refuseVerilog } from "./messages.ts";
import { design, refusal } from "./testing.ts";

/** Enough for these designs, so that no technology has to be installed. */
const library = libraryOf(
  `library (small) {
    cell (IV) { area : 1; pin (A) { direction : input; } pin (Y) { direction : output; function : "!A"; } }
    cell (ND) { area : 2; pin (A) { direction : input; } pin (B) { direction : input; }
      pin (Y) { direction : output; function : "!(A & B)"; } }
  }`,
  "small.lib",
);

const at = (line: number, column: number) => ({ file: "src/a.ts", line, column });

const faults = [
  {
    what: "a line that is no Verilog",
    lines: [
      "module top (input wire a, output wire b);  // src/a.ts:3:4",
      "  wire c = a;  // src/a.ts:5:6",
      "  assign b = = c;",
      "endmodule",
    ],
    line: 3,
    reason: /syntax error/,
    place: at(5, 6),
  },
  {
    what: "a module that is not there",
    lines: [
      "module top (input wire a, output wire b);  // src/a.ts:3:4",
      "  missing inner (  // src/a.ts:9:6",
      "    .a (a), .b (b)",
      "  );",
      "endmodule",
    ],
    line: 2,
    reason: /missing/,
    place: at(9, 6),
  },
  {
    what: "a name that is not declared",
    lines: [
      "`default_nettype none",
      "module top (input wire a, output wire b);  // src/a.ts:3:4",
      "  assign b = nobody;  // src/a.ts:7:7",
      "endmodule",
    ],
    line: 3,
    reason: /nobody/,
    place: at(7, 7),
  },
  {
    what: "a wire without a driver",
    lines: [
      "module top (input wire a, output wire b);  // src/a.ts:3:4",
      "  wire lost;  // src/a.ts:8:8",
      "  assign b = a ^ lost;",
      "endmodule",
    ],
    line: 2,
    reason: /no driver/,
    place: at(8, 8),
  },
  {
    what: "a port that the instance's module has not",
    lines: [
      "module inner (input wire a); endmodule",
      "module top (input wire a, output wire b);  // src/a.ts:3:4",
      "  inner part (  // src/a.ts:9:9",
      "    .z (a)",
      "  );",
      "  assign b = a;",
      "endmodule",
    ],
    line: 3,
    reason: /port/,
    place: at(9, 9),
  },
] as const;

/** The packaged build is slower by a few times, so whole flows with it run nightly; src/tools/yosys tests it always. */
const builds: readonly YosysKind[] =
  process.env.BITLOOM_NIGHTLY === "1" ? ["installed", "packaged"] : ["installed"];

describe.each(builds)("the %s Yosys", (yosys) => {
  it.each(faults)("refuses $what with both lines", async ({ lines, line, reason, place }) => {
    const target = { kind: "cells", name: "small", library } as const;
    const found = await refusal(() => synthesise(design("top", ...lines), { target, yosys, timing: false }));
    expect(found).toMatchObject({ code: "BL0483", kind: "design", details: { file: "top.v", line } });
    expect(found?.message).toMatch(reason);
    expect(found?.message).toContain(`top.v:${line}: ${lines[line - 1]?.trim()}`);
    expect(found?.places).toEqual([place]);
  });
});

describe("a library without a buffer", () => {
  const inverter = design(
    "top",
    "module top (input wire a, output wire b);",
    "  assign b = ~a;",
    "endmodule",
  );

  it("is refused when it is read, by path", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-library-"));
    try {
      const path = join(folder, "small.lib");
      writeFileSync(path, library.text);
      const found = await refusal(() => synthesise(inverter, { target: path, timing: false }));
      expect(found).toMatchObject({ code: "BL0491", kind: "input" });
      expect(found?.message).toBe(
        "Nothing can be mapped to small (small.lib): it has no cell that is a buffer.",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("that comes to ABC all the same is told in ABC's words", async (context) => {
    if ((await findTool("yosys")) === undefined) context.skip("Yosys is not installed");
    const target = { kind: "cells", name: "small", library } as const;
    const found = await refusal(() => synthesise(inverter, { target, timing: false }));
    expect(found).toMatchObject({ code: "BL0486", kind: "tool" });
    expect(found?.message).toMatch(/^ABC: .*cannot/m);
  });
});

describe("a crash of Yosys as WebAssembly", () => {
  it("is told by what came before its frames", async () => {
    const target = { kind: "cells", name: "small", library } as const;
    const output = [
      "8. Executing ABC pass (technology mapping using ABC).",
      "unreachable executed at adapter line 306",
      "",
      "wasm://wasm/wit-component:adapter-0001d27a:1",
      "RuntimeError: unreachable",
      ...Array.from({ length: 9 }, (_, at) => `    at wasm://wasm/0759bb72:wasm-function[${at}]:0xb4`),
      "Node.js v20.20.2",
    ].join("\n");
    const refuse = async () => refuseVerilog(design("top"), target, "Yosys", output, undefined);
    const { message } = (await refusal(refuse)) ?? {};
    expect(message?.split("\n").slice(-3)).toEqual([
      "8. Executing ABC pass (technology mapping using ABC).",
      "unreachable executed at adapter line 306",
      "RuntimeError: unreachable",
    ]);
  });
});

describe("a latch", () => {
  const lines = [
    "module top (input wire a, input wire e, output wire b);  // src/a.ts:3:4",
    "  reg held;  // src/a.ts:4:5",
    "  always @* begin  // src/a.ts:8:7",
    "    if (e) held = a;",
    "  end",
    "  assign b = held;",
    "endmodule",
  ];

  // iCE40 has none either: Yosys would make it of a look-up table that feeds itself.
  it.each(["small", "ice40"])("is refused for %s, with the block it comes from", async (name) => {
    const target = name === "small" ? ({ kind: "cells", name, library } as const) : name;
    const found = await refusal(() => synthesise(design("top", ...lines), { target, timing: false }));
    expect(found).toMatchObject({
      code: "BL0484",
      kind: "design",
      message: "Synthesis of top made 1 latch, the first in top ($dlatch).",
      places: [at(8, 7)],
    });
  });

  it("is not seen where every path assigns", async () => {
    const whole = lines.map((line) => line.replace("if (e) held = a;", "held = e ? a : 1'b0;"));
    const report = await synthesise(design("top", ...whole), { target: "ice40", timing: false });
    expect(report.resources).toMatchObject({ luts: 1, flipFlops: 0 });
  });
});

describe("a time limit", () => {
  it.each(builds)("ends the %s Yosys", async (yosys) => {
    const target = { kind: "cells", name: "small", library } as const;
    const wide = design(
      "top",
      "module top (input wire [63:0] a, input wire [63:0] b, output wire [127:0] y);",
      "  assign y = a * b;",
      "endmodule",
    );
    const found = await refusal(() =>
      synthesise(wide, { target, yosys, timing: false, timeoutSeconds: 0.3 }),
    );
    expect(found).toMatchObject({ code: "BL0405", kind: "tool", details: { seconds: 0.3 } });
  });
});

describe("Verilog without source comments", () => {
  it("is refused with its own line alone", async () => {
    const broken = design("top", "module top (input wire a, output wire b);", "  assign b = ;", "endmodule");
    const found = await refusal(() => synthesise(broken, { target: "ice40", timing: false }));
    expect(found).toMatchObject({ code: "BL0483", details: { line: 2 }, places: [] });
  });

  it("takes no place from the module before it", async () => {
    const broken = design(
      "top",
      "module other (input wire a);  // src/a.ts:1:1",
      "endmodule",
      "module top (input wire a, output wire b);",
      "  assign b = ;",
      "endmodule",
    );
    const found = await refusal(() => synthesise(broken, { target: "ice40", timing: false }));
    expect(found).toMatchObject({ code: "BL0483", details: { line: 4 }, places: [] });
  });
});
