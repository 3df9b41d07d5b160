/** Figures that the page computes from measurements. Invariant: nothing here is measured or remembered. */
import { perplexity, qualityKept } from "../../src/model/index.ts";
import type { Contender, Row, SubjectResults } from "./schema.ts";

export interface Spread {
  readonly mean: number;
  /** Of a sample: divided by one less than the count; 0 for one value. */
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

/** Of one or more values. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / Math.max(1, values.length - 1)),
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** How many different choices of layers there are among contenders. */
export const distinctChoices = (contenders: readonly Contender[]): number =>
  new Set(contenders.map(({ precise }) => precise.join())).size;

/** Rank of each value from 1; `largest` first or smallest first. Of equal values the earlier one first. */
export function ranks(values: readonly number[], first: "largest" | "smallest"): number[] {
  const sign = first === "largest" ? -1 : 1;
  const order = values
    .map((_, at) => at)
    .sort((a, b) => sign * ((values[a] as number) - (values[b] as number)) || a - b);
  return values.map((_, at) => order.indexOf(at) + 1);
}

/**
 * Standard error of the difference in loss between two rows: windows are taken as independent, and each counts by its predicted tokens.
 */
export function pairedError(
  { predicted }: Pick<SubjectResults, "predicted">,
  left: Pick<Row, "windows">,
  right: Pick<Row, "windows">,
): number {
  const tokens = predicted.reduce((sum, count) => sum + count, 0);
  const differences = predicted.map((_, at) => (left.windows[at] as number) - (right.windows[at] as number));
  const mean = differences.reduce((sum, value, at) => sum + value * (predicted[at] as number), 0) / tokens;
  const squares = differences.reduce(
    (sum, value, at) => sum + ((value - mean) * ((predicted[at] as number) / tokens)) ** 2,
    0,
  );
  return Math.sqrt((squares * predicted.length) / Math.max(1, predicted.length - 1));
}

/** The loss on the straight line between two uniform formats at so many bits. */
export function interpolated(below: Row, above: Row, codes: number): number {
  const share = (codes - below.codes) / (above.codes - below.codes);
  return below.nll + share * (above.nll - below.nll);
}

/** The row of a scheme; a page without it cannot be written. */
export function rowOf(
  { rows, name }: Pick<SubjectResults, "rows" | "name">,
  scheme: string,
  rounding: Row["rounding"],
): Row {
  const row = rows.find((one) => one.scheme === scheme && one.rounding === rounding);
  if (row === undefined) throw new Error(`results of ${name} have no row ${scheme}, ${rounding}`);
  return row;
}

export { perplexity, qualityKept };
