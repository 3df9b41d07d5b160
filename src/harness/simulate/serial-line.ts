/**
 * A serial line at a simulated design's pins, 8N1: bytes queue up on their way in, and those that come out are gathered. Invariant: the
 * line idles at 1, and a byte's bits are as long as the divisor says, whatever the design does.
 */
import { type Process, type Simulation, sample } from "../../sim/index.ts";
import type { Drivable, Readable } from "./handle-types.ts";

export interface SerialPins {
  /** Input of the design. */
  readonly rx: Drivable<unknown, number>;
  /** Output of the design. */
  readonly tx: Readable<number>;
}

export interface SerialLineOptions {
  /** Clock cycles a bit. */
  readonly divisor: number;
}

/** Start and stop bit, and eight of data between them. */
const FRAME_BITS = 10;

export class SerialLine {
  private readonly simulation: Simulation;
  private readonly pins: SerialPins;
  private readonly divisor: number;
  /** Levels that wait to go out, a bit each. */
  private queue: number[] = [];
  private gathered: number[] = [];
  private broken = 0;

  constructor(simulation: Simulation, pins: SerialPins, { divisor }: SerialLineOptions) {
    this.simulation = simulation;
    this.pins = pins;
    this.divisor = divisor;
    pins.rx.poke(1);
    simulation.fork(() => this.drive(), { name: "serial line in", background: true });
    simulation.fork(() => this.listen(), { name: "serial line out", background: true });
  }

  /** Bytes to the design, after those that wait. */
  send(bytes: Iterable<number>): void {
    for (const byte of bytes) {
      this.sendLevels([0, ...Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1), 1]);
    }
  }

  /** Levels of a bit each, for lines that are disturbed. */
  sendLevels(levels: Iterable<number>): void {
    this.queue.push(...levels);
  }

  /** Something still waits to go out. */
  get isSending(): boolean {
    return this.queue.length > 0;
  }

  /** Bytes that have come since the last call. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.gathered);
    this.gathered = [];
    return bytes;
  }

  /** Bytes are there to take. */
  get hasBytes(): boolean {
    return this.gathered.length > 0;
  }

  /** Bytes whose stop bit was not 1. */
  get brokenBytes(): number {
    return this.broken;
  }

  private *drive(): Process {
    for (;;) {
      const level = this.queue.shift();
      if (level === undefined) {
        yield;
        continue;
      }
      this.pins.rx.poke(level);
      yield* this.simulation.cycles(this.divisor);
    }
  }

  private *listen(): Process {
    const { tx } = this.pins;
    const half = Math.floor(this.divisor / 2);
    for (;;) {
      do yield sample;
      while (tx.peek() === 1);
      let byte = 0;
      let stop = 0;
      yield* this.simulation.cycles(half);
      for (let bit = 1; bit < FRAME_BITS; bit++) {
        yield* this.simulation.cycles(this.divisor);
        yield sample;
        stop = tx.peek();
        if (bit < FRAME_BITS - 1) byte |= stop << (bit - 1);
      }
      if (stop === 1) this.gathered.push(byte);
      else this.broken++;
    }
  }
}

/** A serial line at the pins `rx` and `tx` of a design. */
export const serialLine = (
  simulation: Simulation,
  pins: SerialPins,
  options: SerialLineOptions,
): SerialLine => new SerialLine(simulation, pins, options);
