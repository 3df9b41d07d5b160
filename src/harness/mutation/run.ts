/**
 * Runs mutants against testbenches in Icarus Verilog. Invariant: the unchanged Verilog passes every testbench first, so
 * whatever fails afterwards fails because of the mutation.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BitloomError, fail } from "../../diagnostics/index.ts";
import type { TextFile } from "../../gen/index.ts";
import { type FailureReason, simulateDirectory } from "../../sim/index.ts";
import { type TestbenchPlan, testbenchFiles, writeFiles } from "../check.ts";
import type { Mutant } from "./mutate.ts";

/** Verilog and a plan whose testbench checks it. */
export interface Bench {
  readonly name: string;
  readonly verilog: readonly TextFile[];
  readonly plan: TestbenchPlan;
}

export type MutantOutcome =
  | { readonly kind: "caught"; readonly bench: string; readonly by: FailureReason | "no_result" }
  /** The simulator does not accept the mutant; it counts for nothing. */
  | { readonly kind: "refused" }
  | { readonly kind: "survived" };

export interface MutantResult {
  readonly mutant: Mutant;
  readonly outcome: MutantOutcome;
}

export interface MutationOptions {
  /** Simulations at a time. */
  readonly jobs: number;
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** A bench in a folder of its own, of which one worker at a time exchanges files. */
interface Stand {
  readonly bench: Bench;
  readonly directory: string;
  /** Wall clock for a mutant: it may be slow, but not for ever. */
  readonly runSeconds: number;
}

/**
 * Each mutant goes through the benches that hold its module, in order, until one fails. Results in the order of the
 * mutants. Error BL0416: an unchanged bench fails, or no bench holds a mutant's module.
 */
export async function runMutants(
  all: readonly Mutant[],
  benches: readonly Bench[],
  { jobs, onProgress }: MutationOptions,
): Promise<MutantResult[]> {
  for (const { module } of all) {
    if (!benches.some((bench) => holds(bench, module))) {
      fail("BL0416", { file: `${module}.v`, reason: "no testbench holds this module" });
    }
  }
  const root = await mkdtemp(join(tmpdir(), "bitloom-mutate-"));
  try {
    const results: MutantResult[] = [];
    let next = 0;
    let done = 0;
    const worker = async (number: number): Promise<void> => {
      const stands = await Promise.all(
        benches.map((bench) => setUp(bench, join(root, String(number), bench.name))),
      );
      for (let index = next++; index < all.length; index = next++) {
        const mutant = all[index] as Mutant;
        results[index] = { mutant, outcome: await judge(mutant, stands) };
        done += 1;
        onProgress?.(done, all.length);
      }
    };
    // All workers are waited for before the folder goes, also when one of them fails.
    const ends = await Promise.allSettled(
      Array.from({ length: Math.max(1, jobs) }, (_, number) => worker(number)),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return results;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const fileOf = (module: string): string => `${module}.v`;

const holds = (bench: Bench, module: string): boolean =>
  bench.verilog.some((file) => file.name === fileOf(module));

async function setUp(bench: Bench, directory: string): Promise<Stand> {
  await writeFiles(directory, [...bench.verilog, ...testbenchFiles(bench.plan)]);
  const result = await simulateDirectory(directory, { simulator: "icarus" });
  if (!result.passed) {
    const { reason, firstMismatch: first } = result;
    const where = first ? ` at cycle ${first.cycle}, port ${first.port}` : "";
    fail("BL0416", { file: bench.name, reason: `the unchanged Verilog fails: ${reason}${where}` });
  }
  return { bench, directory, runSeconds: Math.max(2, 20 * result.seconds.run) };
}

async function judge(mutant: Mutant, stands: readonly Stand[]): Promise<MutantOutcome> {
  for (const { bench, directory, runSeconds } of stands.filter(({ bench }) => holds(bench, mutant.module))) {
    const path = join(directory, fileOf(mutant.module));
    const original = bench.verilog.find((file) => file.name === fileOf(mutant.module))?.text ?? "";
    try {
      await writeFile(path, mutant.verilog);
      const options = { simulator: "icarus", stopAtMismatch: true, runSeconds } as const;
      const { passed, reason } = await simulateDirectory(directory, options);
      if (!passed) return { kind: "caught", bench: bench.name, by: reason ?? "mismatch" };
    } catch (error) {
      const code = error instanceof BitloomError ? error.diagnostics[0]?.code : undefined;
      if (code === "BL0404") return { kind: "refused" };
      if (code === "BL0407") return { kind: "caught", bench: bench.name, by: "no_result" };
      throw error;
    } finally {
      await writeFile(path, original);
    }
  }
  return { kind: "survived" };
}
