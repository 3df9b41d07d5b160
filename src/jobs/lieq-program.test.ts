/** Compiled programs on the engine: both contracts of the registers, and runs one after the other in two simulators. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { entryWrites, lieqRegisters } from "../blocks/index.ts";
import { elaborate } from "../dsl/index.ts";
import {
  decodeProgram,
  encodeProgram,
  type Instruction,
  layersOf,
  PROGRAM_FORMATS,
  PROGRAM_REGISTERS,
  writeStreamTestbench,
  writeVerilog,
} from "../gen/index.ts";
import {
  type LieqLayer,
  quantizeFineq,
  quantizeUniform,
  syntheticWeights,
  uniformBitsOf,
  uniformQuantized,
  uniformSource,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "../golden/index.ts";
import { playStreamPlan, writeFiles } from "../harness/index.ts";
import { simulateDirectory } from "../sim/index.ts";
import { compileLieq, lieqProgramJob } from "./index.ts";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function layer(format: WeightFormat, m: number, n: number, k: number): LieqLayer {
  const random = uniformSource(n * k + m);
  const values = syntheticWeights(() => random() - 0.5, n * k);
  const place = { tensor: `${format}.weight` };
  const activations = Int8Array.from({ length: m * k }, () => Math.floor(random() * 256) - 128);
  const weights =
    format === "fineq"
      ? ({ format, matrix: quantizeFineq(values, n, k, place) } as const)
      : uniformQuantized(quantizeUniform(values, n, k, uniformBitsOf(format), place));
  return { name: place.tensor, m, activations, weights };
}

/** One of each format, ragged, several tiles and groups. */
const layers = [
  layer("w4", 3, 5, 140),
  layer("fineq", 2, 3, 50),
  layer("w2", 4, 2, 33),
  layer("w8", 1, 4, 130),
  layer("w3", 2, 5, 20),
];
const engine = { rows: 2, columns: 3, layers: 4 } as const;

describe("the registers that programs use", () => {
  const fields = (name: string, access: RegExp): number => {
    const register = lieqRegisters.registers.find((one) => one.name === name);
    return (register?.fields ?? [])
      .filter((field) => access.test(field.access))
      .reduce((bits, { low, width }) => bits + 2 ** low * (2 ** width - 1), 0);
  };

  it.each(Object.values(PROGRAM_REGISTERS).map((register) => [register.name, register] as const))(
    "have %s where the engine has it, with its fields",
    (name, register) => {
      expect(lieqRegisters.registers.find((one) => one.address === register.address)?.name).toBe(name);
      expect(register.writable).toBe(fields(name, /^(rw|w1c|pulse|wo)$/));
      expect(register.readable).toBe(fields(name, /^(rw|ro|w1c)$/));
    },
  );

  it("have the formats in the order of the golden model", () => {
    expect(PROGRAM_FORMATS).toEqual(WEIGHT_FORMATS);
  });

  it("are written for an entry as the engine's own job writes it", () => {
    const compiled = compileLieq(engine, layers.slice(0, 4));
    const { instructions } = decodeProgram(encodeProgram(compiled.program), "program.bin");
    const isWrite = (one: Instruction) => one.kind === "write";
    const entries = compiled.packed.entries.flatMap((entry, index) => entryWrites(entry, index));
    const written = instructions.filter(isWrite).slice(0, entries.length);
    expect(entries).toHaveLength(4 * 12);
    expect(written.map(({ address, value }) => [address, value])).toEqual(
      entries.map((step) => (step.kind === "write" ? [Number(step.address), Number(step.data)] : [])),
    );
  });
});

describe("a compiled program", { timeout: 120_000 }, () => {
  it.each([
    [1, 5],
    [2, 3],
    [4, 2],
  ])(
    "runs %i layers at a time in %i runs, every result, transfer and cycle as predicted",
    async (perRun, runs) => {
      const compiled = compileLieq(engine, layers, perRun);
      expect(compiled.program.runs).toHaveLength(runs);
      expect(layersOf(compiled.program).map(({ name }) => name)).toEqual(layers.map(({ name }) => name));
      const { top, plan } = lieqProgramJob(compiled);
      const result = await playStreamPlan(elaborate(top), plan);
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed, result.reason).toBe(true);
      expect(result.checked).toBe(result.planned);
    },
  );

  it("would fail with a cycle, a result or a transfer other than predicted", async () => {
    const compiled = compileLieq(engine, layers, 4);
    const [first, second] = compiled.runs as [(typeof compiled.runs)[0], (typeof compiled.runs)[0]];
    const [beat, ...beats] = compiled.packed.results as [(typeof compiled.packed.results)[0]];
    const { transfers } = compiled.packed;
    for (const wrong of [
      { ...compiled, runs: [first, { ...second, cycles: second.cycles + 1 }] },
      { ...compiled, packed: { ...compiled.packed, results: [{ ...beat, data: beat.data ^ 1n }, ...beats] } },
      {
        ...compiled,
        packed: {
          ...compiled.packed,
          transfers: { ...transfers, weights: [...transfers.weights].reverse() },
        },
      },
    ]) {
      const { top, plan } = lieqProgramJob(wrong);
      expect((await playStreamPlan(elaborate(top), plan)).passed).toBe(false);
    }
  });

  it("runs in Icarus as the testbench that is written", async () => {
    const { top, plan } = lieqProgramJob(compileLieq(engine, layers, 3));
    const design = elaborate(top);
    const verilog = writeVerilog(design);
    const folder = mkdtempSync(join(tmpdir(), "bitloom-lieq-program-"));
    made.push(folder);
    const sources = verilog.files.map(({ name }) => name);
    await writeFiles(folder, [
      ...verilog.files,
      ...writeStreamTestbench({ ...plan, top: design.top, sources }),
    ]);
    const result = await simulateDirectory(folder, { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
  });

  it("is not made when a sum leaves the accumulator", () => {
    const k = 40_008;
    const wide = layer("fineq", 1, 1, k);
    if (wide.weights.format !== "fineq") throw new Error("not FineQ");
    // Blocks of index 3: two of three weights are 3.
    const block = [0xff, 0xdb, 0xb6, 0x6d, 0xdb, 0xb6, 0x6d];
    wide.weights.matrix.packed.set(Array.from({ length: k / 24 }, () => block).flat());
    const most = { ...wide, activations: new Int8Array(k).fill(-128) };
    const compile = (accumulatorBits: number) =>
      compileLieq({ ...engine, accumulatorBits }, [layers[0] as LieqLayer, most]);
    // 40,008 x 2/3 x 3 x 128 is between 2^23 and 2^24.
    expect(() => compile(24)).toThrow(
      "A sum of layer 1 (fineq.weight) leaves the 24 bits of the engine's accumulator.",
    );
    expect(compile(25).program.runs).toHaveLength(1);
  });
});
