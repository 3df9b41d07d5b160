/** What a mutation run is made on: an engine's modules, the testbenches that judge them, and the reasons for survivors. */
import { writeVerilog } from "../../src/gen/index.ts";
import { type Bench, type Mutant, mutants } from "../../src/harness/index.ts";
import type { Design } from "../../src/ir/index.ts";

export interface MutationTarget {
  readonly name: string;
  /** The modules of all of these are mutated; one that is in several counts once. */
  readonly designs: readonly Design[];
  /** Modules that are not mutated: they stand in for what is not the engine's, or another target judges them. */
  readonly standIns?: RegExp | undefined;
  /** In the order in which a mutant meets them. Made when they are needed: recording takes time. */
  readonly benches: () => Bench[];
  /** JSON, beside the target. */
  readonly reasonsFile: URL;
}

/** Every mutant of the target's modules but the stand-ins, in the order of the designs. */
export function mutantsOf({ designs, standIns }: MutationTarget): Mutant[] {
  const sources = new Map(
    designs.flatMap((design) => {
      const { files } = writeVerilog(design, { sourceComments: false });
      return design.modules.map(
        ({ name }) => [name, files.find((file) => file.name === `${name}.v`)?.text ?? ""] as const,
      );
    }),
  );
  return [...sources].flatMap(([name, source]) => (standIns?.test(name) ? [] : mutants(name, source)));
}
