/** `bitloom quantize` and `unpack` as a user meets them: formats, budgets, calibration, what is printed and written, refusals, Ctrl-C. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allocateLadder, dequantize, obeysOutlierRule, quantizeUniform, sqnr } from "../../golden/index.ts";
import {
  activationSource,
  layerScores,
  loadLlama,
  openModel,
  quantizeMatrices,
  readPackedModel,
} from "../../model/index.ts";
import { runCommandLine } from "../command-line.ts";
import type { QuantizeReport } from "../quantize-job/report.ts";
import { capturePrinted } from "../testing.ts";

const ROOT = join(import.meta.dirname, "../../..");
const DEMO = join(ROOT, "examples/models/kjv-1.8m");

const printed = capturePrinted();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-quantize-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string): string => join(folder, name);

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

async function reportOf(...given: string[]): Promise<QuantizeReport> {
  printed.out = "";
  expect(await bitloom("quantize", DEMO, ...given, "--json"), printed.err).toBe(0);
  expect(printed.err).toBe("");
  return JSON.parse(printed.out) as QuantizeReport;
}

describe("quantize in one format", () => {
  test.each([
    ["w2", 2, 2 + 18 / 144 + 18 / 144],
    ["w3", 3, 3 + 38 / 144],
    ["w4", 4, 4 + 40 / 144],
    ["w8", 8, 8 + 48 / 144],
  ] as const)(
    "%s stores %f bits a weight, and with scales what the format says",
    async (format, codes, total) => {
      const name = "model.layers.0.self_attn.q_proj.weight";
      const out = inFolder(`${format}.safetensors`);
      const report = await reportOf("--format", format, "--tensor", name, "-o", out);
      expect(report).toMatchObject({
        format,
        rounding: "nearest",
        text: null,
        allocation: null,
        weights: 144 * 144,
      });
      const [tensor] = report.tensors;
      expect(tensor).toMatchObject({ name, shape: [144, 144], format, outputs: null });
      expect(tensor?.bitsPerWeight.codes).toBeCloseTo(codes, 12);
      expect(tensor?.bitsPerWeight.total).toBeCloseTo(total, 12);
      const model = await openModel(DEMO);
      const values = model.tensor(name).read();
      const matrix = quantizeUniform(values, 144, 144, codes, { tensor: name });
      expect(tensor?.sqnrDecibels).toBeCloseTo(sqnr(values, dequantize({ format, matrix })), 9);
      const packed = readPackedModel(out);
      expect(packed.made).toEqual({ rounding: "nearest" });
      expect(packed.tensors.filter(({ kind }) => kind === "quantized")).toHaveLength(1);
      expect(report.kept).toHaveLength(73);
      packed.close();
      model.close();
    },
  );

  test("the table has a line a tensor, and unpack gives the model back", async () => {
    const out = inFolder("w4-all.safetensors");
    expect(await bitloom("quantize", DEMO, "--format", "w4", "--embeddings", "-o", out)).toBe(0);
    expect(printed.out).toMatch(/^tensor +out x in +format +bits\/weight +with scales +SQNR \(dB\)$/m);
    expect(printed.out).toMatch(
      /^model\.layers\.7\.mlp\.down_proj\.weight +144 x 384 +w4 +4\.000 +4\.156 +\d+\.\d\d$/m,
    );
    expect(printed.out).toMatch(
      /57 tensors, 1806336 weights at 4\.000 bits a weight, 4\.\d{3} with scales and zero points; 17 tensors kept\./,
    );
    expect(await bitloom("unpack", out, "-o", inFolder("w4-all.f32.safetensors"))).toBe(0);
    expect(printed.out).toContain("57 tensors unpacked.");
    const [packed, unpacked] = [await openModel(out), await openModel(inFolder("w4-all.f32.safetensors"))];
    for (const tensor of packed.tensors) {
      const [found, expected] = [unpacked.tensor(tensor.name).read(), tensor.read()].map(({ buffer }) =>
        Buffer.from(buffer),
      );
      expect(found?.equals(expected as Buffer), tensor.name).toBe(true);
    }
    packed.close();
    unpacked.close();
  });

  test("without -o the file goes to out/, named after model and format", async () => {
    const { ended } = start("quantize", DEMO, "--tensor", "model.layers.0.self_attn.k_proj.weight");
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(out).toContain("Written to out/kjv-1.8m.fineq.safetensors.");
    expect(existsSync(inFolder("out/kjv-1.8m.fineq.safetensors"))).toBe(true);
  });
});

describe("quantize by a budget", () => {
  test("gives layers the formats that their scores earn, prints them and keeps them in the file", async () => {
    const out = inFolder("lieq.safetensors");
    const given = ["--budget", "2.5", "--ladder", "w4,fineq,w2", "--tokens", "512", "--seed", "3"];
    const report = await reportOf(...given, "-o", out);
    const model = await openModel(DEMO);
    const llama = loadLlama(model);
    const source = activationSource(llama, { tokens: 512 });
    const scores = layerScores(llama, source.windows, { seed: 3 });
    const expected = allocateLadder(scores, 2.5, ["w4", "fineq", "w2"]);
    expect(report).toMatchObject({ format: "lieq", text: source.description });
    expect(report.allocation).toMatchObject({ budget: 2.5, seed: 3, averageBits: expected.averageBits });
    expect(report.allocation?.layers.map(({ format }) => format)).toEqual(expected.formats);
    expect(report.allocation?.layers.map(({ score }) => score)).toEqual(scores.map(({ score }) => score));
    // Ranks number the layers by falling score.
    const byRank = [...(report.allocation?.layers ?? [])].sort((a, b) => a.rank - b.rank);
    expect(byRank.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(byRank.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).sort((a, b) => b - a));
    expect(new Set(expected.formats)).toEqual(new Set(["w4", "fineq", "w2"]));
    for (const { name, format } of report.tensors)
      expect(format).toBe(expected.formats[Number(name.split(".")[2])]);
    const packed = readPackedModel(out);
    expect(packed.made).toEqual({
      rounding: "nearest",
      allocation: {
        budget: 2.5,
        ladder: ["w4", "fineq", "w2"],
        averageBits: expected.averageBits,
        scores: `LieQ's scores of ${source.description}, random weights of seed 3`,
        layers: scores.map(({ score, weights }, layer) => ({
          format: expected.formats[layer],
          score,
          weights,
        })),
      },
    });
    expect(packed.tensors.filter(({ kind }) => kind === "quantized")).toHaveLength(56);
    packed.close();
    model.close();
  });

  test.each([
    [["--budget", "2.25"], "lieq", ["w4", "w2"], 2.25],
    [["--format", "lieq"], "lieq", ["w4", "w2"], 2.5],
    [["--format", "lieq+fineq", "--budget", "3"], "lieq+fineq", ["w4", "fineq"], 3],
    [["--ladder", "w8, w3", "--budget", "4"], "lieq", ["w8", "w3"], 4],
  ] as const)("%j is %s over %j at %f bits", async (given, format, ladder, budget) => {
    const report = await reportOf(
      ...given,
      "--tokens",
      "64",
      "--tensor",
      "model.layers.0.self_attn.k_proj.weight",
      "-o",
      inFolder(`${given.join("")}.safetensors`),
    );
    expect(report).toMatchObject({ format, allocation: { ladder, budget } });
    expect(report.tensors).toHaveLength(1);
  });

  test("prints a line a layer and what was spent", async () => {
    const given = [
      "--budget",
      "2.25",
      "--tokens",
      "64",
      "--tensor",
      "model.layers.0.self_attn.k_proj.weight",
    ];
    expect(await bitloom("quantize", DEMO, ...given, "-o", inFolder("printed.safetensors"))).toBe(0);
    expect(printed.out).toMatch(/^layer +score +rank +format +weights$/m);
    expect(printed.out.match(/^ +\d +0\.\d{4} +\d +w[24] +221184$/gm)).toHaveLength(8);
    expect(printed.out).toContain("Budget 2.25 bits a weight over w4, w2; spent 2.2500.");
  });
});

describe("calibrated rounding", () => {
  const NAME = "model.layers.0.self_attn.k_proj.weight";

  test("stores what calibration gives and reports its gain over plain rounding", async () => {
    const out = inFolder("calibrated.safetensors");
    const report = await reportOf(
      "--format",
      "w3",
      "--rounding",
      "calibrated",
      "--tokens",
      "512",
      "--tensor",
      NAME,
      "-o",
      out,
    );
    const model = await openModel(DEMO);
    const source = activationSource(loadLlama(model), { tokens: 512 });
    const expected = quantizeMatrices(model, new Map([[NAME, "w3"]]), {
      rounding: "calibrated",
      windows: source.windows,
    });
    const packed = readPackedModel(out);
    expect(packed.made).toEqual({
      rounding: "calibrated",
      calibration: { source: source.description, windows: 2, tokens: 512 },
    });
    const [tensor] = packed.tensors;
    expect(tensor?.kind === "quantized" && tensor.readMatrix()).toEqual(expected.get(NAME));
    const [line] = report.tensors;
    const { plainDecibels: plain = 0, calibratedDecibels: calibrated = 0 } = line?.outputs ?? {};
    expect(Number(calibrated)).toBeGreaterThan(Number(plain) + 2);
    packed.close();
    model.close();
  });

  test("prints plain, calibrated and gain side by side", async () => {
    const given = ["--format", "w2", "--rounding", "calibrated", "--tokens", "256", "--tensor", NAME];
    expect(await bitloom("quantize", DEMO, ...given, "-o", inFolder("gain.safetensors"))).toBe(0);
    const line =
      /^model\.layers\.0\.self_attn\.k_proj\.weight .* (\d+\.\d\d) +(\d+\.\d\d) +(\d+\.\d\d)$/m.exec(
        printed.out,
      );
    const [plain, calibrated, gain] = (line ?? []).slice(1).map(Number) as [number, number, number];
    expect(gain).toBeCloseTo(calibrated - plain, 1);
    expect(printed.out).toMatch(
      new RegExp(`Calibration takes ${gain.toFixed(2)} dB of error .* 0 of 1 are worse`),
    );
  });
});

describe("sparse outliers", () => {
  const NAME = "model.layers.0.self_attn.k_proj.weight";

  test.each(["nearest", "calibrated"] as const)(
    "%s: the file's matrices obey the rule, it says so, and plain FineQ loses less",
    async (rounding) => {
      const of = (outliers: string) =>
        reportOf(
          ...["--outliers", outliers, "--rounding", rounding, "--tensor", NAME, "--force"],
          ...["--tokens", "512", "-o", inFolder(`${outliers.replace("/", "-")}.safetensors`)],
        );
      const [any, sparse] = [await of("any"), await of("1/4")];
      expect([any.clustersPerOutlier, sparse.clustersPerOutlier]).toEqual([null, 4]);
      const quality = ({ tensors: [tensor] }: QuantizeReport): number =>
        Number(rounding === "nearest" ? tensor?.sqnrDecibels : tensor?.outputs?.calibratedDecibels);
      expect(quality(sparse)).toBeLessThan(quality(any));
      const made = [any, sparse].map(({ out }) => {
        const packed = readPackedModel(out);
        const [tensor] = packed.tensors;
        const matrix = tensor?.kind === "quantized" ? tensor.readMatrix() : undefined;
        const obeys = matrix?.format === "fineq" && obeysOutlierRule(matrix.matrix, 4);
        packed.close();
        return [packed.made?.clustersPerOutlier, obeys];
      });
      expect(made).toEqual([
        [undefined, false],
        [4, true],
      ]);
    },
  );

  test("are named in the text", async () => {
    const out = inFolder("named.safetensors");
    expect(await bitloom("quantize", DEMO, "--outliers", "1/8", "--tensor", NAME, "-o", out)).toBe(0);
    expect(printed.out).toContain("at most one outlier cluster in 8 neighbours");
  });
});

describe("quantize refuses", () => {
  test.each([
    [
      ["--format", "w4", "--outliers", "1/4"],
      "--outliers is 1/4; allowed is only formats with FineQ in them",
    ],
    [["--budget", "2.5", "--outliers", "any"], "--outliers is any; allowed is only formats with FineQ"],
    [["--outliers", "1/3"], "outliers"],
    [
      ["--format", "w4", "--budget", "3"],
      "--budget is 3; allowed is only --format lieq or lieq+fineq, not w4",
    ],
    [["--format", "fineq", "--ladder", "w4,w2"], "--ladder is w4,w2; allowed is only"],
    [["--budget", "0"], "--budget is 0; allowed is a number above 0, to 8"],
    [
      ["--budget", "2.05", "--format", "lieq+fineq", "--tokens", "8"],
      "The average is 2.05; allowed is 2.333",
    ],
    [
      ["--ladder", "w4,w5"],
      "--ladder is w4,w5; allowed is formats separated by commas, of fineq, w2, w3, w4, w8",
    ],
    [["--ladder", "w2,w4", "--tokens", "8"], "The ladder is w2, w4 with 2, 4 bits a weight"],
    [["--format", "w4", "--text", "a.txt"], "--text is a.txt; allowed is only formats chosen by LieQ"],
    [["--format", "w4", "--tokens", "1"], "--tokens is 1"],
    [["--format", "w5"], "format"],
    [["--format", "w4", "--tensor", "nobody"], "BL0514"],
    [["--format", "w4", "--tensor", "model.norm.weight"], "BL0520"],
  ])("%j", async (given, problem) => {
    const out = inFolder("refused/out.safetensors");
    expect(await bitloom("quantize", DEMO, ...given, "-o", out)).toBe(2);
    expect(printed.err).toContain(problem);
    expect(existsSync(dirname(out))).toBe(false);
  });

  test("a packed model, which is quantized already", async () => {
    const once = inFolder("once.safetensors");
    const tensor = ["--tensor", "model.layers.0.self_attn.k_proj.weight"];
    expect(await bitloom("quantize", DEMO, ...tensor, "-o", once)).toBe(0);
    expect(await bitloom("quantize", once, ...tensor, "-o", inFolder("twice.safetensors"))).toBe(2);
    expect(printed.err).toContain("BL0526");
    expect(existsSync(inFolder("twice.safetensors"))).toBe(false);
  });
});

test("Ctrl-C in the middle leaves nothing half-written, and an older file as it was", async () => {
  const out = inFolder("stopped/kept.safetensors");
  expect(
    await bitloom("quantize", DEMO, "--tensor", "model.layers.0.self_attn.k_proj.weight", "-o", out),
  ).toBe(0);
  const before = readFileSync(out);
  const { child, ended } = start("quantize", DEMO, "--rounding", "calibrated", "--force", "-o", out);
  const files = (): string[] => readdirSync(dirname(out));
  for (let tries = 0; tries < 3000 && files().length < 2; tries++) await setTimeout(10);
  expect(files()).toHaveLength(2);
  child.kill("SIGINT");
  expect((await ended).signal).toBe("SIGINT");
  expect(files()).toEqual([basename(out)]);
  expect(readFileSync(out).equals(before)).toBe(true);
});

/** The command line in a process of its own, in the test's folder. */
function start(...given: string[]) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = spawn(process.execPath, ["--import", tsx, join(ROOT, "src/cli/main.ts"), ...given], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let out = "";
  child.stdout.on("data", (text) => {
    out += String(text);
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    out,
  }));
  return { child, ended };
}
