/**
 * Collector of activations: takes them k by k for all tokens, gives them token group by token group for all k of a block.
 * Invariant: a round is given only when it is complete, and a bank is written only after its last read.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
  literal,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  sink,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { Job, tileWalk } from "../job.ts";
import { BLOCK_WEIGHTS, type FineqConfiguration, K_BITS } from "../parameters.ts";
import { groupBits } from "./command.ts";
import type { TileConfiguration } from "./parameters.ts";

export type CollectorShape = Pick<FineqConfiguration, "rows" | "columns" | "activationBits"> & {
  readonly tile: Pick<TileConfiguration, "groups" | "tokensAtOnce" | "weightsPerWord">;
};

/** How the activations of a round lie in memory. */
interface Layout {
  /** One bank for each word of a round. */
  readonly banks: number;
  /** Token groups side by side in a bank's word, a power of two. */
  readonly beside: number;
  /** Words of a bank that a round takes, at most as many as banks. */
  readonly depth: number;
  readonly depthBits: number;
}

function layoutOf({ tile }: CollectorShape): Layout {
  const banks = BLOCK_WEIGHTS / tile.weightsPerWord;
  let beside = 1;
  while (Math.ceil(tile.groups / beside) > banks) beside *= 2;
  const depth = Math.ceil(tile.groups / beside);
  return { banks, beside, depth, depthBits: bitsFor(depth - 1) };
}

/**
 * Two rounds: one is collected while the other is given. Row s of a word i of a round lies in bank (i + s) mod banks at address s,
 * so that a word is written and a row read at once: a diagonal, turned back by rotations on both sides.
 *
 * - `jobStart`, `job`: as everywhere.
 * - `words`: `weightsPerWord` times `rows` activations, two's complement; weight 0's first, row 0 lowest.
 * - `isCollected`: the oldest round is there. `step`, `group`: gives a token group of it; `released`: for the last time.
 * - `activations`: for each token of the group 24, token by token, as a + 2^(activationBits - 1); of weights past K zeros.
 *
 * Latency 2 from `step`, a group and a word a cycle. A round is there in the cycle after its last word was taken.
 */
export const TileCollector = memoize((shape: CollectorShape) => {
  const { rows, columns, activationBits, tile } = shape;
  const { groups, tokensAtOnce, weightsPerWord } = tile;
  const layout = layoutOf(shape);
  const { banks, beside, depth, depthBits } = layout;
  /** A row of a word: `beside` token groups for each of the word's weights. */
  const rowBits = beside * tokensAtOnce * weightsPerWord * activationBits;
  return module(
    `fineq_tile_collector_${rows}x${columns}_t${tokensAtOnce}_${weightsPerWord}_a${activationBits}`,
    {
      jobStart: input(bit),
      job: input(Job),
      words: sink(uint(weightsPerWord * rows * activationBits)),
      isCollected: output(bit),
      step: input(bit),
      group: input(uint(groupBits(tile))),
      released: input(bit),
      activations: output(array(uint(activationBits), BLOCK_WEIGHTS * tokensAtOnce)),
    },
    ({ jobStart, job, words, isCollected, step, group, released, activations }) => {
      const isActive = reg(bit, { init: 0 });
      const fullBanks = reg(uint(2), { init: 0 });
      const writeSide = reg(bit, { init: 0 });
      const readSide = reg(bit, { init: 0 });
      const weightsLeft = reg(uint(K_BITS));
      const word = reg(uint(bitsFor(banks - 1)), { init: 0 });
      /** Weights of each side's round. */
      const counts = [0, 1].map((side) => reg(uint(bitsFor(BLOCK_WEIGHTS)), { name: `count_${side}` }));

      words.ready.value = isActive.and(fullBanks.ne(2));
      const taken = words.fire;
      const isLastRound = weightsLeft.le(BLOCK_WEIGHTS);
      const weightsOfRound = mux(isLastRound, weightsLeft.trunc(bitsFor(BLOCK_WEIGHTS)), BLOCK_WEIGHTS);
      const isLastWord = lastWord(word, weightsOfRound, weightsPerWord);
      const roundEnds = taken.and(isLastWord);
      const walk = tileWalk(job, jobStart, roundEnds.and(isLastRound), shape);

      const rowsOfWord = rowsOf(words.data, shape, layout);
      const turned = rotatedUp(
        [...rowsOfWord, ...Array.from({ length: banks - depth }, () => zeros(rowBits))],
        word,
      );
      // Which row a bank takes of this word, if any: the pattern of word 0, turned with every word.
      const rowOfBank = reg(array(uint(depthBits), banks), {
        init: Array.from({ length: banks }, (_, bank) => Math.min(bank, depth - 1)),
      });
      const takesRow = reg(array(bit, banks), {
        init: Array.from({ length: banks }, (_, bank) => (bank < depth ? 1 : 0)),
      });
      when(taken, () => {
        word.next = mux(isLastWord, 0, word.add(1));
        for (let bank = 0; bank < banks; bank++) {
          const before = (bank + banks - 1) % banks;
          rowOfBank.at(bank).next = mux(isLastWord, Math.min(bank, depth - 1), rowOfBank.at(before));
          takesRow.at(bank).next = mux(isLastWord, bank < depth ? 1 : 0, takesRow.at(before));
        }
      });

      const row = group.shr(Math.log2(beside)).trunc(depthBits);
      const heldRow = banks > 1 ? reg(uint(depthBits)) : undefined;
      const heldBeside = beside > 1 ? reg(uint(groupBits(tile))) : undefined;
      const heldCount = reg(uint(bitsFor(BLOCK_WEIGHTS)));
      const isRead = reg(bit, { init: 0 });
      isRead.next = step;
      when(step, () => {
        if (heldRow) heldRow.next = row;
        if (heldBeside) heldBeside.next = group;
        heldCount.next = mux(readSide, counts[1] as Uint, counts[0] as Uint);
      });
      const read = Array.from({ length: banks }, (_, bank) => {
        const store = memory(uint(rowBits), {
          addressBits: depthBits + 1,
          latency: 1,
          readUnderWrite: "undefined",
          name: `bank_${bank}`,
        });
        store.write({
          when: taken.and(takesRow.at(bank)),
          addr: writeSide.cat(rowOfBank.at(bank)),
          data: turned[bank] as Uint,
        });
        const found = store.read(readSide.cat(row), { enable: step });
        return heldBeside ? chosenBeside(found, heldBeside, beside) : found;
      });
      const straight = heldRow ? rotatedDown(read, heldRow) : read;

      const given = reg(array(uint(activationBits), BLOCK_WEIGHTS * tokensAtOnce));
      when(isRead, () => {
        straight.forEach((bits, index) => {
          for (let i = 0; i < weightsPerWord; i++) {
            const weight = index * weightsPerWord + i;
            const counts = heldCount.gt(weight);
            for (let token = 0; token < tokensAtOnce; token++) {
              const low = (i * tokensAtOnce + token) * activationBits;
              const one = bits.slice(low + activationBits - 1, low);
              given.at(token * BLOCK_WEIGHTS + weight).next = offset(one, counts);
            }
          }
        });
      });
      activations.value = given;

      when(jobStart, () => {
        isActive.next = 1;
        weightsLeft.next = job.k;
      }).elseWhen(roundEnds, () => {
        weightsLeft.next = mux(isLastRound, job.k, weightsLeft.sub(BLOCK_WEIGHTS));
        when(isLastRound.and(walk.isLast), () => {
          isActive.next = 0;
        });
      });
      when(roundEnds, () => {
        writeSide.next = writeSide.not();
        counts.forEach((count, side) => {
          when(writeSide.eq(side), () => {
            count.next = weightsOfRound;
          });
        });
      });
      when(released, () => {
        readSide.next = readSide.not();
      });
      fullBanks.next = mux(
        roundEnds.eq(released),
        fullBanks,
        mux(roundEnds, fullBanks.add(1), fullBanks.sub(1)),
      );
      isCollected.value = fullBanks.any();
    },
    {
      doc: `Collects activations of ${rows} tokens k by k, gives ${tokensAtOnce} tokens with 24 k a cycle; ${groups} groups.`,
    },
  );
});

