/** The safetensors reader and writer on hand-made files, cut and changed at every byte. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dtype, writeSafetensors } from "./index.ts";
import { repeatedName } from "./json-names.ts";
import { openModelNow } from "./open-model.ts";
import { diagnosticOf, float32Bytes, safetensorsBytes, temporaryFile, uint16Bytes } from "./testing.ts";

const sixFloats = float32Bytes([1, -2, 0.5, 3, 4, 5]);
const matrix = { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] };

const open = (bytes: Uint8Array, name?: string) => openModelNow(temporaryFile(bytes, name));
const opening = (header: unknown, data: Uint8Array = sixFloats) =>
  diagnosticOf(() => open(safetensorsBytes(header, data)));

describe("safetensors reader", () => {
  it("reads F32, F16 and BF16 exactly", () => {
    const header = {
      __metadata__: { format: "pt" },
      single: { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] },
      half: { dtype: "F16", shape: [2], data_offsets: [8, 12] },
      brain: { dtype: "BF16", shape: [2], data_offsets: [12, 16] },
    };
    const data = Buffer.concat([
      float32Bytes([0.1, -7]),
      uint16Bytes([0x3555, 0x8001]),
      uint16Bytes([0x4049, 0xbf80]),
    ]);
    const model = open(safetensorsBytes(header, data));
    expect(model.metadata).toEqual(new Map([["format", "pt"]]));
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(["single", "half", "brain"]);
    expect([...model.tensor("single").read()]).toEqual([Math.fround(0.1), -7]);
    expect([...model.tensor("half").read()]).toEqual([0.333251953125, -(2 ** -24)]);
    expect([...model.tensor("brain").read()]).toEqual([3.140625, -1]);
    expect(model.tensor("single").shape).toEqual([1, 2]);
    model.close();
    expect(diagnosticOf(() => model.tensor("half").read())?.code).toBe("BL0501");
  });

  it("reads tensors in any order of the header, scalars and empty ones", () => {
    const header = {
      late: { dtype: "F32", shape: [], data_offsets: [8, 12] },
      early: { dtype: "I64", shape: [1], data_offsets: [0, 8] },
      none: { dtype: "F32", shape: [0, 7], data_offsets: [8, 8] },
    };
    const model = open(safetensorsBytes(header, Buffer.concat([Buffer.alloc(8), float32Bytes([9])])));
    expect(model.tensors.map((tensor) => tensor.name)).toEqual(["early", "none", "late"]);
    expect([...model.tensor("late").read()]).toEqual([9]);
    expect(model.tensor("none").read()).toHaveLength(0);
    expect(diagnosticOf(() => model.tensor("early").read())?.message).toMatch(
      /^Tensor "early" of .* has dtype I64;/,
    );
  });

  it("names file, tensor, row and column of NaN and infinity", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const path = temporaryFile(safetensorsBytes({ w: matrix }, float32Bytes([1, 2, 3, 4, value, 6])));
      const found = diagnosticOf(() => openModelNow(path).tensor("w").read());
      expect(found?.code).toBe("BL0507");
      expect(found?.message).toBe(
        `Weight [1, 1] of tensor "w" of ${path} is ${value}; every weight must be finite.`,
      );
    }
  });

  it("names the dtype of a tensor that holds no floating-point numbers", () => {
    const path = temporaryFile(safetensorsBytes({ w: { ...matrix, dtype: "I32" } }, sixFloats));
    expect(diagnosticOf(() => openModelNow(path).tensor("w").read())).toMatchObject({
      code: "BL0511",
      message: `Tensor "w" of ${path} has dtype I32; expected F32, F16 or BF16.`,
    });
  });

  it("lists what there is when a tensor is asked for that is not", () => {
    const found = diagnosticOf(() => open(safetensorsBytes({ w: matrix }, sixFloats)).tensor("v"));
    expect(found?.code).toBe("BL0514");
    expect(found?.message).toMatch(/has no tensor "v"; it has w\.$/);
  });

  it.each([
    ["JSON that is none", '{"w": }', "BL0503", "it is not JSON"],
    ["an array", "[1]     ", "BL0503", "it does not start with `{`"],
    ["metadata that is not text", { __metadata__: { a: 1 } }, "BL0503", "__metadata__: a: "],
    ["an entry that is no object", { w: 5 }, "BL0504", "expected object"],
    ["an entry without a shape", { w: { dtype: "F32", data_offsets: [0, 24] } }, "BL0504", "shape: "],
    ["an unknown dtype", { w: { ...matrix, dtype: "Q4" } }, "BL0504", "dtype: "],
    ["a negative size", { w: { ...matrix, shape: [-2, -3] } }, "BL0504", "shape.0: "],
    ["a fractional size", { w: { ...matrix, shape: [1.5, 4] } }, "BL0504", "shape.0: "],
    ["an enormous size", { w: { ...matrix, shape: [2 ** 60, 0] } }, "BL0504", "shape.0: "],
    ["three offsets", { w: { ...matrix, data_offsets: [0, 12, 24] } }, "BL0504", "data_offsets: "],
    ["a negative offset", { w: { ...matrix, data_offsets: [-24, 0] } }, "BL0504", "data_offsets.0: "],
    ["a field nobody knows", { w: { ...matrix, strides: [3, 1] } }, "BL0504", "strides"],
    [
      "offsets that do not fit the shape",
      { w: { ...matrix, shape: [2, 2] } },
      "BL0504",
      "span 24 bytes, but F32 [2, 2] takes 16",
    ],
    [
      "offsets that do not fit the dtype",
      { w: { ...matrix, dtype: "F16" } },
      "BL0504",
      "span 24 bytes, but F16 [2, 3] takes 12",
    ],
    ["reversed offsets", { w: { ...matrix, data_offsets: [24, 0] } }, "BL0504", "span -24 bytes"],
    ["a gap", { w: { dtype: "F32", shape: [5], data_offsets: [4, 24] } }, "BL0504", "leave a gap"],
    [
      "an overlap",
      { v: matrix, w: { dtype: "F32", shape: [5], data_offsets: [4, 24] } },
      "BL0504",
      "overlap the tensor before, which ends at 24",
    ],
    [
      "data beyond the file",
      { w: { dtype: "F32", shape: [7], data_offsets: [0, 28] } },
      "BL0505",
      'truncated inside tensor "w"',
    ],
    [
      "data behind the last tensor",
      { w: { dtype: "F32", shape: [5], data_offsets: [0, 20] } },
      "BL0505",
      "after its last tensor",
    ],
    ["no tensor for the data", {}, "BL0505", "after its last tensor"],
    [
      "a name twice",
      `{"w":${JSON.stringify(matrix)},"\\u0077":${JSON.stringify(matrix)}}`,
      "BL0506",
      'name "w" twice',
    ],
    [
      "a field twice",
      '{"w":{"dtype":"F16","dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}',
      "BL0506",
      'name "dtype" twice',
    ],
  ])("refuses %s", (_, header, code, text) => {
    const found = opening(header);
    expect(found).toMatchObject({ code, kind: "input", severity: "error" });
    expect(found?.message).toContain(text);
    expect(found?.message).toContain("model.safetensors");
  });

  it("names the tensor whose entry is wrong", () => {
    expect(opening({ good: matrix, bad: { ...matrix, dtype: 3 } })?.message).toMatch(/^Tensor "bad" of /);
  });

  it("refuses a header length that is too small, too large or beyond the file", () => {
    const file = safetensorsBytes({ w: matrix }, sixFloats);
    const withLength = (length: bigint) => {
      const bytes = Buffer.from(file);
      bytes.writeBigUInt64LE(length);
      return diagnosticOf(() => open(bytes));
    };
    expect(withLength(1n)?.code).toBe("BL0503");
    expect(withLength(2n ** 63n)?.message).toContain("its length is 9223372036854775808 bytes");
    expect(withLength(100_000_001n)?.code).toBe("BL0503");
    expect(withLength(5000n)).toMatchObject({
      code: "BL0505",
      details: { expected: 5008, found: file.length },
    });
  });

  it("refuses a header that is not UTF-8", () => {
    const bytes = safetensorsBytes({ wonderful: matrix }, sixFloats);
    bytes[12] = 0xff;
    expect(diagnosticOf(() => open(bytes))?.message).toContain("it is not UTF-8");
  });

  it("never does anything but refuse when cut short, at any byte", () => {
    const file = safetensorsBytes({ __metadata__: { a: "b" }, w: matrix }, sixFloats);
    for (let length = 0; length < file.length; length++) {
      expect(diagnosticOf(() => open(file.subarray(0, length)))?.code, `${length} bytes`).toMatch(/^BL05/);
    }
    expect(diagnosticOf(() => open(file))).toBeUndefined();
  });

  it("opens or refuses, and never fails otherwise, when a byte is changed", () => {
    const file = safetensorsBytes(
      { __metadata__: { a: "b" }, w: matrix, v: { ...matrix, data_offsets: [24, 48] } },
      Buffer.concat([sixFloats, sixFloats]),
    );
    const path = temporaryFile(file);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), (at, value) => {
        const bytes = Buffer.from(file);
        bytes[at] = value;
        writeFileSync(path, bytes);
        const code = diagnosticOf(() => {
          const model = openModelNow(path);
          for (const tensor of model.tensors) tensor.read();
          model.close();
        })?.code;
        expect(code ?? "BL05").toMatch(/^BL05/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("repeated names of JSON", () => {
  it.each([
    ['{"a":1,"b":[{"a":2},{"a":3}],"c":{"a":4}}', undefined],
    ['{"a":["b","b"],"b":"a"}', undefined],
    ['{"a":"x\\",\\"a\\":","b":"{}[]"}', undefined],
    ['{"a":1,"b":{"c":{}},"a":2}', "a"],
    ['{"x":[1,{"k":1,"k":2}]}', "k"],
    ['{"\\u0061":1,"a":2}', "a"],
    ["{}", undefined],
  ])("of %s: %s", (json, expected) => {
    expect(() => JSON.parse(json)).not.toThrow();
    expect(repeatedName(json)).toBe(expected);
  });
});

describe("safetensors writer", () => {
  const target = () => join(dirname(temporaryFile("", "x")), "out.safetensors");
  const tensor = (name: string, dtype: Dtype, bytes: number[]) => ({
    name,
    dtype,
    shape: [bytes.length / (dtype === "F32" ? 4 : dtype === "F16" ? 2 : 1)],
    bytes: () => Uint8Array.from(bytes),
  });
  const tensors = [
    tensor("b", "U8", [1, 2, 3]),
    tensor("a", "F16", [4, 5]),
    tensor("7", "F32", [6, 7, 8, 9]),
    tensor("__proto__", "U8", [10]),
  ];

  it("writes this file, to the byte, widest elements first and the header padded to eight", () => {
    const path = target();
    writeSafetensors(path, tensors, new Map([["k", 'v"']]));
    const header =
      '{"__metadata__":{"k":"v\\""},"7":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
      '"a":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},"b":{"dtype":"U8","shape":[3],"data_offsets":[6,9]},' +
      '"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[9,10]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(readFileSync(path)).toEqual(
      safetensorsBytes(padded, Uint8Array.of(6, 7, 8, 9, 4, 5, 1, 2, 3, 10)),
    );
  });

  it("is read back", () => {
    const path = target();
    writeSafetensors(path, tensors, new Map());
    const model = openModelNow(path);
    expect(model.tensors.map((t) => [t.name, ...t.readBytes()])).toEqual([
      ["7", 6, 7, 8, 9],
      ["a", 4, 5],
      ["b", 1, 2, 3],
      ["__proto__", 10],
    ]);
  });

  it("leaves the old file and no other behind when a tensor cannot be made", () => {
    const path = target();
    writeFileSync(path, "old");
    const broken = {
      ...tensor("c", "U8", [1]),
      bytes: () => {
        throw new RangeError("broken");
      },
    };
    expect(() => writeSafetensors(path, [...tensors, broken], new Map())).toThrow(RangeError);
    const short = { ...tensor("c", "U8", [1]), bytes: () => new Uint8Array(0) };
    expect(diagnosticOf(() => writeSafetensors(path, [...tensors, short], new Map()))?.code).toBe("BL0515");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(dirname(path)).sort()).toEqual(["out.safetensors", "x"]);
  });

  it("says why a file cannot be written", () => {
    const missing = join(dirname(target()), "missing", "out.safetensors");
    const found = diagnosticOf(() => writeSafetensors(missing, tensors, new Map()));
    expect(found?.code).toBe("BL0512");
    expect(found?.message).toBe(`Cannot write ${missing}: no such file or directory.`);
    const folder = target();
    mkdirSync(folder);
    expect(diagnosticOf(() => writeSafetensors(folder, tensors, new Map()))?.code).toBe("BL0512");
    expect(readdirSync(dirname(folder)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });

  it("refuses two tensors of one name before it writes anything", () => {
    const path = target();
    const twice = [...tensors, tensor("a", "U8", [1])];
    expect(diagnosticOf(() => writeSafetensors(path, twice, new Map()))?.code).toBe("BL0506");
    expect(existsSync(path)).toBe(false);
  });
});
