/** The FineQ engine, the testbenches that judge its mutants, and the reasons for those that survive. */
import { fineqEngineJob } from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import { recordedBenches } from "../bench.ts";
import type { MutationTarget } from "../target.ts";
import { engineBenches } from "./engine.ts";
import { jobOf, parameters } from "./jobs.ts";
import { misuseBench, resetBench, startUnderResetBench } from "./misuse.ts";
import { exhaustiveBenches, overflowBench, recordedParts, scaleBench } from "./parts.ts";

/** The benches of small parts come first: they are the fastest to catch what is theirs. */
export function fineqTarget(): MutationTarget {
  const design = elaborate(fineqEngineJob(parameters, jobOf({ m: 1, k: 1, n: 1 }, 1)).top);
  return {
    name: "fineq",
    designs: [design],
    reasonsFile: new URL("./equivalent.json", import.meta.url),
    benches: () => [
      ...exhaustiveBenches(),
      overflowBench(),
      scaleBench(design),
      ...recordedBenches(design, recordedParts),
      ...engineBenches(design),
      misuseBench(design),
      startUnderResetBench(design),
      resetBench(design),
    ],
  };
}
