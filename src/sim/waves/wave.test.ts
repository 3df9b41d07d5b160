/** Drawings against drawings made by hand, and values against the lists they were made from. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrayOf, bit, enumType, sint, uint } from "../../testing/index.ts";
import { compareWave } from "./compare.ts";
import { TrackBuilder, type WaveOptions } from "./track.ts";
import type { WaveBits, WaveType } from "./value.ts";
import { Wave } from "./wave.ts";

const State = enumType("State", ["idle", "run", "stop"]);

function waveOf(
  columns: Readonly<Record<string, readonly [WaveType, readonly WaveBits[]]>>,
  options?: WaveOptions,
  from = 0,
): Wave {
  const signals = Object.entries(columns).map(([name, [type, values]]) => {
    const track = new TrackBuilder();
    values.forEach((bits, i) => {
      track.push(from + i, bits);
    });
    return { name, type, track };
  });
  const length = Math.max(...Object.values(columns).map(([, values]) => values.length));
  return new Wave(signals, { from, to: from + length }, options);
}

const small = waveOf({
  enable: [bit, [0, 1, 1, 0, 1]],
  count: [uint(4), [0, 0, 1, 2, 2]],
  state: [State, [0, 1, 1, 1, 2]],
  offset: [sint(4), [0, 15, 15, 8, 8]],
});

describe("drawings", () => {
  test("bits are lines, numbers stand after a bar where they change, enums show names", () => {
    expect(small.toString()).toBe(
      [
        "cycle   0    1    2    3    4",
        "enable  _____|---------|____|----",
        "count   |0        |1   |2",
        "state   |idle|run           |stop",
        "offset  |0   |-1       |-8",
      ].join("\n"),
    );
  });

  test("a wave that starts later and a ruler that has no room for every number", () => {
    const values = Array.from({ length: 12 }, (_, i) => i % 2);
    expect(waveOf({ x: [bit, values] }, {}, 98).toString()).toBe(
      ["cycle  98  100 102 104 106 108", "x      __|-|_|-|_|-|_|-|_|-|_|-"].join("\n"),
    );
  });

  test("each radix, for all signals or for one", () => {
    const data = (radix: WaveOptions["radix"]) =>
      waveOf({ data: [uint(8), [10, 200]] }, { radix })
        .toString()
        .split("\n")[1];
    expect(data("hex")).toBe("data   |0a|c8");
    expect(data("bin")).toBe("data   |00001010|11001000");
    expect(data("signed")).toBe("data   |10 |-56");
    expect(data({ other: "hex" })).toBe("data   |10 |200");
  });

  test("a narrow cell cuts values and says so", () => {
    expect(waveOf({ data: [uint(20), [123456, 7]] }, { cell: 5 }).toString()).toBe(
      ["cycle  0    1", "data   |123~|7"].join("\n"),
    );
  });

  test("unknown digits of other simulators stay visible", () => {
    const wave = waveOf({ a: [bit, ["x", 1]], b: [uint(8), ["xxxxxxxx", "0000zzzz"]] }, { radix: "hex" });
    expect(wave.toString()).toBe(
      ["cycle  0  1", "a      xxx|--", "b      |x |0z"].join("\n").replace("|x ", "|xx"),
    );
  });

  test("arrays are lists", () => {
    expect(waveOf({ v: [arrayOf(uint(4), 3), [0x321, 0xfff]] }).toString()).toBe(
      ["cycle  0          1", "v      |[1 2 3]   |[15 15 15]"].join("\n"),
    );
  });
});

describe("values", () => {
  test("come as numbers, signed numbers, member names, arrays and bigints", () => {
    expect(small.values("offset")).toEqual([0, -1, -1, -8, -8]);
    expect(small.values("state")).toEqual(["idle", "run", "run", "run", "stop"]);
    expect(small.at("state", 4)).toBe("stop");
    const wide = waveOf({
      w: [uint(64), [5n, 2n ** 63n]],
      v: [arrayOf(sint(4), 2), [0xf1, 0x10]],
      e: [State, [3, 2]],
    });
    expect(wide.values("w")).toEqual([5n, 2n ** 63n]);
    expect(wide.values("v")).toEqual([
      [1, -1],
      [0, 1],
    ]);
    expect(wide.values("e")).toEqual([3, "stop"]);
  });

  test("any list of values comes back, whole and in every slice", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }), fc.nat(40), (values, from) => {
        const wave = waveOf({ x: [uint(2), values] }, {}, from);
        expect(wave.values("x")).toEqual(values);
        for (let low = 0; low <= values.length; low++) {
          for (let high = low; high <= values.length; high++) {
            expect(wave.slice(from + low, from + high).values("x")).toEqual(values.slice(low, high));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test("unknown names and cycles outside are refused, with near names", () => {
    expect(() => small.values("contu")).toThrow("Nothing called `contu` is among the 4 signals of the wave.");
    expect(() => small.at("count", 5)).toThrow("BL0465: Cycles 5 to 5 were asked for; recorded are 0 to 4.");
    expect(() => small.slice(2, 6)).toThrow("BL0465");
  });
});

describe("comparison", () => {
  const expected = `
    cycle   0    1    2    3    4
    enable  _____|---------|____|----
    count   |0        |1   |2
    state   |idle|run           |stop
    offset  |0   |-1       |-8
  `;

  test("indentation and spaces at line ends do not count", () => {
    expect(compareWave(small, expected.replaceAll("\n", "   \n"))).toBeUndefined();
    expect(compareWave(small, small.toString())).toBeUndefined();
  });

  test.each([
    ["a value", "|1   |2", "|1   |3", 3, "count should be 3, but is 2"],
    ["a bit", "|____|----", "|_________", 4, "enable should be 0, but is 1"],
    ["an enum", "|idle|run", "|idle|sto", 1, "state should be sto, but is run"],
  ])("%s that differs is found at its cycle", (_what, from, to, cycle, reason) => {
    const difference = compareWave(small, expected.replace(from, to));
    expect(difference?.cycle).toBe(cycle);
    expect(difference?.reason).toBe(`first difference in cycle ${cycle}: ${reason}`);
  });

  test("the report marks signal and cycle in both drawings", () => {
    const difference = compareWave(small, expected.replace("|1   |2", "|1   |3"));
    expect(difference?.report.split("\n").filter((line) => /^[>]|\^/.test(line))).toEqual([
      "> count   |0        |1   |3",
      "                         ^^^^^",
      "> count   |0        |1   |2",
      "                         ^^^^^",
    ]);
  });

  test("drawings of another scale are still compared by cycle", () => {
    const wider = small.with({ cell: 8 }).toString().replace("|1      |2", "|1      |9");
    expect(compareWave(small, wider)?.reason).toBe(
      "first difference in cycle 3: count should be 9, but is 2",
    );
    expect(compareWave(small, small.with({ cell: 8 }).toString())?.reason).toContain("drawn otherwise");
  });

  test("missing signals, cycles and rulers are named", () => {
    expect(compareWave(small, expected.replace(/ *state.*\n/, ""))?.reason).toContain("the signals differ");
    expect(compareWave(small.slice(0, 4), expected)?.reason).toBe("5 cycles were expected, 4 found");
    expect(compareWave(small.slice(1), expected)?.reason).toContain("expected 0, found 1");
    expect(compareWave(small, "nonsense")?.reason).toContain("no ruler");
  });
});
