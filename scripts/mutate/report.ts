/** The outcome of a mutation run as data and as text. */
import pc from "picocolors";
import type { Mutant, MutationVerdict, Reason } from "../../src/harness/index.ts";

export interface ModuleScore {
  readonly module: string;
  readonly mutants: number;
  readonly caught: number;
  /** Survivors with a written reason. */
  readonly equivalent: number;
  readonly survived: number;
  /** Not accepted by the simulator; not among `mutants`. */
  readonly refused: number;
}

type MutantName = Pick<Mutant, "module" | "line" | "text" | "mutation">;

export interface MutationReport {
  readonly passed: boolean;
  /** Mutants that exist; the run may be a sample of them. */
  readonly existing: number;
  readonly modules: readonly ModuleScore[];
  /** All modules of each target that has a mutant in the run, by the target's name. */
  readonly targets: Readonly<Record<string, Omit<ModuleScore, "module">>>;
  readonly total: Omit<ModuleScore, "module">;
  /** Mutants caught by each testbench, the first that caught it. */
  readonly caughtBy: Readonly<Record<string, number>>;
  readonly unexplained: readonly MutantName[];
  readonly stale: readonly Reason[];
  readonly seconds: number;
}

/** What a run found on one target. */
type TargetVerdict = MutationVerdict & { readonly target: string };

export function mutationReport(
  verdicts: readonly TargetVerdict[],
  existing: number,
  seconds: number,
): MutationReport {
  const results = verdicts.flatMap((verdict) => verdict.results);
  const unexplained = verdicts.flatMap((verdict) => verdict.unexplained);
  const stale = verdicts.flatMap((verdict) => verdict.stale);
  const equivalent = new Set(verdicts.flatMap((verdict) => [...verdict.equivalent.keys()]));
  const names = [...new Set(results.map(({ mutant }) => mutant.module))];
  const score = (of: MutationVerdict["results"]): Omit<ModuleScore, "module"> => {
    const count = (kind: string): number => of.filter(({ outcome }) => outcome.kind === kind).length;
    const explained = of.filter(({ mutant }) => equivalent.has(mutant)).length;
    return {
      mutants: of.length - count("refused"),
      caught: count("caught"),
      equivalent: explained,
      survived: count("survived") - explained,
      refused: count("refused"),
    };
  };
  const caughtBy: Record<string, number> = {};
  for (const { outcome } of results) {
    if (outcome.kind === "caught") caughtBy[outcome.bench] = (caughtBy[outcome.bench] ?? 0) + 1;
  }
  return {
    passed: unexplained.length === 0 && stale.length === 0,
    existing,
    modules: names.map((module) => ({
      module,
      ...score(results.filter(({ mutant }) => mutant.module === module)),
    })),
    targets: Object.fromEntries(
      verdicts.flatMap(({ target, results: of }) => (of.length === 0 ? [] : [[target, score(of)]])),
    ),
    total: score(results),
    caughtBy,
    unexplained: unexplained.map(({ module, line, text, mutation }) => ({ module, line, text, mutation })),
    stale,
    seconds,
  };
}

export function renderReport(report: MutationReport, reasonsFiles: string): string {
  const { total, targets, modules, unexplained, stale } = report;
  const width = Math.max(...modules.map(({ module }) => module.length), 6);
  const row = (name: string, of: Omit<ModuleScore, "module">): string =>
    `${name.padEnd(width)} ${[of.mutants, of.caught, of.equivalent, of.survived].map((n) => String(n).padStart(10)).join("")}`;
  const head = `${"module".padEnd(width)} ${["mutants", "caught", "equivalent", "survived"].map((word) => word.padStart(10)).join("")}`;
  const name = (mutant: MutantName): string =>
    `  ${mutant.module}.v:${mutant.line}  ${mutant.text}\n    ${mutant.mutation}`;
  const problems = [
    ...(unexplained.length === 0
      ? []
      : [
          pc.red("survivors without a reason:"),
          ...unexplained.map(name),
          `Catch them, or explain them in ${reasonsFiles}`,
        ]),
    ...(stale.length === 0
      ? []
      : [
          pc.red("reasons that fit no survivor:"),
          ...stale.map((reason) => `  ${reason.module}  ${reason.line}\n    ${reason.mutation}`),
        ]),
  ];
  const share = total.mutants === 0 ? 0 : (100 * (total.caught + total.equivalent)) / total.mutants;
  const sampled = `${total.mutants + total.refused} of ${report.existing} mutants`;
  return [
    head,
    ...modules.map((score) => row(score.module, score)),
    ...Object.entries(targets).map(([name, score]) => row(`all of ${name}`, score)),
    row("all", total),
    ...problems,
    `${report.passed ? pc.green("passed") : pc.red("failed")}  ${sampled}, ${share.toFixed(1)} % caught or explained, ${report.seconds.toFixed(0)} s`,
  ].join("\n");
}
