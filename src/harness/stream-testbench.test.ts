/** Stream testbenches in both simulators, around Verilog written by hand with and without an injected fault. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { type ScriptStep, type StreamTestbench, writeStreamTestbench } from "../gen/index.ts";
import type { SimulationResult, ToolName } from "../sim/index.ts";
import { fifo, registers, type VerilogExample } from "../testing/index.ts";
import { checkVerilog } from "./index.ts";

const simulators = ["icarus", "verilator"] as const;
type Fault = readonly [found: string, replacement: string];

/** Runs the plan on the example, changed by the fault where there is one. */
function run(
  example: VerilogExample,
  plan: Partial<StreamTestbench>,
  simulator: ToolName,
  fault?: Fault,
): Promise<SimulationResult> {
  if (fault) expect(example.verilog).toContain(fault[0]);
  const text = fault ? example.verilog.replace(...fault) : example.verilog;
  const files = [{ name: example.sources[0] ?? "", text }];
  return checkVerilog(files, { top: example, timeoutCycles: 2000, ...plan }, { simulator });
}

/** All different in every window of 256, with a mark on each fifth. */
const beats = Array.from({ length: 200 }, (_, i) => ({
  data: BigInt((i * 7) % 256),
  last: i % 5 === 4 ? 1n : 0n,
}));

const through = (stallIn: number, stallOut: number, seed = 1): Partial<StreamTestbench> => ({
  seed,
  producers: [{ port: "enq", beats, stall: stallIn }],
  consumers: [{ port: "deq", beats, stall: stallOut }],
});

describe.each(simulators)("a stream testbench in %s", (simulator) => {
  test("stalls on both sides keep every beat, and the tool says nothing", async () => {
    const result = await run(fifo, through(0.4, 0.6), simulator);
    expect(result).toMatchObject({ passed: true, checked: 200, planned: 200, messages: "" });
    expect(result.streams).toEqual([
      { name: "enq", beats: 200, of: 200 },
      { name: "deq", beats: 200, of: 200 },
    ]);
  });

  test("the first mismatch has cycle, port, beat, expected and got", async () => {
    const result = await run(fifo, through(0, 0), simulator, ["enq_data}", "enq_data ^ {8{enq_last}}}"]);
    // Beat 4 is the first with last set: its data 28 = 1c comes out inverted, e3, four cycles after beat 0 (cycle 2).
    expect(result.firstMismatch).toEqual({ cycle: 6, port: "deq_data", beat: 4, expected: "1c", got: "e3" });
  });

  test("a beat too few ends in the time-out, with the progress of every stream", async () => {
    const plan = { ...through(0, 0), producers: [{ port: "enq", beats: beats.slice(0, 199) }] };
    const result = await run(fifo, plan, simulator);
    expect(result).toMatchObject({ passed: false, reason: "timeout", cycles: 2000, mismatches: 0 });
    expect(result.streams).toContainEqual({ name: "deq", beats: 199, of: 200 });
  });
});

