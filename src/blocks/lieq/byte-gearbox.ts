/**
 * From beats of the weight stream to words of as many bytes as the consumer asks for. Invariant: bytes above the fill are zero, so new
 * beats are OR-ed in; beats come whole, so the fill modulo 8 is what is left of the oldest beat.
 */
import { bit, cat, input, literal, module, mux, output, reg, sink, uint, when } from "../../dsl/index.ts";
import { WEIGHT_BUS, WORD_BITS } from "./parameters.ts";

const BEAT_BYTES = WEIGHT_BUS / 8;
/** A word may take all but a byte of what a beat fills up to, so 3 * 8 - 1 bytes keep both sides from ever waiting for each other. */
const CAPACITY = 3 * BEAT_BYTES - 1;
const FILL_BITS = 5;

/**
 * Words of 1 to 8 bytes out of beats of 8, little-endian: the first byte is in the low bits.
 *
 * - `enq`: beats. `ready` comes from registers.
 * - `bytes`: size of the next word, 1 to 8. `word`: the next 8 bytes, of which the word is the lowest `bytes`; what is above is zero or
 *   belongs to the next word. `valid`: all bytes of the word are held; depends on `bytes` and registers only.
 * - `take` removes the word; only while `valid`. With `align` the rest of the word's last beat goes too, at no cost: the next word starts
 *   with a beat's first byte.
 *
 * Latency: a beat taken in cycle x is in `word` from x + 1. Throughput: while beats keep coming, a word in every cycle whatever its
 * size and whether it aligns or not; a beat in every cycle while words of 8 bytes are taken.
 */
export const LieqByteGearbox = module(
  "lieq_byte_gearbox",
  {
    enq: sink(uint(WEIGHT_BUS)),
    bytes: input(uint(4), { doc: "Size of the next word, 1 to 8 bytes." }),
    take: input(bit, { doc: "Removes the word; only while `valid`." }),
    align: input(bit, { doc: "With `take`: drops the rest of the word's last beat too." }),
    word: output(uint(WORD_BITS), { doc: "The next 8 bytes; the word is the lowest of them." }),
    valid: output(bit, { doc: "All bytes of the word are held." }),
  },
  ({ enq, bytes, take, align, word, valid }) => {
    const held = reg(uint(8 * CAPACITY), { init: 0 });
    const fill = reg(uint(FILL_BITS), { init: 0 });
    word.value = held.trunc(WORD_BITS);
    valid.value = fill.ge(bytes.zext(FILL_BITS));
    enq.ready.value = fill.le(CAPACITY - BEAT_BYTES);

    const left = fill.sub(bytes.zext(FILL_BITS));
    const leftAligned = cat(left.slice(4, 3), literal(uint(3), 0));
    const position = mux(take, mux(align, leftAligned, left), fill);
    // A word has up to 8 bytes, the rest of a beat up to 7.
    const removed = mux(align, fill.sub(leftAligned).trunc(4), bytes);
    const kept = mux(take, held.shr(cat(removed, literal(uint(3), 0))), held);
    when(enq.fire, () => {
      // A beat is only taken at positions that leave room for it.
      const shift = cat(position.trunc(4), literal(uint(3), 0));
      held.next = kept.or(enq.data.zext(8 * CAPACITY).shlTrunc(shift));
      fill.next = position.add(BEAT_BYTES);
    }).elseWhen(take, () => {
      held.next = kept;
      fill.next = position;
    });
  },
  { doc: "Weight stream to words of 1 to 8 bytes, lowest byte first; the rest of a beat can be dropped." },
);
