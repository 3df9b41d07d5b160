/** The recorders inside WebAssembly against those that go through probes, and files that are broken. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { AsyncFifo, Fifo } from "../../../blocks/index.ts";
import { elaborate, uint } from "../../../dsl/index.ts";
import type { Design } from "../../../ir/index.ts";
import {
  arrayOf,
  enumType,
  lit,
  moduleBuilder,
  randomDesign,
  randomGrid,
  randomStimulus,
  sint,
  uint as uintType,
} from "../../../testing/index.ts";
import { compileEngine } from "../../engine/compiled-engine.ts";
import type { Engine } from "../../engine/engine.ts";
import { forRuns } from "../track.ts";
import type { WaveBits } from "../value.ts";
import { VcdWriter } from "../vcd-writer.ts";
import type { Wave } from "../wave.ts";
import { readTraceWave, readVcdWave } from "../wave-file.ts";
import { TraceWriter } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-trace-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string): string => join(folder, name);

/** A run with the settled engine before every edge. */
function play(
  engine: Engine,
  seed: number,
  steps: number,
  visit: (cycle: number, domains: number) => void,
): void {
  const { design } = engine;
  const names = design.top.domains.map(({ name }) => name);
  for (let lane = 0; lane < engine.lanes; lane++) engine.settle();
  randomStimulus(design, seed, steps).forEach(({ inputs, edges }, cycle) => {
    for (const [name, bits] of Object.entries(inputs)) {
      for (let lane = 0; lane < engine.lanes; lane++) {
        // Other values in every lane, so that a mistaken lane is seen.
        const { width } = engine.probe(name);
        const own = name.includes("reset") ? bits : BigInt.asUintN(width, bits + BigInt(lane));
        engine.probe(name).setBits(own, lane);
      }
    }
    engine.settle();
    const domains = edges.reduce((mask, name) => mask | (1 << names.indexOf(name)), 0);
    visit(cycle, domains);
    if (domains !== 0 && !engine.step(domains)) engine.step(domains, true);
  });
}

/** Both recorders of a kind on engines that run alike, and what was read back. */
function record(kind: "vcd" | "trace", design: Design, seed: number, steps: number, lanes = 1): [Wave, Wave] {
  const waves = [true, false].map((plain) => {
    const engine = compileEngine(design, { seed, lanes });
    const lane = lanes - 1;
    const file = inFolder(`${plain}.${kind}`);
    if (kind === "trace") {
      const writer = new TraceWriter(file, engine, { plain, lane });
      play(engine, seed, steps, (cycle) => writer.step(engine, cycle));
      writer.close();
      return readTraceWave(file).wave;
    }
    const writer = new VcdWriter(file, engine, { plain, lane });
    play(engine, seed, steps, (cycle, domains) => writer.step(cycle, domains));
    writer.close();
    return readVcdWave(file, { clock: design.top.domains[0]?.clock }).wave;
  });
  return [waves[0] as Wave, waves[1] as Wave];
}

function changes(wave: Wave): [string, (string | number)[]][] {
  return wave.signals.map(({ name, track }) => {
    const list: (string | number)[] = [];
    forRuns(track, wave, (bits: WaveBits, from) => list.push(from, String(bits)));
    return [name, list];
  });
}

/** Wide and signed values, enums with encodings that are no member, arrays, several words a value. */
function wideDesign(): Design {
  const m = moduleBuilder("wide");
  const State = enumType("State", ["idle", "run", "stop"]);
  const inputs = [
    uintType(1),
    uintType(70),
    sint(64),
    State,
    arrayOf(uintType(9), 20),
    uintType(200),
    sint(33),
  ];
  inputs.forEach((type, i) => {
    const x = m.input(`x${i}`, type);
    const r = m.register(`r${i}`, type, { init: 0 });
    m.assign(r, x);
    m.assign(m.output(`y${i}`, type), r);
  });
  m.assign(m.output("constant", uintType(4)), lit(9, 4));
  const top = m.build();
  return { top, modules: [top] };
}

const designs: [string, () => Design][] = [
  ["wide values", wideDesign],
  ["a queue", () => elaborate(Fifo(uint(70), 3))],
  ["a queue between clocks", () => elaborate(AsyncFifo(uint(8), 4))],
  ["a grid of equal elements", () => randomGrid(3)],
  ...Array.from({ length: 12 }, (_, i): [string, () => Design] => [
    `random design ${i + 1}`,
    () => randomDesign(i + 1),
  ]),
];

