/** Every way in which a program can be wrong, one by one: the reader names it, and nobody can write it. */
import { describe, expect, it } from "vitest";
import { decodeProgram, encodeProgram, type LayerProgram, type ProgramLayer } from "./index.ts";
import { encodeInstruction, type Instruction } from "./instructions.ts";
import { ALL_FORMATS, fileOfWords, refusal, testProgram, wordsOf } from "./testing.ts";

const made = testProgram(ALL_FORMATS.slice(0, 3), undefined, 2);
const bytes = encodeProgram(made.program);
const words = wordsOf(bytes);
const { instructions } = decodeProgram(bytes, "program.bin");
const header = words.slice(0, 16);

const messageOf = (file: Uint8Array): string => refusal(() => decodeProgram(file, "p.bin")).message;

/** The message for the file with these instructions, its length and checksum right. */
const messageFor = (changed: readonly Instruction[]): string =>
  messageOf(fileOfWords([...header, ...changed.flatMap(encodeInstruction)]));

/** Places of the writes to a register's address. */
const writesTo = (address: number): number[] =>
  instructions.flatMap((one, at) => (one.kind === "write" && one.address === address ? [at] : []));

const without = (at: number): Instruction[] => instructions.toSpliced(at, 1);
const withValue = (address: number, value: number, which = 0): Instruction[] =>
  instructions.with(writesTo(address)[which] as number, { kind: "write", address, value });
const inserted = (at: number, ...added: Instruction[]): Instruction[] =>
  instructions.toSpliced(at, 0, ...added);
const placeOf = (kind: Instruction["kind"], which = 0): number =>
  instructions.flatMap((one, at) => (one.kind === kind ? [at] : []))[which] as number;