// A Verilator build costs two seconds, so what cannot differ between the simulators is tried in one of them.
describe("a stream testbench", () => {
  const simulator = "icarus";

  test("without stalls a beat goes in every cycle", async () => {
    const span = (stream: string) =>
      ({ name: stream, from: { stream, beat: 0 }, to: { stream, beat: "last" }, cycles: 199 }) as const;
    const plan = { ...through(0, 0), measurements: [span("enq"), span("deq")] };
    const result = await run(fifo, plan, simulator);
    expect(result).toMatchObject({ passed: true, checked: 202, measurements: { enq: 199, deq: 199 } });
  });

  test("a cycle count that is off by one is a mismatch", async () => {
    const plan: Partial<StreamTestbench> = {
      ...through(0, 0),
      measurements: [
        { name: "latency", from: { stream: "enq", beat: 0 }, to: { stream: "deq", beat: 0 }, cycles: 2 },
      ],
    };
    const result = await run(fifo, plan, simulator);
    expect(result).toMatchObject({ passed: false, reason: "mismatch", measurements: { latency: 1 } });
    expect(result.firstMismatch).toMatchObject({ port: "latency", expected: "2", got: "1" });
  });

  test.each([
    ["loses beats when full", ["!= 3'd4", "!= 3'd5"]],
    ["gives fields of another beat", ["<= {enq_last, enq_data}", "<= {1'b0, enq_data}"]],
    ["repeats a beat", ["if (pop) head", "if (pop && tail != 3'd5) head"]],
    [
      "takes valid back while nobody is ready",
      ["assign deq_valid = head != tail", "assign deq_valid = head != tail && (deq_ready || !enq_valid)"],
    ],
    ["changes data while nobody is ready", ["= store[head[1:0]]", "= deq_ready ? store[head[1:0]] : 9'd0"]],
  ] as [string, Fault][])("a queue that %s is caught", async (_what, fault) => {
    const result = await run(fifo, through(0.4, 0.6), simulator, fault);
    expect(result).toMatchObject({ passed: false, reason: "mismatch" });
    expect(result.firstMismatch?.port).toMatch(/^deq_/);
  });

  test("a beat too many is caught after the last expected one", async () => {
    const plan = { ...through(0, 0), consumers: [{ port: "deq", beats: beats.slice(0, 199) }] };
    const result = await run(fifo, plan, simulator);
    expect(result).toMatchObject({
      passed: false,
      firstMismatch: { port: "deq_valid", beat: 199, expected: "none" },
    });
  });

  test("fields that a beat leaves out are not compared", async () => {
    const marks = beats.map(({ last }) => ({ last }));
    const plan = { ...through(0, 0), consumers: [{ port: "deq", beats: marks }] };
    expect(await run(fifo, plan, simulator, ["enq_data}", "~enq_data}"])).toMatchObject({ passed: true });
    expect(await run(fifo, plan, simulator, ["{enq_last", "{~enq_last"])).toMatchObject({ passed: false });
  });

  test("bits of a field that nobody cares about are not compared", async () => {
    const high = beats.map(({ data, last }) => ({ data: { value: data & 0xf0n, care: 0xf0n }, last }));
    const plan = { ...through(0, 0), consumers: [{ port: "deq", beats: high }] };
    expect(await run(fifo, plan, simulator, ["enq_data}", "enq_data ^ 8'h0f}"])).toMatchObject({
      passed: true,
    });
    expect(await run(fifo, plan, simulator, ["enq_data}", "enq_data ^ 8'h10}"])).toMatchObject({
      passed: false,
    });
  });
});

test("both simulators stall in the same cycles, other seeds in others", async () => {
  const cycles = async (simulator: ToolName, seed: number) =>
    (await run(fifo, through(0.3, 0.5, seed), simulator)).cycles;
  const icarus = await cycles("icarus", 7);
  expect(await cycles("verilator", 7)).toBe(icarus);
  const others = await Promise.all([8, 9, 10, 11].map((seed) => cycles("icarus", seed)));
  expect(others.some((count) => count !== icarus)).toBe(true);
});

test("stalls come about as often as asked", async () => {
  const { cycles } = await run(fifo, { ...through(0.75, 0), timeoutCycles: 5000 }, "icarus");
  // 200 beats at one in four cycles are 800 cycles, standard deviation 49.
  expect(cycles).toBeGreaterThan(600);
  expect(cycles).toBeLessThan(1000);
});

/** Values and the ten cycles of `busy` are those of the example's doc comment. */
const script: ScriptStep[] = [
  { kind: "write", address: 0n, data: 0x1234n, label: "start" },
  { kind: "expect", port: "value", value: 0x1234n },
  { kind: "set", port: "invert", value: 1n },
  { kind: "delay", cycles: 1 },
  { kind: "expect", port: "value", value: 0xcbn, mask: 0xffn },
  { kind: "waitFor", port: "busy", value: 0n, limit: 12, label: "idle" },
  { kind: "read", address: 0n, expected: 0x1234n },
  { kind: "read", address: 12n, response: 2 },
  { kind: "write", address: 8n, data: 0n, response: 2 },
  { kind: "write", address: 0n, data: 0n },
  { kind: "poll", address: 4n, mask: 0xffn, value: 2n, limit: 1 },
  { kind: "read", address: 4n, expected: 0xff02n, mask: 0xffn },
];
const busyFor = { name: "busy", from: { label: "start" }, to: { label: "idle" }, cycles: 10 };

