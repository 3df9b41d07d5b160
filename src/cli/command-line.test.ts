/** The commands as a user meets them: what they print, what they write, their exit codes and their refusals. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { writeSafetensors } from "../model/index.ts";
import { runCommandLine } from "./command-line.ts";

const DEMO = join(import.meta.dirname, "../../examples/models/kjv-1.8m");

let folder: string;
let exitCodeBefore: typeof process.exitCode;
let out = "";
let err = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  exitCodeBefore = process.exitCode;
  out = "";
  err = "";
  const keep = (add: (text: string) => void) => (text: string | Uint8Array) => {
    add(String(text));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(
    keep((text) => {
      out += text;
    }) as never,
  );
  vi.spyOn(process.stderr, "write").mockImplementation(
    keep((text) => {
      err += text;
    }) as never,
  );
  vi.spyOn(console, "log").mockImplementation((text) => {
    out += `${text}\n`;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCodeBefore;
});

/** Runs one command line and gives its exit code. */
async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

const inFolder = (name: string): string => join(folder, name);

/** A model of one 5 x 30 matrix and one vector. */
function smallModel(name: string): string {
  const path = inFolder(name);
  const weights = Float32Array.from({ length: 150 }, (_, i) => Math.sin(i) / 3);
  const bytes = (values: Float32Array) => () => new Uint8Array(values.buffer.slice(0) as ArrayBuffer);
  writeSafetensors(
    path,
    [
      { name: "layer.weight", dtype: "F32", shape: [5, 30], bytes: bytes(weights) },
      { name: "norm.weight", dtype: "F32", shape: [5], bytes: bytes(Float32Array.of(1, 2, 3, 4, 5)) },
    ],
    new Map(),
  );
  return path;
}

describe("quantize, inspect and unpack", () => {
  test("a packed model is listed, and unpacked to the values that the codes mean", async () => {
    const packed = inFolder("small.fineq.safetensors");
    const unpacked = inFolder("small.f32.safetensors");
    expect(await bitloom("quantize", smallModel("small.safetensors"), "-o", packed)).toBe(0);
    expect(out).toMatch(/layer\.weight +5 x 30 +fineq +3\.733 +4\.267 +\d+\.\d\d/);
    expect(out).toContain("1 tensor kept.");
    out = "";
    expect(await bitloom("inspect", packed, "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      kind: "packed safetensors",
      tensors: [
        { name: "layer.weight", shape: [5, 30], format: "fineq", bytes: 5 * 14 + 5 * 2 },
        { name: "norm.weight", format: "F32" },
      ],
    });
    expect(await bitloom("unpack", packed, "-o", unpacked)).toBe(0);
    out = "";
    expect(await bitloom("inspect", unpacked)).toBe(0);
    expect(out).toMatch(/layer\.weight +5 x 30 +F32/);
  });

  test("an existing output is kept unless --force is given", async () => {
    const model = smallModel("keep.safetensors");
    const there = inFolder("there.safetensors");
    writeFileSync(there, "precious");
    expect(await bitloom("quantize", model, "-o", there)).toBe(2);
    expect(err).toContain("BL0605");
    expect(readFileSync(there, "utf8")).toBe("precious");
    expect(await bitloom("quantize", model, "-o", there, "--force")).toBe(0);
    expect(readFileSync(there, "utf8")).not.toBe("precious");
  });

  test("a truncated file ends with code 2, names the file and writes nothing", async () => {
    const model = smallModel("cut.safetensors");
    writeFileSync(model, readFileSync(model).subarray(0, 300));
    const packed = inFolder("cut.out.safetensors");
    expect(await bitloom("quantize", model, "-o", packed)).toBe(2);
    expect(err).toContain("cut.safetensors");
    expect(err).not.toMatch(/\n {4}at /);
    expect(existsSync(packed)).toBe(false);
  });

  test("a path that is not there ends with code 2", async () => {
    expect(await bitloom("inspect", inFolder("nowhere"))).toBe(2);
    expect(err).toContain("BL0501");
  });
});

