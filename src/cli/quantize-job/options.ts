/** What `bitloom quantize` is asked for, checked. Invariant: options that would be ignored are refused. */
import { basename, dirname, resolve } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import {
  allocateLadder,
  CLUSTERS_PER_OUTLIER,
  type ClustersPerOutlier,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "../../golden/index.ts";
import type { Rounding } from "../../model/index.ts";
import { ladderArgument, positiveArgument, wholeArgument } from "../arguments.ts";

/** `--format`: one format everywhere, or a ladder that LieQ's budget is spent on. */
export const FORMAT_CHOICES = [...WEIGHT_FORMATS, "lieq", "lieq+fineq"] as const;

export type FormatChoice = (typeof FORMAT_CHOICES)[number];

/** `--outliers`: which clusters of a FineQ matrix may have magnitudes above 1. */
export const OUTLIER_CHOICES = [
  "any",
  ...CLUSTERS_PER_OUTLIER.map((clusters) => `1/${clusters}` as const),
] as const;

export type OutlierChoice = (typeof OUTLIER_CHOICES)[number];

/** The options as yargs gives them. */
export interface QuantizeArguments {
  readonly model: string;
  readonly format: FormatChoice | undefined;
  readonly budget: number | undefined;
  readonly ladder: string | undefined;
  readonly outliers: OutlierChoice | undefined;
  readonly rounding: Rounding;
  readonly text: string | undefined;
  readonly tokens: number;
  readonly seed: number;
  readonly out: string | undefined;
  readonly embeddings: boolean;
  readonly tensor: string[] | undefined;
}

/** Formats of layers by their scores. */
export interface LadderChoice {
  readonly budget: number;
  readonly ladder: readonly WeightFormat[];
}

export interface QuantizeJob {
  readonly model: string;
  /** For reports: `w4`, `lieq`, `lieq+fineq`. */
  readonly choice: FormatChoice;
  readonly formats: WeightFormat | LadderChoice;
  /** Undefined: any cluster may have outliers. */
  readonly clustersPerOutlier: ClustersPerOutlier | undefined;
  readonly rounding: Rounding;
  readonly text: string | undefined;
  readonly tokens: number;
  readonly seed: number;
  readonly out: string;
  readonly embeddings: boolean;
  readonly tensors: readonly string[] | undefined;
}

/** Bits a weight that are spent when `--budget` is not given. */
export const DEFAULT_BUDGET = 2.5;

const LADDERS = { lieq: ["w4", "w2"], "lieq+fineq": ["w4", "fineq"] } as const satisfies Record<
  string,
  readonly WeightFormat[]
>;

const MOST_TOKENS = 2 ** 24;
const LARGEST_SEED = 2 ** 32 - 1;

/** Checks the options; BL0604 names one that is out of range or would be ignored, BL0552 and BL0559 a budget or a ladder that is none. */
export function quantizeJob(given: QuantizeArguments): QuantizeJob {
  const { model, rounding, embeddings, text } = given;
  const isBudgeted = given.budget !== undefined || given.ladder !== undefined;
  const choice = given.format ?? (isBudgeted ? "lieq" : "fineq");
  const isLieq = choice === "lieq" || choice === "lieq+fineq";
  for (const argument of ["budget", "ladder"] as const) {
    const allowed = `only --format lieq or lieq+fineq, not ${choice}`;
    refuseUnless(isLieq, `--${argument}`, given[argument], allowed);
  }
  refuseUnless(
    isLieq || rounding === "calibrated",
    "--text",
    text,
    "only formats chosen by LieQ, or --rounding calibrated: nothing else looks at a text",
  );
  const formats = isLieq
    ? {
        budget: positiveArgument("--budget", given.budget ?? DEFAULT_BUDGET, 8),
        ladder: given.ladder === undefined ? LADDERS[choice] : ladderArgument(given.ladder),
      }
    : choice;
  const inUse: readonly WeightFormat[] = typeof formats === "string" ? [formats] : formats.ladder;
  const noFineq = "only formats with FineQ in them: the others have no clusters";
  refuseUnless(inUse.includes("fineq"), "--outliers", given.outliers, noFineq);
  // Said now, and not after the scores of a large model.
  if (typeof formats !== "string") allocateLadder([], formats.budget, formats.ladder);
  const job = {
    model,
    choice,
    formats,
    clustersPerOutlier: CLUSTERS_PER_OUTLIER.find((clusters) => given.outliers === `1/${clusters}`),
    rounding,
    text,
    tokens: wholeArgument("--tokens", given.tokens, 2, MOST_TOKENS),
    seed: wholeArgument("--seed", given.seed, 0, LARGEST_SEED),
    embeddings,
    tensors: given.tensor,
  };
  return { ...job, out: given.out ?? defaultOutput(job, given.ladder !== undefined) };
}

function refuseUnless(
  isFine: boolean,
  argument: string,
  value: string | number | undefined,
  allowed: string,
): void {
  if (!isFine && value !== undefined) fail("BL0604", { argument, found: String(value), allowed });
}

/** `out/kjv-1.8m.lieq-2.05.safetensors`. */
function defaultOutput(
  { model, choice, formats, rounding, clustersPerOutlier }: Omit<QuantizeJob, "out">,
  hasOwnLadder: boolean,
): string {
  const path = resolve(model);
  // In a folder from Hugging Face only the folder's name says which model it is.
  const named = basename(path).startsWith("model.safetensors") ? dirname(path) : path;
  const name = basename(named).replace(/\.(safetensors|bin|gguf)$/, "") || "model";
  const ladder = typeof formats === "string" || !hasOwnLadder ? "" : `-${formats.ladder.join("-")}`;
  const budget = typeof formats === "string" ? "" : `-${formats.budget}`;
  const calibrated = rounding === "calibrated" ? "-calibrated" : "";
  const outliers = clustersPerOutlier === undefined ? "" : `-1of${clustersPerOutlier}`;
  return `out/${name}.${choice}${ladder}${budget}${outliers}${calibrated}.safetensors`;
}
