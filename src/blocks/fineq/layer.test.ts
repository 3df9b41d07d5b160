/** A layer of the demo model on the reference engine of 64 x 64, in process: every output, and faults that must be noticed. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { packFineqJob, predictFineqCycles, quantizeFineq } from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import { openModel } from "../../model/index.ts";
import { makeEngine } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { FineqEngine } from "./engine.ts";
import { fineqEngineJob } from "./engine-job.ts";
import { fineqConfiguration } from "./parameters.ts";

const MODEL = fileURLToPath(new URL("../../../examples/models/kjv-1.8m", import.meta.url));
const TENSOR = "model.layers.0.mlp.down_proj.weight";
const TOKENS = 64;

describe("64 x 64 runs down_proj of the demo model's first layer for 64 tokens", async () => {
  const model = await openModel(MODEL);
  const tensor = model.tensor(TENSOR);
  const [n, k] = tensor.shape as [number, number];
  const weights = quantizeFineq(tensor.read(), n, k, { tensor: TENSOR });
  model.close();
  const random = seededRandom(64);
  const activations = Int8Array.from({ length: TOKENS * k }, () => random.between(-128, 127));
  const parameters = { rows: 64, columns: 64, coding: "unary" } as const;
  const shape = fineqConfiguration(parameters);
  const job = packFineqJob(shape, { activations, m: TOKENS, weights });
  const cycles = predictFineqCycles(shape, { m: TOKENS, k, n });
  const design = elaborate(FineqEngine(parameters));
  const engine = makeEngine(design);
  const start = engine.save();

  /** The verdict on a job, each from the engine's start state. */
  async function play(changed: typeof job, expectedCycles: number) {
    engine.restore(start);
    return playStreamPlan(design, fineqEngineJob(parameters, changed, { cycles: expectedCycles }).plan, {
      on: engine,
    });
  }

  test("bit for bit and in the predicted cycles", async () => {
    const result = await play(job, cycles);
    expect(result.firstMismatch).toBeUndefined();
    expect(result).toMatchObject({ passed: true, checked: result.planned });
    // Results of a beat: as many as the engine has lanes.
    expect(result.planned).toBeGreaterThanOrEqual((TOKENS * n) / shape.lanes);
  });

  test("one wrong bit of the weights is noticed", async () => {
    const wrong = job.weights.map((beat, i) => (i === 100 ? beat ^ 8n : beat));
    expect(await play({ ...job, weights: wrong }, cycles)).toMatchObject({
      reason: "mismatch",
      firstMismatch: { port: "results_tdata" },
    });
  });

  test("one wrong bit of one expected result is noticed", async () => {
    const results = job.results.map((beat, i) =>
      i === 77 ? { ...beat, data: beat.data ^ (1n << 5n) } : beat,
    );
    expect(await play({ ...job, results }, cycles)).toMatchObject({
      mismatches: 1,
      firstMismatch: { beat: 77 },
    });
  });

  test("a cycle count that is off by one is noticed", async () => {
    const result = await play(job, cycles + 1);
    expect(result).toMatchObject({ mismatches: 1, reason: "mismatch" });
    expect(result.firstMismatch?.port).toMatch(/^register@/);
  });
});
