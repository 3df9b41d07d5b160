/** Ratios between families. Invariant: all of them are of one flow, so libraries and tools cancel as far as they can. */
import { BASELINE, type Comparison, type FamilyMeasurement } from "./comparison.ts";

export interface Ratios {
  /** Area of the array over the baseline's, whatever the cycles; larger arrays get no credit for it. */
  readonly area: number;
  /** Area over the baseline's for the same products a cycle, at the most cycles that data may take. */
  readonly equalThroughputArea: number;
  /** Products a cycle and area over the baseline's: at the most cycles, and at the least. */
  readonly throughputPerArea: number;
  readonly bestThroughputPerArea: number;
  /** The first of them, of elements alone: an array's edges and skew registers left out, a tile's own registers counted. */
  readonly elementThroughputPerArea: number;
  /** As the first of them, each at the clock that its element's longest path allows, without wires; absent without OpenSTA. */
  readonly throughputPerAreaAtOwnClock?: number;
  /** The baseline's energy over the family's. */
  readonly energy?: number;
}

/** um2 of the array for one product a cycle. */
const areaPerThroughput = ({ area, lanes }: FamilyMeasurement, cycles: number): number =>
  (area * cycles) / lanes;

/** um2 of an element for one product a cycle. */
const elementPerThroughput = ({ element, cycles }: FamilyMeasurement): number =>
  (element.area * cycles.most) / element.lanes;

/** A family against another one. */
export function ratiosTo(baseline: FamilyMeasurement, family: FamilyMeasurement): Ratios {
  const reference = areaPerThroughput(baseline, baseline.cycles.most);
  const most = areaPerThroughput(family, family.cycles.most);
  const energies =
    baseline.energy === undefined || family.energy === undefined
      ? {}
      : { energy: baseline.energy.perMultiplyAccumulate / family.energy.perMultiplyAccumulate };
  const clocks =
    baseline.minimumPeriod === undefined || family.minimumPeriod === undefined
      ? {}
      : {
          throughputPerAreaAtOwnClock: ((reference / most) * baseline.minimumPeriod) / family.minimumPeriod,
        };
  return {
    area: family.area / baseline.area,
    equalThroughputArea: most / reference,
    throughputPerArea: reference / most,
    bestThroughputPerArea: reference / areaPerThroughput(family, family.cycles.least),
    elementThroughputPerArea: elementPerThroughput(baseline) / elementPerThroughput(family),
    ...clocks,
    ...energies,
  };
}

/** The baseline's row; undefined when it was not asked for. */
export const baselineOf = (families: Comparison["families"]): FamilyMeasurement | undefined =>
  families.find(({ name }) => name === BASELINE);
