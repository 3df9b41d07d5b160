/** Operands that every family takes in its own format. Invariant: all families see the same part of the same matrix. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ArrayFamily, CLUSTERS_PER_OUTLIER, type IntegerProduct } from "../jobs/index.ts";
import { openOperands } from "../model/index.ts";

export interface Operands {
  /** In words, a sentence. */
  readonly from: string;
  /** A product of m activation vectors with a k x n part of the matrix. BL0549 for parts larger than the matrix. */
  readonly of: (family: ArrayFamily, m: number, k: number, n: number) => IntegerProduct;
}

const DEMO_MODEL = "examples/models/kjv-1.8m";

/** Operands of a model file or folder; of the demo model unless given. Errors: those of `openOperands`. */
export async function operandsOf(model: string = demoModel()): Promise<Operands> {
  const source = await openOperands(model);
  return {
    from: `Operands: ${source.description}.`,
    of: ({ weights }, m, k, n) => {
      const part = source.take(k, n, m);
      const { weights: codes, indices } =
        weights === "fineq"
          ? part.fineq
          : weights === "fineq-sparse"
            ? part.sparse(CLUSTERS_PER_OUTLIER)
            : { weights: part[weights], indices: new Uint8Array(0) };
      return { m, k, n, activations: part.activations, weights: codes, indices };
    },
  };
}

/** Beside the package's own package.json; its relative path where there is none, so that the error names it. */
function demoModel(): string {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const path = join(folder, DEMO_MODEL);
    if (existsSync(path)) return path;
  }
  return DEMO_MODEL;
}