const zeros = (width: number): Uint => literal(uint(width), 0);

/** Word `word` of a round of `weights` is its last. */
function lastWord(word: Uint, weights: Uint, weightsPerWord: number): Bit {
  const words = Array.from({ length: BLOCK_WEIGHTS / weightsPerWord }, (_, index) =>
    word.eq(index).and(weights.le((index + 1) * weightsPerWord)),
  );
  return cat(...words).any();
}

/** The rows of a word: token groups side by side, in each the word's weights, in each the group's tokens; first lowest. */
function rowsOf(
  word: Uint,
  { rows, activationBits, tile }: CollectorShape,
  { beside, depth }: Layout,
): Uint[] {
  const { groups, tokensAtOnce, weightsPerWord } = tile;
  const groupOf = (group: number): Uint[] =>
    Array.from({ length: weightsPerWord }, (_, weight) => {
      const low = (weight * rows + group * tokensAtOnce) * activationBits;
      return group < groups
        ? word.slice(low + tokensAtOnce * activationBits - 1, low)
        : zeros(tokensAtOnce * activationBits);
    });
  return Array.from({ length: depth }, (_, row) => {
    const parts = Array.from({ length: beside }, (_, index) => groupOf(row * beside + index)).flat();
    return cat(...parts.toReversed());
  });
}

/** Value i goes to place (i + amount) mod n. */
function rotatedUp(values: readonly Uint[], amount: Uint): Uint[] {
  return rotated(values, amount, (place, by, n) => (place - (by % n) + n) % n);
}

/** Value (i + amount) mod n goes to place i. */
function rotatedDown(values: readonly Uint[], amount: Uint): Uint[] {
  return rotated(values, amount, (place, by, n) => (place + by) % n);
}

function rotated(
  values: readonly Uint[],
  amount: Uint,
  from: (place: number, by: number, n: number) => number,
): Uint[] {
  let turned = [...values];
  const n = values.length;
  for (let level = 0; level < amount.width && n > 1; level++) {
    const before = turned;
    const isTurned = amount.at(level);
    turned = before.map((value, place) => mux(isTurned, before[from(place, 2 ** level, n)] as Uint, value));
  }
  return turned;
}

/** Of `beside` token groups side by side the one that the low bits of `group` name. */
function chosenBeside(bits: Uint, group: Uint, beside: number): Uint {
  let choices = Array.from({ length: beside }, (_, index) => {
    const width = bits.width / beside;
    return bits.slice((index + 1) * width - 1, index * width);
  });
  for (let level = 0; choices.length > 1; level++) {
    const before = choices;
    choices = Array.from({ length: before.length / 2 }, (_, index) =>
      mux(group.at(level), before[2 * index + 1] as Uint, before[2 * index] as Uint),
    );
  }
  return choices[0] as Uint;
}

/** a + 2^(bits - 1); of an activation that does not count 2^(bits - 1). */
function offset(activation: Uint, counts: Bit): Uint {
  const top = activation.width - 1;
  const sign = activation.at(top).and(counts);
  return sign.not().cat(activation.slice(top - 1, 0).and(counts.repeat(top)));
}