describe.each(["vcd", "trace"] as const)("%s", (kind) => {
  test.each(designs)("every signal of %s is recorded alike", (_name, make) => {
    const [plain, fast] = record(kind, make(), 5, 60);
    expect(changes(fast)).toEqual(changes(plain));
    expect(plain.signals.length).toBeGreaterThan(2);
    expect(changes(plain).some(([, list]) => list.length > 4)).toBe(true);
  });

  test("every lane is recorded by itself", () => {
    const [plain, fast] = record(kind, wideDesign(), 5, 40, 3);
    expect(changes(fast)).toEqual(changes(plain));
    const [other] = record(kind, wideDesign(), 5, 40);
    expect(changes(other)).not.toEqual(changes(plain));
  });
});

test("a trace says what a dump of the same run says", () => {
  const design = elaborate(Fifo(uint(8), 3));
  const [dump] = record("vcd", design, 9, 100);
  const [trace] = record("trace", design, 9, 100);
  const text = (wave: Wave) => wave.only(wave.signals.filter(({ name }) => name !== "clock")).toString();
  expect(text(trace)).toBe(text(dump));
});

describe("files", () => {
  const design = elaborate(Fifo(uint(8), 3));
  const file = inFolder("file.blt");
  const engine = compileEngine(design, {});
  const writer = new TraceWriter(file, engine);
  play(engine, 1, 300, (cycle) => writer.step(engine, cycle));
  writer.close();
  const bytes = readFileSync(file);
  const damaged = inFolder("damaged.blt");
  const jsonLength = bytes.readUInt32LE(8);

  test("nothing is left beside the file", () => {
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
    const other = new TraceWriter(inFolder("given-up.blt"), compileEngine(design, {}));
    other.abandon();
    expect(readdirSync(folder).filter((name) => name.includes("given-up"))).toEqual([]);
  });

  test("ranges are read", () => {
    const { wave, recorded, count } = readTraceWave(file, { from: 100, to: 110, signals: ["count"] });
    expect([wave.from, wave.to, recorded.from]).toEqual([100, 110, 0]);
    expect(wave.values("count")).toEqual(readTraceWave(file).wave.values("count").slice(100, 110));
    expect(count).toBeGreaterThan(10);
    expect(() => readTraceWave(file, { from: 1000 })).toThrow("BL0465");
    expect(() => readTraceWave(file, { signals: ["conut"] })).toThrow("BL0460");
  });

  test("a file cut off at any place is refused, and read up to its last whole block on request", () => {
    for (const length of [
      0,
      7,
      15,
      16 + (jsonLength >> 1),
      16 + jsonLength + 10,
      bytes.length - 40,
      bytes.length - 1,
    ]) {
      writeFileSync(damaged, bytes);
      truncateSync(damaged, length);
      expect(() => readTraceWave(damaged)).toThrow("BL0463");
    }
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 1));
    expect(readTraceWave(damaged, { partial: true }).recorded).toEqual({
      from: 0,
      to: readTraceWave(file).recorded.to,
    });
  });

  test("a damaged byte anywhere is found", () => {
    for (let at = 0; at < bytes.length; at += at < 16 + jsonLength ? 97 : 11) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 0x10;
      writeFileSync(damaged, copy);
      expect(() => readTraceWave(damaged)).toThrow(/BL0463.*byte \d+/);
    }
  });

  test("a missing file and another kind of file are said to be so", () => {
    expect(() => readTraceWave(inFolder("none.blt"))).toThrow("BL0461");
    writeFileSync(damaged, "something else entirely");
    expect(() => readTraceWave(damaged)).toThrow("it does not start with BLTRACE1");
  });
});

test("long runs are cut into blocks that can be read alone", () => {
  const design = elaborate(Fifo(uint(8), 3));
  const engine = compileEngine(design, {});
  const file = inFolder("long.blt");
  const writer = new TraceWriter(file, engine);
  const held: number[] = [];
  engine.probe("reset").setNumber(1);
  engine.step();
  engine.probe("reset").setNumber(0);
  engine.probe("deq_ready").setNumber(1);
  for (let cycle = 0; cycle < 400_000; cycle++) {
    engine.probe("enq_valid").setNumber((cycle >> 3) & 1);
    engine.probe("enq_data").setNumber(cycle & 255);
    engine.settle();
    writer.step(engine, cycle);
    held.push(engine.probe("enq_data").getNumber());
    engine.step();
  }
  writer.close();
  const { wave, recorded } = readTraceWave(file, { signals: ["enq_data"], from: 399_000 });
  expect(recorded).toEqual({ from: 0, to: 400_000 });
  expect(wave.values("enq_data")).toEqual(held.slice(399_000));
});
