/**
 * The layer table: what software knows of each layer, in a memory that the walker reads. Invariant: an entry is written whole, so the
 * walker never sees half of one.
 */
import { bit, input, memoize, memory, module, output, struct, uint } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { ADDRESS_BITS, FORMAT_BITS, K_BITS, type LieqConfiguration, SIZE_BITS } from "./parameters.ts";

/** An entry; docs/lieq-program.md says what each field means. */
export const LayerEntry = struct({
  format: uint(FORMAT_BITS),
  m: uint(SIZE_BITS),
  n: uint(SIZE_BITS),
  k: uint(K_BITS),
  weightsBase: uint(ADDRESS_BITS),
  weightsBytes: uint(ADDRESS_BITS),
  scalesBase: uint(ADDRESS_BITS),
  scalesBytes: uint(ADDRESS_BITS),
  activationsBase: uint(ADDRESS_BITS),
  resultsBase: uint(ADDRESS_BITS),
  resultsBytes: uint(ADDRESS_BITS),
});

/** `layers` entries. `entry` is that of `index` a cycle later; a write takes effect at the edge. */
export const LieqTable = memoize(({ layers }: Pick<LieqConfiguration, "layers">) =>
  module(
    `lieq_table_${layers}`,
    {
      write: input(bit),
      writeIndex: input(uint(bitsFor(layers - 1))),
      written: input(LayerEntry),
      index: input(uint(bitsFor(layers - 1))),
      entry: output(LayerEntry),
    },
    ({ write, writeIndex, written, index, entry }) => {
      const entries = memory(LayerEntry, { depth: layers, latency: 1, readUnderWrite: "old" });
      entries.write({ when: write, addr: writeIndex, data: written });
      entry.value = entries.read(index);
    },
    { doc: `Layer table of ${layers} entries.` },
  ),
);
