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
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { PAIR_BITS, PAIR_CLUSTERS, PAIR_WEIGHTS, type TileShape, tileSumBits } from "./parameters.ts";
import { exactSum, registeredSum, type Term, term, treeLevels, treeSum } from "./pipelined-adders.ts";

/** Clock edges from activations to sums: rows, two adders in a cluster, the tree over clusters. */
export const pipelinedLatency = ({ pairs }: Pick<TileShape, "pairs">): number =>
  3 + treeLevels(PAIR_CLUSTERS * pairs);

/** What the rows of a cluster need to know of its weights, decoded while they are loaded. */
interface ClusterControl {
  /** Of three lanes two count where there is an outlier: the low one is the second, the high one is. */
  readonly lowIsSecond: Bit;
  readonly highIsSecond: Bit;
  readonly lowIsNegative: Bit;
  readonly highIsNegative: Bit;
  readonly lowCountsOne: Bit;
  readonly highCountsOne: Bit;
  readonly highCountsTwo: Bit;
  /** The second of three ternary lanes counts. */
  readonly secondCounts: Bit;
  /** It does so negatively; or, where it does not count, the low lane counts twice. */
  readonly secondIsNegativeOrLowCountsTwo: Bit;
}

/** Ports as `TileColumn`, latency `pipelinedLatency`. Sparse tiles would be larger (docs/tiles.md), so they are tiles of any cluster. */
export function pipelinedColumn(shape: TileShape) {
  const { kind, style, pairs, tokens, activationBits } = shape;
  const sumBits = tileSumBits(shape);
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_${kind}_${style}_${pairs}x${tokens}_a${activationBits}`,
    {
      load: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(uint(activationBits), inputs * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const clusters = weights.elements().flatMap((pair) => pairControls(pair, load));
      const found = Array.from({ length: tokens }, (_, token) =>
        treeSum(
          clusters.map((control, cluster) => {
            const lane = (i: number) => activations.at(token * inputs + 3 * cluster + i);
            return clusterSum(control, [lane(0), lane(1), lane(2)]);
          }),
        ).value.zext(sumBits),
      );
      sums.value = found;
    },
    {
      doc: `Column of a cluster tile (${kind}), a register behind every adder: ${inputs} inputs, ${tokens} tokens at a time.`,
    },
  );
}

/** Both clusters of a pair (layout: docs/formats.md); each control is one table of four inputs and its flip-flop. */
function pairControls(pair: Uint, load: Bit): ClusterControl[] {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  const lowIsSecond = held(load, index.eq(1), "low_is_second");
  const highIsSecond = held(load, index.eq(3), "high_is_second");
  return Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    const isSecondNegative = data.at(2).and(data.at(3));
    return {
      lowIsSecond,
      highIsSecond,
      lowIsNegative: held(load, mux(isTernary, data.at(1), data.at(2)), "low_is_negative"),
      highIsNegative: held(load, data.at(5), "high_is_negative"),
      lowCountsOne: held(load, data.at(0), "low_counts_one"),
      highCountsOne: held(load, mux(isTernary, data.at(4), data.at(3)), "high_counts_one"),
      highCountsTwo: held(load, isTernary.not().and(data.at(4)), "high_counts_two"),
      secondCounts: held(load, isTernary.and(data.at(2)), "second_counts"),
      secondIsNegativeOrLowCountsTwo: held(
        load,
        mux(isTernary, isSecondNegative, data.at(1)),
        "second_or_low",
      ),
    };
  });
}

/** Sum of |w| times the activation or its complement, three cycles later. */
function clusterSum(control: ClusterControl, [first, second, third]: readonly [Uint, Uint, Uint]): Term {
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

/** What `value` was at the last load. */
export function held(load: Bit, value: Bit, name: string): Bit {
  const kept = reg(bit, { name });
  when(load, () => {
    kept.next = value;
  });
  return kept;
}
