/**
 * The top of a column: block store, decoder and temporal encoder. Invariant: the command that enters in cycle x acts on the
 * array from cycle x + 2, and on the next column's top from x + 3, which is the skew the array expects.
 */
import {
  array,
  bit,
  fromBits,
  input,
  instance,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { type CommandShape, commandType, slotBits } from "./command.ts";
import { FineqDecoder } from "./decoder.ts";
import { FineqEncoder } from "./encoder.ts";
import { BLOCK_BITS, type FineqCoding } from "./parameters.ts";
import { pulseBits } from "./pe.ts";

/** What shapes the top of a column. */
export interface ColumnShape extends CommandShape {
  readonly coding: FineqCoding;
}

/**
 * Stores `blockDepth` blocks of one column and turns commands into pulses.
 *
 * - `write`, `slot`, `block`: puts a block into the store; visible to commands of the next cycle.
 * - `command` acts here; `passed` is the same a register later, for the next column.
 * - `pulse`, `negative`, `boundary`: for the top of the array, from registers.
 *
 * Two registers from command to pulse: one after the cluster is picked from the block, one after decoder and encoder.
 * Latency 2, a command a cycle.
 */
export const FineqColumn = memoize(({ coding, phases, blockDepth }: ColumnShape) =>
  module(
    `fineq_column_${coding}_${blockDepth}`,
    {
      write: input(bit),
      slot: input(uint(slotBits({ blockDepth }))),
      block: input(uint(BLOCK_BITS)),
      command: input(commandType({ phases, blockDepth })),
      passed: output(commandType({ phases, blockDepth })),
      pulse: output(uint(pulseBits(coding))),
      negative: output(bit),
      boundary: output(bit),
    },
    ({ write, slot, block, command, passed, pulse, negative, boundary }) => {
      const store = memory(uint(BLOCK_BITS), { depth: blockDepth, latency: 0, readUnderWrite: "old" });
      store.write({ when: write, addr: slot, data: block });

      const next = reg(commandType({ phases, blockDepth }));
      next.next = command;
      passed.value = next;

      // Layout of a block: docs/formats.md. Byte 0 holds the indices of the four pairs of clusters.
      const read = store.read(command.slot);
      const indices = fromBits(array(uint(2), 4), read.slice(7, 0));
      const clusters = fromBits(array(uint(6), 8), read.slice(BLOCK_BITS - 1, 8));
      const index = reg(uint(2));
      const cluster = reg(uint(6));
      const position = reg(uint(2));
      const isStep = reg(bit);
      const isBoundary = reg(bit);
      isStep.next = command.step;
      isBoundary.next = command.boundary;
      when(command.step, () => {
        index.next = indices.at(command.cluster.slice(2, 1));
        cluster.next = clusters.at(command.cluster);
        position.next = command.position;
      });

      /** How often the activation counts in the step. */
      const encoded = (magnitude: Uint<2>, temporal: "unary" | "binary"): Uint => {
        const phase = reg(uint(bitsFor(phases - 1)));
        when(command.step, () => {
          phase.next = command.phase;
        });
        const encoder = instance(FineqEncoder(temporal));
        encoder.magnitude.value = magnitude;
        encoder.phase.value = phase;
        return encoder.pulse;
      };

      const decoder = instance(FineqDecoder());
      decoder.index.value = index;
      decoder.cluster.value = cluster;
      const weight = decoder.weights.at(position);
      const count = coding === "direct" ? weight.magnitude : encoded(weight.magnitude, coding);

      const edgePulse = reg(uint(pulseBits(coding)));
      const edgeNegative = reg(bit);
      const edgeBoundary = reg(bit);
      edgePulse.next = mux(isStep, count, 0);
      edgeNegative.next = weight.negative;
      edgeBoundary.next = isBoundary;
      pulse.value = edgePulse;
      negative.value = edgeNegative;
      boundary.value = edgeBoundary;
    },
    { doc: `Top of a column: ${blockDepth} blocks of weights, decoder, temporal encoder (${coding}).` },
  ),
);
