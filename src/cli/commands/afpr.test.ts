/** `bitloom afpr` as a user meets it: what it prints and writes, its exit codes and its refusals. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { defaultEnergySet, referenceActivity } from "../../golden/index.ts";
import { writeSafetensors } from "../../model/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-afpr-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

const inFolder = (name: string): string => join(folder, name);

/** A file in the folder, as JSON. */
function jsonFile(name: string, value: unknown): string {
  writeFileSync(inFolder(name), JSON.stringify(value));
  return inFolder(name);
}

const small = ["--rows", "24", "--cols", "10", "--trials", "3", "--vectors", "4"];

describe("monte-carlo", () => {
  test("prints a line for each spread, and writes the plot and the same numbers as JSON", async () => {
    const out = inFolder("mc");
    expect(await bitloom("afpr", "monte-carlo", ...small, "--spread", "0,0.1", "-o", out)).toBe(0);
    expect(printed.err).toBe("");
    expect(printed.out).toContain("24 x 10, SH = ");
    expect(printed.out).toContain("gauss weights, gauss activations");
    expect(printed.out).toMatch(
      /spread \(%\) +wrong codes \(%\) +mean \|code error\| \(codes\) +SQNR median \(dB\)/,
    );
    expect(printed.out).toMatch(/^ +0 +0\.00 +0\.0000 +\d\d\.\d\d/m);
    expect(printed.out).toMatch(/^ +10 +[1-9]\d\.\d\d +\d\.\d{4} +\d\d\.\d\d/m);
    const report = JSON.parse(readFileSync(join(out, "monte-carlo.json"), "utf8"));
    expect(report).toMatchObject({ rows: 24, columns: 10, spreads: [0, 0.1], seed: 1, data: "gauss" });
    expect(report.results).toHaveLength(2);
    expect(report.results[0]).toMatchObject({ spread: 0, codes: 120, wrongCodes: 0 });
    expect(report.results[1].wrongCodes).toBeGreaterThan(0);
    expect(printed.out).toContain((100 * report.results[1].codeErrorRate).toFixed(2));
    const svg = readFileSync(join(out, "monte-carlo.svg"), "utf8");
    for (const text of ["wrong codes (%)", "mean |code error| (codes)", "SQNR (dB)"])
      expect(svg).toContain(text);
    expect(svg).toContain("conductance spread, relative standard deviation (%)");
    expect(readdirSync(out).sort()).toEqual(["monte-carlo.json", "monte-carlo.svg"]);
  });

  test("writes the same bytes again, and others for another seed", async () => {
    const run = async (name: string, ...more: string[]) => {
      const out = inFolder(name);
      expect(await bitloom("afpr", "monte-carlo", ...small, "--noise", "0.5", ...more, "-o", out)).toBe(0);
      return ["monte-carlo.json", "monte-carlo.svg"].map((file) => readFileSync(join(out, file), "utf8"));
    };
    const first = await run("first");
    expect(await run("second")).toEqual(first);
    expect((await run("third", "--seed", "2"))[0]).not.toBe(first[0]);
  });

  test("takes every other non-ideality, each of which makes codes wrong without any spread", async () => {
    for (const [option, value] of [
      ["--stuck", "0.2"],
      ["--noise", "1"],
      ["--offset", "1"],
      ["--ir-drop", "0.3"],
    ] as const) {
      printed.out = "";
      const given = [...small, "--spread", "0", option, value, "--json", "-o", inFolder("other")];
      expect(await bitloom("afpr", "monte-carlo", ...given)).toBe(0);
      expect(JSON.parse(printed.out).results[0].wrongCodes).toBeGreaterThan(0);
    }
  });

  test("takes the first tile of a model's matrix, and says what it was", async () => {
    const model = inFolder("model.safetensors");
    const weights = Float32Array.from({ length: 7 * 30 }, (_, i) => Math.sin(i) / 3);
    const bytes = () => new Uint8Array(weights.buffer.slice(0) as ArrayBuffer);
    const tensors = [
      { name: "layer.weight", dtype: "F32", shape: [7, 30], bytes },
      { name: "flat", dtype: "F32", shape: [210], bytes },
    ] as const;
    writeSafetensors(model, tensors, new Map());
    const given = [...small, "--model", model, "-o", inFolder("of-model")];
    expect(await bitloom("afpr", "monte-carlo", ...given, "--tensor", "layer.weight")).toBe(0);
    expect(printed.out).toContain("24 x 7, SH = ");
    expect(printed.out).toContain("weights of layer.weight, gauss activations");
    expect(await bitloom("afpr", "monte-carlo", ...given, "--tensor", "flat")).toBe(2);
    expect(printed.err).toContain("--tensor is flat, which has 1 dimensions; allowed is a matrix [out, in]");
    printed.err = "";
    expect(await bitloom("afpr", "monte-carlo", ...given, "--tensor", "nothing")).toBe(2);
    expect(printed.err).toContain("BL0514");
  });

  test.each([
    [["--rows", "0"], "--rows is 0; allowed is a whole number from 1 to 1024"],
    [["--cols", "2.5"], "--cols is 2.5; allowed is a whole number from 1 to 512"],
    [["--spread", "0,x"], '--spread is "0,x"; allowed is numbers from 0 to 1 with commas between them'],
    [["--spread", "0.1,0.1"], '--spread is "0.1,0.1"'],
    [["--spread", "0,,1"], '--spread is "0,,1"'],
    [["--spread", "2"], '--spread is "2"'],
    [["--stuck", "1.5"], "--stuck is 1.5; allowed is a number from 0 to 1"],
    [["--noise", "-1"], "--noise is -1; allowed is a number from 0 to 64"],
    [["--offset", "x"], '--offset is "x"; allowed is a number'],
    [["--ir-drop", "7"], "--ir-drop is 7; allowed is a number from 0 to 1"],
    [["--trials", "0"], "--trials is 0; allowed is a whole number from 1 to 10000"],
    [["--vectors", "5000"], "--vectors is 5000; allowed is a whole number from 1 to 4096"],
    [["--shift", "16"], '--shift is "16"; allowed is a whole number from 0 to 15, or auto'],
    [["--seed", "-1"], "--seed is -1; allowed is a whole number from 0 to 4294967295"],
    [["--data", "zipf"], '--data is "zipf"; allowed is'],
    [["--model", "m"], "--model needs --tensor"],
    [["--tensor", "t"], "--tensor needs --model"],
    [["--speed", "1"], "speed"],
  ])("refuses %j and writes nothing", async (given, message) => {
    const out = inFolder("refused");
    expect(await bitloom("afpr", "monte-carlo", ...given, "-o", out)).toBe(2);
    expect(printed.err).toContain(message);
    expect(existsSync(out)).toBe(false);
  });
});

