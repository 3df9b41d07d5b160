/** Products for tests of array families, in every weight format. Invariant: the weights are ones that the format can hold. */
import { type Random, seededRandom } from "../../testing/index.ts";
import { CLUSTERS_PER_OUTLIER } from "./constants.ts";
import type { ArrayFamily, IntegerProduct } from "./run.ts";

export interface ProductSize {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

const RANGES = { int8: [-128, 127], int4: [-8, 7], int3: [-3, 3] } as const;

/** How weights are chosen: any; the largest in even channels and the most negative in odd ones; magnitudes of 1 at most. */
export type WeightChoice = "any" | "extreme" | "ternary";

/** `activations`: what all inputs of each vector are, in turn, in place of random ones. */
export function productOf(
  { weights: format }: Pick<ArrayFamily, "weights">,
  { m, k, n }: ProductSize,
  {
    weights: choice = "any",
    activations: given,
  }: { weights?: WeightChoice; activations?: readonly number[] } = {},
): IntegerProduct {
  const random = seededRandom(m * 10_000 + k * 100 + n);
  const activations = Int8Array.from(
    { length: m * k },
    (_, i) => given?.[Math.floor(i / k) % given.length] ?? random.between(-128, 127),
  );
  const weights = new Int8Array(n * k);
  const pairs = Math.ceil(k / 6);
  const indices = new Uint8Array(n * pairs);
  if (format === "int8" || format === "int4" || format === "int3") {
    const [low, high] = choice === "ternary" ? [-1, 1] : RANGES[format];
    weights.forEach((_, i) => {
      const extreme = Math.floor(i / k) % 2 === 0 ? high : low;
      weights[i] = choice === "extreme" ? extreme : random.between(low, high);
    });
    return { m, k, n, activations, weights, indices };
  }
  for (let row = 0; row < n; row++) {
    const sign = row % 2 === 0 ? 1 : -1;
    const clusters = fineqRow(
      2 * pairs,
      format === "fineq-sparse",
      choice === "extreme" ? sign : choice,
      random,
    );
    clusters.forEach(({ index, weights: three }, cluster) => {
      indices[row * pairs + (cluster >> 1)] = index;
      three.forEach((weight, i) => {
        if (3 * cluster + i < k) weights[row * k + 3 * cluster + i] = weight;
      });
    });
  }
  return { m, k, n, activations, weights, indices };
}

/** Clusters of a row with the index of their pair, as docs/formats.md has them. 1 and -1: all as large as can be, of that sign. */
function fineqRow(clusters: number, isSparse: boolean, choice: 1 | -1 | "any" | "ternary", random: Random) {
  /** Of each group, the cluster that may have outliers. */
  const chosen = Array.from({ length: clusters }, () => random.below(CLUSTERS_PER_OUTLIER));
  const group = (cluster: number): number => Math.floor(cluster / CLUSTERS_PER_OUTLIER);
  const mayExceed = (cluster: number): boolean =>
    !isSparse || cluster % CLUSTERS_PER_OUTLIER === chosen[group(cluster)];
  let index = 0;
  return Array.from({ length: clusters }, (_, cluster) => {
    if (cluster % 2 === 0) {
      const isOutlier = choice !== "ternary" && (mayExceed(cluster) || mayExceed(cluster + 1));
      if (!isOutlier) index = 0;
      else index = choice === "any" ? random.below(4) : 1 + random.below(3);
    }
    const most = index > 0 && mayExceed(cluster) ? 3 : 1;
    const weights = [0, 1, 2].map((position) => {
      if (position === index - 1) return 0;
      return typeof choice === "number" ? choice * most : random.between(-most, most);
    });
    return { index, weights };
  });
}
