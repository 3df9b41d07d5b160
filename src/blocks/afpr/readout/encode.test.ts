/** The FP8 encoder against the definition of rounding, which compares exactly with every magnitude of E2M5. */
import { describe, expect, test } from "vitest";
import { confirm, simulate } from "../../../harness/index.ts";
import { AfprEncode } from "./encode.ts";

/** I of each {E, M} in units of 2^-5, as formats.md defines it. */
const MAGNITUDES = Array.from({ length: 128 }, (_, code) => {
  const [exponent, mantissa] = [code >> 5, code & 31];
  return exponent === 0 ? mantissa : (32 + mantissa) << (exponent - 1);
});
const magnitudeOf = (code: number): number => MAGNITUDES[code] ?? Number.NaN;

/** The code whose magnitude is nearest to sum / 2^shift; of two equally near ones the even code. */
function nearestCode(sum: bigint, shift: number): number {
  const magnitude = sum < 0n ? -sum : sum;
  let best = { code: -1, distance: 0n };
  for (let code = 0; code < 128; code++) {
    const difference = (BigInt(magnitudeOf(code)) << BigInt(shift)) - magnitude;
    const distance = difference < 0n ? -difference : difference;
    const isNearer = best.code < 0 || distance < best.distance;
    if (isNearer || (distance === best.distance && code % 2 === 0)) best = { code, distance };
  }
  return sum < 0n && best.code > 0 ? best.code + 128 : best.code;
}

interface Case {
  readonly sum: bigint;
  readonly shift: number;
  readonly code: number;
}

/** Encodes one case after the other, a sum a cycle; gives what came out wrong. */
function wrongCodes(width: number, cases: Iterable<Case>, fault?: (cycle: number) => [string, number]) {
  using sim = simulate(AfprEncode(width), { seed: width });
  const { enable, sum, outputShift, code } = sim.dut;
  enable.poke(1);
  const wrong: (Case & { found: number })[] = [];
  let count = 0;
  for (const one of cases) {
    sum.poke(width > 53 ? one.sum : Number(one.sum));
    outputShift.poke(one.shift);
    sim.step();
    if (fault) sim.poke(...fault(count));
    const found = Number(code.peek());
    if (found !== one.code) wrong.push({ ...one, found });
    count++;
  }
  return { wrong, count };
}

/** Everything near a value where the code changes, and the ends of the range, for one shift. */
function boundaryCases(width: number, shift: number): Case[] {
  const largest = 1n << BigInt(width - 1);
  const sums = new Set<bigint>([0n, 1n, -1n, largest - 1n, 1n - largest, -largest]);
  for (let code = 0; code < 128; code++) {
    // Twice the magnitude, and twice the midpoint above it.
    const next = code < 127 ? magnitudeOf(code + 1) : 256;
    for (const doubled of [2 * magnitudeOf(code), magnitudeOf(code) + next]) {
      const at = (BigInt(doubled) << BigInt(shift)) >> 1n;
      if (at < largest - 2n) for (const near of [-1n, 0n, 1n]) sums.add(at + near).add(-at - near);
    }
  }
  return [...sums].map((sum) => ({ sum, shift, code: nearestCode(sum, shift) }));
}

describe("AfprEncode", () => {
  test("encodes every sum of 13 bits at every scale, to the nearest code", () => {
    /** First magnitude, in units of 2^-(shift + 1), at which each code begins to be nearest: the midpoint, or just above it. */
    function* every(): Iterable<Case> {
      for (let shift = 0; shift < 64; shift++) {
        let code = 0;
        for (let magnitude = 0; magnitude <= 4096; magnitude++) {
          // Exact in binary64: small integers times powers of two.
          const isPast = (): boolean => {
            const midpoint = (magnitudeOf(code) + magnitudeOf(code + 1)) * 2 ** shift;
            return 2 * magnitude > midpoint || (2 * magnitude === midpoint && code % 2 === 1);
          };
          while (code < 127 && isPast()) code++;
          if (magnitude < 4096) yield { sum: BigInt(magnitude), shift, code };
          if (magnitude > 0) yield { sum: BigInt(-magnitude), shift, code: code === 0 ? 0 : code + 128 };
        }
      }
    }
    const { wrong, count } = wrongCodes(13, every());
    expect(wrong).toEqual([]);
    expect(count).toBe(64 * 2 ** 13);
  });

  test.each([9, 26, 32, 48])("%i bits: the ends, every code and midpoint and their neighbours", (width) => {
    const cases = Array.from({ length: 64 }, (_, shift) => boundaryCases(width, shift)).flat();
    const { wrong, count } = wrongCodes(width, cases);
    expect(wrong).toEqual([]);
    expect(count).toBe(cases.length);
    expect(new Set(cases.map(({ code }) => code)).size).toBe(255);
  });

  test("known codes: halves round to even, the largest magnitude saturates, minus zero does not exist", () => {
    const known: [sum: bigint, shift: number, code: number][] = [
      [-252n, 0, 0xff],
      [253n, 0, 0x7f],
      [65n, 0, 0x40],
      [67n, 0, 0x42],
      [127n, 1, 0x40],
      [129n, 1, 0x40],
      [255n, 2, 0x40],
      [-1n, 1, 0x00],
      [-3n, 1, 0x82],
      [-1n, 63, 0x00],
    ];
    const cases = known.map(([sum, shift, code]) => ({ sum, shift, code }));
    expect(wrongCodes(32, cases)).toEqual({ wrong: [], count: known.length });
    for (const { sum, shift, code } of cases) expect(nearestCode(sum, shift)).toBe(code);
  });

  test("a code stays while nothing is enabled", () => {
    using sim = simulate(AfprEncode(32));
    const { enable, sum, outputShift, code } = sim.dut;
    enable.poke(1);
    sum.poke(-100);
    outputShift.poke(2);
    sim.step();
    enable.poke(0);
    for (const other of [7, -2_000_000]) {
      sum.poke(other);
      outputShift.poke(0);
      sim.step();
      expect(code.peek()).toBe(0x80 + 25);
    }
  });

  test("a wrong bit inside is found: each of the register's bits decides some code", () => {
    const cases = boundaryCases(32, 3);
    const faults: [string, number][] = [
      ["word", 0],
      ["isInexact", 0],
      ["isInexact", 1],
      ["isLarge", 0],
      ["isLarge", 1],
      ["isNegative", 0],
      ["isNegative", 1],
    ];
    for (const fault of faults) {
      const { wrong } = wrongCodes(32, cases, () => fault);
      expect(wrong.length, fault.join(" ")).toBeGreaterThan(0);
    }
  });

  test("Icarus gives the same codes", () => {
    using sim = simulate(AfprEncode(32), { seed: 3, record: true });
    const { enable, sum, outputShift, code } = sim.dut;
    sim.reset();
    let count = 0;
    for (const { sum: value, shift, code: expected } of [...boundaryCases(32, 0), ...boundaryCases(32, 17)]) {
      enable.poke(1);
      sum.poke(Number(value));
      outputShift.poke(shift);
      sim.step();
      expect(code.peek()).toBe(expected);
      count++;
    }
    expect(confirm(sim, "icarus").compared).toBeGreaterThanOrEqual(count);
  });
});
