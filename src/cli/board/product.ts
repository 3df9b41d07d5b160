/** What `bitloom host` computes: seeded activations times seeded weights or a piece of a model's. Weights are quantized to FineQ here. */
import { fail } from "../../diagnostics/index.ts";
import { type FineqProduct, gaussSource, quantizeFineq, syntheticWeights } from "../../golden/index.ts";
import { openModel } from "../../model/index.ts";
import { syntheticActivations } from "../main-job/activations.ts";

export interface ProductOptions {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly seed: number;
  readonly model: string | undefined;
  /** The model's first matrix unless stated. */
  readonly tensor: string | undefined;
}

export async function hostProduct({ m, k, n, seed, model, tensor }: ProductOptions): Promise<{
  readonly product: FineqProduct;
  /** Where the weights come from. */
  readonly title: string;
}> {
  const activations = syntheticActivations(m, k, seed);
  if (model === undefined) {
    const weights = quantizeFineq(syntheticWeights(gaussSource(seed), n * k), n, k, {
      tensor: "random weights",
    });
    return { product: { activations, m, weights }, title: `random, seed ${seed}` };
  }
  const opened = await openModel(model);
  try {
    const first = opened.tensors.find(({ name, shape }) => shape.length === 2 && name.includes("proj"));
    const found =
      tensor === undefined && first !== undefined ? first : opened.tensor(tensor ?? "a weight matrix");
    const [channels = 0, depth = 0] = found.shape;
    if (found.shape.length !== 2 || channels < n || depth < k) {
      fail("BL0604", {
        argument: "--n and --k",
        found: `${n} x ${k}`,
        allowed: `at most the ${found.shape.join(" x ")} of ${found.name}`,
      });
    }
    const all = found.read();
    const values = Float32Array.from(
      { length: n * k },
      (_, at) => all[Math.floor(at / k) * depth + (at % k)] ?? 0,
    );
    const weights = quantizeFineq(values, n, k, { tensor: found.name, file: opened.file });
    return { product: { activations, m, weights }, title: found.name };
  } finally {
    opened.close();
  }
}
