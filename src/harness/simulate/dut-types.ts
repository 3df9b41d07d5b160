/**
 * `sim.dut` as tsc sees it: every port of a definition as a handle, by what the parent of an instance would see of it.
 * Widths that are not known to tsc give `number | bigint`.
 */
import type { AnyType, Outside, PortMap, UintOf, Value, Wire } from "../../dsl/index.ts";
import type { Process, SimValue } from "../../sim/index.ts";
import type { Drivable, Readable, StreamOptions } from "./handle-types.ts";
import type { StreamMonitor } from "./stream-monitor.ts";

/** Widths that a JavaScript number holds exactly. */
type Narrow =
  | (1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18)
  | (19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36)
  | (37 | 38 | 39 | 40 | 41 | 42 | 43 | 44 | 45 | 46 | 47 | 48 | 49 | 50 | 51 | 52 | 53);

/** A width of `any` takes both branches. */
type Whole<W extends number> = W extends Narrow ? number : bigint;

/** What a peek gives. */
export type Peeked<T> = T extends { readonly kind: "uint" | "sint"; readonly width: infer W extends number }
  ? Whole<W>
  : T extends { readonly kind: "enum"; readonly members: readonly (infer M)[] }
    ? M
    : T extends { readonly kind: "array"; readonly element: infer E }
      ? readonly Peeked<E>[]
      : T extends { readonly kind: "struct"; readonly fields: infer F }
        ? { readonly [K in keyof F]: Peeked<F[K]> }
        : SimValue;

/** What a poke takes. */
export type Poked<T> = T extends { readonly kind: "uint" }
  ? number | bigint | boolean
  : T extends { readonly kind: "sint" }
    ? number | bigint
    : T extends { readonly kind: "enum"; readonly members: readonly (infer M)[] }
      ? M
      : T extends { readonly kind: "array"; readonly element: infer E }
        ? readonly Poked<E>[]
        : T extends { readonly kind: "struct"; readonly fields: infer F }
          ? { readonly [K in keyof F]: Poked<F[K]> }
          : SimValue;

export type OutputHandle<T extends AnyType> = Readable<Peeked<T>>;
export type InputHandle<T extends AnyType> = Drivable<Peeked<T>, Poked<T>>;

/** A stream that the design receives. Its generators are for tasks: `yield* sim.dut.enq.send(5)`. */
export interface SinkHandle<V, Given> {
  readonly name: string;
  readonly valid: Drivable<number, number | bigint | boolean>;
  readonly data: Drivable<V, Given>;
  readonly ready: Readable<number>;
  /** Offers a beat until it is taken; comes back in the drive phase of the cycle after. BL0434 after `timeout` cycles. */
  readonly send: (value: Given, options?: StreamOptions) => Process;
  readonly sendAll: (values: Iterable<Given>, options?: StreamOptions) => Process;
  /** Records the beats from now on and checks the rules of streams in every cycle. */
  readonly monitor: () => StreamMonitor<V>;
}

/** A stream that the design sends. */
export interface SourceHandle<V> {
  readonly name: string;
  readonly valid: Readable<number>;
  readonly data: Readable<V>;
  readonly ready: Drivable<number, number | bigint | boolean>;
  /** Takes a beat; comes back with it in the drive phase of the cycle after. BL0434 after `timeout` cycles. */
  readonly receive: (options?: StreamOptions) => Process<V>;
  readonly receiveAll: (count: number, options?: StreamOptions) => Process<V[]>;
  readonly monitor: () => StreamMonitor<V>;
}

interface StreamSeen {
  readonly valid: unknown;
  readonly ready: unknown;
  readonly data: Value<AnyType>;
  readonly fire: unknown;
}

type StreamHandle<O extends StreamSeen> =
  O["valid"] extends Wire<UintOf<1>>
    ? SinkHandle<Peeked<O["data"]["type"]>, Poked<O["data"]["type"]>>
    : SourceHandle<Peeked<O["data"]["type"]>>;

/** The handle for what a parent sees as `O`. */
export type HandleOf<O> = O extends StreamSeen
  ? StreamHandle<O>
  : O extends Value<infer T>
    ? O extends Wire<T>
      ? InputHandle<T>
      : OutputHandle<T>
    : { readonly [K in keyof O]: HandleOf<O[K]> };

/** All ports, by their names in the definition. */
export type Dut<P extends PortMap> = { readonly [K in keyof P]: HandleOf<Outside<P>[K]> };
