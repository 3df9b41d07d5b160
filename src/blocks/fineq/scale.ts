/**
 * Scaling of finished sums, exact and in integers: sum * significand << shift, in units of 2^-24, with the binary16 scale
 * of the column. Invariant: no rounding anywhere; every result fits the sum's width + 40 bits.
 */
import {
  array,
  bit,
  cat,
  input,
  instance,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  sint,
  source,
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import type { FineqConfiguration } from "./parameters.ts";
import { HALF_BITS } from "./scale-store.ts";

export type ScaleShape = Pick<
  FineqConfiguration,
  "accumulatorBits" | "lanes" | "resultBits" | "resultStride"
>;

/** A group of finished sums with their scales; `keep` marks the lanes that count (the others are sent as 0), `last` the last group of a tile. */
export const sumsType = ({ accumulatorBits, lanes }: Pick<ScaleShape, "accumulatorBits" | "lanes">) =>
  struct({
    sums: array(sint(accumulatorBits), lanes),
    scales: array(uint(HALF_BITS), lanes),
    keep: array(bit, lanes),
    last: bit,
  });

/** A beat of results as AXI4-Stream has it: lane 0 in the low bits, sign-extended to whole bytes; `keep` a bit a byte. */
export const resultsType = ({ lanes, resultStride }: Pick<ScaleShape, "lanes" | "resultStride">) =>
  struct({ data: uint(lanes * resultStride), keep: uint((lanes * resultStride) / 8), last: bit });

/**
 * One lane: three registers, each moved by its own enable.
 *
 * - `scale`: finite and not negative, 0x0000..0x7bff; subnormals included.
 * - `result` = sum * significand << shift, three enabled edges later.
 */
export const FineqScaleLane = memoize(
  ({ accumulatorBits, resultBits }: Pick<ScaleShape, "accumulatorBits" | "resultBits">) =>
    module(
      `fineq_scale_lane_w${accumulatorBits}`,
      {
        sum: input(sint(accumulatorBits)),
        scale: input(uint(HALF_BITS)),
        enable: input(uint(3)),
        result: output(sint(resultBits)),
      },
      ({ sum, scale, enable, result }) => {
        const exponent = scale.slice(14, 10);
        // Subnormals and the smallest normal numbers share shift 0; the latter have the hidden one.
        const isNormal = exponent.any();
        const heldSum = reg(sint(accumulatorBits));
        const significand = reg(uint(11));
        const shift = reg(uint(5));
        const product = reg(sint(accumulatorBits + 12));
        const productShift = reg(uint(5));
        const scaled = reg(sint(resultBits));
        when(enable.at(0), () => {
          heldSum.next = sum;
          significand.next = isNormal.cat(scale.slice(9, 0));
          shift.next = mux(isNormal, exponent.sub(1), exponent);
        });
        when(enable.at(1), () => {
          product.next = heldSum.mul(significand.zext(12).asSint());
          productShift.next = shift;
        });
        when(enable.at(2), () => {
          scaled.next = product.sext(resultBits).shlTrunc(productShift);
        });
        result.value = scaled;
      },
      { doc: "Scale lane: sum * significand << shift of a binary16 scale, exact, in units of 2^-24." },
    ),
);

/**
 * `lanes` scale lanes in a row of three stages.
 *
 * - `sums`: groups of sums; `results`: the same groups scaled.
 * - `isEmpty`: no group is inside.
 *
 * Latency 3, a group a cycle; a stage moves when the next one can.
 */
export const FineqScale = memoize((shape: ScaleShape) =>
  module(
    `fineq_scale_${shape.lanes}_w${shape.accumulatorBits}`,
    { sums: sink(sumsType(shape)), results: source(resultsType(shape)), isEmpty: output(bit) },
    ({ sums, results, isEmpty }) => {
      const { lanes, resultBits, resultStride } = shape;
      const first = stage(1, lanes);
      const second = stage(2, lanes);
      const third = stage(3, lanes);
      const thirdMoves = third.valid.not().or(results.ready);
      const secondMoves = second.valid.not().or(thirdMoves);
      const firstMoves = first.valid.not().or(secondMoves);
      sums.ready.value = firstMoves;
      when(firstMoves, () => {
        first.valid.next = sums.valid;
        first.keep.next = sums.data.keep.asUint();
        first.last.next = sums.data.last;
      });
      when(secondMoves, () => follow(second, first));
      when(thirdMoves, () => follow(third, second));

      const enable = thirdMoves.cat(secondMoves).cat(firstMoves);
      const words: Uint[] = [];
      const keeps: Uint[] = [];
      for (let lane = 0; lane < lanes; lane++) {
        const unit = instance(FineqScaleLane({ accumulatorBits: shape.accumulatorBits, resultBits }), {
          name: `lane_${lane}`,
        });
        unit.sum.value = mux(sums.data.keep.at(lane), sums.data.sums.at(lane), 0);
        // Scales of lanes that do not count may never have been written: unknown times 0 is unknown in a simulator.
        unit.scale.value = mux(sums.data.keep.at(lane), sums.data.scales.at(lane), 0);
        unit.enable.value = enable;
        words.unshift(unit.result.sext(resultStride).asUint());
        keeps.unshift(third.keep.at(lane).repeat(resultStride / 8));
      }
      results.valid.value = third.valid;
      results.data.data.value = cat(...words);
      results.data.keep.value = cat(...keeps);
      results.data.last.value = third.last;
      isEmpty.value = first.valid.or(second.valid).or(third.valid).not();
    },
    { doc: `${shape.lanes} scale lanes: sums and binary16 scales to results in units of 2^-24.` },
  ),
);

/** What travels beside the lanes. */
const stage = (index: number, lanes: number) => ({
  valid: reg(bit, { init: 0, name: `valid_${index}` }),
  keep: reg(uint(lanes), { name: `keep_${index}` }),
  last: reg(bit, { name: `last_${index}` }),
});

function follow(next: ReturnType<typeof stage>, before: ReturnType<typeof stage>): void {
  next.valid.next = before.valid;
  next.keep.next = before.keep;
  next.last.next = before.last;
}
