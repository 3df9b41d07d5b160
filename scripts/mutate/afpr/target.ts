/** The AFPR engine, the testbenches that judge its mutants, and the reasons for those that survive. */
import { AfprEngine } from "../../../src/blocks/index.ts";
import { elaborate } from "../../../src/dsl/index.ts";
import { designOf, partOf, recordedBenches, registersBench } from "../bench.ts";
import type { MutationTarget } from "../target.ts";
import { engineBenches } from "./engine.ts";
import { parameters } from "./jobs.ts";
import { misuseBench, resetBench } from "./misuse.ts";
import {
  differentialParts,
  encodeBench,
  overflowBench,
  readoutBench,
  recordedParts,
  rowsBench,
  termBench,
} from "./parts.ts";
import { sessionBenches } from "./session.ts";

/** The benches of small parts come first: they are the fastest to catch what is theirs. */
export function afprTarget(): MutationTarget {
  const engine = elaborate(AfprEngine(parameters));
  const designs = [engine, ...differentialParts()];
  return {
    name: "afpr",
    designs,
    // The macro's twin stands in for silicon: it is a model, held against golden sums in its own tests.
    standIns: /^afpr_macro_/,
    reasonsFile: new URL("./equivalent.json", import.meta.url),
    benches: () => [
      termBench(),
      encodeBench(),
      overflowBench(engine),
      readoutBench(engine),
      registersBench(
        "registers_traffic",
        partOf(engine, /^afpr_registers$/),
        (random) => (random(4) === 0 ? random(32) : random(8)),
        { steps: 4000, seed: 25 },
      ),
      ...designs.flatMap((design) =>
        design.modules.filter(({ name }) => /^afpr_rows_/.test(name)).map((top) => rowsBench(designOf(top))),
      ),
      ...designs.flatMap((design) => recordedBenches(design, recordedParts)),
      ...sessionBenches(engine),
      ...engineBenches(engine),
      misuseBench(engine),
      resetBench(engine),
    ],
  };
}
