/**
 * Tile columns for FPGAs, kinds any and sparse: rows of one or two tables a bit, then adders of two with a register behind each.
 * Invariant: what is added in a cycle was multiplied by the weights of one cycle, so that loading between two vectors mixes
 * nothing.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
  literal,
  module,
  mux,
  named,
  output,
  reg,
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { PAIR_BITS, PAIR_CLUSTERS, PAIR_WEIGHTS, type TileShape, tileSumBits } from "./parameters.ts";
import { exactSum, registeredSum, type Term, term, treeLevels, treeSum } from "./pipelined-adders.ts";

/** Clock edges from activations to sums: rows, two adders in a cluster, the tree over clusters. */
export const pipelinedLatency = ({ pairs }: Pick<TileShape, "pairs">): number =>
  3 + treeLevels(PAIR_CLUSTERS * pairs);

/** What the rows of a cluster need to know of its weights. Each is a table of four inputs of the raw pair. */
export const ClusterControl = struct({
  /** Of three lanes two count where there is an outlier: the low one is the second, the high one is. */
  lowIsSecond: bit,
  highIsSecond: bit,
  lowIsNegative: bit,
  highIsNegative: bit,
  lowCountsOne: bit,
  highCountsOne: bit,
  highCountsTwo: bit,
  /** The second of three ternary lanes counts. */
  secondCounts: bit,
  /** It does so negatively; or, where it does not count, the low lane counts twice. */
  secondIsNegativeOrLowCountsTwo: bit,
});
type ClusterBits = Record<keyof typeof ClusterControl.fields, Bit>;

/** Ports as `TileColumn`, latency `pipelinedLatency`. Sparse columns are those of any cluster (docs/tiles.md): they count all whole. */
export function pipelinedColumn(shape: TileShape) {
  const { kind, style, pairs, tokens, activationBits } = shape;
  const sumBits = tileSumBits(shape);
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_${kind}_${style}_${pairs}x${tokens}_a${activationBits}${outlierRule(shape)}`,
    {
      load: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(uint(activationBits), inputs * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const held = reg(array(ClusterControl, PAIR_CLUSTERS * pairs));
      when(load, () => {
        held.next = weights.elements().flatMap(pairControls);
      });
      sums.value = tokensOf(activations.elements(), tokens).map((vector) =>
        clusterSums(held.elements(), vector, sumBits),
      );
    },
    {
      doc: `Column of a cluster tile (${kind}), a register behind every adder: ${inputs} inputs, ${tokens} tokens at a time.`,
    },
  );
}

/** Both clusters of a raw pair (layout: docs/formats.md). */
export function pairControls(pair: Uint): ClusterBits[] {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  const lowIsSecond = named("low_is_second", index.eq(1));
  const highIsSecond = named("high_is_second", index.eq(3));
  return Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    return {
      lowIsSecond,
      highIsSecond,
      lowIsNegative: mux(isTernary, data.at(1), data.at(2)),
      highIsNegative: data.at(5),
      lowCountsOne: data.at(0),
      highCountsOne: mux(isTernary, data.at(4), data.at(3)),
      highCountsTwo: isTernary.not().and(data.at(4)),
      secondCounts: isTernary.and(data.at(2)),
      secondIsNegativeOrLowCountsTwo: mux(isTernary, data.at(2).and(data.at(3)), data.at(1)),
    };
  });
}

/** Elements for each token, the first token's first. */
export function tokensOf<E>(elements: readonly E[], tokens: number): E[][] {
  const inputs = elements.length / tokens;
  return Array.from({ length: tokens }, (_, token) => elements.slice(token * inputs, (token + 1) * inputs));
}

/** The sum over all clusters, `pipelinedLatency` later. `vector`: three activations a cluster. */
export function clusterSums(
  clusters: readonly ClusterBits[],
  vector: readonly Uint[],
  sumBits: number,
): Uint {
  const sums = clusters.map((control, cluster) => {
    const lanes = vector.slice(3 * cluster, 3 * cluster + 3) as [Uint, Uint, Uint];
    return clusterSum(control, lanes);
  });
  return treeSum(sums).value.zext(sumBits);
}

/** Sum of |w| times the activation or its complement, three cycles later. */
function clusterSum(control: ClusterBits, [first, second, third]: readonly [Uint, Uint, Uint]): Term {
  const { width } = first;
  const all = (one: Bit): Uint => one.repeat(width);
  const low = mux(control.lowIsSecond, second, first).xor(all(control.lowIsNegative));
  const high = mux(control.highIsSecond, second, third).xor(all(control.highIsNegative));
  const lowOne = row(low.and(all(control.lowCountsOne)), "low_one");
  const highOne = row(high.and(all(control.highCountsOne)), "high_one");
  const highTwo = row(high.and(all(control.highCountsTwo)), "high_two");
  // The second ternary lane and twice the low lane never count together: one row, each bit of it a table of four inputs.
  const { secondCounts, secondIsNegativeOrLowCountsTwo: code } = control;
  const zero = literal(bit, 0);
  const isLow = code.and(secondCounts.not());
  const either = row(
    cat(zero, second.xor(all(code)).and(all(secondCounts))).or(cat(low.and(all(isLow)), zero)),
    "second_one_low_two",
  );
  const doubled = reg(uint(width + 2));
  doubled.next = cat(exactSum(either.value.slice(width, 1), highTwo.value, width + 1), either.value.at(0));
  const most = 4 * (2 ** width - 1);
  return registeredSum(registeredSum(lowOne, highOne), { value: doubled, most });
}

/** A row's register. */
export function row(value: Uint, name: string): Term {
  const bits = reg(uint(value.width), { name: `${name}_row` });
  bits.next = value;
  return term(bits);
}

/** Of sparse columns, for the module's name: as the gates ones have it. */
const outlierRule = ({ kind, clustersPerOutlier }: TileShape): string =>
  kind === "sparse" ? `_n${clustersPerOutlier}` : "";
