/**
 * A board's serial port without a board: its design runs in the in-process simulator, bytes become levels at its pins. Invariant:
 * time is the simulation's; a second is as many cycles as the clock has.
 */
import { type DutSimulation, type SerialLine, serialLine, simulate } from "../../harness/index.ts";
import type { Transport } from "../../host/index.ts";
import type { BoardDesign } from "./design.ts";

/** Cycles of a reset, as the board's top makes it. */
const RESET_CYCLES = 4;

export class SimulatedPort implements Transport {
  readonly name: string;
  readonly line: SerialLine;
  private readonly simulation: DutSimulation<unknown>;
  private readonly secondsToCycles: number;

  constructor({ board, clock, definition }: Pick<BoardDesign, "board" | "clock" | "definition">) {
    const simulation = simulate(definition, { seed: 1 });
    this.name = `simulated ${board.title}`;
    this.simulation = simulation;
    this.secondsToCycles = clock.frequency * 1e6;
    this.line = serialLine(simulation, { rx: simulation.dut.rx, tx: simulation.dut.tx }, clock);
    simulation.reset();
    const { restart } = simulation.dut;
    simulation.fork(
      function* () {
        for (;;) {
          do yield;
          while (restart.peek() === 0);
          simulation.poke("reset", 1);
          yield* simulation.cycles(RESET_CYCLES);
          simulation.poke("reset", 0);
        }
      },
      { name: "reset on restart", background: true },
    );
  }

  /** Cycles simulated so far. */
  get cycles(): number {
    return this.simulation.cycle;
  }

  now(): number {
    return this.cycles / this.secondsToCycles;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.line.send(bytes);
  }

  async read(seconds: number): Promise<Uint8Array> {
    const { simulation, line } = this;
    const end = simulation.cycle + Math.max(1, Math.round(seconds * this.secondsToCycles));
    while (!line.hasBytes && simulation.cycle < end) {
      // What the host still sends is no time that it waits.
      const budget = line.isSending ? CHUNK : Math.min(CHUNK, end - simulation.cycle);
      simulation.run(budget);
      if (line.isSending) return this.read(seconds);
    }
    return line.take();
  }

  async close(): Promise<void> {
    this.simulation[Symbol.dispose]();
  }
}

const CHUNK = 200;
