/**
 * Runs the core and collects what it retires. Invariant: what comes back is in the core's own words, read from its ports;
 * nothing here knows what an instruction means.
 */
import { simulate } from "../../../src/harness/index.ts";
import { sample } from "../../../src/sim/index.ts";
import { Rv32iCore } from "../core.ts";
import type { Step } from "./instruction-set-simulator.ts";

export const PROGRAM_WORDS = 512;
export const DATA_ADDRESS_BITS = 9;

export interface CoreRun {
  /** Completed instructions; `cycles` since the one before, waiting for the console included. */
  readonly steps: readonly Step[];
  readonly console: readonly number[];
  /** "none" when the limit of cycles came first. */
  readonly cause: string;
  /** Words of the data memory at the end. */
  readonly data: readonly number[];
}

export interface RunOptions {
  /** Words of the data memory, zeros after them. */
  readonly data?: readonly number[];
  readonly maxCycles: number;
  /** Probability that the console does not take a byte in a cycle. */
  readonly stall?: number;
}

// Compiled once; every run is a fork of it with a program of its own.
const core = simulate(
  Rv32iCore({ program: Array(PROGRAM_WORDS).fill(0), dataAddressBits: DATA_ADDRESS_BITS }),
);
core.reset();

/** Runs `program`, up to `PROGRAM_WORDS` words, until the core halts. Registers start at 0. */
export function runCore(
  program: readonly number[],
  { data = [], maxCycles, stall = 0 }: RunOptions,
): CoreRun {
  using sim = core.forkSimulation();
  const { dut } = sim;
  const fill = (path: string, words: readonly number[]) => {
    const memory = sim.memory(path);
    for (let i = 0; i < memory.depth; i++) memory.set(i, words[i] ?? 0);
    return memory;
  };
  fill("instructions", program);
  fill("registers", []);
  const memory = fill("data", data);

  const console: number[] = [];
  sim.fork(
    function* () {
      for (;;) console.push(yield* dut.console.receive({ stall }));
    },
    { background: true },
  );

  const steps: Step[] = [];
  let cause = "none";
  sim.fork(function* () {
    // The first instruction is fetched in a cycle of its own.
    let cycles = -1;
    for (let cycle = 0; cycle < maxCycles && cause === "none"; cycle++) {
      yield sample;
      cycles++;
      const { valid, pc, instruction, destination, result } = dut.retired.peek();
      if (valid === 1) {
        steps.push({ pc, instruction, destination, result: destination === 0 ? 0 : result, cycles });
        cycles = 0;
      }
      if (dut.halted.peek() === 1) cause = dut.cause.peek();
    }
  });
  sim.runUntilDone({ maxCycles: maxCycles + 1 });
  return {
    steps,
    console,
    cause,
    data: Array.from({ length: memory.depth }, (_, i) => Number(memory.get(i))),
  };
}
