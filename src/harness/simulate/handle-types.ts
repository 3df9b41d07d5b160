/** What can be done with a signal of a running design, whatever its type. */
import type { SimValue } from "../../sim/index.ts";

/** A signal that can be read. Lanes count from 0; lane 0 where none is given. */
export interface Readable<V> {
  /** As messages and waves name it. */
  readonly name: string;
  /** Packed bits. */
  readonly width: number;
  /** The present value, settled. */
  readonly peek: (lane?: number) => V;
  /** Its packed raw bits. */
  readonly peekBits: (lane?: number) => bigint;
  /** The value in every lane. */
  readonly peekLanes: () => V[];
}

/** A signal that can be read and driven. */
export interface Drivable<V, Given> extends Readable<V> {
  /** Takes effect at once; in all lanes where none is given. BL0425 on a value that does not fit, BL0430 in the sample phase. */
  readonly poke: (value: Given, lane?: number) => void;
  /** One value a lane. */
  readonly pokeLanes: (values: readonly Given[]) => void;
}

/** Any value, for paths and designs without types. */
export type LooseHandle = Drivable<SimValue, SimValue>;

export interface StreamOptions {
  /** Probability, 0 to below 1, in each cycle that this side waits although it could go on. Default 0. */
  readonly stall?: number | undefined;
  /** Cycles of the stream's clock that a beat may take. Without one it may take for ever. */
  readonly timeout?: number | undefined;
  /** Stimulus lane, default 0. */
  readonly lane?: number | undefined;
}
