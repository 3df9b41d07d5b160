/**
 * Where a weight's digit lies in a word of each format, and what it is worth. Invariant: a FineQ weight is one signed digit; the
 * digits of a uniform code are never negative and add up, weighted by 4^plane, to the code.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  fromBits,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  output,
  type Uint,
  uint,
} from "../../dsl/index.ts";
import { FineqDecoder } from "../fineq/index.ts";
import { formatCode } from "./format.ts";
import { type WeightFormat, WORD_BITS } from "./parameters.ts";

/** Which digit of which weight of a word. */
export interface DigitPlace {
  readonly format: Uint<3>;
  readonly cluster: Uint<3>;
  readonly position: Uint<2>;
  readonly plane: Uint<2>;
}

/** A digit as it is picked from a word, before it is decoded. */
export interface PickedDigit {
  /** Six bits (FineQ: a cluster; w3: two codes) or eight (the other formats: four digits) of the word. */
  readonly field: Uint<8>;
  /** FineQ: the index of the cluster's pair. */
  readonly index: Uint<2>;
  /** FineQ: the weight in the cluster. w3: {second code, plane}. Else the digit in the field. */
  readonly select: Uint<2>;
  readonly isFineq: Bit;
  readonly isThreeBit: Bit;
}

/**
 * Picks the bits that `LieqDecoder` needs from a word, combinationally. Uniform weight i = 4 * cluster + position has its code of b
 * bits at b * i; in 2, 4 and 8 bits every digit lies at an even place, and digit n of a word is bits 2n+1..2n:
 *
 *     w2   n = {cluster, position}              field n >> 2 = cluster                      select = position
 *     w4   n = {cluster[1:0], position, plane}         {cluster[1:0], position[1]}                   {position[0], plane[0]}
 *     w8   n = {cluster[0], position, plane}           {cluster[0], position}                        plane
 *
 * Codes of 3 bits are picked in twos, which are as wide as a FineQ cluster.
 */
export function pickDigit(word: Uint, { format, cluster, position, plane }: DigitPlace): PickedDigit {
  const is = (name: WeightFormat): Bit => format.eq(formatCode(name));
  const isFineq = is("fineq");
  const isThreeBit = is("w3");
  const isTwoBit = is("w2");
  const isFourBit = is("w4");

  const pairOfWeights = cat(cluster.slice(1, 0), position.at(1));
  const digitOfPair = cat(position.at(0), plane.at(0));

  const byteIndex = mux(isTwoBit, cluster, mux(isFourBit, pairOfWeights, cat(cluster.at(0), position)));
  const eight = fromBits(array(uint(8), WORD_BITS / 8), word).at(byteIndex);
  const six = mux(isFineq, sixAt(word.slice(55, 8), cluster), sixAt(word.slice(47, 0), pairOfWeights));

  return {
    field: mux(isFineq.or(isThreeBit), six, eight),
    // Byte 0 of a FineQ block holds the indices of its four pairs of clusters (docs/formats.md).
    index: fromBits(array(uint(2), 4), word.slice(7, 0)).at(cluster.slice(2, 1)),
    select: mux(isFineq.or(isTwoBit), position, mux(isThreeBit.or(isFourBit), digitOfPair, plane)),
    isFineq,
    isThreeBit,
  };
}

/** Bits 6 * index + 5 .. 6 * index in the low bits: eight bits apart, because synthesis makes a multiplier of steps of six. */
function sixAt(bits: Uint, index: Uint<3>): Uint<8> {
  const sixes = Array.from({ length: 8 }, (_, i) => bits.slice(6 * i + 5, 6 * i).zext(8));
  return fromBits(array(uint(8), 8), cat(...sixes.reverse())).at(index);
}

/**
 * Decodes a picked digit: `magnitude` 0..3, and `negative`, which only FineQ weights are. Ports as in {@link PickedDigit}. Latency 0, a
 * digit a cycle.
 */
export const LieqDecoder = memoize(() =>
  module(
    "lieq_decoder",
    {
      field: input(uint(8), { doc: "Bits of the word: FineQ a cluster, w3 two codes, else four digits." }),
      index: input(uint(2), { doc: "FineQ: the pair's index." }),
      select: input(uint(2), {
        doc: "FineQ: weight in the cluster. w3: {second code, plane}. Else digit in the field.",
      }),
      isFineq: input(bit, { doc: "The field is a FineQ cluster." }),
      isThreeBit: input(bit, { doc: "The field is two codes of 3 bits." }),
      magnitude: output(uint(2), { doc: "Of the digit, 0 to 3." }),
      negative: output(bit, { doc: "The digit counts as negative; never in uniform formats." }),
    },
    ({ field, index, select, isFineq, isThreeBit, magnitude, negative }) => {
      const fineq = instance(FineqDecoder());
      fineq.index.value = index;
      fineq.cluster.value = field.slice(5, 0);
      const { weights } = fineq;
      const weight = mux(select.at(1), weights.at(2), mux(select.at(0), weights.at(1), weights.at(0)));

      const code = mux(select.at(1), field.slice(5, 3), field.slice(2, 0));
      const digitOfThree = mux(select.at(0), cat(literal(bit, 0), code.at(2)), code.slice(1, 0));
      const digit = fromBits(array(uint(2), 4), field).at(select);

      magnitude.value = mux(isFineq, weight.magnitude, mux(isThreeBit, digitOfThree, digit));
      negative.value = weight.negative.and(isFineq);
    },
    { doc: "Format-switching decoder: a FineQ weight or a radix-4 digit of a uniform code." },
  ),
);
