/** The files of generated engines, run in Icarus as they are written: with the digital twin, and with the behavioural macro. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { blockCatalogue } from "../blocks/index.ts";
import { elaborate } from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import { writeFiles } from "../harness/index.ts";
import { simulateDirectory } from "../sim/index.ts";
import { engineFiles } from "./index.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const entryOf = (name: string) => {
  const entry = blockCatalogue.find((candidate) => candidate.name === name);
  if (!entry) throw new RangeError(`no block ${name}`);
  return entry;
};

/** Writes an engine with everything that belongs to it; Verilog and testbench in one folder, or apart. */
async function write(name: string, given: Record<string, string>, isApart = false): Promise<string> {
  const entry = entryOf(name);
  const design = elaborate(entry.make(given));
  const { files: verilog } = writeVerilog(design);
  const engine = engineFiles(entry, given, design, { verilog, rtl: isApart ? "../rtl" : "." });
  if (!engine) throw new RangeError(`${name} is no engine`);
  const folder = mkdtempSync(join(tmpdir(), "bitloom-engine-files-"));
  made.push(folder);
  const [rtl, bench] = isApart ? [join(folder, "rtl"), join(folder, "bench")] : [folder, folder];
  await writeFiles(rtl, [...verilog, ...engine.verilog]);
  await writeFiles(bench, engine.testbench);
  return bench;
}

describe("files of an engine", { timeout: 120_000 }, () => {
  test.each([
    ["fineq-engine", { rows: "3", cols: "2", coding: "binary" }, false],
    ["fineq-engine", { rows: "4", cols: "2", family: "tiles-sparse", tokens: "2" }, false],
    ["fineq-engine", { rows: "4", cols: "3", family: "tiles-planes", band: "2" }, true],
    ["fineq-engine", { rows: "2", cols: "2", activationBits: "3" }, false],
    ["afpr-engine", { rows: "7", cols: "3" }, false],
    ["afpr-engine", { rows: "1", cols: "1", inputs: "differential" }, true],
    ["afpr-engine", { rows: "9", cols: "4", inputs: "differential", batch: "1", convert: "64" }, true],
  ] as const)("%s %j runs its demonstration, apart from its Verilog: %s", async (name, given, isApart) => {
    const folder = await write(name, given, isApart);
    const result = await simulateDirectory(folder, { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBeGreaterThan(10);
  });

  test.each([
    [{ rows: "7", cols: "3" }, false],
    [{ rows: "5", cols: "4", inputs: "differential" }, true],
  ] as const)(
    "the behavioural macro gives the golden codes and cycles in place of the twin, %j",
    async (given, isApart) => {
      const folder = join(await write("afpr-engine", given, isApart), "behavioural");
      const manifest = JSON.parse(readFileSync(join(folder, "testbench.json"), "utf8"));
      const models = manifest.sources.filter((source: string) => source.includes("afpr_macro_"));
      expect(models).toHaveLength(1);
      const result = await simulateDirectory(folder, { simulator: "icarus" });
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed, result.output).toBe(true);
      expect(result.checked).toBeGreaterThan(10);
    },
  );

  test("a damaged result vector is noticed with either macro", async () => {
    const folder = await write("afpr-engine", { rows: "7", cols: "3" });
    for (const bench of [folder, join(folder, "behavioural")]) {
      const vectors = join(bench, "afpr_engine_7x3_tb.results.hex");
      const text = readFileSync(vectors, "utf8");
      const damaged = text.replace(/[0-9a-f](?=\n)/, (digit) =>
        (Number.parseInt(digit, 16) ^ 1).toString(16),
      );
      expect(damaged).not.toBe(text);
      writeFileSync(vectors, damaged);
      expect((await simulateDirectory(bench, { simulator: "icarus" })).passed).toBe(false);
    }
  });

  test("other blocks have none", () => {
    const fifo = entryOf("fifo");
    const design = elaborate(fifo.make({}));
    expect(engineFiles(fifo, {}, design, { verilog: [], rtl: "." })).toBeUndefined();
  });
});
