/**
 * First in, first out, from one clock domain to another: the only bridge for more than one bit, and the only user of
 * `expert`. Invariant: what crosses is a Gray-coded pointer, of which one bit changes at an edge; a word is read only
 * after the pointer that passed it has crossed.
 */
import {
  type AnyType,
  cat,
  clockDomain,
  expert,
  inDomain,
  module,
  reg,
  sink,
  source,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { requireParameter } from "../parameters.ts";
import { typeSlug } from "../type-slug.ts";

export interface AsyncFifoOptions {
  /** Registers in each pointer's synchroniser, 2 to 4; 2 by default. */
  readonly stages?: 2 | 3 | 4;
}

const write = clockDomain("write");
const read = clockDomain("read");

/**
 * A queue of `depth` words of `type` between the clock domains `write` and `read`.
 *
 * - Ports: `enq` (received, domain `write`), `deq` (sent, domain `read`), `write_clock`, `write_reset`, `read_clock`,
 *   `read_reset` (synchronous, active high). Both resets must be active at the same time, for an edge of each clock.
 * - Latency: a word is offered `stages` read edges after the write edge that took it, one more when the first of them just
 *   misses it; a place is free again as long after the read edge, by the write clock.
 * - Throughput: a word in every cycle of the slower clock if depth >= 2 * (stages + 2).
 * - Pointers have one bit more than an address (Cummings, "Simulation and Synthesis Techniques for Asynchronous FIFO
 *   Design", SNUG 2002, style 1). For timing: each Gray pointer's path to its synchroniser must be shorter than a period of the
 *   faster clock.
 * - Parameters: depth a power of two from 2 to 65536 (BL0610), because only those make a Gray code that wraps.
 */
export const AsyncFifo = <T extends AnyType>(
  type: T,
  depth: number,
  { stages = 2 }: AsyncFifoOptions = {},
) => {
  const addressBits = Math.log2(depth);
  const allowed = "a power of two from 2 to 65536";
  requireParameter(
    "AsyncFifo",
    "depth",
    depth,
    allowed,
    Number.isInteger(addressBits) && depth >= 2 && depth <= 65536,
  );
  const pointerType = uint(addressBits + 1);
  return module(
    `async_fifo_${typeSlug(type)}x${depth}${stages === 2 ? "" : `_${stages}stages`}`,
    { enq: sink(type, { domain: write }), deq: source(type, { domain: read }) },
    ({ enq, deq }) => {
      const store = expert.dualClockMemory(type, {
        depth,
        latency: 0,
        readUnderWrite: "old",
        reason: "a word is read only after the write pointer that passed it has crossed",
      });
      const reason = "Gray code: one bit changes at an edge";
      const writePointer = reg(pointerType, { init: 0, domain: write });
      const writeGray = reg(pointerType, { init: 0, domain: write });
      const readPointer = reg(pointerType, { init: 0, domain: read });
      const readGray = reg(pointerType, { init: 0, domain: read });

      inDomain(write, () => {
        const readGrayHere = expert.synchronizeGray(readGray, { stages, reason });
        enq.ready.value = writeGray.ne(oneLapAhead(readGrayHere, addressBits));
        const after = writePointer.add(1);
        when(enq.fire, () => {
          store.write({ addr: writePointer.trunc(addressBits), data: enq.data });
          writePointer.next = after;
          writeGray.next = grayOf(after);
        });
      });
      inDomain(read, () => {
        const writeGrayHere = expert.synchronizeGray(writeGray, { stages, reason });
        deq.valid.value = readGray.ne(writeGrayHere);
        deq.data.value = store.read(readPointer.trunc(addressBits));
        const after = readPointer.add(1);
        when(deq.fire, () => {
          readPointer.next = after;
          readGray.next = grayOf(after);
        });
      });
    },
    { doc: `Queue of ${depth} words between two clocks, with Gray-coded pointers.` },
  );
};

const grayOf = (binary: Uint): Uint => binary.xor(binary.shr(1));

/** The Gray code of a pointer `2^addressBits` further: the two highest bits inverted. */
function oneLapAhead(gray: Uint, addressBits: number): Uint {
  const top = gray.slice(addressBits, addressBits - 1).not();
  return addressBits === 1 ? top : cat(top, gray.slice(addressBits - 2, 0));
}
