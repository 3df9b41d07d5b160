/**
 * What columns of the kind any hold of a pair, and the rows that it makes: four a cluster. With an outlier two lanes count, each
 * with a low and a high row; without, three lanes with a low row each, so the middle lane's row and a high row share their place.
 * Invariant: rows add up to the sum over the pair's weights w of |w| times the activation, or its complement for a negative weight.
 */
import { type Bit, cat, literal, mux, named, type Uint, uint } from "../../dsl/index.ts";
import { type BitHeap, exceptWhere, subtractComplement } from "../arithmetic/index.ts";
import { PAIR_CLUSTERS } from "./parameters.ts";
import { bitsOf, fromLow, type TileCode } from "./tile-code.ts";

export const anyCode: TileCode = {
  pairs: 1,
  bits: 14,
  controlBits: 20,
  code,
  controls,
  complemented: [1, 4],
  subtractRows,
};

/** The pair's index. */
const INDEX_BITS = 2;
/** How lanes are chosen: lane X is the first weight or the second, lane Y the second or the third. */
const LANE_BITS = 4;
const CODE_BITS = 6;
const CONTROL_BITS = 8;

/** {cluster, cluster, index}; of a cluster {two bits of the shared rows, Y: -, low, X: -, low}; layout of pairs: docs/formats.md. */
function code([pair]: readonly Uint[]): Uint {
  const raw = pair as Uint;
  const index = raw.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  const clusters = Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const data = raw.slice(6 * cluster + 5, 6 * cluster);
    const middle = [data.at(2).and(data.at(3).not()), data.at(2).and(data.at(3))] as const;
    return fromLow([
      data.at(0),
      mux(isTernary, data.at(1), data.at(2)),
      mux(isTernary, data.at(4), data.at(3)),
      data.at(5),
      mux(isTernary, middle[0], data.at(1)),
      mux(isTernary, middle[1], data.at(4)),
    ]);
  });
  return cat(...clusters.toReversed(), index);
}

/** {cluster, cluster, the four lane bits}; of a cluster {middle -, middle +, Y: high, -, low, X: high, -, low}. */
function controls(held: Uint): Uint {
  const index = held.slice(INDEX_BITS - 1, 0);
  const isTernary = named("is_ternary", index.eq(0));
  const [xSecond, ySecond] = [index.eq(1), index.eq(3)];
  const lanes = fromLow([xSecond.not(), xSecond, ySecond, ySecond.not()]);
  const clusters = Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const [xLow, xNegative, yLow, yNegative, first, second] = bitsOf(
      held,
      INDEX_BITS + CODE_BITS * cluster,
      CODE_BITS,
    ) as [Bit, Bit, Bit, Bit, Bit, Bit];
    const high = [first, second].map((bit) => bit.and(isTernary.not())) as [Bit, Bit];
    const middle = [first, second].map((bit) => bit.and(isTernary)) as [Bit, Bit];
    return fromLow([xLow, xNegative, high[0], yLow, yNegative, high[1], ...middle]);
  });
  return cat(...clusters.toReversed(), lanes);
}

function subtractRows(
  heap: BitHeap,
  control: Uint,
  activations: readonly Uint[],
  complements: readonly Uint[],
): void {
  const [xFirst, xSecond, ySecond, yThird] = bitsOf(control, 0, LANE_BITS) as [Bit, Bit, Bit, Bit];
  for (let cluster = 0; cluster < PAIR_CLUSTERS; cluster++) {
    const [first, second, third] = activations.slice(3 * cluster, 3 * cluster + 3) as [Uint, Uint, Uint];
    const [xLow, xNegative, xHigh, yLow, yNegative, yHigh, positive, negative] = bitsOf(
      control,
      LANE_BITS + CONTROL_BITS * cluster,
      CONTROL_BITS,
    ) as [Bit, Bit, Bit, Bit, Bit, Bit, Bit, Bit];
    const { width } = first;
    const only = (value: Uint, counts: Bit): Uint => value.and(counts.repeat(width));
    const lane = (a: Uint, isA: Bit, b: Uint, isB: Bit, isNegative: Bit): Uint =>
      only(a, isA).or(only(b, isB)).xor(isNegative.repeat(width));
    const x = named("lane_x", lane(first, xFirst, second, xSecond, xNegative));
    const y = named("lane_y", lane(third, yThird, second, ySecond, yNegative));
    const one = literal(uint(1), 1);
    const middle = exceptWhere(second, positive).and(exceptWhere(complements[cluster] as Uint, negative));
    subtractComplement(heap, named("low_x", exceptWhere(x, xLow)));
    subtractComplement(heap, named("low_y", exceptWhere(y, yLow)));
    subtractComplement(heap, named("high_x", exceptWhere(x, xHigh)), 1);
    subtractComplement(heap, named("middle", cat(one, middle).and(cat(exceptWhere(y, yHigh), one))));
  }
}
