/** Value change dumps against a file written by hand, against Icarus on the same stimulus, and read back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { AsyncFifo, Fifo, SkidBuffer } from "../../blocks/index.ts";
import {
  array,
  bit,
  elaborate,
  enumOf,
  input,
  match,
  module,
  output,
  reg,
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { checkWithSimulator, recordTestbench } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import type { Engine } from "../engine/engine.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { randomBits } from "../random.ts";
import { allSignals, designScopes } from "./design-signals.ts";
import { type Recorder, recordWaves } from "./record.ts";
import { bitsAt } from "./track.ts";
import { normalBits, type WaveBits } from "./value.ts";
import { vcdCode } from "./vcd-text.ts";
import { Wave } from "./wave.ts";
import { readVcdWave } from "./wave-file.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-vcd-"));
afterAll(() => rmSync(folder, { recursive: true }));

const State = enumOf("idle", "run", "stop");
const Pair = struct({ low: uint(3), high: bit });

/** Small enough to write its dump by hand, with everything a dump can hold. */
const Machine = module(
  "machine",
  { go: input(bit), where: output(State), pairs: output(array(Pair, 2)) },
  ({ go, where, pairs }) => {
    const state = reg(State, { init: "idle" });
    const count = reg(uint(3), { init: 0 });
    when(go, () => {
      count.next = count.add(1);
    });
    match(state, {
      idle() {
        when(go, () => {
          state.next = "run";
        });
      },
      run() {
        state.next = "stop";
      },
      stop() {},
    });
    where.value = state;
    pairs.at(0).low.value = count;
    pairs.at(0).high.value = go;
    pairs.at(1).low.value = 5;
    pairs.at(1).high.value = count.at(0);
  },
);

interface Run {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly step: (inputs: Readonly<Record<string, bigint>>, domains?: number) => void;
}

function start(design: Design): Run {
  const engine = interpreterEngine(design);
  const recorder = recordWaves(engine);
  return {
    engine,
    recorder,
    step(inputs, domains) {
      for (const [name, bits] of Object.entries(inputs)) {
        engine.probe(name).setBits(bits);
        recorder.history?.pokesOf(engine.probe(name))(bits, 0);
      }
      engine.step(domains);
      recorder.history?.stepped(1, domains);
    },
  };
}

const pathsOf = (design: Design): string[] => allSignals(designScopes(design)).map(({ path }) => path);

test("identifier codes are printable, short and never repeat", () => {
  const codes = Array.from({ length: 20_000 }, (_, i) => vcdCode(i));
  expect(new Set(codes).size).toBe(20_000);
  expect([codes[0], codes[93], codes[94], codes[94 + 94 * 94 - 1]]).toEqual(["!", "~", "!!", "~~"]);
  expect(codes.every((code) => /^[!-~]+$/.test(code))).toBe(true);
});

test("a small design gives the dump that was written by hand", () => {
  const { step, recorder } = start(elaborate(Machine));
  for (const [reset, go] of [
    [1n, 0n],
    [0n, 1n],
    [0n, 1n],
    [0n, 0n],
  ] as const) {
    step({ reset, go });
  }
  const file = join(folder, "machine.vcd");
  recorder.write(file);
  expect(readFileSync(file, "utf8")).toBe(readFileSync(new URL("machine.vcd", import.meta.url), "utf8"));
  expect(readdirSync(folder)).toEqual(["machine.vcd"]);
});

