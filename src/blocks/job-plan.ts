/**
 * A job on an engine as plain data, in the form that src/gen/testbench and src/harness/play take: beats that go to and come
 * from each stream, and what software does with the registers meanwhile.
 */

/** A register access. */
export type JobStep =
  | { readonly kind: "write"; readonly address: bigint; readonly data: bigint; readonly label?: string }
  | {
      readonly kind: "read";
      readonly address: bigint;
      readonly expected?: bigint;
      /** The result has the word under this name. */
      readonly record?: string;
      readonly label?: string;
    }
  | {
      readonly kind: "poll";
      readonly address: bigint;
      readonly mask: bigint;
      readonly value: bigint;
      readonly limit: number;
      readonly label?: string;
    }
  | { readonly kind: "delay"; readonly cycles: number };

/** Everything of a stream testbench but its top module. */
export interface JobPlan {
  readonly producers: readonly {
    readonly port: string;
    readonly beats: readonly bigint[];
    /** Probability of an idle cycle before each beat. */
    readonly stall: number;
  }[];
  readonly consumers: readonly {
    readonly port: string;
    /** Raw bits of each signal of a beat. */
    readonly beats: readonly Readonly<Record<string, bigint>>[];
    readonly stall: number;
    /** The result has the beats that came. */
    readonly isRecorded?: boolean;
  }[];
  readonly registers: string;
  readonly script: readonly JobStep[];
  readonly timeoutCycles: number;
}

/** Writes `data` at `address`. */
export const writeStep = (address: number, data: number, label: string): JobStep => ({
  kind: "write",
  address: BigInt(address),
  data: BigInt(data),
  label,
});

/** Reads `address` and compares with `expected`. */
export const readStep = (address: number, expected: number, label: string): JobStep => ({
  kind: "read",
  address: BigInt(address),
  expected: BigInt(expected),
  label,
});

/** Reads `address` until the bits of `mask` are all 1, at most `limit` cycles. */
export const pollStep = (address: number, mask: number, limit: number, label: string): JobStep => ({
  kind: "poll",
  address: BigInt(address),
  mask: BigInt(mask),
  value: BigInt(mask),
  limit,
  label,
});
