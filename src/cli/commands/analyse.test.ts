/** `bitloom analyse` as a user meets it: the demo model's numbers, tables, files, and what it refuses. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadLlama, negativeLogLikelihood, openModel, writeSafetensors } from "../../model/index.ts";
import type { AnalysisReport } from "../analyse/report.ts";
import { reportText } from "../analyse/report-text.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const DEMO = join(import.meta.dirname, "../../../examples/models/kjv-1.8m");
const folder = mkdtempSync(join(tmpdir(), "bitloom-analyse-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

const inFolder = (name: string): string => join(folder, name);

async function reportOf(...given: string[]): Promise<AnalysisReport> {
  printed.out = "";
  expect(await bitloom("analyse", DEMO, ...given, "--json")).toBe(0);
  return JSON.parse(printed.out);
}

const numbers = Array.from({ length: 8 }, (_, layer) => layer);

describe("analyse of the demo model", () => {
  test("has the published loss, and a line of each layer in all three orders", async () => {
    const figures = JSON.parse(readFileSync(join(DEMO, "logits.json"), "utf8"));
    const report = await reportOf("--tokens", "512");
    const [first, second] = figures.nll_first_16_windows_nats_per_byte;
    expect(report.nllNats).toBeCloseTo((first + second) / 2, 4);
    expect(report.perplexity).toBeCloseTo(Math.exp(report.nllNats), 10);
    expect(report).toMatchObject({ tokens: 512, windows: 2, predictedTokens: 510, seed: 1, topK: 4 });
    expect(report.text).toBe("512 tokens from the start of heldout.txt beside the model (bytes), 2 windows");
    expect(report.layers.map(({ layer }) => layer)).toEqual(numbers);
    // 144 x (144 + 48 + 48 + 144) of the attention and 3 x 144 x 384 of the rest.
    expect(report.layers.map(({ weights }) => weights)).toEqual(numbers.map(() => 221_184));
    expect(report.weights).toBe(8 * 221_184);
    for (const places of ["scorePlace", "dropPlace", "gainPlace"] as const) {
      expect(report.layers.map((line) => line[places]).sort()).toEqual(numbers.map((layer) => layer + 1));
    }
    for (const { layer, score, projections } of report.layers) {
      expect(score).toBeLessThan(1);
      expect(projections.map(({ parts }) => parts.length)).toEqual([6, 2, 2, 1, 1, 1, 1]);
      expect(projections[6]?.tensor).toBe(`model.layers.${layer}.mlp.down_proj.weight`);
    }
    expect(report.layers[0]?.perplexityDrop).toBeGreaterThan(10);
    for (const value of Object.values(report.rankCorrelations))
      expect(Math.abs(value ?? 2)).toBeLessThan(1.001);
  });

  test("loses what a forward pass without the layer loses, on the windows that were asked for", async () => {
    const report = await reportOf("--tokens", "200", "--windows", "4");
    expect(report).toMatchObject({ tokens: 200, windows: 4, predictedTokens: 196 });
    const model = await openModel(DEMO);
    const text = readFileSync(join(DEMO, "heldout.txt"));
    const windows = [0, 50, 100, 150].map((start) => [...text.subarray(start, start + 50)]);
    const skipLayers = new Set([3]);
    const { mean } = negativeLogLikelihood(loadLlama(model), windows, { skipLayers });
    model.close();
    expect(report.layers[3]?.perplexityWithout).toBe(Math.exp(mean));
    expect(report.layers[3]?.nllDropNats).toBeCloseTo(mean - report.nllNats, 12);
  });

  test("takes another seed and k, and leaves out a last token that predicts nothing", async () => {
    const given = ["--tokens", "25", "--windows", "7"];
    const first = await reportOf(...given);
    expect(first).toMatchObject({ tokens: 24, windows: 6, predictedTokens: 18 });
    expect(await reportOf(...given)).toEqual(first);
    const other = await reportOf(...given, "--seed", "2", "--top-k", "9");
    expect(other).toMatchObject({ seed: 2, topK: 9, nllNats: first.nllNats });
    expect(other.layers[4]?.score).not.toBe(first.layers[4]?.score);
    expect(other.layers[4]?.topEnergyGain).not.toBe(first.layers[4]?.topEnergyGain);
  });

  test("prints a table with units and writes the plot and the report, the same every time", async () => {
    const text = inFolder("text.txt");
    writeFileSync(text, "In the beginning was the Word, and the Word was with God, and the Word was God.\n");
    const run = (name: string) =>
      bitloom("analyse", DEMO, "--text", text, "--svg", inFolder(`${name}.svg`), "-o", inFolder(name));
    expect(await run("first")).toBe(0);
    expect(printed.err).toBe("");
    expect(printed.out).toContain("80 tokens from the start of text.txt (bytes), 1 window");
    expect(printed.out).toContain("random weights of seed 1, k = 4");
    expect(printed.out).toMatch(
      /layer +weights +LieQ score +place +perplexity without +perplexity drop +NLL drop \(nats\) +place +top-4 gain \(share\) +place/,
    );
    expect(printed.out).toMatch(/^ +7 +221184 +0\.\d{4} +\d +\d/m);
    expect(printed.out).toMatch(/score and perplexity drop +-?[01]\.\d\d: the orders /);
    expect(printed.out).toContain(`Written to ${inFolder("first.svg")}.`);
    const report = JSON.parse(readFileSync(inFolder("first/analysis.json"), "utf8"));
    expect(printed.out).toContain(report.layers[5].score.toFixed(4));
    const svg = readFileSync(inFolder("first.svg"), "utf8");
    expect(readFileSync(inFolder("first/analysis.svg"), "utf8")).toBe(svg);
    for (const title of ["LieQ score", "loss without the layer - loss (nats)", "top-4 energy gain (share)"]) {
      expect(svg).toContain(`>${title}</text>`);
    }
    // Three lines of eight points.
    const lines = [...svg.matchAll(/aria-roledescription="line mark"[^>]*? d="([^"]+)"/g)];
    expect(lines.map(([, path]) => path?.match(/[ML]/g)?.length)).toEqual([8, 8, 8]);
    expect(await run("second")).toBe(0);
    expect(readFileSync(inFolder("second/analysis.json"))).toEqual(
      readFileSync(inFolder("first/analysis.json")),
    );
    expect(readFileSync(inFolder("second.svg"), "utf8")).toBe(svg);
  });

  test("leaves files alone that exist, unless told otherwise", async () => {
    const svg = inFolder("there.svg");
    writeFileSync(svg, "mine");
    expect(await bitloom("analyse", DEMO, "--tokens", "9", "--svg", svg)).toBe(2);
    expect(printed.err).toContain("it exists already (--force replaces it)");
    expect(readFileSync(svg, "utf8")).toBe("mine");
    expect(await bitloom("analyse", DEMO, "--tokens", "9", "--svg", svg, "--force")).toBe(0);
    expect(readFileSync(svg, "utf8")).toContain("<svg");
  });
});

describe("analyse refuses", () => {
  test.each([
    [["--tokens", "1"], "--tokens is 1; allowed is a whole number from 2 to 16777216"],
    [["--tokens", "512", "--windows", "1"], "--windows is 1; allowed is a whole number from 2 to 256"],
    [["--tokens", "512", "--windows", "300"], "--windows is 300; allowed is a whole number from 2 to 256"],
    [["--seed", "-1"], "--seed is -1; allowed is a whole number from 0 to 4294967295"],
    [["--top-k", "0"], "--top-k is 0; allowed is a whole number from 1 to 65536"],
    [["--text", "nowhere.txt"], "nowhere.txt"],
    [["--layers", "1"], "layers"],
  ])("%j and writes nothing", async (given, message) => {
    const out = inFolder("refused");
    expect(await bitloom("analyse", DEMO, ...given, "-o", out)).toBe(2);
    expect(printed.err).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  test("a text of one token, which predicts nothing", async () => {
    writeFileSync(inFolder("one.txt"), "I");
    expect(await bitloom("analyse", DEMO, "--text", inFolder("one.txt"))).toBe(2);
    expect(printed.err).toContain("BL0543");
    expect(printed.err).toContain("The window has 1 tokens; this model takes 2..256");
  });

  test("what is no Llama, and what is no model", async () => {
    const weights = () => new Uint8Array(16);
    const tensors = [{ name: "layer.weight", dtype: "F32", shape: [2, 2], bytes: weights }] as const;
    writeSafetensors(inFolder("other.safetensors"), tensors, new Map());
    expect(await bitloom("analyse", inFolder("other.safetensors"))).toBe(2);
    expect(printed.err).toContain("BL0519");
    printed.err = "";
    mkdirSync(inFolder("gemma"));
    const config = JSON.parse(readFileSync(join(DEMO, "config.json"), "utf8"));
    writeFileSync(inFolder("gemma/config.json"), JSON.stringify({ ...config, model_type: "gemma2" }));
    copyFileSync(join(DEMO, "model.safetensors"), inFolder("gemma/model.safetensors"));
    expect(await bitloom("analyse", inFolder("gemma"))).toBe(2);
    expect(printed.err).toContain("BL0540");
    expect(printed.err).toContain("gemma2");
    printed.err = "";
    expect(await bitloom("analyse", inFolder("nowhere.bin"))).toBe(2);
    expect(printed.err).toContain("BL0501");
  });
});

test.each([
  [1, " 1.00: the orders agree"],
  [0.5, " 0.50: the orders agree in part"],
  [0, " 0.00: the orders have little in common"],
  [-0.6, "-0.60: the orders contradict each other in part"],
  [-1, "-1.00: the orders contradict each other"],
  [null, "undefined: it takes two layers that differ"],
])("a rank correlation of %s is said in words", (scoreAndDrop, words) => {
  const report: AnalysisReport = {
    ...{ model: "m", text: "a text", tokens: 2, windows: 1, seed: 1, topK: 4, weights: 0 },
    ...{ nllNats: 1, perplexity: Math.E, predictedTokens: 1, layers: [] },
    orders: { score: [], perplexityDrop: [], topEnergyGain: [] },
    rankCorrelations: { scoreAndDrop, gainAndDrop: 0.9, scoreAndGain: 0.9 },
  };
  expect(reportText(report).split("\n").at(-3)).toBe(`  score and perplexity drop  ${words}`);
});
