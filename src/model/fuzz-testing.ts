/**
 * One fuzzer for all readers of model files. Invariant: a case is made from its reader, seed and number alone, so that a failure's
 * message is enough to make it again.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { expect } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { uniformSource } from "../golden/index.ts";
import { isFloatDtype } from "./dtype.ts";
import { elementsOf, type Model } from "./model.ts";
import { temporaryFile } from "./testing.ts";

export interface FuzzTarget {
  /** Small valid files; mutations are drawn from each in turn. */
  readonly files: readonly Buffer[];
  readonly fileName: string;
  /**
   * Opens a file, reads all of it and closes it; returns what is wrong with what was read (a tensor that does not have its shape, a
   * weight that is no number), undefined when nothing is.
   */
  read(path: string): Promise<string | undefined>;
  /** Fewest distinct errors that the mutations must provoke: a fuzzer that stops at the magic number tests nothing. */
  readonly leastCodes: number;
}

/** What became of the mutated files. */
export interface FuzzReport {
  readonly refused: number;
  readonly read: number;
  readonly codes: ReadonlyMap<string, number>;
}

/** A reader may take this much more memory than there was before for a file of a few kilobytes, in bytes. */
const MEMORY = 256 * 2 ** 20;

/**
 * Reads `count` mutated files. Each must end in a diagnostic of the catalogue or be read whole; anything else fails and names the
 * mutation; a hang ends at the runner's time limit. The files themselves must be readable, and a mutation must be able to fail and to pass.
 */
export async function fuzz(target: FuzzTarget, seed: number, count: number): Promise<FuzzReport> {
  const path = temporaryFile("", target.fileName);
  for (const file of target.files) {
    overwrite(path, file);
    expect(await target.read(path)).toBeUndefined();
  }
  const uniform = uniformSource(seed);
  const codes = new Map<string, number>();
  let read = 0;
  const before = process.memoryUsage().rss;
  for (let at = 0; at < count; at++) {
    const original = target.files[at % target.files.length] as Buffer;
    const { bytes, what } = mutate(original, uniform);
    overwrite(path, bytes);
    const mutation = `mutation ${at} of seed ${seed}: ${what}`;
    const code = await outcome(target, path, mutation);
    if (process.memoryUsage().rss - before > MEMORY)
      expect.fail(`${mutation} or one before it filled the memory`);
    if (code === undefined) read++;
    else codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const refused = count - read;
  expect(read, "no mutation was harmless").toBeGreaterThan(0);
  expect(refused, "no mutation was noticed").toBeGreaterThan(count / 10);
  expect(codes.size, [...codes.keys()].join()).toBeGreaterThanOrEqual(target.leastCodes);
  return { refused, read, codes };
}

/** Without emptying the file first, for which some file systems make the writer wait for the disk. */
function overwrite(path: string, bytes: Buffer): void {
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, 0);
  ftruncateSync(descriptor, bytes.length);
  closeSync(descriptor);
}

/** The code of the diagnostic that reading ends in; undefined when the file was read. */
async function outcome(target: FuzzTarget, path: string, mutation: string): Promise<string | undefined> {
  try {
    expect(await target.read(path), mutation).toBeUndefined();
    return undefined;
  } catch (error) {
    if (error instanceof BitloomError) {
      expect(error.diagnostics[0]?.kind, mutation).toBe("input");
      return error.diagnostics[0]?.code;
    }
    throw new Error(`${mutation} ended in ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** What is wrong with a model that a reader let through: every tensor must be its shape's worth of finite numbers. */
export async function faultOf(opening: Promise<Model> | Model): Promise<string | undefined> {
  const model = await opening;
  try {
    for (const tensor of model.tensors) {
      if (tensor.readBytes().length !== tensor.byteLength) return `${tensor.name}: another number of bytes`;
      if (!isFloatDtype(tensor.dtype)) continue;
      const weights = tensor.read();
      if (weights.length !== elementsOf(tensor.shape)) return `${tensor.name}: another number of weights`;
      if (!weights.every(Number.isFinite)) return `${tensor.name}: a weight that is no number`;
    }
    return undefined;
  } finally {
    model.close();
  }
}

interface Mutation {
  readonly bytes: Buffer;
  readonly what: string;
}

/** Integers at which readers break: none, one, the ends of the signed and unsigned ranges, sizes that overflow when multiplied. */
const TREACHEROUS = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  0x100000000n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

function mutate(original: Buffer, uniform: () => number): Mutation {
  const below = (limit: number): number => Math.floor(uniform() * limit);
  const bytes = Buffer.from(original);
  // Most of a file is weights, in which every value is right; the first kilobyte is where decisions are made.
  const place = (size: number): number =>
    below(Math.max(1, (uniform() < 0.7 ? Math.min(1024, bytes.length) : bytes.length) - size));
  switch (below(6)) {
    case 0: {
      const [at, bit] = [place(1), below(8)];
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
      return { bytes, what: `bit ${bit} of byte ${at} flipped` };
    }
    case 1: {
      const places = Array.from({ length: 1 + below(8) }, () => place(1));
      for (const at of places) bytes[at] = below(256);
      return { bytes, what: `bytes ${places.join(", ")} replaced` };
    }
    case 2: {
      const size = below(bytes.length);
      return { bytes: bytes.subarray(0, size), what: `cut to ${size} bytes` };
    }
    case 3: {
      const [size, at] = [uniform() < 0.5 ? 4 : 8, place(8)];
      const value = BigInt.asUintN(8 * size, TREACHEROUS[below(TREACHEROUS.length)] as bigint);
      if (size === 4) bytes.writeUInt32LE(Number(value), at);
      else bytes.writeBigUInt64LE(value, at);
      return { bytes, what: `${size} bytes at ${at} set to ${value}` };
    }
    case 4: {
      const [at, size] = [place(1), 1 + below(32)];
      const rest = bytes.subarray(Math.min(bytes.length, at + size));
      return { bytes: Buffer.concat([bytes.subarray(0, at), rest]), what: `${size} bytes at ${at} removed` };
    }
    default: {
      const [at, from, size] = [place(1), place(1), 1 + below(32)];
      const copy = bytes.subarray(from, from + size);
      return {
        bytes: Buffer.concat([bytes.subarray(0, at), copy, bytes.subarray(at)]),
        what: `${size} bytes of ${from} repeated at ${at}`,
      };
    }
  }
}
