/** What the parts of a played plan share: time, verdicts so far, moments. Invariant: the first mismatch kept is the first in time. */
import type { Engine, Mismatch, Probe } from "../../sim/index.ts";

export class BenchState {
  /** Rising edges of the main clock since the end of reset. */
  cycle = 0;
  isRunning = false;
  /** The script gave up: nothing further can come. */
  isAborted = false;
  firstMismatch: Mismatch | undefined;
  /** Numbers of edges, by the name of the event's variable. */
  readonly events = new Map<string, number>();

  mismatch(found: Mismatch): void {
    this.firstMismatch ??= found;
  }
}

/** Raw bits of a port: a number where every value is exact as one. */
export type Bits = number | bigint;

const NUMBER_BITS = 53;

/** A port and its place in a packed beat. */
export interface FieldPort {
  readonly name: string;
  /** Bits. */
  readonly width: number;
  readonly get: () => Bits;
  readonly set: (bits: Bits) => void;
  /** From a packed word to this field's bits. */
  readonly take: (word: bigint) => Bits;
  readonly invert: (bits: Bits) => Bits;
}

export function fieldPort(
  engine: Engine,
  port: { readonly name: string; readonly width: number },
  low = 0,
): FieldPort {
  const { name, width } = port;
  const probe: Probe = engine.probe(name);
  const slice = (word: bigint): bigint => BigInt.asUintN(width, low === 0 ? word : word >> BigInt(low));
  if (width <= NUMBER_BITS) {
    const mask = 2 ** width - 1;
    return {
      name,
      width,
      get: () => probe.getNumber(),
      set: (bits) => probe.setNumber(Number(bits)),
      take: (word) => Number(slice(word)),
      invert: (bits) => mask - Number(bits),
    };
  }
  const mask = (1n << BigInt(width)) - 1n;
  return {
    name,
    width,
    get: () => probe.getBits(),
    set: (bits) => probe.setBits(BigInt(bits)),
    take: slice,
    invert: (bits) => mask ^ BigInt(bits),
  };
}

/** The fields of a stream from the high end of a word down, as beats are packed. */
export function fieldPorts(
  engine: Engine,
  fields: readonly { readonly name: string; readonly width: number }[],
): FieldPort[] {
  let low = fields.reduce((sum, { width }) => sum + width, 0);
  return fields.map((field) => {
    low -= field.width;
    return fieldPort(engine, field, low);
  });
}

/** Hexadecimal digits as `%h` prints them: as many as the width takes. */
export const hexadecimal = (bits: Bits, width: number): string =>
  bits.toString(16).padStart(Math.ceil(width / 4), "0");

/** Marsaglia, "Xorshift RNGs", 2003; the generator of the Verilog testbench. */
export function nextRandom(state: number): number {
  let mixed = state ^ (state << 13);
  mixed ^= mixed >>> 17;
  mixed ^= mixed << 5;
  return mixed >>> 0;
}

/** Where the stream drivers compare the upper half of the generator. */
export const stallThreshold = (stall: number): number => Math.round(stall * 65536);
