/** The goals that the arrays are held to, and what was found. Invariant: a verdict follows from the measurements alone. */
import {
  type FamilyMeasurement,
  type Goal,
  type PlacedMeasurement,
  THREE_BIT_BASELINE,
} from "./comparison.ts";
import { baselineOf, type Ratios, ratiosTo } from "./ratios.ts";

interface Best {
  /** Judged. */
  readonly value: number;
  readonly name: string;
  /** What else belongs to the number. */
  readonly note?: string;
}

/** Goals are for arrays of this size and this library; of others they would say nothing. */
export const GOALS_ARE_FOR = { size: 64, target: "nangate45" } as const;

/**
 * The measurement's goals; those that nothing was measured for say so. Throughput per area is the lesser one of elements and of
 * arrays with their edges.
 */
export function goalsOf(
  families: readonly FamilyMeasurement[],
  placed: readonly PlacedMeasurement[],
): readonly Goal[] {
  const baseline = baselineOf(families);
  const threeBit = families.find(({ name }) => name === THREE_BIT_BASELINE);
  const fineq = families.filter(({ weights }) => weights === "fineq");
  const sparse = families.filter(({ weights }) => weights === "fineq-sparse");
  const over = (
    some: readonly FamilyMeasurement[],
    value: (ratios: Ratios) => number | undefined,
    pick: "largest" | "smallest",
  ): Best | undefined =>
    baseline &&
    best(
      some.map((family) => ({ value: value(ratiosTo(baseline, family)), name: family.name })),
      pick,
    );
  const throughput = (
    reference: FamilyMeasurement | undefined,
    some: readonly FamilyMeasurement[],
  ): Best | undefined =>
    reference &&
    best(
      some.map((family) => {
        const { elementThroughputPerArea, throughputPerArea } = ratiosTo(reference, family);
        return {
          value: Math.min(elementThroughputPerArea, throughputPerArea),
          name: family.name,
          note: `elements ${elementThroughputPerArea.toFixed(2)}, whole arrays ${throughputPerArea.toFixed(2)}`,
        };
      }),
      "largest",
    );
  return [
    atMost(
      { measure: "array area, any number of cycles", papers: "0.388", probe: "0.108", limit: 0.1, digits: 3 },
      over(fineq, ({ area }) => area, "smallest"),
    ),
    atMost(
      {
        measure: "array area at equal throughput, any FineQ data",
        papers: "none",
        probe: "0.18-0.21",
        limit: 0.18,
        digits: 3,
      },
      over(fineq, ({ equalThroughputArea }) => equalThroughputArea, "smallest"),
    ),
    atLeast(
      {
        measure: "throughput per area, any FineQ data",
        papers: "below 1",
        probe: "5.5",
        limit: 6,
        digits: 2,
      },
      throughput(baseline, fineq),
    ),
    atLeast(
      {
        measure: "throughput per area, one outlier cluster in four",
        papers: "none",
        probe: "7.1",
        limit: 7.5,
        digits: 2,
      },
      throughput(baseline, sparse),
    ),
    atLeast(
      {
        measure: "throughput per area against INT8 x 3-bit",
        papers: "below 0.4",
        probe: "3.5",
        limit: 4,
        digits: 2,
      },
      throughput(threeBit, fineq),
    ),
    atLeast(
      { measure: "energy a useful multiply-accumulate", papers: "1.79x", probe: "7.1x", limit: 7, digits: 2 },
      over(fineq, ({ energy }) => energy, "largest"),
    ),
    atMost(
      {
        measure: "iCE40 logic cells a weight, routed",
        papers: "75 (uSystolic, approximate)",
        probe: "23.7",
        limit: 22,
        digits: 1,
      },
      best(
        placed.map((array) => ({
          value: array.logicCells / array.weights,
          name: array.name,
          note: `${array.cycles.most} cycles a weight, ${billions(array).toFixed(1)} G a second`,
        })),
        "smallest",
      ),
    ),
    atLeast(
      {
        measure: "HX8K, G multiply-accumulates a second, routed",
        papers: "",
        probe: "27",
        limit: 30,
        digits: 1,
      },
      best(
        placed.map((array) => ({
          value: billions(array),
          name: array.name,
          note: `${(array.logicCells / array.weights).toFixed(1)} cells a weight`,
        })),
        "largest",
      ),
    ),
  ];
}

/** G multiply-accumulates a second, at the most cycles that data may ask for. */
const billions = ({ weights, tokens, frequency, cycles }: PlacedMeasurement): number =>
  (weights * tokens * frequency) / cycles.most / 1000;

function best(
  some: readonly (Omit<Best, "value"> & { readonly value: number | undefined })[],
  pick: "largest" | "smallest",
): Best | undefined {
  let found: Best | undefined;
  for (const { value, ...rest } of some) {
    if (value === undefined) continue;
    if (found === undefined || (pick === "largest" ? value > found.value : value < found.value)) {
      found = { value, ...rest };
    }
  }
  return found;
}

interface Asked {
  readonly measure: string;
  readonly papers: string;
  readonly probe: string;
  readonly limit: number;
  readonly digits: number;
}

const atMost = (asked: Asked, found: Best | undefined): Goal =>
  goal(asked, `${asked.limit} or less`, found, (value) => value <= asked.limit);
const atLeast = (asked: Asked, found: Best | undefined): Goal =>
  goal(asked, `${asked.limit} or more`, found, (value) => value >= asked.limit);

function goal(
  { measure, papers, probe, digits }: Asked,
  wanted: string,
  found: Best | undefined,
  isMet: (value: number) => boolean,
): Goal {
  const row = { measure, papers, probe, goal: wanted };
  if (found === undefined) return { ...row, found: "", verdict: "not measured" };
  const { value, name, note } = found;
  const verdict = isMet(value) ? "met" : "missed";
  const named = note === undefined ? name : `${name}; ${note}`;
  return { ...row, found: `${value.toFixed(digits)} (${named})`, verdict };
}
