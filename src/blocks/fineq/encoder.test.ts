/** The temporal encoder over every magnitude and phase, against the golden pulse trains. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { pulseWeights, temporalPulses } from "../../golden/index.ts";
import { interpret } from "../../sim/index.ts";
import { FineqEncoder } from "./encoder.ts";

const MAGNITUDES = [0, 1, 2, 3] as const;

function trains(coding: "unary" | "binary"): number[][] {
  const simulation = interpret(elaborate(FineqEncoder(coding)));
  return MAGNITUDES.map((magnitude) =>
    pulseWeights(coding).map((_, phase) => {
      simulation.poke("magnitude", BigInt(magnitude));
      simulation.poke("phase", BigInt(phase));
      return Number(simulation.peek("pulse"));
    }),
  );
}

describe("FineqEncoder", () => {
  test.each(["unary", "binary"] as const)("%s pulses count what the golden pulses are worth", (coding) => {
    const worth = pulseWeights(coding);
    const golden = MAGNITUDES.map((m) =>
      temporalPulses(coding, m).map((pulse, phase) => pulse * (worth[phase] as number)),
    );
    expect(trains(coding)).toEqual(golden);
  });

  test.each(["unary", "binary"] as const)("%s pulses of a weight add up to its magnitude", (coding) => {
    const sums = trains(coding).map((train) => train.reduce((sum, pulse) => sum + pulse, 0));
    expect(sums).toEqual([...MAGNITUDES]);
  });
});