describe("read back", () => {
  test.each([
    ["a machine", Machine],
    ["a queue", Fifo(uint(70), 3)],
    ["a queue between clocks", AsyncFifo(uint(8), 4)],
  ])("every signal of %s has its values in every cycle", (_what, definition) => {
    const design = elaborate(definition);
    const { step, recorder } = start(design);
    const random = randomBits(7);
    const inputs = design.top.ports.filter((port) => port.role === "input");
    const resets = design.top.domains.map(({ reset }) => reset ?? "");
    for (let cycle = 0; cycle < 60; cycle++) {
      const reset = Object.fromEntries(resets.map((name) => [name, cycle < 2 ? 1n : 0n]));
      const width = (port: (typeof inputs)[number]): number => ("width" in port.type ? port.type.width : 1);
      step({ ...reset, ...Object.fromEntries(inputs.map((port) => [port.name, random(width(port))])) });
    }
    const file = join(folder, `${design.top.name}.vcd`);
    recorder.write(file);
    const { wave, recorded, clock } = readVcdWave(file);
    expect([recorded.to, clock]).toEqual([60, design.top.domains[0]?.clock]);
    const ground = pathsOf(design).filter((path) => wave.signals.some(({ name }) => name === path));
    expect(ground.length).toBeGreaterThan(4);
    const original = recorder.wave(ground);
    for (const path of ground) {
      expect([path, wave.values(path).map(String)]).toEqual([path, original.values(path).map(String)]);
    }
  });

  test("elements and fields of arrays are variables of their own", () => {
    const { step, recorder } = start(elaborate(Machine));
    for (const go of [0n, 1n, 1n, 0n, 1n]) step({ reset: 0n, go });
    const file = join(folder, "elements.vcd");
    recorder.write(file);
    const { wave } = readVcdWave(file, { signals: ["pairs"] });
    expect(wave.signals.map(({ name }) => name)).toEqual([
      "pairs[0].low",
      "pairs[0].high",
      "pairs[1].low",
      "pairs[1].high",
    ]);
    const pairs = recorder.wave(["pairs", "pairs[0].low", "pairs[1].high"]);
    expect(wave.values("pairs[0].low")).toEqual(pairs.values("pairs[0].low"));
    expect(pairs.values("pairs")[2]).toEqual([
      { low: 1, high: 1 },
      { low: 5, high: 1 },
    ]);
  });
});

/** Feeds the inputs of another simulator's dump to the engine and compares every known value from cycle `first` on. */
function compareWithDump(
  design: Design,
  dump: Wave,
  prefix: string,
  first: number,
): { compared: number; different: string[] } {
  const { step, recorder } = start(design);
  const inputs = design.top.ports.filter((port) => port.role === "input").map(({ name }) => name);
  const resets = design.top.domains.flatMap(({ reset }) => reset ?? []);
  const stimulus = [...inputs, ...resets].map((name) => ({ name, values: dump.values(prefix + name) }));
  for (let cycle = dump.from; cycle < dump.to; cycle++) {
    step(Object.fromEntries(stimulus.map(({ name, values }) => [name, BigInt(values[cycle] as number)])));
  }
  const paths = pathsOf(design).filter((path) => dump.signals.some(({ name }) => name === prefix + path));
  const wave = recorder.wave(paths);
  const different: string[] = [];
  let compared = 0;
  for (const { name, track } of wave.signals) {
    dump.values(prefix + name).forEach((value, cycle) => {
      if (typeof value === "string" || cycle < first) return;
      compared++;
      const ours = bitsAt(track, cycle);
      if (String(value) !== String(ours)) different.push(`${name} in cycle ${cycle}: ${ours}, not ${value}`);
    });
  }
  return { compared, different };
}

/** The same wave, the lowest bit of one late value flipped. */
function withFault(wave: Wave, name: string): Wave {
  const signals = wave.signals.map((signal) => {
    const { cycles, values } = signal.track;
    const flip = (bits: WaveBits): WaveBits => normalBits(BigInt(bits) ^ 1n, 64);
    const flipped = values.map((bits, i) => (i === values.length - 2 ? flip(bits) : bits));
    return signal.name === name ? { ...signal, track: { cycles, values: flipped } } : signal;
  });
  return new Wave(signals, wave);
}

