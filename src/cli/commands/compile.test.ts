/** `bitloom compile` and `bitloom disassemble` as a user meets them: files, tables, exit codes, refusals, and programs that were damaged. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { decodeFineq, decodeUniform, halfToNumber, type QuantizedMatrix } from "../../golden/index.ts";
import { readPackedModel } from "../../model/index.ts";
import { simulateDirectory } from "../../sim/index.ts";
import { runCommandLine } from "../command-line.ts";
import type { CompileReport } from "../compile/report.ts";
import { capturePrinted } from "../testing.ts";

const DEMO = join(import.meta.dirname, "../../../examples/models/kjv-1.8m");
const KEY = "model.layers.0.self_attn.k_proj.weight";
const DOWN = "model.layers.1.mlp.down_proj.weight";

const folder = mkdtempSync(join(tmpdir(), "bitloom-compile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

/** Three formats over the whole model. */
const mixed = inFolder("mixed.safetensors");
/** Two matrices. */
const few = inFolder("few.safetensors");
const program = inFolder("program");

beforeAll(async () => {
  const quiet = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const text = ["--tokens", "128"];
  expect(
    await bitloom("quantize", DEMO, "--budget", "2.5", "--ladder", "w4,fineq,w2", ...text, "-o", mixed),
  ).toBe(0);
  expect(
    await bitloom("quantize", DEMO, "--format", "w3", "--tensor", KEY, "--tensor", DOWN, "-o", few),
  ).toBe(0);
  const small = ["--rows", "3", "--cols", "16", "--coding", "direct", "--layers", "20", "--tokens", "5"];
  expect(await bitloom("compile", mixed, "--model", DEMO, ...small, "--no-testbench", "-o", program)).toBe(0);
  quiet.mockRestore();
}, 120_000);

/** A copy of the program that a test may damage. */
function copyOf(name: string): string {
  const copy = inFolder(name);
  cpSync(program, copy, { recursive: true });
  return copy;
}

/** Sets a word of program.bin and puts the checksum right. */
function setWord(path: string, at: number, value: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt32LE(value, 4 * at);
  bytes.writeUInt32LE(crc32(bytes.subarray(16)), 12);
  writeFileSync(path, bytes);
}

function matricesOf(path: string): Map<string, QuantizedMatrix> {
  const packed = readPackedModel(path);
  const matrices = new Map<string, QuantizedMatrix>();
  for (const tensor of packed.tensors) {
    if (tensor.kind === "quantized") matrices.set(tensor.name, tensor.readMatrix());
  }
  packed.close();
  return matrices;
}

