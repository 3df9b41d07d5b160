/**
 * Runs the core and collects what it retires. Invariant: what comes back is in the core's own words, read from its ports;
 * nothing here knows what an instruction means.
 */
import { elaborate } from "bitloom";
import { type Engine, makeEngine } from "../../../src/sim/index.ts";
import { Cause, Rv32iCore } from "../core.ts";
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

/** One elaborated core for many programs of up to `PROGRAM_WORDS` words, which go into its program memory. */
export class CoreRunner {
  private readonly engine: Engine;
  private readonly start: ReturnType<Engine["save"]>;

  constructor() {
    const program = Array<number>(PROGRAM_WORDS).fill(0);
    this.engine = makeEngine(elaborate(Rv32iCore({ program, dataAddressBits: DATA_ADDRESS_BITS })));
    const reset = this.engine.probe("reset");
    reset.setNumber(1);
    this.engine.step();
    reset.setNumber(0);
    this.start = this.engine.save();
  }

  /** Registers start at 0. `isReady`: whether the console takes a byte in this cycle. `data`: content of the data memory, by words. */
  run(program: readonly number[], { data = [], maxCycles, isReady = () => true }: RunOptions): CoreRun {
    const { engine } = this;
    engine.restore(this.start);
    const instructions = engine.memory("instructions");
    for (let i = 0; i < PROGRAM_WORDS; i++) instructions.setWord(i, BigInt(program[i] ?? 0));
    const registers = engine.memory("registers");
    for (let i = 0; i < 32; i++) registers.setWord(i, 0n);
    const words = engine.memory("data");
    for (let i = 0; i < 2 ** DATA_ADDRESS_BITS; i++) words.setWord(i, BigInt(data[i] ?? 0));
    const port = (name: string) => () => engine.probe(name).getNumber();
    const ready = engine.probe("console_ready");
    const [valid, byte, halted] = [port("console_valid"), port("console_data"), port("halted")];
    const [retires, pc, instruction] = [
      port("retired_valid"),
      port("retired_pc"),
      port("retired_instruction"),
    ];
    const [destination, result] = [port("retired_destination"), port("retired_result")];

    const steps: Step[] = [];
    const bytes: number[] = [];
    // The first instruction is fetched in a cycle of its own.
    let cycles = -1;
    for (let cycle = 0; cycle < maxCycles && halted() === 0; cycle++) {
      ready.setNumber(isReady(cycle) ? 1 : 0);
      cycles++;
      if (valid() === 1 && isReady(cycle)) bytes.push(byte());
      if (retires() === 1) {
        const writes = destination() !== 0;
        steps.push({
          pc: pc(),
          instruction: instruction(),
          destination: destination(),
          result: writes ? result() : 0,
          cycles,
        });
        cycles = 0;
      }
      engine.step();
    }
    return {
      steps,
      console: bytes,
      cause: Cause.members[halted() === 1 ? port("cause")() : 0] ?? "none",
      data: Array.from({ length: words.depth }, (_, i) => Number(words.getWord(i))),
    };
  }
}

interface RunOptions {
  readonly data?: readonly number[];
  readonly maxCycles: number;
  readonly isReady?: (cycle: number) => boolean;
}
