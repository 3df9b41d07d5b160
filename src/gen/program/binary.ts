/**
 * `program.bin`, there and back: a header of 16 words and instructions, all little-endian. Invariant: what is read was written, or is an
 * error; a program that is written and read is the same program.
 */
import { crc32 } from "node:zlib";
import { fail } from "../../diagnostics/index.ts";
import { checkProgram, hex } from "./check.ts";
import { programInstructions } from "./encode.ts";
import { decodeInstruction, encodeInstruction, type Instruction } from "./instructions.ts";
import { arrayOfHeader, RegisterMachine } from "./machine.ts";
import { IMAGE_NAMES, type LayerProgram } from "./program.ts";
import { shapeWord } from "./registers.ts";

/** "LIEQ", first letter first in the file. */
const MAGIC = 0x5145_494c;
export const PROGRAM_VERSION = 1;
const HEADER_WORDS = 16;
/** Words 4 and up are in the checksum. */
const CHECKED_FROM = 16;
/** 1,024 layers with the longest names in runs of one take 0.5 MiB; models have far fewer. */
export const LARGEST_PROGRAM = 16 * 2 ** 20;

/** The file. BL0570 and BL0571 as `checkProgram`, under the name `file`. */
export function encodeProgram(program: LayerProgram, file = "program.bin"): Uint8Array<ArrayBuffer> {
  checkProgram(program, file);
  const instructions = programInstructions(program).flatMap(encodeInstruction);
  const bytes = new Uint8Array(4 * (HEADER_WORDS + instructions.length));
  const images = IMAGE_NAMES.flatMap((name) => [program.images[name].bytes, program.images[name].checksum]);
  const layers = program.runs.reduce((sum, { length }) => sum + length, 0);
  const words = [
    MAGIC,
    PROGRAM_VERSION,
    bytes.length,
    0,
    shapeWord(program.array),
    program.array.capacity,
    ...images,
    layers,
    program.runs.length,
    ...instructions,
  ];
  const view = new DataView(bytes.buffer);
  for (const [at, word] of words.entries()) view.setUint32(4 * at, word, true);
  view.setUint32(12, crc32(bytes.subarray(CHECKED_FROM)), true);
  return bytes;
}

export interface DecodedProgram {
  readonly program: LayerProgram;
  readonly instructions: readonly Instruction[];
}

/**
 * Reads a file's bytes; `file` names it in errors. BL0570 for a file that is no program, BL0571 for layers that contradict themselves, the
 * images or each other.
 */
export function decodeProgram(bytes: Uint8Array, file: string): DecodedProgram {
  const refuse = (problem: string): never => fail("BL0570", { file, problem });
  if (bytes.length < 4 * HEADER_WORDS)
    refuse(`it has ${bytes.length} bytes, and a header takes ${4 * HEADER_WORDS}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = Array.from({ length: HEADER_WORDS }, (_, at) => view.getUint32(4 * at, true));
  const [magic, version, length, checksum, shape, capacity] = header as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (magic !== MAGIC) refuse(`it begins with ${hex(magic)}; expected ${hex(MAGIC)}, the letters LIEQ`);
  if (version !== PROGRAM_VERSION) refuse(`it has version ${version}; expected ${PROGRAM_VERSION}`);
  if (length !== bytes.length) {
    refuse(
      `it ${bytes.length < length ? "is cut short" : "is too long"}: it has ${bytes.length} bytes; expected ${length}`,
    );
  }
  if (bytes.length % 4 !== 0) refuse(`it has ${bytes.length} bytes, which are no whole words`);
  const found = crc32(bytes.subarray(CHECKED_FROM));
  if (found !== checksum) refuse(`its checksum is ${hex(found)}; expected ${hex(checksum)}`);
  const array = arrayOfHeader(shape, capacity);
  if (typeof array === "string") return refuse(array);

  const words = Uint32Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at, true));
  const machine = new RegisterMachine(array);
  const instructions: Instruction[] = [];
  for (let at = HEADER_WORDS; at < words.length; ) {
    const decoded = decodeInstruction(words, at);
    const problem = typeof decoded === "string" ? decoded : machine.step(decoded.instruction);
    if (typeof decoded === "string" || problem !== undefined)
      return refuse(`byte ${hex(4 * at)}: ${problem}`);
    instructions.push(decoded.instruction);
    at += decoded.words;
  }
  if (instructions.at(-1)?.kind !== "end") refuse("it does not end with the end");
  const { runs } = machine;
  const counted = [runs.reduce((sum, run) => sum + run.length, 0), runs.length];
  const [layers, runCount] = header.slice(14) as [number, number];
  if (counted[0] !== layers || counted[1] !== runCount)
    refuse(
      `its header states ${layers} layers in ${runCount} runs, and it runs ${counted[0]} in ${counted[1]}`,
    );
  const images = Object.fromEntries(
    IMAGE_NAMES.map((name, at) => [name, { bytes: header[6 + 2 * at], checksum: header[7 + 2 * at] }]),
  ) as LayerProgram["images"];
  const program = { array, runs, images };
  checkProgram(program, file);
  return { program, instructions };
}
