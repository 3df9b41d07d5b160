/** A layer of the demo model on the reference engine of 64 x 64, in Verilator. Nightly: the build takes minutes. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { packFineqJob, predictFineqCycles, quantizeFineq } from "../../golden/index.ts";
import { checkWithSimulator } from "../../harness/index.ts";
import { openModel } from "../../model/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { fineqEngineJob } from "./engine-job.ts";
import { fineqConfiguration } from "./parameters.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
const MODEL = fileURLToPath(new URL("../../../examples/models/kjv-1.8m", import.meta.url));
const TENSOR = "model.layers.0.mlp.down_proj.weight";
const TOKENS = 64;

test.skipIf(!isNightly)(
  "64 x 64 runs down_proj of the demo model's first layer for 64 tokens, bit for bit and in the predicted cycles",
  { timeout: 1_800_000 },
  async () => {
    const model = openModel(MODEL);
    const tensor = model.tensor(TENSOR);
    const [n, k] = tensor.shape as [number, number];
    const weights = quantizeFineq(tensor.read(), n, k, { tensor: TENSOR });
    model.close();
    const random = seededRandom(64);
    const activations = Int8Array.from({ length: TOKENS * k }, () => random.between(-128, 127));
    const parameters = { rows: 64, columns: 64 };
    const shape = fineqConfiguration(parameters);
    const job = packFineqJob(shape, { activations, m: TOKENS, weights });
    const cycles = predictFineqCycles(shape, { m: TOKENS, k, n });
    const { top, plan } = fineqEngineJob(parameters, job, { cycles });
    const result = await checkWithSimulator(elaborate(top), plan, {
      simulator: "verilator",
      buildSeconds: 1500,
    });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed).toBe(true);
  },
);
