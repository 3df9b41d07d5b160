/**
 * What columns of the kind sparse hold of a group of clusters, of which one may have magnitudes above 1, and the rows that it makes:
 * a low row for each weight, and two high rows for the group. Invariant: rows add up to the sum over the group's weights w of |w|
 * times the activation, or its complement for a negative weight; the low bits alone of |w| count in every outlier cluster but the first.
 */
import { type Bit, mux, named, type Uint } from "../../dsl/index.ts";
import { type BitHeap, exceptWhere, subtractComplement } from "../arithmetic/index.ts";
import { bitsFor } from "../parameters.ts";
import { PAIR_CLUSTERS } from "./parameters.ts";
import { bitsOf, fromLow, type TileCode } from "./tile-code.ts";

const CLUSTER_WEIGHTS = 3;
/** Of a cluster: is positive and is negative for each weight. */
const LOW_BITS = 2 * CLUSTER_WEIGHTS;
/** Of a group: high lane X is the first weight, the second; Y the second, the third; X and Y are negative. */
const HIGH_BITS = 6;

/** A group is `clusters` clusters. */
export function sparseCode(clusters: number): TileCode {
  const numberBits = bitsFor(clusters - 1);
  return {
    pairs: clusters / PAIR_CLUSTERS,
    bits: LOW_BITS * clusters + HIGH_BITS + numberBits,
    controlBits: (LOW_BITS + 1) * clusters + HIGH_BITS,
    code: (pairs) => code(pairs, numberBits),
    controls: (held) => controls(held, clusters, numberBits),
    complemented: Array.from({ length: CLUSTER_WEIGHTS * clusters }, (_, i) => i),
    subtractRows: (heap, control, activations, complements) =>
      subtractRows(heap, control, activations, complements, clusters),
  };
}

interface Cluster {
  /** positive, negative of each weight's low magnitude bit. */
  readonly low: readonly Bit[];
  readonly hasOutlier: Bit;
  readonly high: readonly Bit[];
}

/** {number of the outlier cluster, its high bits, low bits of all clusters}; layout of pairs: docs/formats.md. */
function code(pairs: readonly Uint[], numberBits: number): Uint {
  const clusters = pairs.flatMap((pair) => {
    const index = pair.slice(13, 12);
    return Array.from({ length: PAIR_CLUSTERS }, (_, i) => clusterOf(index, pair.slice(6 * i + 5, 6 * i)));
  });
  let earlier: Bit | undefined;
  const isFirst = clusters.map(({ hasOutlier }) => {
    const first = earlier ? hasOutlier.and(earlier.not()) : hasOutlier;
    earlier = earlier ? earlier.or(hasOutlier) : hasOutlier;
    return named("is_first", first);
  });
  const chosen = (bitOf: (cluster: Cluster) => Bit): Bit =>
    any(clusters.map((cluster, i) => bitOf(cluster).and(isFirst[i] as Bit)));
  const high = Array.from({ length: HIGH_BITS }, (_, i) => chosen(({ high }) => high[i] as Bit));
  const number = Array.from({ length: numberBits }, (_, place) =>
    any(isFirst.filter((_first, i) => ((i >> place) & 1) === 1)),
  );
  return fromLow([...clusters.flatMap(({ low }) => low), ...high, ...number]);
}

function clusterOf(index: Uint, data: Uint): Cluster {
  const isTernary = named("is_ternary", index.eq(0));
  const [prunesFirst, prunesSecond, prunesThird] = [1, 2, 3].map((lane) => index.eq(lane)) as [Bit, Bit, Bit];
  const hasOutlier = isTernary.not().and(data.at(1).or(data.at(4)));
  const counts = [
    data.at(0).and(prunesFirst.not()),
    mux(isTernary, data.at(2), mux(prunesFirst, data.at(0), data.at(3))).and(prunesSecond.not()),
    mux(isTernary, data.at(4), data.at(3)).and(prunesThird.not()),
  ];
  const negative = [
    mux(isTernary, data.at(1), data.at(2)),
    mux(isTernary, data.at(3), mux(prunesFirst, data.at(2), data.at(5))),
    data.at(5),
  ];
  const [x, y] = [data.at(1), data.at(4)];
  return {
    low: counts.flatMap((bit, i) => [bit.and((negative[i] as Bit).not()), bit.and(negative[i] as Bit)]),
    hasOutlier,
    high: [
      x.and(prunesFirst.not()),
      x.and(prunesFirst),
      y.and(prunesThird),
      y.and(prunesThird.not()),
      x.and(data.at(2)),
      y.and(data.at(5)),
    ],
  };
}

/** {high bits, which cluster they are of as a bit each, low bits}. */
function controls(held: Uint, clusters: number, numberBits: number): Uint {
  const low = bitsOf(held, 0, LOW_BITS * clusters);
  const high = bitsOf(held, low.length, HIGH_BITS);
  const number = held.slice(low.length + HIGH_BITS + numberBits - 1, low.length + HIGH_BITS);
  const isChosen = Array.from({ length: clusters }, (_, cluster) =>
    named(`outlier_is_${cluster}`, number.eq(cluster)),
  );
  return fromLow([...low, ...isChosen, ...high]);
}

function subtractRows(
  heap: BitHeap,
  control: Uint,
  activations: readonly Uint[],
  complements: readonly Uint[],
  clusters: number,
): void {
  activations.forEach((activation, i) => {
    const [positive, negative] = bitsOf(control, 2 * i, 2) as [Bit, Bit];
    const low = exceptWhere(activation, positive).and(exceptWhere(complements[i] as Uint, negative));
    subtractComplement(heap, named("low", low));
  });
  const isChosen = bitsOf(control, LOW_BITS * clusters, clusters);
  const [xFirst, xSecond, ySecond, yThird, xNegative, yNegative] = bitsOf(
    control,
    (LOW_BITS + 1) * clusters,
    HIGH_BITS,
  ) as [Bit, Bit, Bit, Bit, Bit, Bit];
  const [first, second, third] = Array.from({ length: CLUSTER_WEIGHTS }, (_, weight) =>
    named(
      `outlier_${weight}`,
      isChosen
        .map((bit, cluster) => only(activations[CLUSTER_WEIGHTS * cluster + weight] as Uint, bit))
        .reduce((a, b) => a.or(b)),
    ),
  ) as [Uint, Uint, Uint];
  // No lane and no sign, no row: a blank lane's sign is never set.
  const high = (a: Uint, isA: Bit, b: Uint, isB: Bit, isNegative: Bit): Uint =>
    only(a, isA).or(only(b, isB)).xor(isNegative.not().repeat(a.width));
  subtractComplement(heap, named("high_x", high(first, xFirst, second, xSecond, xNegative)), 1);
  subtractComplement(heap, named("high_y", high(third, yThird, second, ySecond, yNegative)), 1);
}

const only = (value: Uint, counts: Bit): Uint => value.and(counts.repeat(value.width));

const any = (bits: readonly Bit[]): Bit => bits.reduce((a, b) => a.or(b));