describe("the reader of programs", () => {
  it("takes the file whose parts are changed below", () => {
    expect(decodeProgram(fileOfWords(words), "p.bin").program).toEqual(made.program);
    expect(fileOfWords(words)).toEqual(Buffer.from(bytes));
    expect(instructions).toHaveLength(2 + 3 * 13 + 2 * 6 + 1);
  });

  it.each(Array.from({ length: 8 }, (_, at) => [Math.floor((at * bytes.length) / 8)]))(
    "says that a file of %i bytes is cut short",
    (length) => {
      const expected =
        length < 64
          ? "a header takes 64"
          : `it is cut short: it has ${length} bytes; expected ${bytes.length}`;
      expect(messageOf(bytes.subarray(0, length))).toContain(expected);
    },
  );

  it("says what is wrong with a header", () => {
    const changed = (at: number, word: number): string => messageOf(fileOfWords(words.with(at, word)));
    expect(changed(0, 0x4c494551)).toContain("begins with 0x4c494551; expected 0x5145494c, the letters LIEQ");
    expect(changed(1, 2)).toContain("has version 2; expected 1");
    expect(changed(4, 0x8303_0403)).toContain("has 131 phases; expected 1..3");
    expect(changed(4, 0x0003_0403)).toContain("has 0 phases; expected 1..3");
    expect(changed(4, 0x0305_0403)).toContain("has 5 lanes; expected 1..4");
    expect(changed(4, 0x0303_0400)).toContain("has 0 rows; expected 1..128");
    expect(changed(5, 1025)).toContain("has 1025 entries of the layer table; expected 1..1024");
    expect(changed(14, 4)).toContain("states 4 layers in 2 runs, and it runs 3 in 2");
    expect(changed(15, 1)).toContain("states 3 layers in 1 runs, and it runs 3 in 2");
    const long = Buffer.concat([bytes, Buffer.alloc(1)]);
    expect(messageOf(long)).toContain("it is too long");
    long.writeUInt32LE(long.length, 8);
    expect(messageOf(long)).toContain("which are no whole words");
    const flipped = Buffer.from(bytes);
    flipped[100] = (flipped[100] as number) ^ 4;
    expect(messageOf(flipped)).toMatch(/its checksum is 0x[0-9a-f]{8}; expected 0x[0-9a-f]{8}/);
  });

  it("says which instruction it does not know", () => {
    const withWord = (word: number): string => messageOf(fileOfWords(words.with(16, word)));
    expect(withWord(0)).toContain("byte 0x00000040: operation 0 is unknown");
    expect(withWord(0xff00_0010)).toContain("operation 255 is unknown");
    expect(withWord(0x0301_0010)).toContain("bits 23..16 of the operation expect are not zero");
    expect(messageOf(fileOfWords(words.slice(0, 17)))).toContain(
      "the operation expect takes 3 words here, and 1 are left",
    );
    expect(messageOf(fileOfWords(words.slice(0, 16)))).toContain("does not end with the end");
    expect(messageOf(fileOfWords([...words, 0x0500_0000]))).toContain("instructions follow the end");
    expect(messageOf(fileOfWords(words.with(-1, 0x0500_0001)))).toContain(
      "bits 15..0 of an end are not zero",
    );
    const name = words.findIndex((word, at) => at > 16 && word >>> 24 === 4);
    const inName = (word: number): string => messageOf(fileOfWords(words.with(name + 1, word)));
    expect(inName(0xffff_ffff)).toContain("a name is not UTF-8 with zeros after it");
    expect(inName(0x0a0a_0a0a)).toContain("its name has a control character");
  });

  it.each<[string, readonly Instruction[]]>([
    ["no register that programs use is at 0x00000060", withValueAt(0x60)],
    ["register shape cannot be written", withValueAt(0x10)],
    ["register m cannot hold 0x00100000; its fields are 0x000fffff", withValue(0x24, 0x10_0000)],
    ["entry 0 has the format 5; expected 0..4", withValue(0x20, 5)],
    ["a write to entry does not store", withValue(0x4c, 0)],
    ["entry 4 is stored, and the table has 4", withValue(0x4c, 0x8000_0004)],
    ["entry 0 is stored twice in one run", withValue(0x4c, 0x8000_0000, 1)],
    ["entry 0 is stored before k is written", without(writesTo(0x2c)[0] as number)],
    ["entry 0 is stored without a name", without(placeOf("name"))],
    [
      'follows the name "layer.1.w4"',
      inserted(placeOf("name", 1) - 13, { kind: "name", text: "layer.1.w4" }),
    ],
    ["a run of 1 layers is started, and entries 0, 1 were stored for it", withValue(0x0c, 1)],
    ["a run of 0 layers is started; expected 1..4", withValue(0x0c, 0)],
    ["a run of 5 layers is started; expected 1..4", withValue(0x0c, 5)],
    ["a write to control does not start", withValue(0x00, 0)],
    ["a write while the engine runs", inserted(placeOf("poll"), { kind: "write", address: 0x24, value: 1 })],
    ["while done is set", without(writesTo(0x04)[1] as number)],
    [
      "before the errors of the run before are looked at",
      without(placeOf("expect", 2)).filter((one) => !(one.kind === "write" && one.address === 8)),
    ],
    [
      "errors of a run are cleared before",
      inserted(placeOf("poll") + 1, { kind: "write", address: 8, value: 7 }),
    ],
    ["before its shape and capacity are looked at", without(0)],
    ["before its shape and capacity are looked at", without(1)],
    [
      "shape is expected to be 0x03030404",
      instructions.with(0, { kind: "expect", address: 0x10, mask: 0x3ff_ffff, value: 0x0303_0404 }),
    ],
    ["a read while the engine runs", without(placeOf("poll"))],
    ["a wait for the end of a run that was not started", without(writesTo(0x00)[0] as number)],
    [
      "something else than shape, capacity and errors is expected",
      inserted(2, { kind: "expect", address: 0x24, mask: 1, value: 1 }),
    ],
    [
      "a wait for something else than the end of a run",
      inserted(2, { kind: "poll", address: 0x04, mask: 1, value: 1 }),
    ],
    [
      "register status cannot be 0x00000004 under the mask 0x00000004",
      inserted(2, { kind: "poll", address: 0x04, mask: 4, value: 4 }),
    ],
    ["errors other than none are expected", inserted(2, { kind: "expect", address: 8, mask: 7, value: 1 })],
    ["it ends while the engine runs", [...instructions.slice(0, -3), { kind: "end" }]],
    ["it ends before the errors of the last run", [...instructions.slice(0, -2), { kind: "end" }]],
    ["it ends without a run", [...instructions.slice(0, 2), { kind: "end" }]],
    ["it ends after the name", inserted(instructions.length - 1, { kind: "name", text: "lost" })],
    ["it ends with 2 entries stored and not run", [...instructions.slice(0, 28), { kind: "end" }]],
  ])("says: %s", (expected, changed) => {
    expect(messageFor(changed)).toContain(expected);
  });

  it.each<[string, number, number, string]>([
    ["M of none", 0x24, 0, "M is 0; expected 1..1048575"],
    [
      "another M",
      0x24,
      6,
      "its results take 350 bytes in the table, and 420 by its sizes (w4, M = 6, N = 7, K = 140)",
    ],
    ["another N", 0x28, 8, "its weights take 504 bytes in the table, and 576 by its sizes"],
    ["another K", 0x2c, 150, "its weights take 504 bytes in the table, and 560 by its sizes"],
    ["another format", 0x20, 4, "(w8, M = 5, N = 7, K = 140)"],
    ["weights of another size", 0x34, 8, "its weights take 8 bytes in the table"],
    ["scales of another size", 0x3c, 0, "its scales take 0 bytes in the table, and 56 by its sizes"],
    ["weights at an odd address", 0x30, 4, "its weights begin at 0x00000004, which is no multiple of 8"],
    ["weights past the end", 0x30, 0xffff_fff8, "and the image ends at"],
    ["scales past the end", 0x38, 0x1000, "its scales lie from 0x00001000 to"],
    ["activations past the end", 0x40, 0x8000_0000, "its activations lie from 0x80000000 to"],
    ["results past the end", 0x44, 0x0010_0000, "its results lie from 0x00100000 to"],
  ])("refuses a layer with %s", (_, address, value, expected) => {
    const { code, message } = refusal(() =>
      decodeProgram(
        fileOfWords([...header, ...withValue(address, value).flatMap(encodeInstruction)]),
        "p.bin",
      ),
    );
    expect(code).toBe("BL0571");
    expect(message).toContain("layer 0 (layer.1.w4) of p.bin cannot be run: ");
    expect(message).toContain(expected);
  });

  it("refuses layers that share bytes of an image", () => {
    for (const [address, what] of [
      [0x30, "weights"],
      [0x38, "scales"],
      [0x40, "activations"],
      [0x44, "results"],
    ] as const) {
      const { code, message } = refusal(() =>
        decodeProgram(
          fileOfWords([...header, ...withValue(address, 8, 1).flatMap(encodeInstruction)]),
          "p.bin",
        ),
      );
      expect(code).toBe("BL0571");
      expect(message).toContain(
        `its ${what} begin at 0x00000008, inside those of layer 0 (layer.1.w4), which end at`,
      );
    }
  });
});

