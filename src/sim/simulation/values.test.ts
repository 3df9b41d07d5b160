/** Values to raw bits and back: exhaustively for small types, and what is refused. */
import { describe, expect, test } from "vitest";
import { bitWidth, type DataType } from "../../ir/index.ts";
import { arrayOf, enumType, sint, structOf, uint } from "../../testing/index.ts";
import { fromBits, toBits } from "./values.ts";

const State = enumType("State", ["idle", "run", "stop"]);
const Pair = structOf({ low: uint(3), high: sint(2) });

describe("values and raw bits", () => {
  test.each<[string, DataType, (bits: number) => unknown]>([
    ["uint(5)", uint(5), (bits) => bits],
    ["sint(4)", sint(4), (bits) => (bits < 8 ? bits : bits - 16)],
    ["an array, element 0 lowest", arrayOf(uint(2), 3), (bits) => [bits % 4, (bits >> 2) % 4, bits >> 4]],
    [
      "a struct, first field lowest",
      Pair,
      (bits) => ({ low: bits % 8, high: bits >> 3 < 2 ? bits >> 3 : (bits >> 3) - 4 }),
    ],
  ])("%s: all values", (_name, type, formula) => {
    const count = 2 ** bitWidth(type);
    for (let bits = 0; bits < count; bits++) {
      expect(fromBits(type, BigInt(bits))).toEqual(formula(bits));
      expect(toBits(type, formula(bits), "x")).toBe(BigInt(bits));
    }
  });

  test("enum members go by name, an encoding that is none comes back as a number", () => {
    expect(State.members.map(({ name }) => toBits(State, name, "x"))).toEqual([0n, 1n, 2n]);
    expect([0n, 1n, 2n, 3n].map((bits) => fromBits(State, bits))).toEqual(["idle", "run", "stop", 3]);
  });

  test("53 bits are a number, 54 are a bigint, on both signs", () => {
    expect(fromBits(uint(53), 2n ** 53n - 1n)).toBe(2 ** 53 - 1);
    expect(fromBits(uint(54), 5n)).toBe(5n);
    expect(fromBits(sint(53), 2n ** 52n)).toBe(-(2 ** 52));
    expect(fromBits(sint(54), 2n ** 54n - 1n)).toBe(-1n);
    expect(toBits(uint(100), 2n ** 99n, "x")).toBe(2n ** 99n);
    expect(toBits(sint(100), -1n, "x")).toBe(2n ** 100n - 1n);
  });

  test.each<[string, DataType, unknown]>([
    ["`x` is of type uint(4) and takes a whole number from 0 to 15, not 16.", uint(4), 16],
    ["`x` is of type uint(4) and takes a whole number from 0 to 15, not -1.", uint(4), -1],
    ["`x` is of type uint(4) and takes a whole number from 0 to 15, not 1.5.", uint(4), 1.5],
    ['`x` is of type uint(4) and takes a whole number from 0 to 15, not "3".', uint(4), "3"],
    ["takes a whole number from 0 to 2^60 - 1, not 9007199254740992.", uint(60), 2 ** 53],
    ["`x` is of type sint(8) and takes a whole number from -128 to 127, not 128.", sint(8), 128],
    ["`x` is of type sint(8) and takes a whole number from -128 to 127, not -129n.", sint(8), -129n],
    ['`x` is of type State and takes "idle", "run", "stop", not "rum".', State, "rum"],
    ['`x` is of type State and takes "idle", "run", "stop", not 1.', State, 1],
    ["takes 3 elements of uint(2), not an array of 2.", arrayOf(uint(2), 3), [1, 2]],
    [
      "`x[2]` is of type uint(2) and takes a whole number from 0 to 3, not 4.",
      arrayOf(uint(2), 3),
      [1, 2, 4],
    ],
    ["takes an object with low, high, not an object with low, hihg.", Pair, { low: 1, hihg: 0 }],
    ["`x.high` is of type sint(2) and takes a whole number from -2 to 1, not undefined.", Pair, { low: 1 }],
  ])("refuses with: %s", (message, type, value) => {
    expect(() => toBits(type, value, "x")).toThrow(message);
  });

  test("names the member or field that was probably meant", () => {
    const helpOf = (body: () => unknown): unknown => {
      try {
        return body();
      } catch (error) {
        return Reflect.get(Object(error), "diagnostics")[0].help;
      }
    };
    expect(helpOf(() => toBits(State, "rum", "x"))).toBe("Did you mean run?");
    expect(helpOf(() => toBits(Pair, { low: 1, hihg: 0 }, "x"))).toBe("Did you mean high?");
  });
});
