/**
 * Why surviving mutants change nothing that can be seen. Invariant: every survivor has a reason, and every reason has a
 * survivor; a reason that fits nothing is out of date and fails the run.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { type Mutant, mutantKey } from "./mutate.ts";
import type { MutantResult } from "./run.ts";

const schema = z.array(
  z.strictObject({
    module: z.string(),
    /** The original line without comment, as the report prints it. */
    line: z.string(),
    mutation: z.string(),
    reason: z.string().min(20, "say why in a sentence"),
  }),
);

export type Reason = z.infer<typeof schema>[number];

export interface MutationVerdict {
  readonly results: readonly MutantResult[];
  /** Survivors with a reason, and the reason. */
  readonly equivalent: ReadonlyMap<Mutant, string>;
  /** Survivors without. */
  readonly unexplained: readonly Mutant[];
  /** Reasons for mutants that do not exist or that a testbench caught. */
  readonly stale: readonly Reason[];
}

/** Error BL0416: not the JSON that it should be. */
export async function readReasons(file: string): Promise<Reason[]> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    fail("BL0416", { file, reason: error instanceof Error ? error.message : String(error) });
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return fail("BL0416", { file, reason: `${issue?.path.join(".")}: ${issue?.message}` });
}

/** `all` are the mutants that exist, of which `results` may be a sample: a reason is not stale because of sampling. */
export function judgeMutants(
  all: readonly Mutant[],
  results: readonly MutantResult[],
  reasons: readonly Reason[],
): MutationVerdict {
  const survivors = results.filter(({ outcome }) => outcome.kind === "survived").map(({ mutant }) => mutant);
  const existing = new Set(all.map(mutantKey));
  const refuted = new Set(
    results.filter(({ outcome }) => outcome.kind !== "survived").map(({ mutant }) => mutantKey(mutant)),
  );
  const keyOf = ({ module, line, mutation }: Reason): string => mutantKey({ module, text: line, mutation });
  const byKey = new Map(reasons.map((reason) => [keyOf(reason), reason.reason]));
  // Two lines of the same text in one module share a key; when one of them is caught the reason still serves the other.
  const surviving = new Set(survivors.map(mutantKey));
  return {
    results,
    equivalent: new Map(
      survivors.flatMap((mutant) => {
        const reason = byKey.get(mutantKey(mutant));
        return reason === undefined ? [] : [[mutant, reason] as const];
      }),
    ),
    unexplained: survivors.filter((mutant) => !byKey.has(mutantKey(mutant))),
    stale: reasons.filter((reason) => {
      const key = keyOf(reason);
      return !existing.has(key) || (refuted.has(key) && !surviving.has(key));
    }),
  };
}

/** A reproducible sample: modules take turns, inside a module the order is drawn from the seed and the key alone. */
export function sampleMutants(all: readonly Mutant[], size: number, seed: number): Mutant[] {
  const modules = new Map<string, Mutant[]>();
  for (const mutant of all) modules.set(mutant.module, [...(modules.get(mutant.module) ?? []), mutant]);
  const queues = [...modules.values()].map((list) =>
    list.map((mutant) => ({ mutant, draw: hash(`${seed} ${mutant.line} ${mutantKey(mutant)}`) })),
  );
  for (const queue of queues) queue.sort((a, b) => a.draw - b.draw);
  const sample: Mutant[] = [];
  for (let round = 0; sample.length < Math.min(size, all.length); round++) {
    for (const queue of queues) {
      const drawn = queue[round];
      if (drawn !== undefined && sample.length < size) sample.push(drawn.mutant);
    }
  }
  return sample;
}

/** 32-bit FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
