/** The temporal encoder over every magnitude and phase, against the golden pulse trains. */
import { describe, expect, test } from "vitest";
import { pulseWeights, temporalPulses } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { FineqEncoder } from "./encoder.ts";

const MAGNITUDES = [0, 1, 2, 3] as const;

function trains(coding: "unary" | "binary"): number[][] {
  using sim = simulate(FineqEncoder(coding));
  const { magnitude: port, phase: time, pulse } = sim.dut;
  return MAGNITUDES.map((magnitude) =>
    pulseWeights(coding).map((_, phase) => {
      port.poke(magnitude);
      time.poke(phase);
      return Number(pulse.peek());
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
