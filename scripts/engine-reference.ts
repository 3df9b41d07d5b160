/** The reference testbench of the FineQ engine: one small product, its expected results from the golden model. */
import { type FineqParameters, fineqConfiguration, fineqEngineJob } from "../src/blocks/index.ts";
import { type TextFile, writeStreamTestbench } from "../src/gen/index.ts";
import {
  packFineqJob,
  predictFineqCycles,
  quantizeFineq,
  syntheticWeights,
  uniformSource,
} from "../src/golden/index.ts";
import type { Module } from "../src/ir/index.ts";

/** Ragged on purpose: on 4 x 4 elements, M and N leave a part of a tile over and K a part of a block. */
const size = { m: 6, k: 50, n: 7 };

/** Testbench, vectors and manifest for an engine of these parameters; `sources` are its Verilog files. */
export function engineTestbench(
  parameters: FineqParameters,
  top: Module,
  sources: readonly string[],
): TextFile[] {
  const configuration = fineqConfiguration(parameters);
  const random = uniformSource(1);
  const values = syntheticWeights(() => random() - 0.5, size.n * size.k);
  const weights = quantizeFineq(values, size.n, size.k, { tensor: "reference" });
  const activations = Int8Array.from({ length: size.m * size.k }, () => Math.floor(random() * 256) - 128);
  const job = packFineqJob(configuration, { activations, m: size.m, weights });
  const { plan } = fineqEngineJob(parameters, job, { cycles: predictFineqCycles(configuration, size) });
  return writeStreamTestbench({ ...plan, top, sources });
}