describe("the writer of programs", () => {
  const refused = (program: LayerProgram): string => refusal(() => encodeProgram(program)).message;
  const withLayer = (change: Partial<ProgramLayer>): LayerProgram => {
    const [first, ...rest] = made.program.runs as [ProgramLayer[], ...ProgramLayer[][]];
    return {
      ...made.program,
      runs: [[{ ...(first[0] as ProgramLayer), ...change }, ...first.slice(1)], ...rest],
    };
  };

  it("writes nothing that the reader would refuse", () => {
    expect(refused({ ...made.program, runs: [] })).toContain("it has no run");
    expect(refused({ ...made.program, runs: [[]] })).toContain("run 0 has 0 layers; expected 1..4");
    const { array } = made.program;
    expect(refused({ ...made.program, array: { ...array, capacity: 1 } })).toContain(
      "run 0 has 2 layers; expected 1..1",
    );
    expect(refused({ ...made.program, array: { ...array, rows: 129 } })).toContain("129 rows");
    expect(refused(withLayer({ name: "" }))).toContain("its name has 0 bytes; expected 1..255");
    expect(refused(withLayer({ name: "a\nb" }))).toContain("a control character");
    expect(refused(withLayer({ name: "é".repeat(128) }))).toContain("its name has 256 bytes");
    expect(refused(withLayer({ k: 0 }))).toContain("K is 0");
    expect(refused(withLayer({ n: 1.5 }))).toContain("N is 1.5");
    expect(refused(withLayer({ weightsBase: 12 }))).toContain("no multiple of 8");
    expect(refused(withLayer({ resultsBytes: 20 }))).toContain("its results take 20 bytes in the table");
  });
});

/** A write of 0 to an address in front of everything. */
function withValueAt(address: number): Instruction[] {
  return [{ kind: "write", address, value: 1 }, ...instructions];
}
