/** The testbenches that the mutation run judges, and the design whose Verilog it mutates. */
import { fineqEngineJob } from "../../src/blocks/index.ts";
import { elaborate } from "../../src/dsl/index.ts";
import type { Bench } from "../../src/harness/index.ts";
import type { Design } from "../../src/ir/index.ts";
import { engineBenches } from "./engine.ts";
import { jobOf, parameters } from "./jobs.ts";
import { misuseBench, resetBench, startUnderResetBench } from "./misuse.ts";
import { exhaustiveBenches, overflowBench, recordedBenches, scaleBench } from "./parts.ts";

/** All benches, those of small parts first: they are the fastest to catch what is theirs. */
export function mutationBenches(): { readonly benches: Bench[]; readonly design: Design } {
  const design = elaborate(fineqEngineJob(parameters, jobOf({ m: 1, k: 1, n: 1 }, 1)).top);
  const parts = [...exhaustiveBenches(), overflowBench(), scaleBench(design), ...recordedBenches(design)];
  const whole = [
    ...engineBenches(design),
    misuseBench(design),
    startUnderResetBench(design),
    resetBench(design),
  ];
  return { benches: [...parts, ...whole], design };
}
