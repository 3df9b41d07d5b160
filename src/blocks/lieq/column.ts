/**
 * The top of a column: word store, format-switching decoder and temporal encoder. Invariant: the command that enters in cycle x acts
 * on the array from cycle x + 2, and on the next column's top from x + 3, which is the skew the array expects; neighbouring
 * commands may be of different formats.
 */
import {
  bit,
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
import { type FineqCoding, FineqEncoder, pulseBits } from "../fineq/index.ts";
import { bitsFor } from "../parameters.ts";
import { LieqDecoder, pickDigit } from "./decoder.ts";
import { WORD_BITS } from "./parameters.ts";
import { type CommandShape, commandType, slotBits } from "./pass.ts";

/** What shapes the top of a column. */
export interface LieqColumnShape extends CommandShape {
  readonly coding: FineqCoding;
}

/**
 * Stores `wordDepth` words of one column and turns commands into pulses.
 *
 * - `write`, `slot`, `word`: puts a word into the store; visible to commands of the next cycle. Bits of the word that its format does
 *   not use do not matter.
 * - `command` acts here; `passed` is the same a register later, for the next column.
 * - `pulse`, `negative`, `boundary`: for the top of the array, from registers. A cycle without a step has pulse 0. `negative` is 1 in
 *   steps of negative FineQ weights only.
 *
 * Over the phases of a step's plane the pulses add up to the digit. Two registers from command to pulse: one after the digit's bits
 * are picked from the word, one after decoder and encoder. Latency 2, a command a cycle.
 */
export const LieqColumn = memoize(({ coding, phases, wordDepth }: LieqColumnShape) =>
  module(
    `lieq_column_${coding}_${wordDepth}`,
    {
      write: input(bit),
      slot: input(uint(slotBits({ wordDepth }))),
      word: input(uint(WORD_BITS)),
      command: input(commandType({ phases, wordDepth })),
      passed: output(commandType({ phases, wordDepth })),
      pulse: output(uint(pulseBits(coding))),
      negative: output(bit),
      boundary: output(bit),
    },
    ({ write, slot, word, command, passed, pulse, negative, boundary }) => {
      const store = memory(uint(WORD_BITS), { depth: wordDepth, latency: 0, readUnderWrite: "old" });
      store.write({ when: write, addr: slot, data: word });

      const next = reg(commandType({ phases, wordDepth }));
      next.next = command;
      passed.value = next;

      const picked = pickDigit(store.read(command.slot), command);
      const field = reg(uint(8));
      const index = reg(uint(2));
      const select = reg(uint(2));
      const isFineq = reg(bit);
      const isThreeBit = reg(bit);
      const isStep = reg(bit);
      const isBoundary = reg(bit);
      isStep.next = command.step;
      isBoundary.next = command.boundary;
      when(command.step, () => {
        field.next = picked.field;
        index.next = picked.index;
        select.next = picked.select;
        isFineq.next = picked.isFineq;
        isThreeBit.next = picked.isThreeBit;
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

      const decoder = instance(LieqDecoder());
      decoder.field.value = field;
      decoder.index.value = index;
      decoder.select.value = select;
      decoder.isFineq.value = isFineq;
      decoder.isThreeBit.value = isThreeBit;
      const count = coding === "direct" ? decoder.magnitude : encoded(decoder.magnitude, coding);

      const edgePulse = reg(uint(pulseBits(coding)));
      const edgeNegative = reg(bit);
      const edgeBoundary = reg(bit);
      edgePulse.next = mux(isStep, count, 0);
      edgeNegative.next = decoder.negative;
      edgeBoundary.next = isBoundary;
      pulse.value = edgePulse;
      negative.value = edgeNegative;
      boundary.value = edgeBoundary;
    },
    {
      doc: `Top of a column: ${wordDepth} words of weights in any format, decoder, temporal encoder (${coding}).`,
    },
  ),
);