describe("energy", () => {
  test("prints the default set at the reference activity, within 5 % of the published total", async () => {
    expect(await bitloom("afpr", "energy", "--check")).toBe(0);
    expect(printed.out).toContain("Counts (activity): reference, not measured");
    expect(printed.out).toContain("Energies (assumed): AFPR default: Bitloom's own split");
    expect(printed.out).toContain("200.0 ns, 1474.56 GOPS");
    expect(printed.out).toMatch(/14\.\d{3} nJ; efficiency 19\.\d\d TFLOPS\/W/);
    expect(printed.out).toMatch(/published are 14\.83 nJ: -0\.23 %, within 5 %/);
    expect(printed.out).toMatch(/FP8 accelerator +4\.135 +4\.81 +4\.1\d\d/);
    expect(printed.out).toMatch(/digital FP-CIM +5\.376 +3\.70 +5\.3\d\d/);
    expect(printed.out).toMatch(/analog INT8 CIM +2\.841 +7\.00 +2\.8\d\d/);
  });

  test("prints as JSON what it takes as files", async () => {
    expect(await bitloom("afpr", "energy", "--json")).toBe(0);
    const { set, activity, nanojoules } = JSON.parse(printed.out);
    expect(set).toEqual(defaultEnergySet());
    expect(activity).toEqual(referenceActivity);
    printed.out = "";
    const files = ["--components", jsonFile("set.json", set), "--activity", jsonFile("run.json", activity)];
    expect(await bitloom("afpr", "energy", ...files, "--json")).toBe(0);
    expect(JSON.parse(printed.out).nanojoules).toBe(nanojoules);
    printed.out = "";
    expect(await bitloom("afpr", "energy", ...files)).toBe(0);
    expect(printed.out).toContain(`Counts (activity): counts given in ${inFolder("run.json")}`);
  });

  test("a changed component misses the published total, which --check turns into code 1", async () => {
    const set = defaultEnergySet();
    const changed = { picojoules: 2 * set.components.integrator.picojoules, provenance: "test" };
    const file = jsonFile("changed.json", { ...set, components: { ...set.components, integrator: changed } });
    expect(await bitloom("afpr", "energy", "--components", file)).toBe(0);
    expect(printed.out).toContain("+27.39 %, NOT within 5 %");
    expect(await bitloom("afpr", "energy", "--components", file, "--check")).toBe(1);
  });

  test("refuses files that are not there, no JSON, or not what they should be", async () => {
    writeFileSync(inFolder("no.json"), "{");
    for (const [option, code] of [
      ["--components", "BL0530"],
      ["--activity", "BL0531"],
    ] as const) {
      for (const [path, words] of [
        [inFolder("nowhere.json"), "it cannot be read"],
        [inFolder("no.json"), "it is no JSON"],
        [jsonFile("empty.json", {}), "Invalid input"],
      ] as const) {
        printed.err = "";
        expect(await bitloom("afpr", "energy", option, path)).toBe(2);
        expect(printed.err).toContain(code);
        expect(printed.err).toContain(path);
        expect(printed.err).toContain(words);
      }
    }
  });
});

describe("afpr itself", () => {
  test.each([
    [[], "`bitloom afpr` needs one of monte-carlo and energy"],
    [["nothing"], "There is no `bitloom afpr nothing`; there are monte-carlo and energy"],
  ])("refuses %j", async (given, words) => {
    expect(await bitloom("afpr", ...given)).toBe(2);
    expect(printed.err).toContain("BL0601");
    expect(printed.err).toContain(words);
  });
});
