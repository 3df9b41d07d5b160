/**
 * What the test API, waves, coverage and replay stand on, whichever engine runs the design: the compiled one or the
 * BigInt interpreter. Two-state. Order of one step: inputs as poked; combinational logic settles; properties are
 * evaluated; registers, memories and read ports take their values at the edge, all from before it.
 */
import type { DataType, Design, Property } from "../../ir/index.ts";
import type { BlackBoxModel } from "../interpreter/module-state.ts";

/** Each optimisation can be switched off; results never change. All on by default. */
export interface EngineSwitches {
  /** Identical instances as SIMD lanes. */
  readonly vectors: boolean;
  /** Systolic neighbour transfers as moves of memory. */
  readonly shifts: boolean;
  /** Registers updated in place, in reverse dataflow order. */
  readonly inPlace: boolean;
  /** Constant folding and sharing of equal nodes. */
  readonly folding: boolean;
  /** Masks only where junk above the width would be seen. */
  readonly demandedBits: boolean;
  /** Logic behind an enable that is 0 is skipped. */
  readonly skipping: boolean;
}

export interface EngineOptions {
  /** Start values of registers without init and of memories without content, any 32-bit number. Default 1. */
  readonly seed?: number | undefined;
  /** Makes the stand-in for one instance of a black box, by module name. */
  readonly models?: Readonly<Record<string, () => BlackBoxModel>> | undefined;
  /** Independent copies of the state, 1 or more. Default 1. Lane l starts with seed + l. */
  readonly lanes?: number | undefined;
  readonly switches?: Partial<EngineSwitches> | undefined;
}

export type ProbeKind = "input" | "reset" | "output" | "register" | "wire" | "readPort";

/** One named value of the running design. Values are raw bits; reading settles first when something was poked. */
export interface Probe {
  /** Names of instances and the signal, joined by dots: `row_0.element_3.accumulator`. */
  readonly path: string;
  readonly kind: ProbeKind;
  readonly type: DataType;
  /** Bits. */
  readonly width: number;
  /** Raw bits as a number; exact for widths up to 53 only. */
  readonly getNumber: (lane?: number) => number;
  readonly getBits: (lane?: number) => bigint;
  /** Inputs, resets and registers; the caller has checked 0 <= bits < 2^width. */
  readonly setNumber: (bits: number, lane?: number) => void;
  readonly setBits: (bits: bigint, lane?: number) => void;
}

export interface MemoryProbe {
  readonly path: string;
  readonly type: DataType;
  readonly width: number;
  readonly depth: number;
  readonly getWord: (address: number, lane?: number) => bigint;
  readonly setWord: (address: number, bits: bigint, lane?: number) => void;
}

export interface EngineEvent {
  readonly kind: Property["kind"];
  /** Names of instances and the property, joined by dots. */
  readonly path: string;
  readonly property: Property;
  /** Steps before the one that saw it. */
  readonly cycle: number;
  readonly lane: number;
}

/** All state of all lanes: cells, memories, cycle. Black box models are not part of it. */
export interface EngineSnapshot {
  readonly cycle: number;
  readonly bytes: Uint8Array;
}

/** Where some bits of a value lie: at `address` in lane 0, little endian, `laneStride` bytes further in each next lane. */
export interface PlacedPart {
  readonly address: number;
  readonly laneStride: number;
  /** 1, 2, 4 or 8. */
  readonly bytes: number;
  /** The low bits that count; those above may be anything. */
  readonly width: number;
  /** Part of the state; otherwise it is current only after `settle`. */
  readonly isState: boolean;
}

/** Values in the memory of a compiled engine. */
export interface PlacedValues {
  /** By value, lowest bits first; they stay where they are. */
  readonly parts: readonly (readonly PlacedPart[])[];
  /** Makes the parts that are not state current, in all lanes. */
  readonly settle: () => void;
}

/** Compiled engines only: where the state lies, for recorders that run inside WebAssembly beside the step functions. */
export interface EngineInternals {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** First byte of a lane's state. */
  readonly base: (lane: number) => number;
  /** Bytes of a lane's state: cells, then memories. */
  readonly stateBytes: number;
  /** Exported step function of these domains: (base: i32) => i32, 0 when committed, 1 when refused. */
  readonly stepFunction: (domains: number) => CallableFunction;
  /** Where values lie. Fails with BL0292 on an unknown path. */
  readonly placesOf: (paths: readonly string[]) => PlacedValues;
  /** First byte of a new area at a multiple of 64, all zero. The memory may grow, so views of it must be taken anew. */
  readonly allocate: (bytes: number) => number;
}

export interface Engine {
  readonly internals: EngineInternals | undefined;
  readonly design: Design;
  readonly lanes: number;
  /** Steps made. */
  readonly cycle: number;
  /** Fails with BL0292 on an unknown path. Ports of the top have their name as path. The same object for the same path. */
  readonly probe: (path: string) => Probe;
  readonly memory: (path: string) => MemoryProbe;
  /** Makes combinational values current; reading does it by itself. */
  readonly settle: () => void;
  /**
   * One edge of the domains whose bits are set (bit i: `design.top.domains[i]`; all when undefined), in all lanes. When
   * an assertion or assumption fails there, nothing is committed, `failure` tells, and false comes back: the design
   * stays in the cycle that failed, with every value in reach. `force` commits in spite of failures.
   */
  readonly step: (domains?: number, force?: boolean) => boolean;
  /** Up to `cycles` steps; stops as `step` does. Returns the steps made. */
  readonly run: (cycles: number, domains?: number) => number;
  /** Assertions and assumptions that the refused step found violated; empty otherwise. */
  readonly failures: () => readonly EngineEvent[];
  /** First time that each cover was met, in order. */
  readonly covered: () => readonly EngineEvent[];
  readonly save: () => EngineSnapshot;
  readonly restore: (snapshot: EngineSnapshot) => void;
  /** Another engine with the same compiled code and a copy of the state. Fails with black boxes (their state is not ours). */
  readonly fork: () => Engine;
}
