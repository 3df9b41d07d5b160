/** `bitloom evaluate` as a user meets it: figures against published ones and other ways to compute them, refusals, what is printed. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  elementsOf,
  layerFormats,
  loadLlama,
  negativeLogLikelihood,
  openModel,
  type QuantizedReport,
  withTensors,
  writeQuantized,
  writeSafetensors,
} from "../../model/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";
import type { EvaluateReport } from "./evaluate.ts";

const DEMO = join(import.meta.dirname, "../../../examples/models/kjv-1.8m");

const printed = capturePrinted();
let folder: string;
/** The demo model with layer 0 in w4, layer 1 in FineQ, the others in w2. */
let packed: string;
let quantized: QuantizedReport;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-evaluate-"));
  packed = join(folder, "mixed.safetensors");
  const model = await openModel(DEMO);
  const formats = layerFormats(loadLlama(model), ["w4", "fineq", "w2", "w2", "w2", "w2", "w2", "w2"]);
  quantized = await writeQuantized(packed, model, formats, { rounding: "nearest" });
  model.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function evaluate(...given: string[]): Promise<number> {
  await runCommandLine(["evaluate", ...given]);
  return Number(process.exitCode);
}

async function reportOf(...given: string[]): Promise<EvaluateReport> {
  expect(await evaluate(...given, "--json")).toBe(0);
  return JSON.parse(printed.out) as EvaluateReport;
}

const heldOut = (windows: number): Uint8Array[] => {
  const text = readFileSync(join(DEMO, "heldout.txt"));
  return Array.from({ length: windows }, (_, at) => text.subarray(256 * at, 256 * (at + 1)));
};

describe("a model alone", () => {
  test("has the loss that its makers published, and the bits of its file", async () => {
    const figures = JSON.parse(readFileSync(join(DEMO, "logits.json"), "utf8")) as {
      nll_first_16_windows_nats_per_byte: [number, number];
    };
    const [first, second] = figures.nll_first_16_windows_nats_per_byte;
    const report = await reportOf(DEMO, "--tokens", "512");
    expect(report.predicted).toBe(2 * 255);
    expect(report.text).toContain("512 tokens from the start of heldout.txt");
    expect(report.textKind).toBe("heldout");
    const [model] = report.models;
    expect(report.models).toHaveLength(1);
    expect(Math.abs((model?.nllNats ?? 0) - (first + second) / 2)).toBeLessThan(1e-3);
    expect(model).toMatchObject({ qualityKept: 1, bitsPerWeight: { codes: 16, total: 16 } });
    expect(model?.perplexity).toBeCloseTo(Math.exp(model?.nllNats ?? 0), 12);
    expect([report.layers, report.tensors]).toEqual([[], []]);
  });

  test("can be a packed file", async () => {
    const [model] = (await reportOf(packed, "--text", join(DEMO, "heldout.txt"), "--tokens", "256")).models;
    expect(model?.bitsPerWeight.codes).toBeCloseTo((4 + 7 / 3 + 6 * 2) / 8, 10);
    printed.out = "";
    expect(await evaluate(packed, "--tokens", "64")).toBe(0);
    expect(printed.out).toContain("A model finds its own text likely");
  });
});

describe("a quantized model beside it", () => {
  test("has the loss of its own weights, the bits of its formats, and the SQNR that quantizing reported", async () => {
    const report = await reportOf(DEMO, packed, "--tokens", "512");
    const [exact, other] = report.models;
    const model = await openModel(packed);
    const likelihood = negativeLogLikelihood(loadLlama(model), heldOut(2));
    model.close();
    expect(other?.nllNats).toBeCloseTo(likelihood.mean, 10);
    expect(other?.qualityKept).toBeCloseTo((exact?.perplexity ?? 0) / (other?.perplexity ?? 1), 12);
    expect(report.layers.map(({ formats }) => formats.join())).toEqual([
      "w4",
      "fineq",
      ...new Array<string>(6).fill("w2"),
    ]);
    const weights = quantized.tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
    const bits = (which: "codes" | "total") =>
      quantized.tensors.reduce((sum, tensor) => sum + tensor.bits[which] * elementsOf(tensor.shape), 0) /
      weights;
    expect(other?.bitsPerWeight.codes).toBeCloseTo(bits("codes"), 10);
    expect(other?.bitsPerWeight.total).toBeCloseTo(bits("total"), 10);
    const found = new Map(report.tensors.map((tensor) => [tensor.name, tensor]));
    expect(found.size).toBe(56);
    for (const { name, sqnr } of quantized.tensors) {
      expect(found.get(name)?.weightSqnrDecibels).toBeCloseTo(sqnr, 8);
    }
    const [first, second] = report.layers;
    expect(first?.hiddenError).toBeGreaterThan(0);
    expect(second?.hiddenError).toBeGreaterThan(first?.hiddenError ?? 1);
    expect(first?.weightSqnrDecibels).toBeGreaterThan(second?.weightSqnrDecibels ?? 100);
  });

  test("loses nothing when it is the model itself", async () => {
    const report = await reportOf(DEMO, DEMO, "--tokens", "64");
    expect(report.models[1]).toEqual(report.models[0]);
    expect(report.layers).toHaveLength(8);
    for (const { hiddenError, weightSqnrDecibels } of report.layers) {
      expect([hiddenError, weightSqnrDecibels]).toEqual([0, null]);
    }
  });

  test("is shown in tables with units, matrices on request", async () => {
    expect(await evaluate(DEMO, packed, "--tokens", "64")).toBe(0);
    expect(printed.out).toMatch(
      /NLL \(nats\/token\) {2}perplexity {2}quality kept \(%\) {2}bits\/weight {2}with scales/,
    );
    expect(printed.out).toMatch(/\n {4}1 {2}fineq +2\.333 /);
    expect(printed.out).not.toContain("q_proj");
    printed.out = "";
    expect(await evaluate(DEMO, packed, "--tokens", "64", "--tensors")).toBe(0);
    expect(printed.out).toMatch(/model\.layers\.7\.mlp\.down_proj\.weight +144 x 384 {2}w2 /);
  });
});

describe("what is refused", () => {
  test("a file of another model: one tensor less", async () => {
    const model = await openModel(DEMO);
    const path = join(folder, "less.safetensors");
    writeSafetensors(
      path,
      model.tensors
        .filter(({ name }) => name !== "model.norm.weight")
        .map(({ name, dtype, shape, readBytes }) => ({ name, dtype, shape, bytes: readBytes })),
      model.metadata,
    );
    model.close();
    expect(await evaluate(DEMO, path)).toBe(2);
    expect(printed.err).toContain("error[BL0565]");
    expect(printed.err).toContain('it has no tensor "model.norm.weight", which the model has');
  });

  test("a quantized file of a checkpoint with other norms", async () => {
    const model = await openModel(DEMO);
    const other = withTensors(model, new Map([["model.norm.weight", () => new Float32Array(144).fill(0.5)]]));
    const path = join(folder, "other.safetensors");
    const formats = new Map([["model.layers.3.self_attn.k_proj.weight", "w8"]] as const);
    await writeQuantized(path, other, formats, { rounding: "nearest" });
    model.close();
    expect(await evaluate(DEMO, path)).toBe(2);
    expect(printed.err).toMatch(
      /element 0 of "model\.norm\.weight", which is not quantized, is 0\.5, the model's is/,
    );
  });

  test("a number of tokens that predicts nothing", async () => {
    expect(await evaluate(DEMO, "--tokens", "1")).toBe(2);
    expect(printed.err).toContain("--tokens");
  });
});
