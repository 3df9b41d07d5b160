/** The compiled engine with coverage: the outputs of the design without, and the coverage that the interpreter records. */
import { describe, expect, it } from "vitest";
import type { Design } from "../../ir/index.ts";
import { firstDifference, randomDesign, randomGrid, randomStimulus, traceOf } from "../../testing/index.ts";
import { compileEngine } from "../engine/compiled-engine.ts";
import type { Engine } from "../engine/engine.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { coveredEngine } from "./covered-engine.ts";
import { coverageKinds } from "./data.ts";

const all = { kinds: coverageKinds };

function compare(design: Design, seed: number): void {
  const stimulus = randomStimulus(design, seed, 12);
  const expected = traceOf(design, stimulus, seed);
  const coverageWith = (build: (design: Design) => Engine) => {
    const { engine, coverage } = coveredEngine(design, build, all);
    expect(firstDifference(engine, stimulus, expected)).toBeUndefined();
    return coverage();
  };
  const compiled = coverageWith((instrumented) => compileEngine(instrumented, { seed }));
  expect(compiled.modules.length).toBeGreaterThan(0);
  expect(compiled).toEqual(coverageWith((instrumented) => interpreterEngine(instrumented, { seed })));
}

describe("coverage in the compiled engine", () => {
  it.each(Array.from({ length: 14 }, (_, seed) => seed))("of random design %i", (seed) => {
    compare(randomDesign(seed), seed);
  });

  it.each([1, 2, 3, 4])("of random grid %i of identical elements", (seed) => {
    compare(randomGrid(seed), seed);
  });
});
