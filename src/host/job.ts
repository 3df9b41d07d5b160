/**
 * A FineQ job over a connection: registers written, streams fed as there is room, results taken as they come, everything compared
 * with the golden model. Invariant: no stream waits for another, so an engine that takes them in any order never stops for the host.
 */
import { fail } from "../diagnostics/index.ts";
import {
  type FineqEngineShape,
  type FineqProduct,
  packFineqJob,
  resultStride,
  unpackFineqResults,
} from "../golden/index.ts";
import type { Connection, LineCounts } from "./connection.ts";
import { BRIDGE, LARGEST_TRANSFER, STREAMS, type Stream } from "./protocol.ts";

/** Byte addresses of the engine's registers, and its counters by name. */
export interface EngineRegisters {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly control: number;
  readonly status: number;
  readonly errors: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** `done` of `total` bytes have crossed the line. */
export type JobProgress = (done: number, total: number) => void;

export interface HostJobReport {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly tiles: number;
  /** Row-major M x N, in units of 2^-24. */
  readonly results: readonly bigint[];
  readonly compared: number;
  readonly mismatches: number;
  readonly firstMismatch?: {
    readonly row: number;
    readonly channel: number;
    readonly found: bigint;
    readonly expected: bigint;
  };
  /** The engine's error bits; `expectedErrors` follow from the golden model. */
  readonly errors: number;
  readonly expectedErrors: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly line: LineCounts;
  /** Results, errors and the tile count are what the golden model says. */
  readonly isGood: boolean;
}

export interface HostJobOptions {
  readonly onProgress?: JobProgress;
  /**
   * Seconds without progress after which BL0710 ends the job, in the connection's time; unless stated those that one request may take, 5 at
   * least, so that a lost answer is never taken for an engine that stopped.
   */
  readonly patience?: number;
  readonly now?: () => number;
}

const START = 1;
const BUSY = 1;
const OVERFLOW = 1;
/** Seconds. */
const LEAST_PATIENCE = 5;

/**
 * Runs one product on the board. The engine must be idle and its buffers empty, as after `Connection.open`. Errors: those of
 * `packFineqJob`, of the connection, and BL0710 when nothing moves any more.
 */
export async function runHostJob(
  connection: Connection,
  registers: EngineRegisters,
  shape: FineqEngineShape,
  product: FineqProduct,
  options: HostJobOptions = {},
): Promise<HostJobReport> {
  const job = packFineqJob(shape, product);
  const streams: Readonly<Record<Stream, Uint8Array>> = {
    weights: bytesOf(job.weights, shape.bus / 8),
    activations: bytesOf(job.activations, shape.activationBus / 8),
    scales: bytesOf(job.scales, 2),
  };
  const beatBytes = (shape.lanes * resultStride(shape)) / 8;
  const keptBytes = job.results.map(({ keep }) => bitCount(keep));
  const received = new Uint8Array(keptBytes.reduce((sum, bytes) => sum + bytes, 0));

  await connection.write(registers.m, job.m);
  await connection.write(registers.k, job.k);
  await connection.write(registers.n, job.n);
  await connection.write(registers.control, START);
  await exchange(connection, streams, received, options);
  const status = await connection.read(registers.status);
  const errors = await connection.read(registers.errors);
  const counters: Record<string, number> = {};
  for (const [name, address] of Object.entries(registers.counters))
    counters[name] = await connection.read(address);

  const results = unpackFineqResults(shape, job, beatsOf(received, keptBytes, beatBytes, job.results));
  const expected = unpackFineqResults(shape, job, job.results);
  const wrong = results.flatMap((found, at) => (found === expected[at] ? [] : [at]));
  const expectedErrors = job.isOverflow ? OVERFLOW : 0;
  const [first] = wrong;
  return {
    m: job.m,
    k: job.k,
    n: job.n,
    tiles: job.tiles,
    results,
    compared: results.length,
    mismatches: wrong.length,
    ...(first === undefined
      ? {}
      : {
          firstMismatch: {
            row: Math.floor(first / job.n),
            channel: first % job.n,
            found: results[first] as bigint,
            expected: expected[first] as bigint,
          },
        }),
    errors,
    expectedErrors,
    counters,
    line: connection.counts,
    isGood: wrong.length === 0 && errors === expectedErrors && (status & BUSY) === 0,
  };
}

/** Feeds every stream and takes results, in turn, until all has crossed. */
async function exchange(
  connection: Connection,
  streams: Readonly<Record<Stream, Uint8Array>>,
  received: Uint8Array,
  options: HostJobOptions,
): Promise<void> {
  const { onProgress, now = () => connection.now() } = options;
  const { patience = Math.max(LEAST_PATIENCE, connection.longestRequest) } = options;
  const sent: Record<Stream, number> = { weights: 0, activations: 0, scales: 0 };
  const room: Record<Stream, number> = { weights: 0, activations: 0, scales: 0 };
  let taken = 0;
  const total = STREAMS.reduce((sum, stream) => sum + streams[stream].length, received.length);
  const doneNow = (): number => STREAMS.reduce((sum, stream) => sum + sent[stream], taken);
  let last = { done: -1, at: now() };
  while (doneNow() < total) {
    for (const stream of STREAMS) {
      const rest = streams[stream].length - sent[stream];
      if (rest === 0) continue;
      // What an earlier answer said is the least there is now: only the host fills the buffers.
      if (room[stream] < Math.min(rest, LARGEST_TRANSFER))
        room[stream] = await connection.read(BRIDGE.room[stream]);
      const bytes = Math.min(rest, room[stream], LARGEST_TRANSFER);
      if (bytes === 0) continue;
      const answer = await connection.put(
        stream,
        streams[stream].subarray(sent[stream], sent[stream] + bytes),
      );
      room[stream] = answer.room;
      if (answer.isTaken) sent[stream] += bytes;
    }
    if (taken < received.length) {
      const piece = await connection.get(Math.min(LARGEST_TRANSFER, received.length - taken));
      received.set(piece, taken);
      taken += piece.length;
    }
    const done = doneNow();
    onProgress?.(done, total);
    if (done > last.done) last = { done, at: now() };
    else if (now() - last.at > patience) {
      const what = taken < received.length ? "giving results" : "taking its streams";
      fail("BL0710", { port: connection.name, what, done, total, seconds: String(patience) });
    }
  }
}

/** Beats of `bytes` bytes each, low byte first. */
function bytesOf(beats: readonly bigint[], bytes: number): Uint8Array {
  const all = new Uint8Array(beats.length * bytes);
  beats.forEach((beat, index) => {
    for (let i = 0; i < bytes; i++) all[index * bytes + i] = Number((beat >> BigInt(8 * i)) & 0xffn);
  });
  return all;
}

/** The beats back, from their kept bytes. */
function beatsOf(
  bytes: Uint8Array,
  keptBytes: readonly number[],
  beatBytes: number,
  shapes: readonly { readonly keep: bigint; readonly last: bigint }[],
): { readonly data: bigint; readonly keep: bigint; readonly last: bigint }[] {
  let at = 0;
  return shapes.map(({ keep, last }, index) => {
    let data = 0n;
    const count = Math.min(keptBytes[index] ?? 0, beatBytes);
    for (let i = count - 1; i >= 0; i--) data = (data << 8n) | BigInt(bytes[at + i] as number);
    at += count;
    return { data, keep, last };
  });
}

function bitCount(bits: bigint): number {
  let count = 0;
  for (let rest = bits; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}
