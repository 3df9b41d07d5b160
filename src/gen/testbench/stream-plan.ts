/**
 * What a stream testbench is made from: beats to send, beats to expect, register accesses, stalls. Everything random
 * is drawn inside the Verilog from seeded generators, so every simulator sees the same stalls in the same cycles. The
 * main clock is that of the registers, where there are some, or else the first clock of the module.
 */
import type { Module } from "../../ir/index.ts";
import type { DeviceInterface } from "./device.ts";

/**
 * The ports of one ready/valid stream. `port` finds them by name: `PORT_valid` and `PORT_ready` (or `PORT_tvalid` and
 * `PORT_tready`), and as fields every other port `PORT_...` of the same direction as valid, in declared order.
 */
export interface StreamPorts {
  /** Prefix of the ports' names; names the stream in messages. */
  readonly port: string;
  readonly valid?: string | undefined;
  readonly ready?: string | undefined;
  /** Full port names. */
  readonly fields?: readonly string[] | undefined;
}

/** Raw bits; of an expected field also with the bits that are compared (value is 0 in the others). */
export type BeatField = bigint | { readonly value: bigint; readonly care: bigint };

/** A beat: the only field, or all by field name (with or without the stream's prefix). */
export type Beat = bigint | Readonly<Record<string, BeatField>>;

export interface StreamProducer extends StreamPorts {
  /** Every field must be given, in full. */
  readonly beats: readonly Beat[];
  /** Probability of an idle cycle before each beat, 0 <= stall < 1; 0 never stalls. */
  readonly stall?: number | undefined;
}

export interface StreamConsumer extends StreamPorts {
  /** In order. Fields that a record leaves out are not compared. A beat too many is a mismatch. */
  readonly beats: readonly Beat[];
  /** Probability of a cycle that is not ready, 0 <= stall < 1; 0 is always ready. */
  readonly stall?: number | undefined;
  /** Allows valid to fall and data to change while not ready; a mismatch otherwise. */
  readonly mayWithdraw?: boolean | undefined;
  /** Keeps what came for the result, whatever was expected. */
  readonly isRecorded?: boolean | undefined;
}

/** One action; the next begins when it is done. Addresses in bytes, data as raw bits. */
export type ScriptStep =
  | {
      readonly kind: "write";
      readonly address: bigint;
      readonly data: bigint;
      /** Expected BRESP, 0 (OKAY) unless stated. */
      readonly response?: number;
      readonly label?: string;
    }
  /** Compares the bits of `mask` (all unless stated) with `expected`; only reads when that is left out. */
  | {
      readonly kind: "read";
      readonly address: bigint;
      readonly expected?: bigint;
      readonly mask?: bigint;
      /** Expected RRESP, 0 (OKAY) unless stated. */
      readonly response?: number;
      /** Keeps the word for the result under this name: letters, digits, `_` and `.`; unique in the script. */
      readonly record?: string;
      readonly label?: string;
    }
  /** Reads until the bits of `mask` equal `value`; more than `limit` reads are a mismatch that ends the run. */
  | {
      readonly kind: "poll";
      readonly address: bigint;
      readonly mask: bigint;
      readonly value: bigint;
      readonly limit: number;
      readonly label?: string;
    }
  /** Sets a direct input in the middle of a clock cycle and takes no time; a pulse needs a `delay` of 1 inside. */
  | { readonly kind: "set"; readonly port: string; readonly value: bigint; readonly label?: string }
  /** Compares a direct output in the middle of a clock cycle. */
  | {
      readonly kind: "expect";
      readonly port: string;
      readonly value: bigint;
      readonly mask?: bigint;
      readonly label?: string;
    }
  /** Waits until a direct output has a value; more than `limit` cycles are a mismatch that ends the run. */
  | {
      readonly kind: "waitFor";
      readonly port: string;
      readonly value: bigint;
      readonly limit: number;
      readonly label?: string;
    }
  /** Waits until a producer has sent, or a consumer received, `beats` of its beats (all unless stated). */
  | { readonly kind: "await"; readonly stream: string; readonly beats?: number; readonly label?: string }
  | { readonly kind: "delay"; readonly cycles: number; readonly label?: string }
  /** Makes every reset active for some cycles in the middle of the run; streams go on as if nothing had happened. */
  | { readonly kind: "reset"; readonly cycles: number; readonly label?: string };

/**
 * A moment, as a rising edge of the main clock: the handshake of a beat (index from 0, or "last"), or the end of the
 * labelled script step (for a write: the edge at which address and data were both taken).
 */
export type StreamEvent =
  | { readonly stream: string; readonly beat: number | "last" }
  | { readonly label: string };

/** Clock edges from one event to another; printed, and compared when `cycles` is given. */
export interface Measurement {
  readonly name: string;
  readonly from: StreamEvent;
  readonly to: StreamEvent;
  readonly cycles?: number | undefined;
}

export interface StreamTestbench {
  readonly top: Module | DeviceInterface;
  /** Module and file name, `TOP_tb` unless stated. */
  readonly name?: string | undefined;
  /** Nanoseconds, even; 10 unless stated. */
  readonly clockPeriod?: number | undefined;
  /** Periods by port name of the clock where they differ from `clockPeriod`. */
  readonly clockPeriods?: Readonly<Record<string, number>> | undefined;
  /** Any 32-bit number; 1 unless stated. */
  readonly seed?: number | undefined;
  readonly producers?: readonly StreamProducer[] | undefined;
  readonly consumers?: readonly StreamConsumer[] | undefined;
  /** Values of direct inputs from the start; 0 for those not named. */
  readonly inputs?: Readonly<Record<string, bigint>> | undefined;
  /** Prefix of the AXI4-Lite ports that `write`, `read` and `poll` use: `PREFIX_awvalid` or `PREFIX_aw_valid`, ... */
  readonly registers?: string | undefined;
  /** Probability that the register master idles before each channel's transfer, 0 <= stall < 1. */
  readonly registerStall?: number | undefined;
  readonly script?: readonly ScriptStep[] | undefined;
  readonly measurements?: readonly Measurement[] | undefined;
  /** One-bit outputs, and in how many cycles of the main clock after reset each has to be 1 by the end. */
  readonly highCycles?: Readonly<Record<string, number>> | undefined;
  /** Cycles of the main clock after reset; more end the run as failed. */
  readonly timeoutCycles: number;
  /** Cycles that the run goes on after the last expected beat, to catch beats too many; 32 unless stated. */
  readonly drainCycles?: number | undefined;
  /** Verilog files relative to the testbench's folder, instead of those that `top` implies. */
  readonly sources?: readonly string[] | undefined;
}
