/** A layer of the demo model on engines of tiles, in process: real weights, every family, every output, exact cycles. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fineqOutlierRule, packFineqJob, predictFineqJob, quantizeFineq } from "../../../golden/index.ts";
import { openModel } from "../../../model/index.ts";
import { seededRandom } from "../../../testing/index.ts";
import { session } from "../engine-testing.ts";
import { fineqConfiguration } from "../parameters.ts";
import { FINEQ_FAMILIES } from "./index.ts";

const MODEL = fileURLToPath(new URL("../../../../examples/models/kjv-1.8m", import.meta.url));
const TENSOR = "model.layers.0.mlp.down_proj.weight";
const TOKENS = 32;
const CHANNELS = 16;

describe("32 x 8 tiles run 16 channels of down_proj of the demo model's first layer", {
  timeout: 600_000,
}, async () => {
  const model = await openModel(MODEL);
  const tensor = model.tensor(TENSOR);
  const k = tensor.shape[1] as number;
  const values = tensor.read().slice(0, CHANNELS * k);
  model.close();
  const random = seededRandom(64);
  const activations = Int8Array.from({ length: TOKENS * k }, () => random.between(-128, 127));

  test.each(FINEQ_FAMILIES.filter((family) => family !== "output-stationary"))(
    "%s: bit for bit, in the predicted cycles, 95 percent of them at work",
    async (family) => {
      const parameters = { rows: TOKENS, columns: 8, family };
      const shape = fineqConfiguration(parameters);
      const rule = { clustersPerOutlier: fineqOutlierRule(shape) };
      const weights = quantizeFineq(values, CHANNELS, k, { tensor: TENSOR }, rule);
      const job = packFineqJob(shape, { activations, m: TOKENS, weights });
      expect(job.hasBadWeights).toBe(false);
      const { cycles, steps, stalls } = predictFineqJob(shape, job);
      expect(steps / (steps + stalls)).toBeGreaterThan(0.95);
      const play = session(parameters);
      const result = await play(job, { cycles });
      expect(result.firstMismatch).toBeUndefined();
      expect(result).toMatchObject({ passed: true, checked: result.planned });
      const wrong = job.weights.map((beat, i) => (i === 100 ? beat ^ 8n : beat));
      expect((await play({ ...job, weights: wrong }, { cycles })).passed).toBe(false);
    },
  );
});
