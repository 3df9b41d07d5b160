/**
 * Tile columns for FPGAs, kinds any and sparse: rows of one table and one flip-flop a bit, then adders of two with a register
 * behind each. Invariant: what is added in a cycle was multiplied by the weights of one cycle, so that loading between two
 * vectors mixes nothing.
 *
 * Blank rows are cleared by the reset input of their flip-flops, which the eight cells of an iCE40 tile share: a row of eight bits
 * is one tile. Its tables are then free to choose a lane and to complement it.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
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
  /** The low lane is the second one, the high lane is. */
  readonly lowIsSecond: Bit;
  readonly highIsSecond: Bit;
  readonly lowOne: RowControl;
  readonly highOne: RowControl;
  /** The second lane of three ternary ones. */
  readonly middle: RowControl;
  /** Both count twice, and never together with `middle`. */
  readonly lowTwo: RowControl;
  readonly highTwo: RowControl;
}

interface RowControl {
  readonly isBlank: Bit;
  readonly isNegative: Bit;
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
    const control = (name: string, counts: Bit, negative: Bit): RowControl => ({
      isBlank: held(load, counts.not(), `${name}_blank`),
      isNegative: held(load, negative, `${name}_negative`),
    });
    return {
      lowIsSecond,
      highIsSecond,
      lowOne: control("low_one", data.at(0), mux(isTernary, data.at(1), data.at(2))),
      highOne: control("high_one", mux(isTernary, data.at(4), data.at(3)), data.at(5)),
      middle: control("middle", isTernary.and(data.at(2)), data.at(3)),
      // Signs of their own, unlike those of the rows that count once: equal rows would share tables and lose their flip-flops.
      lowTwo: control("low_two", isTernary.not().and(data.at(1)), data.at(2)),
      highTwo: control("high_two", isTernary.not().and(data.at(4)), isTernary.not().and(data.at(5))),
    };
  });
}

/** Sum of |w| times the activation or its complement, three cycles later. */
function clusterSum(control: ClusterControl, [first, second, third]: readonly [Uint, Uint, Uint]): Term {
  const low = mux(control.lowIsSecond, second, first);
  const high = mux(control.highIsSecond, second, third);
  const ones = registeredSum(row(low, control.lowOne, "low_one"), row(high, control.highOne, "high_one"));
  const lowTwo = row(low, control.lowTwo, "low_two");
  const highTwo = row(high, control.highTwo, "high_two");
  const middle = row(second, control.middle, "middle").value;
  const width = first.width;
  // One of both is 0, and the adder's tables have an input left.
  const others = reg(uint(width + 2));
  const doubled = exactSum(lowTwo.value, highTwo.value, width + 1);
  others.next = cat(doubled.or(middle.slice(width - 1, 1).zext(width + 1)), middle.at(0));
  return registeredSum(ones, { value: others, most: 4 * (2 ** width - 1) });
}

/** The lane, its complement, or 0. */
export function row(lane: Uint, { isBlank, isNegative }: RowControl, name: string): Term {
  const bits = reg(uint(lane.width), { name: `${name}_row` });
  when(isBlank, () => {
    bits.next = 0;
  }).otherwise(() => {
    bits.next = lane.xor(isNegative.repeat(lane.width));
  });
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
