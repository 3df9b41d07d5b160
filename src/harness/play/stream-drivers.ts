/**
 * The two ends of a ready/valid stream in a played plan, as the Verilog testbench has them. Invariant: `sample` looks at
 * the ports before a rising edge and touches none; `drive` pokes after it and looks at none.
 */
import type { StreamSide } from "../../gen/index.ts";
import type { Engine } from "../../sim/index.ts";
import {
  type BenchState,
  type Bits,
  type FieldPort,
  fieldPort,
  fieldPorts,
  hexadecimal,
  nextRandom,
  stallThreshold,
} from "./bench-state.ts";

export interface StreamDriver {
  readonly port: string;
  /** Port name of the clock; undefined for the main clock. */
  readonly clock: string | undefined;
  /** Beats transferred, and beats in the plan. */
  readonly count: number;
  readonly planned: number;
  /** Mismatches found. */
  readonly wrong: number;
  readonly sample: () => void;
  readonly drive: () => void;
  /** Beats so far, packed; undefined unless the plan records them. */
  readonly received?: readonly bigint[] | undefined;
}

/** Beats whose transfer is an event of the plan. */
export type BeatEvents = ReadonlyMap<number, readonly string[]>;

/** Sends the beats; idle cycles show inverted data, so that a device that takes them is caught. */
export function producerDriver(
  engine: Engine,
  side: StreamSide,
  bench: BenchState,
  events: BeatEvents,
): StreamDriver {
  const valid = fieldPort(engine, side.ports.valid);
  const ready = fieldPort(engine, side.ports.ready);
  const fields = fieldPorts(engine, side.ports.fields);
  const beats = fields.map((field) => side.words.map(({ value }) => field.take(value)));
  const threshold = stallThreshold(side.stall);
  const shown: Bits[] = fields.map((field) => field.get());
  let random = Number(side.seed);
  let isValid = false;
  let isMoving = false;
  let next = 0;
  let count = 0;
  return {
    port: side.port,
    clock: side.ports.clock,
    planned: side.count,
    wrong: 0,
    get count() {
      return count;
    },
    sample() {
      isMoving = !isValid || ready.get() === 1;
      if (!isValid || !isMoving) return;
      for (const name of events.get(count) ?? []) bench.events.set(name, bench.cycle);
      count++;
    },
    drive() {
      const goes = side.stall === 0 || random >>> 16 >= threshold;
      if (side.stall > 0) random = nextRandom(random);
      if (!isMoving) return;
      const isSending = next < side.count && goes;
      for (let i = 0; i < fields.length; i++) {
        const field = fields[i] as FieldPort;
        const bits = isSending ? (beats[i]?.[next] ?? 0) : field.invert(shown[i] ?? 0);
        field.set(bits);
        shown[i] = bits;
      }
      if (isSending) next++;
      if (isSending !== isValid) valid.set(isSending ? 1 : 0);
      isValid = isSending;
    },
  };
}

/** Takes beats and compares each; a beat that was offered and not taken has to stay as it is. */
export function consumerDriver(
  engine: Engine,
  side: StreamSide,
  bench: BenchState,
  events: BeatEvents,
): StreamDriver {
  const valid = fieldPort(engine, side.ports.valid);
  const ready = fieldPort(engine, side.ports.ready);
  const fields = fieldPorts(engine, side.ports.fields);
  const threshold = stallThreshold(side.stall);
  let random = Number(side.seed);
  let isReady = false;
  let offered: readonly Bits[] | undefined;
  let count = 0;
  let wrong = 0;

  const received: bigint[] = [];

  const packed = (values: readonly Bits[]): bigint =>
    fields.reduce((sum, { width }, i) => (sum << BigInt(width)) | BigInt(values[i] ?? 0), 0n);
  const word = (values: readonly Bits[]): string => hexadecimal(packed(values), side.width);

  function complain(port: string, expected: string, got: string): void {
    if (wrong === 0) bench.mismatch({ cycle: bench.cycle, port, beat: count, expected, got });
  }

  /** Whether the beat is the expected one. */
  function compare(got: readonly Bits[]): boolean {
    const beat = side.words[count];
    if (beat === undefined) {
      complain(valid.name, "none", word(got));
      return false;
    }
    let isGood = true;
    for (const [i, field] of fields.entries()) {
      const expected = field.take(beat.value);
      const found = got[i] ?? 0;
      const differs = side.hasCare
        ? ((BigInt(found) ^ BigInt(expected)) & BigInt(field.take(beat.care))) !== 0n
        : found !== expected;
      if (!differs) continue;
      complain(field.name, hexadecimal(expected, field.width), hexadecimal(found, field.width));
      isGood = false;
    }
    return isGood;
  }

  return {
    port: side.port,
    clock: side.ports.clock,
    planned: side.count,
    received: side.isRecorded ? received : undefined,
    get count() {
      return count;
    },
    get wrong() {
      return wrong;
    },
    sample() {
      const isValid = valid.get() === 1;
      if (!isValid && offered === undefined) return;
      const got = fields.map((field) => field.get());
      const moved = offered !== undefined && !(isValid && offered.every((bits, i) => bits === got[i]));
      if (moved && offered !== undefined) {
        complain(valid.name, `offered:${word(offered)}`, `${isValid ? 1 : 0}:${word(got)}`);
      }
      let isBad = moved;
      if (isValid && isReady) {
        const before = wrong;
        // One complaint an edge is enough: a beat that moved says so and no more.
        if (moved) wrong++;
        if (!compare(got)) isBad = true;
        wrong = before;
        if (side.isRecorded) received.push(packed(got));
        for (const name of events.get(count) ?? []) bench.events.set(name, bench.cycle);
        count++;
      }
      if (isBad) wrong++;
      offered = isValid && !isReady && !side.mayWithdraw ? got : undefined;
    },
    drive() {
      const goes = side.stall === 0 || random >>> 16 >= threshold;
      if (side.stall > 0) random = nextRandom(random);
      if (goes === isReady) return;
      ready.set(goes ? 1 : 0);
      isReady = goes;
    },
  };
}
