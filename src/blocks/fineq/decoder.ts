/**
 * Index-data decoder: a cluster of a FineQ block into three weights. Combinational; minus zero reads as zero, so `negative`
 * is 1 only where the magnitude is not 0.
 */
import {
  array,
  bit,
  cat,
  input,
  literal,
  match,
  memoize,
  module,
  output,
  struct,
  type Uint,
  uint,
  wire,
} from "../../dsl/index.ts";

/** A weight -3..3: `magnitude` 0..3, and `negative`. */
export const Weight = struct({ magnitude: uint(2), negative: bit });

/**
 * Decodes one cluster (layout: docs/formats.md).
 *
 * - Ports: `index` (2 bits, the pair's index), `cluster` (6 bits of data), `weights` (three of `Weight`, first lowest).
 * - Latency 0, a cluster a cycle.
 */
export const FineqDecoder = memoize(() =>
  module(
    "fineq_decoder",
    {
      index: input(uint(2), { doc: "The pair's index, 0 to 3." }),
      cluster: input(uint(6), { doc: "The cluster's six bits of data." }),
      weights: output(array(Weight, 3), {
        doc: "Three weights, the first in the low bits, each {negative, magnitude[1:0]}.",
      }),
    },
    ({ index, cluster, weights }) => {
      const zero = literal(Weight, { magnitude: 0, negative: false });
      const low = threeBit(cluster.slice(2, 0));
      const high = threeBit(cluster.slice(5, 3));
      const first = wire(Weight);
      const second = wire(Weight);
      const third = wire(Weight);
      match(
        index,
        {
          0: () => {
            first.value = ternary(cluster.slice(1, 0));
            second.value = ternary(cluster.slice(3, 2));
            third.value = ternary(cluster.slice(5, 4));
          },
          1: () => {
            first.value = zero;
            second.value = low;
            third.value = high;
          },
          2: () => {
            first.value = low;
            second.value = zero;
            third.value = high;
          },
        },
        () => {
          first.value = low;
          second.value = high;
          third.value = zero;
        },
      );
      weights.value = [first, second, third];
    },
    { doc: "Index-data decoder: a 6-bit cluster and its pair's index give three weights -3..3." },
  ),
);

/** {sign, magnitude} of one bit each. */
const ternary = (field: Uint<2>) => ({
  magnitude: cat(literal(bit, 0), field.at(0)),
  negative: field.at(1).and(field.at(0)),
});

/** {sign, magnitude[1:0]}. */
const threeBit = (field: Uint<3>) => ({
  magnitude: field.slice(1, 0),
  negative: field.at(2).and(field.slice(1, 0).any()),
});
