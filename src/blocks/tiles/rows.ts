/**
 * Rows that a FineQ pair puts into a bit heap. Invariant: they add up to the sum over the pair's weights w of |w| times the
 * activation, or its complement for a negative weight.
 */
import { type Bit, mux, named, type Uint } from "../../dsl/index.ts";
import type { BitHeap } from "../arithmetic/index.ts";
import { PAIR_CLUSTERS } from "./parameters.ts";

/** Layout of a cluster: docs/formats.md. `activations`: the pair's six, unsigned. */
export function addPair(heap: BitHeap, pair: Uint, activations: readonly Uint[]): void {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  for (let cluster = 0; cluster < PAIR_CLUSTERS; cluster++) {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    const [first, second, third] = activations.slice(3 * cluster, 3 * cluster + 3) as [Uint, Uint, Uint];
    // With an outlier two lanes count; which ones depends on the index alone.
    const low = mux(index.eq(1), second, first);
    const high = mux(index.eq(3), second, third);
    addRow(heap, low, data.at(0), mux(isTernary, data.at(1), data.at(2)), 0);
    addRow(heap, high, mux(isTernary, data.at(4), data.at(3)), data.at(5), 0);
    addRow(heap, second, isTernary.and(data.at(2)), data.at(3), 0);
    addRow(heap, low, isTernary.not().and(data.at(1)), data.at(2), 1);
    addRow(heap, high, isTernary.not().and(data.at(4)), data.at(5), 1);
  }
}

function addRow(heap: BitHeap, activation: Uint, counts: Bit, negative: Bit, shift: number): void {
  const chosen = activation.xor(negative.repeat(activation.width)).and(counts.repeat(activation.width));
  heap.add(named(`row_${heap.rows.length}`, chosen), { shift });
}