describe("compile", { timeout: 120_000 }, () => {
  test("prints a line for each layer, totals, and what to do next", async () => {
    const out = inFolder("again");
    expect(await bitloom("compile", mixed, "--model", DEMO, "--no-testbench", "-o", out)).toBe(0);
    expect(printed.out).toMatch(
      /^layer +matrix +format +M +N +K +weights \(bytes\) +scales \(bytes\) +cycles +utilisation \(%\)/,
    );
    expect(printed.out.match(/^ +\d+ +model\.layers\.\d\.\S+ +(fineq|w2|w4) +8 +\d+ +\d+ /gm)).toHaveLength(
      56,
    );
    expect(printed.out).toContain("56 layers with 1769472 weights in 1 run: ");
    expect(printed.out).toContain("Activations: 128 tokens from the start of heldout.txt beside the model");
    expect(printed.out).toContain(`bitloom disassemble ${out} --verify`);
    expect(readdirSync(out).sort()).toEqual([
      "activations.bin",
      "layers.json",
      "program.bin",
      "program.h",
      "program.txt",
      "results.bin",
      "scales.bin",
      "weights.bin",
    ]);
  });

  test("cuts more layers than the table holds into runs, and says the same as JSON", async () => {
    const out = inFolder("runs");
    const given = ["--model", DEMO, "--layers", "64", "--layers-per-run", "30", "--no-testbench", "--json"];
    expect(await bitloom("compile", mixed, ...given, "-o", out)).toBe(0);
    const report: CompileReport = JSON.parse(printed.out);
    expect(report.runs.map(({ layers }) => layers)).toEqual([30, 26]);
    expect(report.cycles).toBe(report.runs.reduce((sum, { cycles }) => sum + cycles, 0));
    expect(report.testbench).toBeNull();
    const table = JSON.parse(readFileSync(join(out, "layers.json"), "utf8"));
    expect(table.runs).toEqual([30, 26]);
    for (const [at, layer] of report.layers.entries()) {
      // One tile after the other: no cycle is lost but at a layer's start.
      expect(layer.utilisation).toBeGreaterThan(0.9);
      expect(table.layers[at]).toMatchObject({
        name: layer.name,
        cycles: layer.cycles,
        activationScale: layer.activationScale,
      });
      expect(layer.activationScale).toBeGreaterThan(0);
    }
  });

  test("writes a testbench that passes in Icarus, and other bytes never for the same input", async () => {
    const out = inFolder("bench");
    const given = [
      "--model",
      DEMO,
      "--rows",
      "2",
      "--cols",
      "12",
      "--coding",
      "direct",
      "--layers",
      "1",
      "--hex",
    ];
    expect(await bitloom("compile", few, ...given, "-o", out)).toBe(0);
    expect(printed.out).toContain("2 layers with 62208 weights in 2 runs");
    expect(printed.out).toContain(`bitloom simulate ${out}/testbench`);
    const result = await simulateDirectory(join(out, "testbench"), { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    const before = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const bytes = new Map(before.map((path) => [path, readFileSync(path)]));
    expect(await bitloom("compile", few, ...given, "-o", out, "--force")).toBe(0);
    for (const [path, earlier] of bytes) {
      if (!/\.(out|vvp|log)$/.test(path)) expect(readFileSync(path).equals(earlier), path).toBe(true);
    }
  });

  test("leaves no testbench of the program that it replaces", async () => {
    const out = inFolder("bench");
    expect(existsSync(join(out, "testbench/testbench.json"))).toBe(true);
    expect(existsSync(join(out, "weights.hex"))).toBe(true);
    expect(await bitloom("compile", few, "--model", DEMO, "--no-testbench", "-o", out, "--force")).toBe(0);
    expect(existsSync(join(out, "testbench/testbench.json"))).toBe(false);
    expect(existsSync(join(out, "weights.hex"))).toBe(false);
  });

  test.each<[string, string[], RegExp]>([
    ["a program that is there", [mixed, "-o", program], /BL0605.*it exists already \(--force replaces it\)/],
    ["a model that is not quantized", [DEMO, "-o", inFolder("no")], /BL0513/],
    ["a file that is not there", [inFolder("none"), "-o", inFolder("no")], /BL0501/],
    [
      "rows that cannot be",
      [mixed, "-o", inFolder("no"), "--rows", "129"],
      /--rows is 129; allowed is a whole number from 1 to 128/,
    ],
    [
      "a run of more than the table",
      [mixed, "-o", inFolder("no"), "--layers", "8", "--layers-per-run", "9"],
      /--layers-per-run is 9; allowed is a whole number from 1 to 8/,
    ],
    [
      "more rows of activations than tokens",
      [mixed, "--model", DEMO, "--text", join(DEMO, "config.json"), "--tokens", "4000", "-o", inFolder("no")],
      /--tokens is 4000; allowed is 1 to \d+, for there are \d+ tokens from the start of config\.json/,
    ],
    ["a text that is not there", [mixed, "--text", inFolder("no.txt"), "-o", inFolder("no")], /BL0501/],
    ["no folder", [mixed], /`bitloom compile` needs --out/],
  ])("refuses %s and writes nothing", async (_, given, message) => {
    const before = readFileSync(join(program, "program.bin"));
    expect(await bitloom("compile", ...given)).toBe(2);
    expect(printed.err).toMatch(message);
    expect(existsSync(inFolder("no"))).toBe(false);
    expect(readFileSync(join(program, "program.bin")).equals(before)).toBe(true);
  });

  test("refuses a file whose linear layers are not quantized", async () => {
    const embedding = inFolder("embedding.safetensors");
    const tensor = ["--tensor", "model.embed_tokens.weight", "--embeddings"];
    expect(await bitloom("quantize", DEMO, "--format", "w8", ...tensor, "-o", embedding)).toBe(0);
    expect(await bitloom("compile", embedding, "-o", inFolder("no"))).toBe(2);
    expect(printed.err).toContain("has no quantized linear layer");
  });

  test("leaves nothing where it cannot write", async () => {
    const out = inFolder("blocked");
    mkdirSync(join(out, "weights.bin"), { recursive: true });
    expect(await bitloom("compile", few, "--model", DEMO, "--no-testbench", "-o", out)).toBe(2);
    expect(printed.err).toContain("BL0605");
    expect(readdirSync(out).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

describe("disassemble", { timeout: 60_000 }, () => {
  test("gives the table back and finds every result right", async () => {
    expect(await bitloom("disassemble", program, "--verify")).toBe(0);
    expect(printed.out.match(/^ +\d+ +[0-2] +\d+ +model\.layers\.\d\.\S+ +(fineq|w2|w4) +5 /gm)).toHaveLength(
      56,
    );
    expect(printed.out).toContain("56 layers in 3 runs, for an array of 3 x 16");
    expect(printed.out).toContain("Images: all four have the length and the checksum");
    // 8 layers of 1,296 output channels and 5 tokens.
    expect(printed.out).toContain("PASS: all 51840 results follow");
  });

  test("gives the same table as JSON as layers.json has", async () => {
    expect(await bitloom("disassemble", program, "--json")).toBe(0);
    const { file, imagesAreChecked, ...table } = JSON.parse(printed.out);
    expect(file).toBe(join(program, "program.bin"));
    expect(imagesAreChecked).toBe(true);
    expect(JSON.parse(readFileSync(join(program, "layers.json"), "utf8"))).toMatchObject(table);
  });

  test("shows the integers of every layer that was quantized, scale by scale", async () => {
    const matrices = matricesOf(mixed);
    const table = JSON.parse(readFileSync(join(program, "layers.json"), "utf8"));
    const formats = new Set<string>();
    for (const index of [0, 6, 17, 30, 44, 55]) {
      printed.out = "";
      expect(await bitloom("disassemble", program, "--layer", String(index), "--json")).toBe(0);
      const layer = JSON.parse(printed.out);
      const quantized = matrices.get(layer.name) as QuantizedMatrix;
      formats.add(quantized.format);
      const integers =
        quantized.format === "fineq" ? decodeFineq(quantized.matrix) : decodeUniform(quantized.matrix);
      expect(layer.name).toBe(table.layers[index].name);
      expect(layer.weights.flat()).toEqual([...integers]);
      expect(layer.scales.flat()).toEqual(Array.from(quantized.matrix.scales, halfToNumber));
      expect(layer.zeros.flat()).toEqual(
        "zeros" in quantized.matrix ? [...quantized.matrix.zeros] : new Array(quantized.matrix.rows).fill(0),
      );
    }
    expect(formats.size).toBeGreaterThanOrEqual(2);
  });

  test("shows them as text and the program as a listing", async () => {
    expect(await bitloom("disassemble", program, "--layer", "1")).toBe(0);
    expect(printed.out).toMatch(
      /^layer 1 \(model\.layers\.0\.self_attn\.k_proj\.weight\): \w+, M = 5, N = 48, K = 144\n/,
    );
    expect(
      printed.out.match(/^channel \d+ from 0: scale [\d.e-]+ \(0x[0-9a-f]+\)( zero \d+)?: (-?\d+ ?)+$/gm)
        ?.length,
    ).toBe(48);
    printed.out = "";
    expect(await bitloom("disassemble", program, "--listing")).toBe(0);
    expect(printed.out).toBe(readFileSync(join(program, "program.txt"), "utf8"));
  });

  test("reads a program.bin alone, and says that images were not looked at", async () => {
    const alone = inFolder("alone.bin");
    cpSync(join(program, "program.bin"), alone);
    expect(await bitloom("disassemble", alone)).toBe(0);
    expect(printed.out).toContain("Images: not looked at");
    expect(await bitloom("disassemble", alone, "--verify")).toBe(2);
    expect(printed.err).toContain("weights.bin");
  });

  test.each<[string, RegExp, (copy: string) => void]>([
    ["an image that is gone", /BL0501.*scales\.bin/, (copy) => rmSync(join(copy, "scales.bin"))],
    [
      "an image that was cut",
      /BL0572.*weights\.bin.*expected/,
      (copy) => truncateSync(join(copy, "weights.bin"), 80),
    ],
    [
      "a byte of an image that was changed",
      /BL0572.*results\.bin.*its checksum is/,
      (copy) => {
        const path = join(copy, "results.bin");
        const bytes = readFileSync(path);
        bytes[1000] = (bytes[1000] as number) ^ 16;
        writeFileSync(path, bytes);
      },
    ],
    [
      "a program that was cut",
      /BL0570.*is cut short/,
      (copy) => truncateSync(join(copy, "program.bin"), 1000),
    ],
    ["a program that is gone", /BL0501.*program\.bin/, (copy) => rmSync(join(copy, "program.bin"))],
    [
      "a program that is a folder",
      /BL0501.*not a regular file/,
      (copy) => {
        rmSync(join(copy, "program.bin"));
        mkdirSync(join(copy, "program.bin"));
      },
    ],
    [
      "a file of another kind",
      /BL0570.*the letters LIEQ/,
      (copy) => cpSync(join(copy, "weights.bin"), join(copy, "program.bin")),
    ],
    [
      "a program of no reasonable size",
      /BL0570.*at most 16777216/,
      (copy) => truncateSync(join(copy, "program.bin"), 2 ** 25),
    ],
    [
      "a header of another array",
      /BL0570.*shape is expected to be/,
      (copy) => setWord(join(copy, "program.bin"), 4, 0x0108_1004),
    ],
  ])("refuses %s", async (name, message, damage) => {
    const copy = copyOf(name.replaceAll(" ", "-"));
    damage(copy);
    expect(await bitloom("disassemble", copy)).toBe(2);
    expect(printed.err.replaceAll("\n", " ")).toMatch(message);
    expect(printed.out).toBe("");
  });

  test("finds a result that does not follow, though its checksum was put right", async () => {
    const copy = copyOf("wrong");
    const results = readFileSync(join(copy, "results.bin"));
    results[5] = (results[5] as number) ^ 1;
    writeFileSync(join(copy, "results.bin"), results);
    setWord(join(copy, "program.bin"), 13, crc32(results));
    expect(await bitloom("disassemble", copy, "--verify")).toBe(1);
    expect(printed.out).toContain("FAIL: the results of 1 of 56 layers do not follow.");
    expect(printed.out).toMatch(
      /layer 0 \(.*\): row 2, channel 0, expected -?\d+, found -?\d+ \(units of 2\^-24\)/,
    );
    printed.out = "";
    expect(await bitloom("disassemble", copy, "--verify", "--json")).toBe(1);
    expect(JSON.parse(printed.out).wrongResults).toHaveLength(1);
  });

  test("refuses a layer that there is not, and two ways to look at once", async () => {
    expect(await bitloom("disassemble", program, "--layer", "56")).toBe(2);
    expect(printed.err).toContain("--layer is 56; allowed is a whole number from 0 to 55");
    expect(await bitloom("disassemble", program, "--layer", "0", "--verify")).toBe(2);
    expect(printed.err).toContain("only one may be given");
  });
});
