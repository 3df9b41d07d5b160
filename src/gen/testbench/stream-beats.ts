/** One stream of a plan with its ports found, its beats packed into words and its random seed drawn. */
import { fail } from "../../diagnostics/index.ts";
import { maskOf } from "../../ir/index.ts";
import { type DeviceInterface, type DevicePort, requireFit, requirePort } from "./device.ts";
import type { Beat, StreamConsumer, StreamProducer } from "./stream-plan.ts";
import { type ResolvedStream, resolveStream } from "./stream-ports.ts";
import { packFields, vectorFile } from "./vectors.ts";

/** A vector file and the Verilog memory it fills. */
export interface StreamMemory {
  readonly memory: string;
  /** Ending of the file's name, after the testbench's name and a dot. */
  readonly file: string;
  readonly text: string;
}

export interface StreamSide {
  readonly port: string;
  readonly ports: ResolvedStream;
  /** Bits a beat. */
  readonly width: number;
  readonly count: number;
  readonly stall: number;
  /** Non-zero, 32 bits. */
  readonly seed: bigint;
  readonly hasCare: boolean;
  readonly mayWithdraw: boolean;
  readonly isRecorded: boolean;
  /** The fields of each beat, first field in the most significant bits; `care` has the bits that are compared. */
  readonly words: readonly { readonly value: bigint; readonly care: bigint }[];
}

/** Errors: BL0411 unknown port or field, BL0412 value too wide, BL0415 a stall or a beat that makes no sense. */
export function streamSide(
  device: DeviceInterface,
  testbench: string,
  stream: StreamProducer | StreamConsumer,
  side: "producer" | "consumer",
  seed: number,
): StreamSide {
  const { port, beats, stall = 0 } = stream;
  if (!(stall >= 0 && stall <= 0.99)) {
    fail("BL0415", {
      name: testbench,
      parameter: `stall of ${port}`,
      found: String(stall),
      allowed: "0 to 0.99",
    });
  }
  const ports = resolveStream(device, stream, side);
  const width = ports.fields.reduce((sum, field) => sum + field.width, 0);
  const words = beats.map((beat, index) => {
    const word = packBeat(device, port, ports.fields, beat);
    if (side === "producer" && word.care !== maskOf(width)) {
      fail("BL0415", {
        name: testbench,
        parameter: `beat ${index} of ${port}`,
        found: "without a value for some field",
        allowed: `a value for each of ${ports.fields.map((field) => field.name).join(", ")}`,
      });
    }
    return word;
  });
  const hasCare = words.some((word) => word.care !== maskOf(width));
  return {
    port,
    ports,
    width,
    count: beats.length,
    stall,
    seed: streamSeed(seed, port),
    hasCare,
    mayWithdraw: "mayWithdraw" in stream && stream.mayWithdraw === true,
    isRecorded: "isRecorded" in stream && stream.isRecorded === true,
    words,
  };
}

/** The vector files of a stream: its beats and, where some bits are not compared, the bits that are. */
export function streamMemories({ port, width, words, hasCare }: StreamSide): StreamMemory[] {
  const memory = (suffix: string, of: "value" | "care"): StreamMemory => ({
    memory: `tb_${port}_${suffix}`,
    file: of === "value" ? `${port}.hex` : `${port}.care.hex`,
    // A memory without words is no Verilog, so a stream without beats gets one that is never looked at.
    text: vectorFile(words.length === 0 ? [0n] : words.map((word) => word[of]), width),
  });
  return [memory("beats", "value"), ...(hasCare ? [memory("care", "care")] : [])];
}

/** 32-bit FNV-1a over the plan's seed and the stream's name: streams of one plan stall independently. Never 0. */
export function streamSeed(seed: number, name: string): bigint {
  let hash = 0x811c9dc5;
  for (const character of `${seed}:${name}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return BigInt(hash === 0 ? 1 : hash);
}

function packBeat(device: DeviceInterface, prefix: string, fields: readonly DevicePort[], beat: Beat) {
  const [only] = fields;
  if (typeof beat === "bigint") {
    if (fields.length !== 1 || only === undefined) {
      return fail("BL0411", {
        module: device.name,
        port: `${prefix} as one number`,
        direction: only?.direction ?? "input",
        known: fields.map((field) => field.name),
      });
    }
    return { value: requireFit(device, only, beat), care: maskOf(only.width) };
  }
  const given = new Map(
    Object.entries(beat).map(([name, value]) => {
      const field = fields.find((f) => f.name === name || f.name === `${prefix}_${name}`);
      const port = field ?? requirePort({ ...device, ports: fields }, name, only?.direction ?? "input");
      const { value: bits, care } = typeof value === "bigint" ? { value, care: maskOf(port.width) } : value;
      requireFit(device, port, care);
      return [port.name, { value: requireFit(device, port, bits), care }];
    }),
  );
  return {
    value: packFields(fields.map(({ name, width }) => ({ width, value: given.get(name)?.value ?? 0n }))),
    care: packFields(fields.map(({ name, width }) => ({ width, value: given.get(name)?.care ?? 0n }))),
  };
}
