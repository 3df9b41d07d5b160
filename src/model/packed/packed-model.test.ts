/** Packed files made by hand, byte by byte, read as what the formats say; and every way in which one can be wrong. */
import { describe, expect, it } from "vitest";
import type { QuantizedMatrix } from "../../golden/index.ts";
import { openModel, readPackedModel } from "../index.ts";
import { diagnosticOf, rejectionOf, safetensorsBytes, temporaryFile, uint16Bytes } from "../testing.ts";

interface Stored {
  readonly dtype: "U8" | "F16";
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const u8 = (shape: number[], ...bytes: number[]): Stored => ({
  dtype: "U8",
  shape,
  bytes: Uint8Array.from(bytes),
});
const f16 = (shape: number[], ...patterns: number[]): Stored => ({
  dtype: "F16",
  shape,
  bytes: uint16Bytes(patterns),
});

/** A file with an entry and stored tensors. */
function packedFile(entry: unknown, stored: Record<string, Stored>): string {
  const text = typeof entry === "string" ? entry : JSON.stringify(entry);
  const header: Record<string, unknown> =
    entry === undefined ? {} : { __metadata__: { bitloom: text, format: "pt" } };
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(stored)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return temporaryFile(
    safetensorsBytes(header, Buffer.concat(Object.values(stored).map(({ bytes }) => bytes))),
  );
}

const described = (name: string, format: string, shape: number[]) => ({ name, format, shape, dtype: "F16" });

/** The block of docs/formats.md, in a file of version 1. */
const oldFile = (): string =>
  packedFile(
    { version: 1, tensors: [described("w", "fineq", [1, 24])] },
    { "w.fineq": u8([1, 7], 0x9c, 0x0d, 0x35, 0x3f, 0xea, 0x27, 0x77), "w.scale": f16([1], 0x3800) },
  );
const oldWeights = [1, -1, 0, 0, 1, 1, 3, -2, 0, -3, 1, 0, 0, 2, -1, 0, -3, 3, 2, 0, -2, -1, 0, 3].map(
  (q) => q / 2,
);

const config = { hidden_size: 8 };
const made = {
  rounding: "nearest",
  allocation: {
    budget: 2.5,
    ladder: ["w4", "w2"],
    averageBits: 2.5,
    scores: "diagnostics of 512 tokens, seed 1",
    layers: [{ format: "w4", score: 0.25, weights: 3 }],
  },
};

/** Codes packed by hand: code k of a row is at its bits b * k and up, lowest first. */
const mixedFile = (): string =>
  packedFile(
    {
      version: 2,
      config,
      made,
      tensors: [
        described("a", "w2", [1, 5]),
        described("b", "w3", [2, 3]),
        described("c", "w4", [1, 3]),
        described("d", "w8", [1, 129]),
        described("e", "fineq", [1, 1]),
      ],
    },
    {
      "a.w2": u8([1, 2], 0b11100100, 0b01),
      "a.scale": f16([1, 1], 0x3800),
      "a.zero": u8([1, 1], 1),
      "b.w3": u8([2, 2], 0b11_010_101, 0b1, 0b00_000_001, 0b0),
      "b.scale": f16([2, 1], 0x4000, 0x3c00),
      "b.zero": u8([2, 1], 4, 0),
      "c.w4": u8([1, 2], 0x0f, 0x09),
      "c.scale": f16([1, 1], 0x3c00),
      "c.zero": u8([1, 1], 8),
      "d.w8": u8([1, 129], ...new Array<number>(128).fill(255), 3),
      "d.scale": f16([1, 2], 0x2000, 0x4000),
      "d.zero": u8([1, 2], 127, 4),
      "e.fineq": u8([1, 7], 0, 1, 0, 0, 0, 0, 0),
      "e.scale": f16([1], 0x4200),
      norm: f16([2], 0x3c00, 0xbc00),
    },
  );
const mixedWeights: Record<string, number[]> = {
  a: [-0.5, 0, 0.5, 1, 0],
  b: [2, -4, 6, 1, 0, 0],
  c: [7, -8, 1],
  d: [...new Array<number>(128).fill(1), -2],
  e: [3],
  norm: [1, -1],
};

describe("a packed file", () => {
  it("of version 1 is FineQ, one scale a row", () => {
    const packed = readPackedModel(oldFile());
    expect(packed.made).toBeUndefined();
    expect([...packed.model.tensor("w").read()]).toEqual(oldWeights);
    packed.close();
  });

  it("of version 2 holds every format, its configuration and how it was made", () => {
    const packed = readPackedModel(mixedFile());
    expect(packed.config).toEqual(config);
    expect(packed.made).toEqual(made);
    expect([...packed.metadata]).toEqual([["format", "pt"]]);
    const read = packed.tensors.map((tensor) => [
      tensor.name,
      [...(tensor.kind === "kept" ? tensor.tensor : packed.model.tensor(tensor.name)).read()],
    ]);
    expect(Object.fromEntries(read)).toEqual(mixedWeights);
    const formats = packed.tensors.map((tensor) =>
      tensor.kind === "kept" ? "kept" : `${tensor.format} ${tensor.shape.join("x")} ${tensor.byteLength}`,
    );
    expect(formats).toEqual(["w2 1x5 5", "w3 2x3 10", "w4 1x3 5", "w8 1x129 135", "fineq 1x1 9", "kept"]);
    packed.close();
  });

  it("gives codes, scales and zero points as they are stored", () => {
    const packed = readPackedModel(mixedFile());
    const matrices = packed.tensors.flatMap((tensor): [string, QuantizedMatrix][] =>
      tensor.kind === "kept" ? [] : [[tensor.name, tensor.readMatrix()]],
    );
    expect(new Map(matrices).get("b")).toEqual({
      format: "w3",
      matrix: {
        bits: 3,
        rows: 2,
        columns: 3,
        groups: 1,
        bytesPerRow: 2,
        packed: Uint8Array.of(0b11_010_101, 0b1, 0b00_000_001, 0b0),
        scales: Uint16Array.of(0x4000, 0x3c00),
        zeros: Uint8Array.of(4, 0),
      },
    });
    packed.close();
  });

  it("opens like any other model, and says how it holds its weights", async () => {
    const model = await openModel(mixedFile());
    expect(model.format).toBe("packed");
    expect(model.config).toEqual(config);
    const listed = model.tensors.map(({ name, dtype, stored }) => [
      name,
      dtype,
      stored?.format,
      stored?.byteLength,
    ]);
    expect(listed).toEqual([
      ["a", "F32", "w2", 5],
      ["b", "F32", "w3", 10],
      ["c", "F32", "w4", 5],
      ["d", "F32", "w8", 135],
      ["e", "F32", "fineq", 9],
      ["norm", "F16", undefined, undefined],
    ]);
    for (const tensor of model.tensors) {
      expect([...tensor.read()]).toEqual(mixedWeights[tensor.name]);
      expect(tensor.readBytes()).toHaveLength(tensor.byteLength);
    }
    model.close();
  });
});

describe("a packed file is refused when", () => {
  const w = described("w", "fineq", [1, 24]);
  const whole = { "w.fineq": u8([1, 7], 0, 0, 0, 0, 0, 0, 0), "w.scale": f16([1], 0x3c00) };
  const uniform = { "w.w2": u8([1, 1], 0), "w.scale": f16([1, 1], 0x3c00), "w.zero": u8([1, 1], 0) };
  const entry = (tensors: unknown[], rest: object = {}) => ({ version: 2, tensors, ...rest });

  it.each<[string, unknown, Record<string, Stored>, string]>([
    ["it is an ordinary model", undefined, whole, 'it has no metadata entry "bitloom"'],
    ["its entry is not JSON", "{", whole, "is not JSON"],
    ["it is of a later version", { version: 3, tensors: [w] }, whole, 'metadata entry "bitloom": version: '],
    ["a format is unknown", entry([{ ...w, format: "w5" }]), whole, "tensors.0.format: "],
    [
      "version 1 has another format",
      { version: 1, tensors: [{ ...w, format: "w2" }] },
      uniform,
      "tensors.0.format: ",
    ],
    ["the entry has more to say", entry([w], { more: 1 }), whole, '"more"'],
    ["the rounding is unknown", entry([w], { made: { rounding: "up" } }), whole, "made.rounding: "],
    ["a shape is impossible", entry([{ ...w, shape: [0, 24] }]), whole, "tensors.0.shape.0: "],
    ["a tensor is missing", entry([{ ...w, name: "v" }]), whole, 'tensor "v.fineq" is missing'],
    [
      "zero points are missing",
      entry([{ ...w, format: "w2", shape: [1, 1] }]),
      { ...uniform, "w.zero": u8([2, 1], 0, 0) },
      '"w.zero" is U8 [2, 1]; expected U8 [1, 1]',
    ],
    [
      "codes have another shape",
      entry([{ ...w, shape: [1, 25] }]),
      whole,
      '"w.fineq" is U8 [1, 7]; expected U8 [1, 14]',
    ],
    [
      "scales have another shape",
      entry([w]),
      { ...whole, "w.scale": f16([1, 1], 0) },
      '"w.scale" is F16 [1, 1]; expected F16 [1]',
    ],
    ["a tensor is described twice", entry([w, w]), whole, 'tensor "w.fineq" is missing'],
    [
      "a tensor is there twice",
      entry([w]),
      { ...whole, w: u8([1], 0) },
      'tensor "w" is there quantized and as it was',
    ],
  ])("%s", async (_, written, stored, problem) => {
    const path = packedFile(written, stored);
    const found = diagnosticOf(() => readPackedModel(path));
    expect(found?.code).toBe("BL0513");
    expect(found?.message).toContain(problem);
    // An ordinary model opens; everything else is refused the same way.
    expect((await rejectionOf(openModel(path)))?.message).toBe(
      written === undefined ? undefined : found?.message,
    );
  });

  const readingW = (path: string) => () => {
    const packed = readPackedModel(path);
    const [tensor] = packed.tensors;
    if (tensor?.kind !== "quantized") return expect.fail("w is not packed");
    return tensor.readMatrix();
  };

  it.each([
    [0x7c00, "not finite"],
    [0x7e01, "not finite"],
    [0xbc00, "negative"],
    [0x8000, "negative"],
  ])("the scale is %i", (scale, problem) => {
    const fineq = packedFile(entry([w]), { ...whole, "w.scale": f16([1], scale) });
    expect(diagnosticOf(readingW(fineq))?.code).toBe("BL0521");
    expect(diagnosticOf(readingW(fineq))?.message).toBe(`Scale 0 of tensor "w" of ${fineq} is ${problem}.`);
    const grouped = packedFile(entry([described("w", "w2", [2, 1])]), {
      "w.w2": u8([2, 1], 0, 0),
      "w.scale": f16([2, 1], 0, scale),
      "w.zero": u8([2, 1], 0, 0),
    });
    expect(diagnosticOf(readingW(grouped))?.message).toBe(
      `Scale 1 of tensor "w" of ${grouped} is ${problem}.`,
    );
  });

  it.each([
    ["w2", 3],
    ["w3", 7],
    ["w4", 15],
  ] as const)("a zero point of %s is above %i", (format, largest) => {
    const file = (zero: number) =>
      packedFile(entry([described("w", format, [2, 129])]), {
        [`w.${format}`]: u8(
          [2, Math.ceil((129 * Number(format[1])) / 8)],
          ...new Array(2 * Math.ceil((129 * Number(format[1])) / 8)).fill(0),
        ),
        "w.scale": f16([2, 2], 0x3c00, 0x3c00, 0x3c00, 0x3c00),
        "w.zero": u8([2, 2], 0, 0, 0, zero),
      });
    expect(diagnosticOf(readingW(file(largest)))).toBeUndefined();
    const wrong = file(largest + 1);
    expect(diagnosticOf(readingW(wrong))?.code).toBe("BL0525");
    expect(diagnosticOf(readingW(wrong))?.message).toBe(
      `In row 1 of tensor "w" of ${wrong} the zero point of group 1 is ${largest + 1}; allowed is 0..${largest}.`,
    );
  });

  it("a row is padded with something else than zeros", () => {
    const uniformFile = packedFile(entry([described("w", "w3", [2, 1])]), {
      "w.w3": u8([2, 1], 0b111, 0b1000),
      "w.scale": f16([2, 1], 0x3c00, 0x3c00),
      "w.zero": u8([2, 1], 0, 0),
    });
    expect(diagnosticOf(readingW(uniformFile))?.message).toContain("In row 1");
    expect(diagnosticOf(readingW(uniformFile))?.message).toContain(
      "the padding after its last code is 1; allowed is 0.",
    );
    // Weight 2 of the row is the second of the padding: two codes of two bits come before it.
    const fineqFile = packedFile(entry([described("w", "fineq", [1, 1])]), {
      "w.fineq": u8([1, 7], 0, 0b01_00_01, 0, 0, 0, 0, 0),
      "w.scale": f16([1], 0x3c00),
    });
    expect(diagnosticOf(readingW(fineqFile))?.message).toContain("weight 2 is 1; allowed is 0, as padding.");
  });
});
