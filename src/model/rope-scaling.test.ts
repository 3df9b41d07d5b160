/** Rotary scaling beside its definitions, written out branch by branch. */
import { describe, expect, it } from "vitest";
import { llamaConfig } from "./config.ts";
import { diagnosticOf } from "./testing.ts";

const base = {
  vocab_size: 256,
  hidden_size: 512,
  intermediate_size: 384,
  num_hidden_layers: 1,
  num_attention_heads: 8,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
  rope_theta: 500000,
};
const factorsOf = (change: Record<string, unknown>) =>
  llamaConfig({ file: "m", config: { ...base, ...change } }).ropeFactors;

/** Of Llama 3.2's config.json. */
const llama32 = {
  factor: 32,
  high_freq_factor: 4,
  low_freq_factor: 1,
  original_max_position_embeddings: 8192,
  rope_type: "llama3",
};

/** Hugging Face's definition: three ranges of wavelengths, and the frequency in each. */
function slowedFrequency(frequency: number): number {
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < 8192 / 4) return frequency;
  if (wavelength > 8192 / 1) return frequency / 32;
  const smooth = (8192 / wavelength - 1) / (4 - 1);
  return ((1 - smooth) * frequency) / 32 + smooth * frequency;
}

describe("rotary scaling", () => {
  it("is none by default", () => {
    expect(factorsOf({})).toBeUndefined();
    expect(factorsOf({ rope_scaling: null, rope_parameters: { rope_type: "default" } })).toBeUndefined();
  });

  it("slows every pair in linear scaling, under both names of the kind", () => {
    expect(factorsOf({ rope_scaling: { type: "linear", factor: 4 } })).toEqual(new Array(32).fill(4));
    expect(factorsOf({ rope_parameters: { rope_type: "linear", factor: 2 } })).toEqual(new Array(32).fill(2));
  });

  it("slows long waves in Llama 3's, and leaves short ones", () => {
    const factors = factorsOf({ rope_scaling: llama32 });
    expect(factors).toHaveLength(32);
    const kinds = { plain: 0, between: 0, slowed: 0 };
    factors?.forEach((factor, pair) => {
      const frequency = 500000 ** ((-2 * pair) / 64);
      expect(frequency / factor).toBeCloseTo(slowedFrequency(frequency), 12);
      kinds[factor === 1 ? "plain" : factor === 32 ? "slowed" : "between"]++;
    });
    expect(kinds).toEqual({ plain: 15, between: 3, slowed: 14 });
  });

  it("takes the factors of a GGUF file as they are", () => {
    const stored = Array.from({ length: 32 }, (_, pair) => 1 + pair);
    expect(factorsOf({ rope_frequency_factors: stored })).toEqual(stored);
    const doubled = factorsOf({
      rope_frequency_factors: stored,
      rope_scaling: { type: "linear", factor: 2 },
    });
    expect(doubled).toEqual(stored.map((factor) => 2 * factor));
  });

  it("leaves other kinds to the forward pass, which refuses them by name", () => {
    expect(factorsOf({ rope_scaling: { rope_type: "yarn", factor: 4 } })).toBeUndefined();
    expect(factorsOf({ rope_scaling: "linear" })).toBeUndefined();
  });

  it.each([
    [{ rope_scaling: { type: "linear" } }, "config.json: rope_scaling.factor: "],
    [{ rope_scaling: { ...llama32, factor: 0 } }, "config.json: rope_scaling.factor: "],
    [
      { rope_scaling: { ...llama32, high_freq_factor: 1 } },
      "config.json: rope_scaling: high_freq_factor is not above low_freq_factor",
    ],
    [{ rope_frequency_factors: [1, 2] }, "config.json: rope_frequency_factors: "],
  ])("is refused: %j", (change, problem) => {
    const found = diagnosticOf(() => factorsOf(change));
    expect([found?.code, found?.message]).toEqual(["BL0519", expect.stringContaining(problem)]);
  });
});