describe("blocks and generate", () => {
  test("blocks lists the catalogue; one block shows ranges and defaults", async () => {
    expect(await bitloom("blocks")).toBe(0);
    expect(out).toMatch(/^fifo +Queue/m);
    out = "";
    expect(await bitloom("blocks", "gearbox", "--json")).toBe(0);
    const parsed = JSON.parse(out) as { blocks: { parameters: { name: string; default: number }[] }[] };
    expect(parsed.blocks[0]?.parameters).toContainEqual(expect.objectContaining({ name: "to", default: 56 }));
  });

  test("generate writes Verilog, file list and interface, and its testbench passes in Icarus", async () => {
    const rtl = inFolder("rtl");
    const parameters = ["--param", "width=5", "--param", "depth=3"];
    expect(await bitloom("generate", "fifo", ...parameters, "-o", rtl, "--testbench", "--cycles", "60")).toBe(
      0,
    );
    const described = JSON.parse(readFileSync(join(rtl, "fifo_5x3.json"), "utf8")) as {
      ports: { name: string; width: number }[];
    };
    expect(described.ports).toContainEqual(expect.objectContaining({ name: "enq_data", width: 5 }));
    expect(readFileSync(join(rtl, "fifo_5x3.f"), "utf8")).toContain("fifo_5x3.v");
    out = "";
    expect(await bitloom("simulate", rtl, "--json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ passed: true, mismatches: 0 });
  });

  test("a fault in the Verilog makes simulate end with code 1 and tell where", async () => {
    const rtl = inFolder("faulty");
    expect(await bitloom("generate", "fifo", "--param", "width=5", "-o", rtl, "--testbench")).toBe(0);
    const file = join(rtl, "fifo_5x16.v");
    const text = readFileSync(file, "utf8");
    const mutant = text.replace("held + 5'd1", "held + 5'd2");
    expect(mutant).not.toBe(text);
    writeFileSync(file, mutant);
    expect(await bitloom("simulate", rtl)).toBe(1);
    expect(out).toMatch(/FAIL[\s\S]*first mismatch: cycle \d+, port \w+, expected/);
  });

  test("the engine comes with the C header and the page of its registers", async () => {
    const rtl = inFolder("engine");
    const size = ["--param", "rows=2", "--param", "cols=3"];
    expect(await bitloom("generate", "fineq-engine", ...size, "-o", rtl)).toBe(0);
    expect(readFileSync(join(rtl, "fineq_registers.h"), "utf8")).toContain(
      "FINEQ_REGISTERS_CONTROL_ADDRESS 0x00u",
    );
    expect(readFileSync(join(rtl, "fineq_registers.md"), "utf8")).toContain("| `0x20` | [cycles](#cycles) |");
  });

  test("waves that cannot be written are bad input, found before the simulator starts", async () => {
    const rtl = inFolder("waves");
    expect(await bitloom("generate", "fifo", "-o", rtl, "--testbench")).toBe(0);
    expect(await bitloom("simulate", rtl, "--vcd", "/proc/waves.vcd")).toBe(2);
    expect(err).toContain("BL0605");
    expect(await bitloom("simulate", rtl, "--vcd", join(rtl, "waves.vcd"))).toBe(0);
    expect(readFileSync(join(rtl, "waves.vcd"), "utf8")).toContain("$enddefinitions");
  });

  test("an asynchronous low reset is in the sensitivity list", async () => {
    const rtl = inFolder("async");
    expect(await bitloom("generate", "fifo", "--reset", "async", "--reset-active", "low", "-o", rtl)).toBe(0);
    expect(readFileSync(join(rtl, "fifo_8x16.v"), "utf8")).toContain("or negedge reset_n");
  });

  test.each([
    ["an unknown block", ["generate", "nope"], "BL0603"],
    ["an unknown parameter", ["generate", "fifo", "--param", "wide=3"], "BL0611"],
    ["a parameter out of range", ["generate", "fifo", "--param", "depth=0"], "BL0612"],
    ["a parameter without a value", ["generate", "fifo", "--param", "depth"], "BL0604"],
    ["a parameter given twice", ["generate", "fifo", "--param", "depth=2", "--param", "depth=3"], "BL0604"],
    ["a folder that cannot be made", ["generate", "fifo", "-o", "/dev/null/rtl"], "BL0605"],
    ["a folder that no system call makes", ["generate", "fifo", "-o", "/proc/rtl"], "BL0605"],
    ["no command", [], "BL0601"],
    ["an unknown command", ["frobnicate"], "BL0601"],
    ["an unknown option", ["blocks", "--wide"], "BL0601"],
    ["a missing argument", ["generate"], "BL0601"],
    ["a choice that is none", ["generate", "fifo", "--reset", "soft"], "BL0601"],
    ["an unknown code", ["explain", "BL9999"], "BL0602"],
    ["a folder without a testbench", ["simulate", "src/cli"], "BL0406"],
    ["an array without rows", ["run", "--model", DEMO, "--rows", "0"], "BL0604"],
    ["half a column", ["run", "--model", DEMO, "--cols", "2.5"], "BL0604"],
    ["tiles that are no number", ["run", "--model", DEMO, "--tiles", "some"], "BL0604"],
    ["a model that is not there", ["run", "--model", "nowhere"], "BL0501"],
  ])("%s ends with code 2", async (_name, given, code) => {
    expect(await bitloom(...given)).toBe(2);
    expect(err).toContain(code);
    expect(err).not.toMatch(/\n {4}at /);
  });

  test("errors are JSON with --json", async () => {
    expect(await bitloom("generate", "nope", "--json")).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ diagnostics: [{ code: "BL0603", severity: "error" }] });
  });
});

