/**
 * Results as they leave the engine: codes as converted, FP8 of the sums, or integers. Invariant: a group leaves once, in
 * order, in the format that came with it.
 */
import {
  array,
  bit,
  cat,
  instance,
  literal,
  memoize,
  module,
  mux,
  named,
  output,
  reg,
  sink,
  sint,
  source,
  struct,
  uint,
  when,
} from "../../../dsl/index.ts";
import { type AfprConfiguration, CODE_BITS } from "../parameters.ts";
import { FORMAT_BITS } from "../registers.ts";
import { AfprEncode } from "./encode.ts";
import { sumGroupType } from "./partial-sum.ts";

export type ResultShape = Pick<AfprConfiguration, "lanes" | "accumulatorBits" | "resultStride">;

/**
 * A beat of results as AXI4-Stream has it. Codes and FP8 take one byte a lane in the low `lanes` bytes; integers
 * resultStride bits a lane, sign-extended; lane 0 lowest. `keep` has a bit a byte.
 */
export const resultsType = ({ lanes, resultStride }: Pick<ResultShape, "lanes" | "resultStride">) =>
  struct({ data: uint(lanes * resultStride), keep: uint((lanes * resultStride) / 8), last: bit });

/**
 * - `sums`: finished sums. `format` 0 sends their codes, 1 FP8 of sum / 2^outputShift, 2 and 3 the sum.
 * - `results`: valid and data from registers.
 * - `isEmpty`: no group is inside.
 *
 * Latency 2, a group a cycle.
 */
export const AfprResultFormat = memoize((shape: ResultShape) => {
  const { lanes, accumulatorBits, resultStride } = shape;
  return module(
    `afpr_result_format_${lanes}_w${accumulatorBits}`,
    { sums: sink(sumGroupType(shape)), results: source(resultsType(shape)), isEmpty: output(bit) },
    (io) => {
      // First stage: what is not FP8 passes beside the encoders.
      const isEncoding = reg(bit, { init: 0 });
      const plain = reg(array(sint(accumulatorBits), lanes));
      const format = reg(uint(FORMAT_BITS));
      const keep = reg(array(bit, lanes));
      const last = reg(bit);
      // Second stage: the beat.
      const isSending = reg(bit, { init: 0 });
      const beat = reg(resultsType(shape), { name: "beat" });

      const sent = isSending.not().or(io.results.ready);
      const encoded = isEncoding.not().or(sent);
      io.sums.ready.value = encoded;
      const taken = io.sums.fire;
      const group = io.sums.data;
      const isFp8 = group.format.eq(1);
      when(encoded, () => {
        isEncoding.next = io.sums.valid;
      });
      when(taken, () => {
        format.next = group.format;
        keep.next = group.keep;
        last.next = group.last;
      });

      const codes = Array.from({ length: lanes }, (_, lane) => {
        const encoder = instance(AfprEncode(accumulatorBits), { name: `encode_${lane}` });
        encoder.enable.value = taken.and(isFp8);
        encoder.sum.value = group.sums.at(lane);
        encoder.outputShift.value = group.outputShift;
        when(taken.and(isFp8.not()), () => {
          const code = group.codes.at(lane).zext(accumulatorBits).asSint();
          plain.at(lane).next = mux(group.format.at(1), group.sums.at(lane), code);
        });
        return named(`byte_${lane}`, mux(format.at(0), encoder.code, plain.at(lane).slice(CODE_BITS - 1, 0)));
      });

      const isInteger = format.at(1);
      const upwards = <T>(of: (lane: number) => T): T[] =>
        Array.from({ length: lanes }, (_, i) => of(lanes - 1 - i));
      const words = cat(...upwards((lane) => plain.at(lane).sext(resultStride).asUint()));
      const bytes = cat(...upwards((lane) => codes[lane] ?? literal(uint(CODE_BITS), 0)));
      const wordsKept = cat(...upwards((lane) => keep.at(lane).repeat(resultStride / 8)));
      const bytesKept = cat(...upwards((lane) => keep.at(lane)));
      when(sent, () => {
        isSending.next = isEncoding;
      });
      when(sent.and(isEncoding), () => {
        beat.next = {
          data: mux(isInteger, words, bytes.zext(lanes * resultStride)),
          keep: mux(isInteger, wordsKept, bytesKept.zext((lanes * resultStride) / 8)),
          last,
        };
      });
      io.results.valid.value = isSending;
      io.results.data.value = beat;
      io.isEmpty.value = isEncoding.or(isSending).not();
    },
    { doc: `Results of ${lanes} lanes: codes, FP8 of the sums, or integers of ${accumulatorBits} bits.` },
  );
});
