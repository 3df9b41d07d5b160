/**
 * Instructions of a program as 32-bit words, there and back. Invariant: words that are decoded and encoded again are the same words, so
 * there is one way only to write an instruction.
 *
 *     word 0: [31:24] operation, [23:16] zero, [15:0] register's address, or bytes of text
 *     1 write   value
 *     2 poll    mask, value     read until (word & mask) = value
 *     3 expect  mask, value     read once; another value ends the program
 *     4 name    UTF-8, lowest byte first, zeros up to a whole word: the layer that is stored next; software skips it
 *     5 end
 */

export type Instruction =
  | { readonly kind: "write"; readonly address: number; readonly value: number }
  | {
      readonly kind: "poll" | "expect";
      readonly address: number;
      readonly mask: number;
      readonly value: number;
    }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "end" };

const OPERATIONS = { write: 1, poll: 2, expect: 3, name: 4, end: 5 } as const;

/** Bytes of a layer's name. */
export const LONGEST_NAME = 255;

/** What is wrong with a layer's name, undefined when nothing is. */
export function nameProblem(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > LONGEST_NAME) return `its name has ${bytes} bytes; expected 1..${LONGEST_NAME}`;
  // Other programs' terminals and tables show it.
  return /\p{C}/u.test(text) ? "its name has a control character" : undefined;
}

/** The words of an instruction. */
export function encodeInstruction(instruction: Instruction): number[] {
  const { kind } = instruction;
  const first = (low: number): number => OPERATIONS[kind] * 2 ** 24 + low;
  switch (kind) {
    case "write":
      return [first(instruction.address), instruction.value];
    case "poll":
    case "expect":
      return [first(instruction.address), instruction.mask, instruction.value];
    case "name": {
      const text = Buffer.from(instruction.text);
      const padded = Buffer.alloc(4 * Math.ceil(text.length / 4));
      text.copy(padded);
      const words = Array.from({ length: padded.length / 4 }, (_, at) => padded.readUInt32LE(4 * at));
      return [first(text.length), ...words];
    }
    case "end":
      return [first(0)];
  }
}

export interface DecodedInstruction {
  readonly instruction: Instruction;
  /** How many words it takes. */
  readonly words: number;
}

/** The instruction that begins at `words[at]`, or what is wrong with it. */
export function decodeInstruction(words: Uint32Array, at: number): DecodedInstruction | string {
  const first = words[at] as number;
  const low = first & 0xffff;
  const name = Object.entries(OPERATIONS).find(([, code]) => code === first >>> 24)?.[0];
  if (name === undefined) return `operation ${first >>> 24} is unknown`;
  const kind = name as Instruction["kind"];
  if ((first & 0xff_0000) !== 0) return `bits 23..16 of the operation ${kind} are not zero`;
  const size = { write: 2, poll: 3, expect: 3, name: 1 + Math.ceil(low / 4), end: 1 }[kind];
  if (at + size > words.length)
    return `the operation ${kind} takes ${size} words here, and ${words.length - at} are left`;
  const [second, third] = [words[at + 1] ?? 0, words[at + 2] ?? 0];
  switch (kind) {
    case "write":
      return { instruction: { kind, address: low, value: second }, words: size };
    case "poll":
    case "expect":
      return { instruction: { kind, address: low, mask: second, value: third }, words: size };
    case "name": {
      const bytes = Buffer.alloc(4 * (size - 1));
      for (let i = 1; i < size; i++) bytes.writeUInt32LE(words[at + i] as number, 4 * (i - 1));
      const text = bytes.toString("utf8", 0, low);
      const again = encodeInstruction({ kind, text });
      // Not for bad UTF-8, nor for padding that is not zero.
      if (again.length !== size || again.some((word, i) => word !== words[at + i])) {
        return "a name is not UTF-8 with zeros after it";
      }
      const problem = nameProblem(text);
      if (problem !== undefined) return `a layer: ${problem}`;
      return { instruction: { kind, text }, words: size };
    }
    case "end":
      return low === 0 ? { instruction: { kind }, words: size } : "bits 15..0 of an end are not zero";
  }
}
