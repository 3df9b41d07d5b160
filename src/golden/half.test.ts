/** binary16 against IEEE 754 landmarks and Python's reading of every finite pattern. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HALF_INFINITY, halfFromNumber, halfParts, halfToNumber, isFiniteHalf } from "./index.ts";

const patterns = Array.from({ length: 65536 }, (_, bits) => bits);
const finite = patterns.filter(isFiniteHalf);

describe("binary16", () => {
  it("has the values of IEEE 754 at its landmarks", () => {
    expect(halfToNumber(0x0001)).toBe(2 ** -24);
    expect(halfToNumber(0x03ff)).toBe(1023 * 2 ** -24);
    expect(halfToNumber(0x0400)).toBe(2 ** -14);
    expect(halfToNumber(0x3555)).toBe(0.333251953125);
    expect(halfToNumber(0x3c00)).toBe(1);
    expect(halfToNumber(0xc000)).toBe(-2);
    expect(halfToNumber(0x7bff)).toBe(65504);
    expect(halfToNumber(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });

  it("decodes all finite patterns as Python's struct does", () => {
    // sha256 of struct.pack("<d", struct.unpack("<e", ...)) over the 63,488 finite patterns in order (CPython 3.11).
    const doubles = new DataView(new ArrayBuffer(finite.length * 8));
    finite.forEach((bits, at) => {
      doubles.setFloat64(at * 8, halfToNumber(bits), true);
    });
    expect(finite).toHaveLength(63488);
    const digest = createHash("sha256").update(new Uint8Array(doubles.buffer)).digest("hex");
    expect(digest).toBe("aa36751fa3d7a1ad367c17b8505f04d7c8b01bb1eb0dec00b0f1c4ee444d56d3");
  });

  it("encodes every finite value to its own pattern", () => {
    expect(finite.filter((bits) => halfFromNumber(halfToNumber(bits)) !== bits)).toEqual([]);
  });

  it("rounds every midpoint to the even neighbour and everything beside it to the nearer one", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x7bff; bits++) {
      const middle = (halfToNumber(bits) + halfToNumber(bits + 1)) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const step = middle * 2 ** -52;
      if (halfFromNumber(middle) !== even) wrong.push(bits);
      if (halfFromNumber(middle - step) !== bits || halfFromNumber(middle + step) !== bits + 1)
        wrong.push(bits);
      if (halfFromNumber(-middle) !== (even | 0x8000)) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("does not round twice: just above a midpoint goes up although binary32 would lose the difference", () => {
    const value = 1 + 2 ** -11 + 2 ** -30;
    expect(halfFromNumber(value)).toBe(0x3c01);
    expect(halfFromNumber(Math.fround(value))).toBe(0x3c00);
  });

  it("overflows from 65520 on", () => {
    expect(halfFromNumber(65519.999)).toBe(0x7bff);
    expect(halfFromNumber(65520)).toBe(HALF_INFINITY);
    expect(halfFromNumber(Number.NEGATIVE_INFINITY)).toBe(0xfc00);
    expect(halfFromNumber(Number.NaN)).toBe(0x7e00);
    expect(halfFromNumber(-0)).toBe(0x8000);
  });

  it("is monotone over random doubles", () => {
    const magnitude = fc.double({ min: 0, max: 65504, noNaN: true });
    fc.assert(
      fc.property(magnitude, magnitude, (a, b) => {
        expect(halfFromNumber(Math.min(a, b))).toBeLessThanOrEqual(halfFromNumber(Math.max(a, b)));
      }),
    );
  });

  it("splits every finite non-negative pattern into significand * 2^(shift - 24)", () => {
    const wrong = patterns.slice(0, HALF_INFINITY).filter((bits) => {
      const { significand, shift } = halfParts(bits);
      const inRange = significand >= 0 && significand <= 2047 && shift >= 0 && shift <= 29;
      return !inRange || significand * 2 ** (shift - 24) !== halfToNumber(bits);
    });
    expect(wrong).toEqual([]);
  });
});
