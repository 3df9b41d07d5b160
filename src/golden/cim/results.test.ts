/** Beats written by hand: two lanes of 32 bits, three columns. */
import { expect, test } from "vitest";
import { unpackCimIntegers } from "./results.ts";

const shape = { lanes: 2, resultStride: 32 };
const beats = [0x00000007_ffffffffn, 0x80000000n, 0x00000000_00000001n, 0x7fffffffn];

test("lane 0 is lowest, signs are extended, a vector's last beat may be part full", () => {
  expect([...unpackCimIntegers(shape, beats, { vectors: 2, columns: 3 })]).toEqual([
    -1,
    7,
    -(2 ** 31),
    1,
    0,
    2 ** 31 - 1,
  ]);
});

test("a beat that never came leaves no number, one too many changes nothing", () => {
  const whole = unpackCimIntegers(shape, beats, { vectors: 2, columns: 3 });
  expect(unpackCimIntegers(shape, [...beats, 5n], { vectors: 2, columns: 3 })).toEqual(whole);
  expect([...unpackCimIntegers(shape, beats.slice(0, 3), { vectors: 2, columns: 3 })]).toEqual([
    ...whole.subarray(0, 5),
    Number.NaN,
  ]);
});
