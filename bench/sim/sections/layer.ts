/** The matrices of the demo model's first decoder layer through the 64 x 64 engine, every output and count compared. */
import { FineqEngine, fineqConfiguration, fineqEngineJob } from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import { packFineqJob, predictFineqCycles, quantizeFineq, uniformSource } from "../../../src/golden/index.ts";
import { playStreamPlan } from "../../../src/harness/index.ts";
import { isMatrix, openModel } from "../../../src/model/index.ts";
import { makeEngine } from "../../../src/sim/index.ts";
import { type BenchOptions, metric, type Section } from "../section.ts";

const MODEL = new URL("../../../examples/models/kjv-1.8m", import.meta.url).pathname;
const LAYER = "model.layers.0.";
const TOKENS = 64;
const GOAL_SECONDS = 10;

export async function layer(_options: BenchOptions): Promise<Section> {
  const parameters = { rows: 64, columns: 64, coding: "unary" } as const;
  const shape = fineqConfiguration(parameters);
  const model = await openModel(MODEL);
  const uniform = uniformSource(64);
  const jobs = model.tensors
    .filter((tensor) => isMatrix(tensor) && tensor.name.startsWith(LAYER))
    .map((tensor) => {
      const [n, k] = tensor.shape as [number, number];
      const weights = quantizeFineq(tensor.read(), n, k, { tensor: tensor.name });
      const activations = Int8Array.from({ length: TOKENS * k }, () => Math.floor(256 * uniform()));
      const job = packFineqJob(shape, { activations, m: TOKENS, weights });
      const cycles = predictFineqCycles(shape, { m: TOKENS, k, n });
      return { name: tensor.name, plan: fineqEngineJob(parameters, job, { cycles }).plan };
    });
  model.close();

  // From here on the clock of the goal runs; golden model and packing are not the simulator's.
  const began = performance.now();
  const design = elaborate(FineqEngine(parameters));
  const engine = makeEngine(design);
  const start = engine.save();
  const ready = (performance.now() - began) / 1000;
  const rows = [["elaborated and compiled", "", ready.toFixed(2), "", ""]];
  let allPassed = jobs.length > 0;
  for (const { name, plan } of jobs) {
    engine.restore(start);
    const before = performance.now();
    const result = await playStreamPlan(design, plan, { on: engine });
    const seconds = (performance.now() - before) / 1000;
    allPassed &&= result.passed;
    const verdict = result.passed ? `${result.checked} of ${result.planned} equal` : `fail: ${result.reason}`;
    rows.push([name, String(result.cycles), seconds.toFixed(2), metric(result.cycles / seconds), verdict]);
  }
  const total = (performance.now() - began) / 1000;
  rows.push(["all", "", total.toFixed(2), "", ""]);
  return {
    title: `Decoder layer 0 of the demo model, ${TOKENS} tokens, 64 x 64 engine with its registers and streams; by the clock`,
    header: ["matrix", "cycles", "seconds", "cycles a second", "values"],
    rows,
    goals: [
      {
        measure: "a whole layer of the demo model through the 64 x 64 engine, bit-exact",
        goal: `under ${GOAL_SECONDS} s`,
        found: `${total.toFixed(2)} s${allPassed ? "" : ", with mismatches"}`,
        met: allPassed && total < GOAL_SECONDS,
      },
    ],
  };
}