describe.each(["icarus", "verilator"] as const)("the dump of %s", (simulator) => {
  test.each([
    ["a machine", Machine],
    ["a queue", Fifo(uint(70), 3)],
    ["a skid buffer", SkidBuffer(uint(8))],
  ])("of %s agrees with ours in every known value of every cycle", async (_what, definition) => {
    const design = elaborate(definition);
    const vcd = join(folder, `${simulator}-${design.top.name}.vcd`);
    const plan = recordTestbench(design, { cycles: 100, seed: 3 });
    const result = await checkWithSimulator(design, plan, { simulator, vcd });
    expect(result.passed).toBe(true);
    const { wave, recorded } = readVcdWave(vcd);
    expect(recorded.to).toBeGreaterThanOrEqual(102);
    const prefix = wave.signals[0]?.name.includes("tb_device") ? "" : "tb_device.";
    // Start values differ: Icarus knows none, Verilator has others.
    const first = simulator === "verilator" ? 30 : 0;
    const { compared, different } = compareWithDump(design, wave, prefix, first);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(400);
    // The comparison is shown to fail: one wrong value of one output.
    const name = design.top.ports.findLast((port) => port.role === "output")?.name ?? "";
    const faulty = compareWithDump(design, withFault(wave, prefix + name), prefix, first).different;
    expect(faulty.length).toBeGreaterThan(0);
    expect(faulty.every((text) => text.startsWith(`${name} in cycle`))).toBe(true);
  });
});

describe("broken files", () => {
  const declarations = '$var wire 4 ! a $end\n$var wire 1 " clk $end\n$enddefinitions $end\n';
  const read = (text: string) => {
    const file = join(folder, "broken.vcd");
    writeFileSync(file, text);
    return readVcdWave(file);
  };

  test("a whole file is read, whatever the spacing", () => {
    const { wave } = read(`${declarations}#0 b101\n!  0" #5\n1"\n#10 0" bx1z0 ! #15 1"`);
    expect(wave.values("a")).toEqual([5, "xx1z0".slice(1)]);
  });

  test.each([
    ["an unknown code", `${declarations}#0\nb1 ?\n`, 5, "no variable has the code `?`"],
    ["a vector without its code", `${declarations}#0\nb1`, 5, "the file ends after `b1`"],
    ["too many digits", `${declarations}#0\nb10101 !\n`, 5, "`10101` has more than 4 digits"],
    ["a digit that is none", `${declarations}#0\nb12 !\n`, 5, "`12` is no value"],
    ["time that runs backwards", `${declarations}#5\n0"\n#4\n`, 6, "time 4 comes after time 5"],
    ["a time that is no number", `${declarations}#five\n`, 4, "`#five` is no time"],
    ["text for a vector", `${declarations}#0\nsidle !\n`, 5, "the value of `!` is of another kind"],
    ["no end of the declarations", "$var wire 4 ! a $end\n", 2, "the file ends before $enddefinitions"],
    ["a declaration cut off", "$var wire 4", 1, "the file ends within $var"],
    [
      "a declaration without a name",
      "$var wire 4 ! $end",
      1,
      "is no declaration of kind, width, code and name",
    ],
    ["something else", "hello", 1, "`hello` stands where a declaration was expected"],
  ])("%s is refused with its line", (_what, text, line, reason) => {
    expect(() => read(text)).toThrow(`broken.vcd, line ${line}: `);
    expect(() => read(text)).toThrow(reason);
  });

  test("a missing file is said to be missing", () => {
    expect(() => readVcdWave(join(folder, "none.vcd"))).toThrow("BL0461");
  });

  test("unknown signals come with near names", () => {
    const file = join(folder, "broken.vcd");
    writeFileSync(file, `${declarations}#0\n`);
    expect(() => readVcdWave(file, { signals: ["clck"] })).toThrow("BL0460");
  });

  test("a dump that cannot be written leaves nothing behind", () => {
    const { recorder } = start(elaborate(Machine));
    expect(() => recorder.write(join(folder, "no-such-folder", "x.vcd"))).toThrow("BL0467");
  });
});
