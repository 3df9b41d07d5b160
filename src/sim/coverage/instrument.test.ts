/** Instrumented designs behave like the originals, at every port and in every cycle, start values included. */
import { describe, expect, it } from "vitest";
import { type Design, verifyDesign } from "../../ir/index.ts";
import { randomDesign, randomStimulus, traceOf } from "../../testing/index.ts";
import { coverageKinds } from "./data.ts";
import { instrument } from "./instrument.ts";

const designs = 60;
const cycles = 30;

const all = { kinds: coverageKinds };

describe("an instrumented design", () => {
  it.each(Array.from({ length: designs }, (_, seed) => seed))("behaves like random design %i", (seed) => {
    const design = randomDesign(seed, { size: 1 + (seed % 3) });
    const { design: instrumented, plans } = instrument(design, all);
    expect(plans.get(design.top)?.points.length).toBeGreaterThan(0);
    verifyDesign(instrumented);
    const stimulus = randomStimulus(design, seed, cycles);
    expect(traceOf(instrumented, stimulus, seed)).toEqual(
      traceOf(design, stimulus, seed).map((sample) => expect.objectContaining(sample)),
    );
  });

  it("that drew other start values would be noticed", () => {
    const differs = Array.from({ length: designs }, (_, seed) => {
      const design = randomDesign(seed);
      const stimulus = randomStimulus(design, seed, 2);
      const drawn = traceOf(instrument(design, all).design, stimulus, seed + 1);
      return traceOf(design, stimulus, seed).some((sample, i) =>
        Object.entries(sample).some(([port, bits]) => drawn[i]?.[port] !== bits),
      );
    });
    expect(differs.filter(Boolean).length).toBeGreaterThan(designs / 4);
  });

  it("keeps ports, domains, properties and names of the original", () => {
    for (let seed = 0; seed < designs; seed++) {
      const design = randomDesign(seed);
      const { design: instrumented } = instrument(design, all);
      expect(outside(instrumented, /\$/)).toEqual(outside(design, /^$/));
    }
  });

  it("leaves the original alone", () => {
    const design = randomDesign(7);
    const before = JSON.stringify(outside(design, /^$/));
    instrument(design, all);
    expect(JSON.stringify(outside(design, /^$/))).toBe(before);
    verifyDesign(design);
  });
});

/** Names of everything in every module, without those that match. */
function outside({ modules }: Design, without: RegExp) {
  const kept = (names: readonly { readonly name: string }[]) =>
    names.map(({ name }) => name).filter((name) => !without.test(name));
  return modules
    .filter(({ name }) => !without.test(name))
    .map(({ name, ports, signals, memories, instances, properties, domains }) => ({
      name,
      ports: kept(ports),
      signals: kept(signals),
      memories: kept(memories),
      instances: kept(instances),
      properties: kept(properties),
      domains: kept(domains),
    }));
}
