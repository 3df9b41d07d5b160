/** The files around a program, each read by somebody else: a Python program, a C compiler, a plain reader of hexadecimal words. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { decodeFineq, decodeUniform } from "../../golden/index.ts";
import {
  decodeProgram,
  encodeProgram,
  layerTable,
  makeProgram,
  type ProgramFile,
  programFiles,
} from "./index.ts";
import { ALL_FORMATS, smallShape, testProgram } from "./testing.ts";

const made = testProgram(ALL_FORMATS, smallShape, 4);
const files = programFiles(made.program, made.golden.images, {
  about: { quantized: "q.safetensors" },
  notes: made.layers.map((_, at) => ({ cycles: 10 * at })),
  hex: true,
});

const textOf = (name: string): string => {
  const file = files.find((one) => one.name === name);
  return file !== undefined && "text" in file ? file.text : expect.fail(`no text file ${name}`);
};

const folder = mkdtempSync(join(tmpdir(), "bitloom-program-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (all: readonly ProgramFile[]): void => {
  for (const file of all) writeFileSync(join(folder, file.name), "text" in file ? file.text : file.bytes);
};

const has = (tool: string): boolean => execaSync(tool, ["--version"], { reject: false }).exitCode === 0;
const reference = fileURLToPath(new URL("../../../bench/peers/lieq_program_reference.py", import.meta.url));

describe("the files of a program", () => {
  it.skipIf(!has("python3"))("tell a program made from docs/lieq-program.md alone the same", () => {
    write(files);
    const table = JSON.parse(execaSync("python3", [reference, folder]).stdout);
    const expected = layerTable(made.program).layers.map(
      ({ name, run, entry, format, m, n, k, ...places }, at) => {
        const weights = made.layers[at]?.weights;
        if (weights === undefined) throw new Error("no layer");
        const integers =
          weights.format === "fineq" ? decodeFineq(weights.matrix) : decodeUniform(weights.matrix);
        const { weights: w, scales, activations, results } = places;
        const bases = {
          weights: w.base,
          scales: scales.base,
          activations: activations.base,
          results: results.base,
        };
        const rows = Array.from({ length: n }, (_, row) => [...integers.subarray(row * k, (row + 1) * k)]);
        return { name, run, entry, format, m, n, k, bases, weights: rows };
      },
    );
    expect(table).toEqual(expected);
  });

  it.skipIf(!has("python3"))("are refused by that program when a result is changed", () => {
    const results = made.golden.images.results.slice();
    results[3] = (results[3] as number) ^ 1;
    const images = { ...made.golden.images, results };
    // The header has the checksum of the spoilt image: only the product can tell.
    const { array, runs } = made.program;
    const program = makeProgram(array, runs.flat(), images);
    write(programFiles(program, images));
    const run = execaSync("python3", [reference, folder], { reject: false });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("wrong: result");
  });

  it.skipIf(!has("cc"))(
    "let C software carry the program out, to every write and to the first wrong answer",
    () => {
      const main = `
#include <stdio.h>
#include "program.h"
#include "program.h"
int main(void) {
    uint32_t registers[64] = {0};
    printf("%u ", lieq_run(registers, 3));
    registers[4] = 0x${(3 + 4 * 2 ** 8 + 3 * 2 ** 16 + 3 * 2 ** 24).toString(16)};
    registers[5] = 4;
    printf("%u ", lieq_run(registers, 3));
    printf("%u %u %u\\n", registers[0x2c / 4], registers[0x4c / 4], registers[0]);
    return 0;
}`;
      writeFileSync(join(folder, "program.h"), textOf("program.h"));
      writeFileSync(join(folder, "main.c"), main);
      const flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror"];
      execaSync("cc", [...flags, "-o", join(folder, "main"), join(folder, "main.c")]);
      const [first, second, k, entry, control] = execaSync(join(folder, "main"))
        .stdout.split(" ")
        .map(Number);
      // Without an engine the first instruction fails.
      expect(first).toBe(1 + 16);
      // With its shape, memory keeps the 7 that is written to errors: header, two expects, four names of 4, 5, 4 and 4 words with twelve
      // writes each, four writes and a poll come before the instruction that fails.
      expect(second).toBe(1 + 16 + 6 + 17 + 4 * 24 + 8 + 3);
      expect([k, entry, control]).toEqual([ALL_FORMATS[3]?.k, 0x8000_0003, 1]);
    },
  );

  it("have the images as words of eight bytes for $readmemh", () => {
    for (const name of ["weights", "scales", "activations", "results"] as const) {
      const bytes = textOf(`${name}.hex`)
        .trimEnd()
        .split("\n")
        .flatMap((line) => {
          expect(line).toMatch(/^[0-9a-f]{16}$/);
          return (line.match(/../g) ?? []).reverse().map((pair) => Number.parseInt(pair, 16));
        });
      const image = made.golden.images[name];
      expect(bytes).toEqual([...image, ...new Array(bytes.length - image.length).fill(0)]);
    }
  });

  it("have a listing with a line for each instruction, the layers' names and what is staged", () => {
    const lines = textOf("program.txt").split("\n");
    expect(lines[0]).toBe(
      "# LieQ program: 6 layers in 2 runs, for an array of 3 x 4, 3 results a beat, 3 steps a digit, table of 4",
    );
    const { instructions } = decodeProgram(encodeProgram(made.program), "program.bin");
    const listed = lines.filter((line) => /^(write|poll|expect|name|end)/.test(line));
    expect(listed.map((line) => line.split(" ")[0])).toEqual(instructions.map(({ kind }) => kind));
    expect(lines.filter((line) => line.startsWith("# run"))).toEqual(["# run 0", "# run 1"]);
    expect(lines.indexOf("# run 1")).toBeLessThan(lines.indexOf('name "layer.5.w8"  # layer 4'));
    for (const line of [
      "expect 0x10 0x03ffffff 0x03030403  # shape",
      "write 0x20 0x00000003  # format = w4",
      "write 0x2c 0x0000008c  # k = 140",
      "write 0x4c 0x80000001  # entry 1",
      "write 0x0c 0x00000002  # layers = 2",
      "poll 0x04 0x00000002 0x00000002  # status",
    ]) {
      expect(lines).toContain(line);
    }
  });

  it("have the layer table with what is known besides, and are the same every time", () => {
    const table = JSON.parse(textOf("layers.json"));
    expect(table).toMatchObject({ quantized: "q.safetensors", runs: [4, 2] });
    expect(table.layers[4]).toMatchObject({ layer: 4, run: 1, entry: 0, format: "w8", cycles: 40 });
    expect(table.layers[0].results).toEqual({ base: 0, bytes: 350 });
    const again = programFiles(made.program, made.golden.images, { hex: true });
    const bin = (all: readonly ProgramFile[]) =>
      all.filter(({ name }) => name.endsWith(".bin") || name.endsWith(".h"));
    expect(bin(again)).toEqual(bin(files));
  });
});
