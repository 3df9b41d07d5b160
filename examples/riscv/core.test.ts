/**
 * The processor against the instruction-set simulator, instruction by instruction: every register write, every trap, the
 * console and the memory at the end; on programs with known answers, on random ones, and on random words.
 */
import { crc32 as zlibCrc32 } from "node:zlib";
import { elaborate, writeVerilog } from "bitloom";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lintVerilog } from "../../src/testing/index.ts";
import { CONSOLE_ADDRESS, Rv32iCore } from "./core.ts";
import { assemble, MNEMONICS } from "./testing/assembler.ts";
import { Machine, type Step } from "./testing/instruction-set-simulator.ts";
import { crc32, multiply, type Program, sieve, sort, sum } from "./testing/programs.ts";
import { anyProgram } from "./testing/random-program.ts";
import { type CoreRun, DATA_ADDRESS_BITS, PROGRAM_WORDS, runCore } from "./testing/run-core.ts";

/** What the golden model does with the same program; an endless one is stopped like the processor, with the cause "none". */
function expected(program: readonly number[], data: readonly number[] = []): CoreRun {
  const machine = new Machine({
    program,
    programBytes: 4 * PROGRAM_WORDS,
    dataBytes: 4 * 2 ** DATA_ADDRESS_BITS,
    consoleAddress: CONSOLE_ADDRESS,
  });
  const words = new DataView(machine.data.buffer);
  for (const [i, word] of data.entries()) words.setUint32(4 * i, word, true);
  const steps: Step[] = [];
  for (;;) {
    const step = steps.length < 20_000 ? machine.step() : "none";
    if (typeof step === "string") {
      const end = Array.from({ length: 2 ** DATA_ADDRESS_BITS }, (_, i) => words.getUint32(4 * i, true));
      return { steps, console: machine.console, cause: step, data: end };
    }
    steps.push({ ...step, instruction: step.instruction >>> 0 });
  }
}

const programs: readonly Program[] = [
  sum(100),
  multiply(0x1234_5678, 0x0fed_cba9),
  sort([170, -45, 75, 2_000_000_000, -2_000_000_000, 24, 0, -1, 66, 24]),
  crc32(40, zlibCrc32(Uint8Array.from({ length: 40 }, (_, i) => i))),
  sieve(100, 25),
];

describe("programs with known answers", () => {
  test.each(programs)("$name", ({ source, output }) => {
    const program = assemble(source);
    const run = runCore(program, { maxCycles: 50_000 });
    expect(run.console).toEqual(output);
    expect(run).toEqual(expected(program));
    expect(run.cause).toBe("breakpoint");
  });

  test("a console that is often busy gets the same bytes, and registers the same values", () => {
    const { source, output } = programs[0] as Program;
    const program = assemble(source);
    const run = runCore(program, { maxCycles: 50_000, stall: 0.8 });
    expect(run.console).toEqual(output);
    const writes = (steps: readonly Step[]) => steps.map(({ cycles, ...step }) => step);
    expect(writes(run.steps)).toEqual(writes(expected(program).steps));
  });
});

test("random programs over every instruction", () => {
  const executed = new Set<string>();
  fc.assert(
    fc.property(anyProgram, ({ lines, data }) => {
      const program = lines.flatMap((line) => assemble(line));
      const run = runCore(program, { data, maxCycles: 1000 });
      expect(run).toEqual(expected(program, data));
      for (const { pc } of run.steps) executed.add(lines[pc / 4]?.split(" ")[0] ?? "");
      if (run.cause === "breakpoint") executed.add("ebreak");
      if (run.cause === "environmentCall") executed.add("ecall");
    }),
    { numRuns: 60, seed: 1 },
  );
  expect(MNEMONICS.filter((name) => !executed.has(name))).toEqual([]);
});

test("any word as the first instruction does what it should or stops with the right cause", () => {
  const opcodes = [0x03, 0x0f, 0x13, 0x17, 0x23, 0x33, 0x37, 0x63, 0x67, 0x6f, 0x73];
  const word = fc.tuple(
    fc.constantFrom(...opcodes, 0x07, 0x3b, 0x00),
    fc.integer({ min: 0, max: 0x1ff_ffff }),
    // Most random upper bits are no operation at all.
    fc.constantFrom(0, 0, 0x2000_0000, 0x4000_0000, undefined),
  );
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(word, ([opcode, upper, funct7]) => {
      const rest = funct7 === undefined ? upper << 7 : ((upper << 7) & 0x01ff_ff80) | funct7;
      const program = [(rest | opcode) >>> 0];
      // One instruction, and then zeros, which are illegal.
      const run = runCore(program, { maxCycles: 10 });
      expect(run.steps.slice(0, 1)).toEqual(expected(program).steps.slice(0, 1));
      expect(run.cause).toBe(expected(program).cause);
      seen.set(run.cause, (seen.get(run.cause) ?? 0) + 1);
    }),
    { numRuns: 800, seed: 2 },
  );
  expect(seen.get("illegalInstruction")).toBeGreaterThan(100);
});

test.each([
  ["jal x0, 6", "instructionMisaligned"],
  ["jal x1, 4096", "instructionAccess"],
  ["jalr x1, 2(x0)", "instructionMisaligned"],
  ["lw x1, 2(x0)", "loadMisaligned"],
  ["lh x1, 1(x0)", "loadMisaligned"],
  ["lb x1, -1(x0)", "loadAccess"],
  ["sw x1, 1(x0)", "storeMisaligned"],
  ["sb x1, -1(x0)", "storeAccess"],
  ["ecall", "environmentCall"],
  ["ebreak", "breakpoint"],
])("%s stops with %s", (line, cause) => {
  const program = assemble(line);
  const run = runCore(program, { maxCycles: 10 });
  expect(run.cause).toBe(cause);
  expect(run).toEqual(expected(program));
});

test("the comparison finds a processor that subtracts where it should add", () => {
  const program = assemble("addi x1, zero, 5\nsub x2, zero, x1\nebreak");
  const faulty = assemble("addi x1, zero, 5\nadd x2, zero, x1\nebreak");
  const { steps } = runCore(faulty, { maxCycles: 10 });
  expect(steps.map(({ result }) => result)).not.toEqual(expected(program).steps.map(({ result }) => result));
});

test("the Verilog is clean", async () => {
  const program = assemble((programs[0] as Program).source);
  // Yosys makes flip-flops of a memory that is not mapped to a RAM, so a small one.
  const design = elaborate(Rv32iCore({ program, dataAddressBits: 3 }));
  expect(await lintVerilog(writeVerilog(design))).toEqual([]);
});
