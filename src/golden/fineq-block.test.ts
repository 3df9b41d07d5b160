/** FineQ blocks against the format's table, over all codes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { decodeBlock, decodeCluster, encodeBlock, encodeCluster, type FineqIndex } from "./index.ts";

const indices = [0, 1, 2, 3] as const;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The format's table once more, by bit strings (msb first) in place of shifts. */
const TERNARY = new Map([
  ["00", 0],
  ["01", 1],
  ["10", 0],
  ["11", -1],
]);
const THREE_BIT = new Map([
  ["000", 0],
  ["001", 1],
  ["010", 2],
  ["011", 3],
  ["100", 0],
  ["101", -1],
  ["110", -2],
  ["111", -3],
]);

function tableDecode(index: FineqIndex, d: number): (number | undefined)[] {
  const bits = d.toString(2).padStart(6, "0");
  if (index === 0) return [4, 2, 0].map((at) => TERNARY.get(bits.slice(at, at + 2)));
  const kept = [THREE_BIT.get(bits.slice(3)), THREE_BIT.get(bits.slice(0, 3))];
  kept.splice(index - 1, 0, 0);
  return kept;
}

/** A pair's index with six weights that it can hold. */
const pair = fc.constantFrom(...indices).chain((index) => {
  const weight = index === 0 ? fc.integer({ min: -1, max: 1 }) : fc.integer({ min: -3, max: 3 });
  return fc.array(weight, { minLength: 6, maxLength: 6 }).map((weights) => ({
    index,
    weights: weights.map((w, k) => (index !== 0 && k % 3 === index - 1 ? 0 : w)),
  }));
});

describe("FineQ cluster", () => {
  it("decodes all 4 x 64 codes as the format's table says", () => {
    for (const index of indices) {
      for (let d = 0; d < 64; d++) expect(decodeCluster(index, d)).toEqual(tableDecode(index, d));
    }
  });

  it("encodes every decoded code back to itself, with minus zero become zero", () => {
    let canonical = 0;
    for (const index of indices) {
      for (let d = 0; d < 64; d++) {
        const code = encodeCluster(index, ...decodeCluster(index, d));
        expect(decodeCluster(index, code)).toEqual(decodeCluster(index, d));
        if (code === d) canonical++;
      }
    }
    // Without minus zero 3 of 4 two-bit fields and 7 of 8 three-bit fields remain.
    expect(canonical).toBe(3 ** 3 + 3 * 7 ** 2);
  });

  it("never emits minus zero for any weights it can hold", () => {
    for (const index of indices) {
      const values = index === 0 ? [-1, 0, 1] : [-3, -2, -1, 0, 1, 2, 3];
      for (const a of values) {
        for (const b of values) {
          for (const c of values) {
            const weights = [a, b, c].map((w, k) => (index === k + 1 ? 0 : w)) as [number, number, number];
            const code = encodeCluster(index, ...weights);
            expect(decodeCluster(index, code)).toEqual(weights);
            const fields =
              code
                .toString(2)
                .padStart(6, "0")
                .match(index === 0 ? /../g : /.../g) ?? [];
            expect(fields.filter((field) => /^10+$/.test(field))).toEqual([]);
          }
        }
      }
    }
  });

  it.each([
    [0, [2, 0, 0]],
    [0, [0, -2, 0]],
    [0, [0, 0, 0.5]],
    [1, [1, 0, 0]],
    [2, [0, -1, 0]],
    [3, [0, 0, 3]],
    [1, [0, 4, 0]],
    [2, [1.5, 0, 0]],
    [3, [0, -4, 0]],
    [3, [Number.NaN, 0, 0]],
  ] as const)("refuses, under index %d, the weights %j", (index, [w0, w1, w2]) => {
    expect(() => encodeCluster(index, w0, w1, w2)).toThrow(BitloomError);
    expect(() => encodeCluster(index, w0, w1, w2)).toThrow("BL0517");
  });
});

describe("FineQ block", () => {
  const golden = [
    {
      bytes: "9c0d353fea2777",
      indices: [0, 3, 1, 2],
      weights: [1, -1, 0, 0, 1, 1, 3, -2, 0, -3, 1, 0, 0, 2, -1, 0, -3, 3, 2, 0, -2, -1, 0, 3],
    },
    {
      bytes: "02330c00000000",
      indices: [2, 0, 0, 0],
      weights: [3, 0, -2, 0, 0, -2, ...new Array<number>(18).fill(0)],
    },
  ];

  it.each(golden)("packs and unpacks the golden block $bytes", ({ bytes, indices: pairs, weights }) => {
    const packed = new Uint8Array(7);
    encodeBlock(Uint8Array.from(pairs), 0, Int8Array.from(weights), 0, packed, 0);
    expect(hex(packed)).toBe(bytes);
    const block = decodeBlock(packed);
    expect([...block.weights]).toEqual(weights);
    expect([...block.indices]).toEqual(pairs);
  });

  it("writes its seven bytes and no others, whatever was there before", () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 4, maxLength: 4 }), fc.nat(255), (pairs, filler) => {
        const bytes = new Uint8Array(9).fill(filler);
        const pairIndices = Uint8Array.from(pairs, (p) => p.index);
        const weights = Int8Array.from(pairs.flatMap((p) => p.weights));
        encodeBlock(pairIndices, 0, weights, 0, bytes, 1);
        expect([bytes[0], bytes[8]]).toEqual([filler, filler]);
        const block = decodeBlock(bytes, 1);
        expect(block.indices).toEqual(pairIndices);
        expect(block.weights).toEqual(weights);
      }),
      { numRuns: 300 },
    );
  });

  it("reads every pattern of bytes as some block", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 7, maxLength: 7 }), (bytes) => {
        const block = decodeBlock(bytes);
        const word = bytes.slice(1).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        const expected = Array.from({ length: 8 }, (_, c) => {
          const index = ((bytes[0] as number) >> (2 * (c >> 1))) & 3;
          return tableDecode(index as FineqIndex, Number((word >> BigInt(6 * c)) & 63n));
        });
        expect([...block.weights]).toEqual(expected.flat());
      }),
      { numRuns: 300 },
    );
  });
});