describe.each(simulators)("a register script in %s", (simulator) => {
  test.each([0.5])("writes, reads, polls, waits and measures with stall %d", async (registerStall) => {
    const plan = { registers: "control", registerStall, script, measurements: [busyFor] };
    const result = await run(registers, plan, simulator);
    expect(result).toMatchObject({ passed: true, checked: 7, messages: "", measurements: { busy: 10 } });
  });

  test("words that a read records are in the result, with and without an expectation", async () => {
    const recorded: ScriptStep[] = [
      { kind: "write", address: 0n, data: 0x55aan },
      { kind: "read", address: 0n, expected: 0x55aan, record: "0.kept" },
      { kind: "write", address: 0n, data: 0x1234n },
      { kind: "read", address: 0n, record: "1.kept" },
    ];
    const result = await run(registers, { registers: "control", script: recorded }, simulator);
    expect(result).toMatchObject({ passed: true, checked: 1, messages: "" });
    expect(result.readings).toEqual({ "0.kept": 0x55aan, "1.kept": 0x1234n });
  });

  test("resets in the middle of the run", async () => {
    const again: ScriptStep[] = [
      { kind: "write", address: 0n, data: 0x55aan },
      { kind: "expect", port: "busy", value: 1n },
      { kind: "reset", cycles: 1 },
      { kind: "expect", port: "busy", value: 0n },
      { kind: "read", address: 0n, expected: 0n },
    ];
    const plan = { registers: "control", script: again };
    expect(await run(registers, plan, simulator)).toMatchObject({ passed: true, checked: 3 });
    const result = await run(registers, plan, simulator, ["busy_for <= 4'd0", "busy_for <= busy_for"]);
    expect(result).toMatchObject({ passed: false });
  });

  test("counts the cycles in which an output is high", async () => {
    const plan = { registers: "control", script, highCycles: { busy: 20 } };
    expect(await run(registers, plan, simulator)).toMatchObject({ passed: true, checked: 7 });
    const result = await run(registers, plan, simulator, ["busy_for <= 4'd10", "busy_for <= 4'd9"]);
    expect(result).toMatchObject({ passed: false, firstMismatch: { port: "busy", expected: "20_cycles" } });
  });

  test("a poll gives up after its limit of reads", async () => {
    const poll: ScriptStep = { kind: "poll", address: 4n, mask: 1n, value: 1n, limit: 5 };
    const result = await run(registers, { registers: "control", script: [poll] }, simulator);
    expect(result).toMatchObject({
      passed: false,
      reason: "mismatch",
      firstMismatch: { port: "register@4" },
    });
    // A read of this example takes two cycles, from address to data.
    expect(result.cycles).toBeLessThan(20);
  });

  test("waiting for an output gives up after its limit of cycles", async () => {
    const wait: ScriptStep = { kind: "waitFor", port: "busy", value: 1n, limit: 30 };
    const result = await run(registers, { script: [wait] }, simulator);
    expect(result).toMatchObject({
      passed: false,
      reason: "mismatch",
      firstMismatch: { port: "busy", expected: "1" },
    });
    expect(result.cycles).toBeGreaterThan(30);
    expect(result.cycles).toBeLessThan(40);
  });
});

describe("a register script", () => {
  const simulator = "icarus";

  test.each([
    ["a value that is not kept", ["kept[15:8] <= control_wdata[15:8]", "kept[15:8] <= 8'd0"], "value"],
    ["busy one cycle too long", ["busy_for <= 4'd10", "busy_for <= 4'd11"], "busy"],
    ["an error that is not told", ["control_awaddr == 4'd0 ? 2'd0 : 2'd2", "2'd0"], "response@8"],
    ["a counter that stands still", ["writes + 16'd1", "writes | 16'd1"], "register@4"],
  ] as [string, Fault, string][])("%s is caught", async (_what, fault, port) => {
    const plan = { registers: "control", script, measurements: [busyFor] };
    const result = await run(registers, plan, simulator, fault);
    expect(result).toMatchObject({ passed: false, reason: "mismatch", firstMismatch: { port } });
  });

  test("a device that never answers ends in the time-out", async () => {
    const plan = { registers: "control", script, timeoutCycles: 100 };
    const result = await run(registers, plan, simulator, ["wire write = ", "wire write = 1'b0 && "]);
    expect(result).toMatchObject({ passed: false, reason: "timeout", cycles: 100 });
  });
});

/** Hands one beat at a time from one clock to another with a toggle and two flip-flops each way. */
const bridge: VerilogExample = {
  name: "bridge",
  clocks: [
    { clock: "clock_a", reset: "reset_a" },
    { clock: "clock_b", reset: "reset_b" },
  ],
  ports: [
    { name: "a_valid", direction: "input", width: 1, clock: "clock_a" },
    { name: "a_ready", direction: "output", width: 1, clock: "clock_a" },
    { name: "a_data", direction: "input", width: 9, clock: "clock_a" },
    { name: "b_valid", direction: "output", width: 1, clock: "clock_b" },
    { name: "b_ready", direction: "input", width: 1, clock: "clock_b" },
    { name: "b_data", direction: "output", width: 9, clock: "clock_b" },
  ],
  sources: ["bridge.v"],
  verilog: `module bridge (
  input wire clock_a, input wire reset_a, input wire a_valid, output wire a_ready, input wire [8:0] a_data,
  input wire clock_b, input wire reset_b, output wire b_valid, input wire b_ready, output wire [8:0] b_data
);
  reg ask, ask_1, ask_2, answer, answer_1, answer_2;
  reg [8:0] kept;
  assign a_ready = ask == answer_2;
  assign b_valid = ask_2 != answer;
  assign b_data = kept;
  always @(posedge clock_a) begin
    {answer_2, answer_1} <= {answer_1, answer};
    if (a_valid && a_ready) begin ask <= ~ask; kept <= a_data; end
    if (reset_a) {ask, answer_1, answer_2} <= 3'd0;
  end
  always @(posedge clock_b) begin
    {ask_2, ask_1} <= {ask_1, ask};
    if (b_valid && b_ready) answer <= ~answer;
    if (reset_b) {answer, ask_1, ask_2} <= 3'd0;
  end
endmodule
`,
};

