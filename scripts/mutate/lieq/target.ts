/** The LieQ engine, the testbenches that judge its mutants, and the reasons for those that survive. */
import { LieqEngine } from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import { partOf, registersBench } from "../bench.ts";
import type { MutationTarget } from "../target.ts";
import {
  accumulateBenches,
  countersBench,
  drainBench,
  longSumsBench,
  rowSumsBench,
  scaleStoreBench,
  tableBench,
} from "./back-parts.ts";
import { engineBenches } from "./engine.ts";
import { badScaleBench, misuseBench, resetBench, tableRunBench } from "./misuse.ts";
import { digitBenches, dispatchBench, gearboxBench, sequencerBench, walkerBench } from "./parts.ts";
import { parameters } from "./programs.ts";
import { sessionBenches } from "./session.ts";

/** The benches of small parts come first: they are the fastest to catch what is theirs. */
export function lieqTarget(): MutationTarget {
  const design = elaborate(LieqEngine(parameters));
  const registers = partOf(design, /^lieq_registers$/);
  return {
    name: "lieq",
    designs: [design],
    // The array, its skew and FineQ's decoder, encoder, drain and scaling are judged as part of the FineQ engine.
    standIns: /^fineq_/,
    reasonsFile: new URL("./equivalent.json", import.meta.url),
    benches: () => [
      ...digitBenches(design),
      gearboxBench(design),
      rowSumsBench(design),
      countersBench(design),
      tableBench(design),
      registersBench(
        "lieq_registers_traffic",
        registers,
        (random) => (random(4) === 0 ? random(64) : random(38)),
        { steps: 4000, seed: 48 },
      ),
      // Orders in the cycle of a reset: words 0 and 19 are control and entry.
      registersBench("lieq_registers_orders", registers, (random) => 19 * random(2), {
        steps: 800,
        seed: 50,
        resetEvery: 5,
      }),
      scaleStoreBench(design),
      ...accumulateBenches(design),
      longSumsBench(design),
      walkerBench(design),
      dispatchBench(design),
      sequencerBench(design),
      drainBench(design),
      ...sessionBenches(design),
      ...engineBenches(design),
      tableRunBench(design),
      badScaleBench(design),
      misuseBench(design),
      resetBench(design),
    ],
  };
}
