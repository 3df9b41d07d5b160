/** First in, first out, in one clock domain. Invariant: `count` is the number of words held; the oldest is at `head`. */
import {
  type AnyType,
  assert,
  memory,
  module,
  mux,
  output,
  reg,
  sink,
  source,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor, requireWhole } from "../parameters.ts";
import { typeSlug } from "../type-slug.ts";

/**
 * A queue of `depth` words of `type`.
 *
 * - Ports: `enq` (received), `deq` (sent), `count` (words held, 0 to depth).
 * - Latency: a word is offered in the cycle after it came in. No path from `deq_ready` to `enq_ready` or from `enq` to `deq`.
 * - Throughput: a word in and a word out in every cycle; every second one with depth 1, where a full queue takes nothing.
 * - Storage is read in the same cycle, which tools make of LUT RAM or registers.
 * - Parameters: depth 1 to 65536, not only powers of two (BL0610).
 */
export const Fifo = <T extends AnyType>(type: T, depth: number) => {
  requireWhole("Fifo", "depth", depth, 1, 65536);
  const pointerType = uint(bitsFor(depth - 1));
  return module(
    `fifo_${typeSlug(type)}x${depth}`,
    {
      enq: sink(type),
      deq: source(type),
      count: output(uint(bitsFor(depth)), { doc: `Words held, 0 to ${depth}.` }),
    },
    ({ enq, deq, count }) => {
      const store = memory(type, { depth, latency: 0, readUnderWrite: "old" });
      const held = reg(uint(bitsFor(depth)), { init: 0 });
      const head = reg(pointerType, { init: 0 });
      const tail = reg(pointerType, { init: 0 });
      const isPowerOfTwo = depth > 1 && Number.isInteger(Math.log2(depth));
      const after = (pointer: typeof head) =>
        isPowerOfTwo ? pointer.add(1) : mux(pointer.eq(depth - 1), 0, pointer.add(1));

      enq.ready.value = held.ne(depth);
      deq.valid.value = held.ne(0);
      deq.data.value = store.read(head);
      count.value = held;
      when(enq.fire, () => {
        store.write({ addr: tail, data: enq.data });
        tail.next = after(tail);
      });
      when(deq.fire, () => {
        head.next = after(head);
      });
      assert(held.le(depth), "count is at most depth");
      when(enq.fire.and(deq.fire.not()), () => {
        held.next = held.add(1);
      }).elseWhen(deq.fire.and(enq.fire.not()), () => {
        held.next = held.sub(1);
      });
    },
    { doc: `Queue of ${depth} words.` },
  );
};