describe("explain and lint", () => {
  test("a reader that closes the pipe early ends it in silence", async () => {
    const { all, exitCode } = await execa({
      all: true,
      shell: "/bin/bash",
      reject: false,
    })`set -o pipefail; ${process.execPath} --import tsx src/cli/main.ts explain --json | head -n 1`;
    expect(all).toBe("{");
    expect(exitCode).toBe(0);
  });

  test("explain prints a page, and without a code the list", async () => {
    expect(await bitloom("explain", "bl0104")).toBe(0);
    expect(out).toContain("Nothing is extended or truncated silently");
    out = "";
    expect(await bitloom("explain")).toBe(0);
    expect(out).toMatch(/^BL0201 +error/m);
  });

  test("lint finds a signal in a JavaScript condition and ends with code 1", async () => {
    const designs = join(import.meta.dirname, "../../out/lint-test");
    mkdirSync(designs, { recursive: true });
    const file = join(designs, "wrong.ts");
    writeFileSync(
      file,
      `import { bit, input, module, output } from "../../src/dsl/index.ts";
export const Wrong = module("wrong", { a: input(bit), q: output(bit) }, ({ a, q }) => {
  if (a) q.value = a;
});
`,
    );
    expect(await bitloom("lint", file)).toBe(1);
    expect(err).toMatch(/BL0301[\s\S]*wrong\.ts:3:/);
    rmSync(designs, { recursive: true });
  });
});

describe("run", () => {
  const withoutTools = async (...given: string[]): Promise<number> => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      return await bitloom(...given);
    } finally {
      process.env.PATH = path;
    }
  };
  const size = ["--rows", "3", "--cols", "2", "--tiles", "all"];

  test("the main job passes on a small model without any tool, with a report and everything in its folder", async () => {
    const job = inFolder("job");
    const model = smallModel("job.safetensors");
    expect(await withoutTools("run", "--model", model, ...size, "-o", job)).toBe(0);
    expect(out).toMatch(/layer\.weight +4\.267 +\d+\.\d\d +3 of 3 +\d+ +\d+\.\d +pass/);
    expect(out).toContain("--simulator icarus or --simulator verilator");
    const report = JSON.parse(readFileSync(join(job, "report.json"), "utf8")) as {
      tensors: { outputsCompared: number }[];
    };
    expect(report.tensors.map((t) => t.outputsCompared)).toEqual([15]);
    for (const name of ["packed.safetensors", "rtl/fineq_engine_3x2_tiles_any_t1.v"]) {
      expect(existsSync(join(job, name)), name).toBe(true);
    }
    expect(existsSync(join(job, "tensors"))).toBe(false);
  });

  test.each([
    [["--coding", "binary"], "fineq_engine_3x2_binary"],
    [["--family", "output-stationary"], "fineq_engine_3x2_unary"],
    [["--family", "tiles-planes", "--coding", "direct"], undefined],
  ] as const)("%j chooses what multiplies: %s", async (given, top) => {
    const job = inFolder(`family-${top}`);
    const model = smallModel("family.safetensors");
    expect(await bitloom("run", "--model", model, ...size, ...given, "-o", job)).toBe(top ? 0 : 2);
    if (top) expect(existsSync(join(job, `rtl/${top}.v`))).toBe(true);
    else expect(err).toContain("BL0604");
  });

  test("a simulator confirms it, value by value and cycle by cycle", async () => {
    const model = smallModel("confirmed.safetensors");
    const reports = [];
    for (const simulator of ["bitloom", "icarus"]) {
      const job = inFolder(`confirmed-${simulator}`);
      expect(await bitloom("run", "--model", model, ...size, "--simulator", simulator, "-o", job)).toBe(0);
      reports.push(JSON.parse(readFileSync(join(job, "report.json"), "utf8")).tensors[0]);
    }
    const [played, confirmed] = reports;
    expect(confirmed).toEqual({ ...played, directory: confirmed.directory });
    expect(existsSync(join(confirmed.directory, "testbench.json"))).toBe(true);
  });

  test("a missing simulator ends with code 3 and the line that installs it", async () => {
    const given = [
      "--model",
      smallModel("tool.safetensors"),
      "--simulator",
      "icarus",
      "-o",
      inFolder("tool"),
    ];
    expect(await withoutTools("run", ...given)).toBe(3);
    expect(err).toContain("apt-get install");
  });
});

describe("options", () => {
  test.each([
    [["quantize", "model", "--budget"], "--budget needs a value"],
    [["quantize", "model", "--budget", "--force"], "--budget needs a value"],
    [["evaluate", "model", "--text"], "--text needs a value"],
    [["run", "fineq", "--model"], "--model needs a value"],
    [["quantize", "model", "-o"], "-o needs a value"],
    [["evaluate", "model", "--tokens", "many"], '--tokens is "many"; allowed is a number'],
    [["evaluate", "model", "--tokens=many"], '--tokens is "many"; allowed is a number'],
  ])("%j: %s", async (given, message) => {
    expect(await bitloom(...given)).toBe(2);
    expect(err).toContain(message);
  });
});
