/**
 * The engine's registers as programs use them. Invariant: the same addresses and fields as the engine's own table, which a test in
 * src/jobs compares, because neither side may import the other.
 */
import type { ProgramArray } from "./program.ts";

export interface ProgramRegister {
  readonly name: string;
  /** In bytes. */
  readonly address: number;
  /** Bits that software may write. */
  readonly writable: number;
  /** Bits that software may read. */
  readonly readable: number;
}

const WORD = 0xffff_ffff;
const SIZE = 0xf_ffff;

const register = (name: string, address: number, writable: number, readable = writable): ProgramRegister => ({
  name,
  address,
  writable,
  readable,
});

export const REGISTERS = {
  control: register("control", 0x00, 1, 0),
  status: register("status", 0x04, 0b10, 0b11),
  errors: register("errors", 0x08, 0b111),
  layers: register("layers", 0x0c, 0x7ff),
  shape: register("shape", 0x10, 0, 0x3ff_ffff),
  capacity: register("capacity", 0x14, 0, 0x7ff),
  format: register("format", 0x20, 0b111),
  m: register("m", 0x24, SIZE),
  n: register("n", 0x28, SIZE),
  k: register("k", 0x2c, 0xffff),
  weightsBase: register("weights_base", 0x30, WORD),
  weightsBytes: register("weights_bytes", 0x34, WORD),
  scalesBase: register("scales_base", 0x38, WORD),
  scalesBytes: register("scales_bytes", 0x3c, WORD),
  activationsBase: register("activations_base", 0x40, WORD),
  resultsBase: register("results_base", 0x44, WORD),
  resultsBytes: register("results_bytes", 0x48, WORD),
  entry: register("entry", 0x4c, 0x8000_03ff, 0),
} as const;

/** What is staged for an entry of the layer table, in the order in which programs write it. */
export const STAGED = [
  "format",
  "m",
  "n",
  "k",
  "weightsBase",
  "weightsBytes",
  "scalesBase",
  "scalesBytes",
  "activationsBase",
  "resultsBase",
  "resultsBytes",
] as const;

export type StagedField = (typeof STAGED)[number];

export const START = 1;
/** Bit of `status`, written to clear it. */
export const DONE = 0b10;
/** All bits of `errors`, written to clear them. */
export const ERRORS = 0b111;
/** Bit of `entry` that stores; the index is below. */
export const STORE = 0x8000_0000;
export const INDEX = 0x3ff;

const byAddress = new Map<number, ProgramRegister>(
  Object.values(REGISTERS).map((entry) => [entry.address, entry]),
);

/** The register at a byte address. */
export const registerAt = (address: number): ProgramRegister | undefined => byAddress.get(address);

/** What `shape` reads as. */
export const shapeWord = ({ rows, columns, lanes, phases }: ProgramArray): number =>
  rows + columns * 2 ** 8 + lanes * 2 ** 16 + phases * 2 ** 24;

/** The array of a `shape` and a `capacity` word, fields as they are. */
export const arrayOfWords = (shape: number, capacity: number): ProgramArray => ({
  rows: shape & 0xff,
  columns: (shape >>> 8) & 0xff,
  lanes: (shape >>> 16) & 0xff,
  phases: (shape >>> 24) & 0xff,
  capacity,
});
