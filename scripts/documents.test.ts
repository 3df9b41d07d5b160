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

async function check(program: string, shown: string) {
  const document = join(folder, "page.md");
  const markdown = `# Page\n\n${fence}ts inverter.ts Inverter\n${program}\n${fence}\n\n${shown}\n`;
  writeFileSync(document, markdown);
  const result = await execa("tsx", ["scripts/documents.ts", "--check", document], {
    cwd: root,
    preferLocal: true,
    reject: false,
    all: true,
  });
  return { exitCode: result.exitCode, said: result.all };
}

const block = (language: string, text: string): string => `${fence}${language}\n${text}\n${fence}`;

describe("an example in a document", () => {
  it("passes with the output it gives", async () => {
    expect(await check(inverter, block("verilog", verilog))).toMatchObject({ exitCode: 0 });
  });

  it("trips with another output", async () => {
    const { exitCode, said } = await check(inverter, block("verilog", verilog.replace("!a", "a")));
    expect(exitCode).toBe(1);
    expect(said).toContain("page.md:3: this example gives");
  });

  it("trips when it does not compile", async () => {
    const { exitCode, said } = await check(
      inverter.replace("a.not()", "a.nought()"),
      block("verilog", verilog),
    );
    expect(exitCode).not.toBe(0);
    expect(said).toContain("Property 'nought' does not exist");
  });

  it("trips when it shows Verilog for a design with an error", async () => {
    const { exitCode, said } = await check(
      inverter.replace("y.value = a.not();", ""),
      block("verilog", verilog),
    );
    expect(exitCode).not.toBe(0);
    expect(said).toContain("this example gives no verilog");
  });

  it("trips when no output follows", async () => {
    const { exitCode, said } = await check(inverter, "That is all.");
    expect(exitCode).not.toBe(0);
    expect(said).toContain("no verilog or text block follows");
  });
});
