/**
 * Reads what a generated testbench prints. Lines for programs start with BITLOOM and hold `key=value` pairs; the
 * templates in src/gen/testbench write them.
 */

export interface Mismatch {
  /** Step of a cycle testbench; rising edge of the first clock after reset in a stream testbench. */
  readonly cycle: number;
  readonly port: string;
  /** Index of the beat, for streams. */
  readonly beat?: number;
  /** Hexadecimal digits as the simulator prints them; `x` where Icarus Verilog has no value. */
  readonly expected: string;
  readonly got: string;
}

export interface StreamProgress {
  readonly name: string;
  /** Beats transferred, and beats in the plan. */
  readonly beats: number;
  readonly of: number;
}

export interface TestbenchReport {
  readonly passed: boolean;
  readonly checked: number;
  readonly mismatches: number;
  readonly cycles: number;
  /** Why it failed: "mismatch", "timeout", "nothing_checked". */
  readonly reason: string | undefined;
  readonly firstMismatch: Mismatch | undefined;
  /** Clock cycles between events, by name. */
  readonly measurements: Readonly<Record<string, number>>;
  readonly streams: readonly StreamProgress[];
  readonly readings: Readings;
  readonly received: ReceivedBeats;
}

/** Words that the plan's script read to keep, by name. Bits that a four-state simulator does not know are 0. */
export type Readings = Readonly<Record<string, bigint>>;

/** Every beat of each stream that the plan keeps, in order: the fields' bits, first field highest. Unknown bits are 0. */
export type ReceivedBeats = Readonly<Record<string, readonly bigint[]>>;

/** undefined when there is no result line. The first mismatch printed is the first in time. */
export function parseReport(output: string): TestbenchReport | undefined {
  let result: Fields | undefined;
  let passed = false;
  let firstMismatch: Mismatch | undefined;
  const measurements: Record<string, number> = {};
  const streams: StreamProgress[] = [];
  const readings: Record<string, bigint> = {};
  const received: Record<string, bigint[]> = {};
  for (const line of output.split("\n")) {
    const [marker, kind, ...words] = line.trim().split(/\s+/);
    if (marker !== "BITLOOM") continue;
    const fields = parseFields(words);
    if (kind === "RESULT") {
      result = fields;
      passed = words[0] === "pass";
    } else if (kind === "MISMATCH") {
      firstMismatch ??= mismatch(fields);
    } else if (kind === "MEASURE") {
      measurements[fields.name ?? ""] = Number(fields.cycles);
    } else if (kind === "READ") {
      readings[fields.name ?? ""] = knownBits(fields.value);
    } else if (kind === "BEAT") {
      const name = fields.name ?? "";
      received[name] ??= [];
      received[name].push(knownBits(fields.value));
    } else if (kind === "STREAM") {
      streams.push({ name: fields.name ?? "", beats: Number(fields.beats), of: Number(fields.of) });
    }
  }
  if (result === undefined) return undefined;
  return {
    passed,
    checked: Number(result.checked),
    mismatches: Number(result.mismatches),
    cycles: Number(result.cycles),
    reason: result.reason,
    firstMismatch,
    measurements,
    streams,
    readings,
    received,
  };
}

const knownBits = (digits = "0"): bigint => BigInt(`0x${digits.replace(/[xz]/gi, "0")}`);

type Fields = Readonly<Record<string, string>>;

function parseFields(words: readonly string[]): Fields {
  const pairs = words.map((word) => word.split("="));
  return Object.fromEntries(pairs.filter((pair) => pair.length === 2));
}

function mismatch(fields: Fields): Mismatch {
  return {
    cycle: Number(fields.cycle),
    port: fields.port ?? "",
    ...(fields.beat === undefined ? {} : { beat: Number(fields.beat) }),
    expected: fields.expected ?? "",
    got: fields.got ?? "",
  };
}
