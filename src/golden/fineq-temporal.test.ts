/** Pulse trains against the values that they stand for. */
import { describe, expect, it } from "vitest";
import { pulseWeights, temporalPulses } from "./index.ts";

describe("temporal code", () => {
  it.each([
    ["unary", 0, [0, 0, 0]],
    ["unary", 1, [1, 0, 0]],
    ["unary", 2, [1, 1, 0]],
    ["unary", 3, [1, 1, 1]],
    ["binary", 0, [0, 0]],
    ["binary", 1, [0, 1]],
    ["binary", 2, [1, 0]],
    ["binary", 3, [1, 1]],
  ] as const)("%s of %d is %j", (code, magnitude, pulses) => {
    expect(temporalPulses(code, magnitude)).toEqual(pulses);
    const worth = pulseWeights(code).reduce((sum, weight, t) => sum + weight * (pulses[t] as number), 0);
    expect(worth).toBe(magnitude);
  });
});
