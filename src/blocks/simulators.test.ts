/**
 * Stream and bus blocks as Verilog in outside simulators, with generated testbenches that stall at random. The beats
 * that they expect are computed here from what goes in, not taken from a simulation.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { elaborate, type ModuleDefinition, uint } from "../dsl/index.ts";
import { type Beat, type StreamTestbench, writeStreamTestbench, writeVerilog } from "../gen/index.ts";
import { simulateDirectory, type ToolName } from "../sim/index.ts";
import { seededRandom } from "../testing/index.ts";
import {
  Arbiter,
  AsyncFifo,
  AxiLiteRegisters,
  Fifo,
  Gearbox,
  PacketGearbox,
  RegisterSlice,
  registerAccessors,
  registerTable,
  SkidBuffer,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-blocks-"));
afterAll(() => rmSync(root, { recursive: true }));

async function simulate(
  definition: ModuleDefinition,
  plan: Omit<StreamTestbench, "top" | "timeoutCycles">,
  simulator: ToolName,
) {
  const design = elaborate(definition);
  const directory = join(root, `${design.top.name}_${simulator}`);
  const bench = writeStreamTestbench({ top: design.top, timeoutCycles: 20_000, ...plan });
  for (const { name, text } of [...writeVerilog(design).files, ...bench]) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const result = await simulateDirectory(directory, { simulator });
  return result;
}

const random = seededRandom(9);
const bytes = Array.from({ length: 120 }, () => random.bits(8));
const through = (stalls: readonly [number, number]) => ({
  producers: [{ port: "enq", beats: bytes, stall: stalls[0] }],
  consumers: [{ port: "deq", beats: bytes, stall: stalls[1] }],
});

/** The words of `to` bits that a list of words of `from` bits is when it is written as one string of bits. */
function regroup(words: readonly bigint[], from: number, to: number, count: number): bigint[] {
  const string = words.reduce((bits, word, i) => bits | (word << BigInt(i * from)), 0n);
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(to, string >> BigInt(i * to)));
}

function gearboxPlan(from: number, to: number) {
  const words = Array.from({ length: 100 }, () => random.bits(from));
  return {
    producers: [{ port: "enq", beats: words, stall: 0.3 }],
    consumers: [{ port: "deq", beats: regroup(words, from, to, Math.floor((100 * from) / to)), stall: 0.3 }],
  };
}

function packetPlan(from: number, to: number) {
  const packets = [1, 5, 2, 8, 3, 7, 1, 1, 12].map((length) =>
    Array.from({ length }, () => random.bits(from)),
  );
  const framed = (words: readonly bigint[]): Beat[] =>
    words.map((bits, i) => ({ bits, last: i === words.length - 1 ? 1n : 0n }));
  return {
    producers: [
      {
        port: "enq_data",
        valid: "enq_valid",
        ready: "enq_ready",
        beats: packets.flatMap(framed),
        stall: 0.2,
      },
    ],
    consumers: [
      {
        port: "deq_data",
        valid: "deq_valid",
        ready: "deq_ready",
        beats: packets.flatMap((words) =>
          framed(regroup(words, from, to, Math.ceil((words.length * from) / to))),
        ),
        stall: 0.2,
      },
    ],
  };
}

const table = registerTable({
  name: "example_registers",
  registers: [
    {
      name: "control",
      address: 0x00,
      fields: [
        { name: "mode", bits: [3, 2], access: "rw", reset: 2 },
        { name: "key", bits: [31, 28], access: "wo", reset: 9 },
      ],
    },
    { name: "status", address: 0x08, fields: [{ name: "count", bits: [31, 16], access: "ro" }] },
    { name: "events", address: 0x0c, fields: [{ name: "flags", bits: [7, 4], access: "w1c" }] },
  ],
});
const { control, status, events } = registerAccessors(table);
const SLVERR = 2;

const registersPlan = {
  registers: "s_axi",
  registerStall: 0.4,
  inputs: { status_count: 0xbeefn },
  script: [
    { kind: "read", address: BigInt(control.address), expected: 2n << 2n },
    { kind: "write", address: BigInt(control.address), data: BigInt(control.encode({ mode: 1, key: 5 })) },
    { kind: "read", address: BigInt(control.address), expected: 1n << 2n },
    { kind: "expect", port: "control_key", value: 5n },
    { kind: "read", address: BigInt(status.address), expected: 0xbeef_0000n },
    { kind: "set", port: "events_flags_set", value: 0b0110n },
    { kind: "delay", cycles: 1 },
    { kind: "set", port: "events_flags_set", value: 0n },
    { kind: "write", address: BigInt(events.address), data: BigInt(events.encode({ flags: 0b0010 })) },
    { kind: "read", address: BigInt(events.address), expected: 0b0100n << 4n },
    { kind: "write", address: 0x04n, data: 1n, response: SLVERR },
    { kind: "read", address: 0x04n, expected: 0n, response: SLVERR },
  ],
} as const;

/** Periods in nanoseconds of both clocks. */
const clocks = (write: number, read: number) => ({
  ...through([0.1, 0.1]),
  clockPeriods: { write_clock: write, read_clock: read },
});

const benches: [title: string, ModuleDefinition, Omit<StreamTestbench, "top" | "timeoutCycles">, number][] = [
  ["Fifo of 5", Fifo(uint(8), 5), through([0.4, 0.4]), bytes.length],
  ["SkidBuffer", SkidBuffer(uint(8)), through([0.2, 0.5]), bytes.length],
  ["RegisterSlice", RegisterSlice(uint(8)), through([0.2, 0.5]), bytes.length],
  ["AsyncFifo to a faster clock", AsyncFifo(uint(8), 8), clocks(14, 6), bytes.length],
  ["AsyncFifo to a slower clock", AsyncFifo(uint(8), 4, { stages: 3 }), clocks(6, 22), bytes.length],
  ["Gearbox 64 to 56", Gearbox(64, 56), gearboxPlan(64, 56), 114],
  ["Gearbox 7 to 3", Gearbox(7, 3), gearboxPlan(7, 3), 233],
  ["PacketGearbox 64 to 56", PacketGearbox(64, 56), packetPlan(64, 56), 48],
  ["AxiLiteRegisters", AxiLiteRegisters(table), registersPlan, 6],
];

describe("in Icarus", () => {
  test.each(benches)("%s gives every beat in order", async (_title, definition, plan, least) => {
    const result = await simulate(definition, plan, "icarus");
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBeGreaterThanOrEqual(least);
  });

  test("an arbiter's streams all arrive", async () => {
    const result = await simulate(
      Arbiter(uint(8), 2, { priority: "fixed" }),
      {
        // The second stream begins when the first has ended, so that the order is known.
        producers: [
          { port: "enq_0", beats: bytes },
          { port: "enq_1", beats: bytes.toReversed() },
        ],
        consumers: [{ port: "deq", beats: [...bytes, ...bytes.toReversed()] }],
      },
      "icarus",
    );
    expect(result.passed, result.output).toBe(true);
  });

  test("a testbench whose beats are wrong fails", async () => {
    const wrong = bytes.with(60, (bytes[60] ?? 0n) ^ 1n);
    const plan = { ...through([0, 0]), consumers: [{ port: "deq", beats: wrong }] };
    const result = await simulate(Fifo(uint(8), 3), plan, "icarus");
    expect([result.passed, result.mismatches]).toEqual([false, 1]);
  });
});

describe("in Verilator", () => {
  test("a gearbox gives every beat in order", async () => {
    const result = await simulate(Gearbox(56, 64), gearboxPlan(56, 64), "verilator");
    expect(result.passed, result.output).toBe(true);
  });
});
