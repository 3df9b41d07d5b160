/** Damaged program files end in a clear error or in a sound program, with the checksum as it is and with the checksum put right. */
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { uniformSource } from "../../golden/index.ts";
import { checkProgram } from "./check.ts";
import { decodeLayer, decodeProgram, encodeProgram, imageFile, layersOf } from "./index.ts";
import { ALL_FORMATS, testProgram } from "./testing.ts";

const COUNT = 2000;

const made = testProgram(ALL_FORMATS, undefined, 4);
const original = Buffer.from(encodeProgram(made.program));

const TREACHEROUS = [
  0, 1, 7, 8, 0x7f, 0xff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff8, 0xffff_ffff,
];

interface Mutation {
  readonly bytes: Buffer;
  readonly what: string;
}

function mutate(uniform: () => number): Mutation {
  const below = (limit: number): number => Math.floor(uniform() * limit);
  const bytes = Buffer.from(original);
  const [at, word] = [below(bytes.length), 4 * below(bytes.length / 4)];
  switch (below(7)) {
    case 0: {
      const bit = below(8);
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
      return { bytes, what: `bit ${bit} of byte ${at} flipped` };
    }
    case 1:
      bytes[at] = below(256);
      return { bytes, what: `byte ${at} replaced` };
    case 2:
      return { bytes: bytes.subarray(0, at), what: `cut to ${at} bytes` };
    case 3: {
      const value = TREACHEROUS[below(TREACHEROUS.length)] as number;
      bytes.writeUInt32LE(value, word);
      return { bytes, what: `word at ${word} set to ${value}` };
    }
    case 4: {
      const size = 4 * (1 + below(6));
      return {
        bytes: Buffer.concat([bytes.subarray(0, word), bytes.subarray(word + size)]),
        what: `${size} bytes at ${word} removed`,
      };
    }
    case 5: {
      const [from, size] = [4 * below(bytes.length / 4), 4 * (1 + below(30))];
      const copy = bytes.subarray(from, from + size);
      return {
        bytes: Buffer.concat([bytes.subarray(0, word), copy, bytes.subarray(word)]),
        what: `${size} bytes of ${from} repeated at ${word}`,
      };
    }
    default: {
      const other = 4 * below(bytes.length / 4);
      const [a, b] = [bytes.readUInt32LE(word), bytes.readUInt32LE(other)];
      bytes.writeUInt32LE(b, word);
      bytes.writeUInt32LE(a, other);
      return { bytes, what: `words at ${word} and ${other} exchanged` };
    }
  }
}

/** Reads `count` mutations; how many were refused by each code. */
function fuzz(seed: number, isRepaired: boolean, read: (bytes: Buffer) => void): Map<string, number> {
  const uniform = uniformSource(seed);
  const outcomes = new Map<string, number>();
  for (let at = 0; at < COUNT; at++) {
    const { bytes, what } = mutate(uniform);
    if (isRepaired && bytes.length >= 16) {
      bytes.writeUInt32LE(bytes.length, 8);
      bytes.writeUInt32LE(crc32(bytes.subarray(16)), 12);
    }
    let outcome = "read";
    try {
      read(bytes);
    } catch (error) {
      const found = error instanceof BitloomError ? error.diagnostics[0] : undefined;
      if (found?.kind !== "input") throw new Error(`mutation ${at} of seed ${seed}: ${what}: ${error}`);
      outcome = found.code;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}

/** What is read must be sound: its rules hold, it can be written again, and its layers can be looked at. */
function readAll(bytes: Buffer): void {
  const { program } = decodeProgram(bytes, "program.bin");
  checkProgram(program, "program.bin");
  expect(decodeProgram(encodeProgram(program), "again").program).toEqual(program);
  const isSameSize = (["weights", "scales", "activations", "results"] as const).every(
    (name) => program.images[name].bytes === made.golden.images[name].length,
  );
  // Images that the header's lengths do not fit are refused before this.
  if (!isSameSize) return;
  for (const layer of layersOf(program)) decodeLayer(program.array, layer, made.golden.images, imageFile);
}

describe(`${COUNT} mutations of a program`, () => {
  it("are refused by the checksum unless they change nothing", () => {
    const outcomes = fuzz(1, false, (bytes) => {
      readAll(bytes);
      expect(bytes.equals(original)).toBe(true);
    });
    expect(outcomes.get("BL0570")).toBeGreaterThan(COUNT * 0.9);
  });

  it("with a checksum put right are refused for what they say, or are programs", () => {
    const outcomes = fuzz(2, true, readAll);
    expect(outcomes.get("BL0570")).toBeGreaterThan(COUNT / 4);
    expect(outcomes.get("BL0571")).toBeGreaterThan(COUNT / 50);
    expect(outcomes.get("read")).toBeGreaterThan(COUNT / 50);
  });

  it("would be noticed to break a careless reader", () => {
    const careless = (bytes: Buffer): void => {
      if (bytes.length < original.length) throw new RangeError("out of bounds");
    };
    expect(() => fuzz(3, true, careless)).toThrow(/mutation \d+ of seed 3: .*out of bounds/);
  });
});