describe("streams of two clocks", () => {
  const values = Array.from({ length: 40 }, (_, i) => BigInt(i * 11));
  const plan = (b: number): Partial<StreamTestbench> => ({
    clockPeriods: { clock_b: b },
    producers: [{ port: "a", beats: values, stall: 0.2 }],
    consumers: [{ port: "b", beats: values, stall: 0.2 }],
  });

  test.each([26])("cross from 10 ns to %d ns alike in both simulators", async (period) => {
    const [icarus, verilator] = await Promise.all(
      simulators.map((simulator) => run(bridge, plan(period), simulator)),
    );
    expect(icarus).toMatchObject({ passed: true, checked: 40 });
    expect(verilator).toMatchObject({ passed: true, checked: 40, cycles: icarus?.cycles });
  });

  test("a synchroniser that is left out is seen", async () => {
    const result = await run(bridge, plan(26), "icarus", [
      "ask == answer_2",
      "ask == answer_2 || ask != answer_1",
    ]);
    expect(result.passed).toBe(false);
  });
});

describe("plans that make no sense", () => {
  const code = (plan: Partial<StreamTestbench>): string => {
    try {
      writeStreamTestbench({ top: fifo, timeoutCycles: 100, ...through(0, 0), ...plan });
    } catch (error) {
      if (error instanceof BitloomError) return error.diagnostics[0]?.code ?? "";
    }
    return "none";
  };
  const from = { stream: "enq", beat: 0 } as const;

  test.each([
    [
      "no beats at all",
      { producers: [{ port: "enq", beats: [] }], consumers: [{ port: "deq", beats: [] }] },
      "BL0413",
    ],
    ["nothing expected", { consumers: [] }, "BL0413"],
    ["an unknown stream", { producers: [{ port: "enc", beats }] }, "BL0411"],
    ["a producer on the wrong side", { producers: [{ port: "deq", beats }] }, "BL0411"],
    ["an unknown field", { producers: [{ port: "enq", beats: [{ date: 1n }] }] }, "BL0411"],
    ["one number for two fields", { producers: [{ port: "enq", beats: [1n] }] }, "BL0411"],
    ["a field too wide", { consumers: [{ port: "deq", beats: [{ data: 256n }] }] }, "BL0412"],
    ["a beat to send without a field", { producers: [{ port: "enq", beats: [{ data: 1n }] }] }, "BL0415"],
    ["a stall of one", { consumers: [{ port: "deq", beats, stall: 1 }] }, "BL0415"],
    ["an odd clock period", { clockPeriod: 5 }, "BL0414"],
    ["a period of an unknown clock", { clockPeriods: { clk: 10 } }, "BL0414"],
    ["no time", { timeoutCycles: 0 }, "BL0415"],
    ["a script without registers", { script: [{ kind: "read", address: 0n }] }, "BL0415"],
    ["a wait for an unknown stream", { script: [{ kind: "await", stream: "dec" }] }, "BL0411"],
    [
      "a measurement from an unknown label",
      { measurements: [{ name: "m", from: { label: "x" }, to: from }] },
      "BL0415",
    ],
    [
      "a measurement to a beat too many",
      { measurements: [{ name: "m", from, to: { stream: "enq", beat: 200 } }] },
      "BL0415",
    ],
    [
      "setting a port that a stream drives",
      { script: [{ kind: "set", port: "enq_data", value: 0n }] },
      "BL0411",
    ],
  ] as [string, Partial<StreamTestbench>, string][])("%s", (_what, plan, expected) => {
    expect(code(plan)).toBe(expected);
  });

  test.each([
    ["of two words", ["a b"]],
    ["that another has too", ["a", "a"]],
  ])("a recorded read with a name %s", (_what, names) => {
    const script = names.map((record): ScriptStep => ({ kind: "read", address: 0n, expected: 0n, record }));
    expect(() =>
      writeStreamTestbench({ top: registers, timeoutCycles: 10, registers: "control", script }),
    ).toThrow(/record of a read/);
  });
});
