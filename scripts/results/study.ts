/**
 * What is measured on a model, row by row and contest by contest. Invariant: a study is a function of the measurements alone, so that
 * walking through it with a stand-in tells which measurements it needs.
 */
import {
  type Allocation,
  allocateBits,
  allocateInOrder,
  allocateLadder,
  randomAllocation,
  type WeightFormat,
} from "../../src/golden/index.ts";
import type { Measure, MeasuredRounding } from "./measure.ts";
import type { Contender, Contest, LayerFormat, LayerResults, Row, SubjectResults } from "./schema.ts";

/** What is known of a layer before formats are tried. */
export type DiagnosedLayer = Omit<LayerResults, "preciseAlone"> & { readonly weights: number };

export interface StudyOptions {
  /** Random orders a contest has. */
  readonly draws: number;
}

/** Average bits, besides that of a single precise layer: 2.05 bits at the depth of the paper's models. */
const BUDGETS = [2.25, 2.5, 2.75, 3];
/** Contests at more bits than this are held without calibration only, which takes twice as long. */
const CALIBRATED_TO = 2.5;
/** Except in models so small that it takes seconds. */
const SMALL = 500_000;

const ROUNDINGS = ["nearest", "calibrated"] as const;

/** Rows, layers and contests of one model. */
export function study(
  layers: readonly DiagnosedLayer[],
  measure: Measure,
  { draws }: StudyOptions,
): Pick<SubjectResults, "rows" | "layers" | "contests"> {
  const everywhere = (format: LayerFormat): LayerFormat[] => layers.map(() => format);
  const row = (scheme: string, formats: readonly LayerFormat[], rounding: MeasuredRounding): Row => ({
    scheme,
    rounding: formats.every((format) => format === "float") ? "none" : rounding,
    formats: [...formats],
    ...measure(formats, rounding),
  });
  const both = (scheme: string, formats: readonly LayerFormat[]): Row[] =>
    ROUNDINGS.map((rounding) => row(scheme, formats, rounding));
  const budgets = lieqBudgets(layers);
  const precise = (allocation: Allocation, top: WeightFormat, rest: WeightFormat): WeightFormat[] =>
    allocation.bits.map((bits) => (bits === 2 ? rest : top));

  const rows = [
    row("float32", everywhere("float"), "nearest"),
    ...(["w8", "w4", "w3", "w2"] as const).flatMap((format) => both(format, everywhere(format))),
    ...both("FineQ", everywhere("fineq")),
    ...budgets.flatMap(({ names, allocation }) => both(`LieQ, ${names}`, precise(allocation, "w4", "w2"))),
    ...budgets
      .filter(({ least }) => least <= 2.5)
      .flatMap(({ names, allocation }) =>
        both(`LieQ + FineQ, the layers of ${names}`, precise(allocation, "w4", "fineq")),
      ),
    ...both("LieQ, w4, FineQ, w2 at 2.5", allocateLadder(layers, 2.5, ["w4", "fineq", "w2"]).formats),
  ];

  const tried = layers.map(({ weights: _, ...known }, layer): LayerResults => {
    const preciseAlone = measure(everywhere("w2").with(layer, "w4"), "nearest").nll;
    return { ...known, preciseAlone };
  });

  const drops = orderBy(layers.map(({ drop }) => -drop));
  const gains = orderBy(tried.map(({ preciseAlone }) => preciseAlone));
  const isSmall = layers.reduce((sum, { weights }) => sum + weights, 0) <= SMALL;
  const contests = budgets.flatMap(({ allocation, least }): Contest[] => {
    const average = allocation.averageBits;
    return ROUNDINGS.filter((rounding) => rounding === "nearest" || isSmall || least <= CALIBRATED_TO).map(
      (rounding) => {
        const contender = (found: Allocation): Contender => ({
          precise: found.order.slice(0, found.preciseLayers).sort((a, b) => a - b),
          nll: measure(precise(found, "w4", "w2"), rounding).nll,
        });
        return {
          average,
          rounding,
          lieq: contender(allocation),
          drop: contender(allocateInOrder(layers, drops, average)),
          gain: contender(allocateInOrder(layers, gains, average)),
          random: Array.from({ length: draws }, (_, at) =>
            contender(randomAllocation(layers, average, at + 1)),
          ),
        };
      },
    );
  });
  return { rows, layers: tried, contests };
}

interface Budget {
  /** In words: "one layer in w4 (2.25)" with every budget that leads there. */
  readonly names: string;
  /** The smallest of them. */
  readonly least: number;
  readonly allocation: Allocation;
}

/** The budgets with the allocations they lead to; budgets that lead to the same one are one. */
function lieqBudgets(layers: readonly DiagnosedLayer[]): Budget[] {
  const single = 2 + 2 / layers.length;
  const byLayers = new Map<number, { budgets: Set<number>; allocation: Allocation }>();
  for (const budget of [single, ...BUDGETS].sort((a, b) => a - b)) {
    const allocation = allocateBits(layers, budget);
    const known = byLayers.get(allocation.preciseLayers) ?? { budgets: new Set(), allocation };
    known.budgets.add(budget);
    byLayers.set(allocation.preciseLayers, known);
  }
  return [...byLayers.values()].map(({ budgets, allocation }) => ({
    names: `budget ${listed([...budgets].map((budget) => String(Number(budget.toFixed(3)))))}`,
    least: Math.min(...budgets),
    allocation,
  }));
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/** Places of the values from the smallest up; of equal ones the lower place first. */
const orderBy = (values: readonly number[]): number[] =>
  values.map((_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
