/** The check of the documents' examples must notice a wrong output, a wrong program and an example without output. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "./check/outcome.ts";

const fence = "```";
const inverter = [
  'import { bit, input, module, output } from "bitloom";',
  "",
  'export const Inverter = module("inverter", { a: input(bit), y: output(bit) }, ({ a, y }) => {',
  "  y.value = a.not();",
  "});",
].join("\n");
const verilog = [
  "`default_nettype none",
  "",
  "module inverter (  // inverter.ts:3:25",
  "  input  wire a,",
  "  output wire y",
  ");",
  "",
  "  assign y = !a;  // inverter.ts:4:5",
  "",
  "endmodule",
  "",
  "`default_nettype wire",
].join("\n");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-documents-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A document with one example and what follows it. */
function page(name: string, program: string, shown: string): string {
  const path = join(folder, `${name}.md`);
  writeFileSync(path, `# Page\n\n${fence}ts inverter.ts Inverter\n${program}\n${fence}\n\n${shown}\n`);
  return path;
}

async function check(...pages: string[]) {
  const options = { cwd: root, preferLocal: true, reject: false, all: true } as const;
  const { exitCode, all } = await execa("tsx", ["scripts/documents.ts", "--check", ...pages], options);
  return { exitCode, said: all };
}

const block = (language: string, text: string): string => `${fence}${language}\n${text}\n${fence}`;

describe("an example in a document", () => {
  it("passes with the output it gives, trips with another, and where a design with an error has none", async () => {
    const { exitCode, said } = await check(
      page("good", inverter, block("verilog", verilog)),
      page("other", inverter, block("verilog", verilog.replace("!a", "a"))),
      page("broken", inverter.replace("a.not()", "true"), block("verilog", verilog)),
      page("undriven", inverter.replace("y.value = a.not();", ""), block("verilog", verilog)),
      page("faultless", inverter, block("text", "error")),
    );
    expect(exitCode).toBe(1);
    expect(said).not.toContain("good.md:3:");
    expect(said).toContain("other.md:3: this example gives\n\n`default_nettype none");
    expect(said).toContain("broken.md:3: this example gives");
    expect(said).toContain("undriven.md:3: this example gives no Verilog");
    expect(said).toContain("faultless.md:3: this example gives no errors");
    expect(said).toContain("5 examples");
    expect(said).toContain("4 with a wrong output");
  });

  it("trips when it does not compile", async () => {
    const wrong = page("wrong", inverter.replace("a.not()", "a.nought()"), block("verilog", verilog));
    const { exitCode, said } = await check(wrong);
    expect(exitCode).not.toBe(0);
    expect(said).toContain("Property 'nought' does not exist");
  });

  it("trips when no output follows", async () => {
    const { exitCode, said } = await check(page("silent", inverter, "That is all."));
    expect(exitCode).not.toBe(0);
    expect(said).toContain("no verilog or text block follows");
  });
});
