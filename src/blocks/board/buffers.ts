/**
 * The bridge's byte buffers: what the host sends waits for the engine, and what the engine gives waits for the host. Invariant: no
 * byte of a frame is seen by the engine before the frame is known to be good, and no byte is forgotten before the host has it.
 */
import {
  bit,
  input,
  literal,
  memory,
  module,
  output,
  reg,
  sink,
  source,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor, requireParameter } from "../parameters.ts";

const pointerBits = (block: string, depth: number): number => {
  const bits = Math.log2(depth);
  const holds = Number.isInteger(bits) && depth >= 64 && depth <= 32768;
  requireParameter(block, "depth", depth, "a power of two from 64 to 32768", holds);
  return bits;
};

/**
 * Bytes from frames.
 *
 * - `write`: `data` comes, if there is room; `room`: bytes that still fit, those written but not committed taken off.
 * - `commit`: all bytes written so far may leave; `rollback`: those since the last commit are forgotten.
 * - `deq`: a byte every two cycles.
 *
 * The memory is one iCE40 block RAM for 512 bytes.
 */
export const StreamBuffer = (depth: number) => {
  const bits = pointerBits("StreamBuffer", depth);
  return module(
    `stream_buffer_${depth}`,
    {
      data: input(uint(8)),
      write: input(bit),
      commit: input(bit),
      rollback: input(bit),
      room: output(uint(bitsFor(depth))),
      deq: source(uint(8)),
    },
    ({ data, write, commit, rollback, room, deq }) => {
      const store = memory(uint(8), { depth, latency: 1, readUnderWrite: "undefined" });
      const written = reg(uint(bits + 1), { init: 0 });
      const committed = reg(uint(bits + 1), { init: 0 });
      const read = reg(uint(bits + 1), { init: 0 });
      const isFetched = reg(bit, { init: 0 });
      const held = written.sub(read);
      const isFull = held.at(bits);
      room.value = literal(uint(bits + 1), depth).sub(held);
      when(write.and(isFull.not()), () => {
        store.write({ addr: written.trunc(bits), data });
        written.next = written.add(1);
      });
      when(commit, () => {
        committed.next = written;
      });
      when(rollback, () => {
        written.next = committed;
      });
      deq.data.value = store.read(read.trunc(bits));
      deq.valid.value = isFetched;
      isFetched.next = committed.ne(read).and(isFetched.not().or(deq.ready.not()));
      when(deq.fire, () => {
        read.next = read.add(1);
      });
    },
    { doc: `${depth} bytes that leave when their frame is known to be good.` },
  );
};

/**
 * Bytes of results.
 *
 * - `enq`: bytes in. `held`: bytes that wait to be read.
 * - `data`: the oldest unread one, two cycles after the last `take`, `rewind` or arrival; `take`: it is read.
 * - `confirm`: the host has all that was read; `rewind`: it has not, and reads again from the last `confirm`.
 */
export const ResultBuffer = (depth: number) => {
  const bits = pointerBits("ResultBuffer", depth);
  return module(
    `result_buffer_${depth}`,
    {
      enq: sink(uint(8)),
      data: output(uint(8)),
      held: output(uint(bitsFor(depth))),
      take: input(bit),
      confirm: input(bit),
      rewind: input(bit),
    },
    ({ enq, data, held, take, confirm, rewind }) => {
      const store = memory(uint(8), { depth, latency: 1, readUnderWrite: "undefined" });
      const written = reg(uint(bits + 1), { init: 0 });
      const read = reg(uint(bits + 1), { init: 0 });
      const confirmed = reg(uint(bits + 1), { init: 0 });
      enq.ready.value = written.sub(confirmed).at(bits).not();
      when(enq.fire, () => {
        store.write({ addr: written.trunc(bits), data: enq.data });
        written.next = written.add(1);
      });
      data.value = store.read(read.trunc(bits));
      held.value = written.sub(read);
      when(take, () => {
        read.next = read.add(1);
      });
      when(rewind, () => {
        read.next = confirmed;
      });
      when(confirm, () => {
        confirmed.next = read;
      });
    },
    { doc: `${depth} bytes of results, read again until the host has them.` },
  );
};

/**
 * A beat of `bytes` bytes, of which `keep` marks those that count (low ones first), into single bytes, low byte first: a cycle
 * for the beat and one for each byte.
 */
export const BeatSplitter = (bytes: number) =>
  module(
    `beat_splitter_${bytes}`,
    {
      valid: input(bit),
      ready: output(bit),
      data: input(uint(8 * bytes)),
      keep: input(uint(bytes)),
      deq: source(uint(8)),
    },
    ({ valid, ready, data, keep, deq }) => {
      const held = reg(uint(8 * bytes));
      const isKept = reg(uint(bytes), { init: 0 });
      deq.valid.value = isKept.at(0);
      deq.data.value = held.slice(7, 0);
      ready.value = isKept.at(0).not();
      when(deq.fire, () => {
        held.next = held.shr(8);
        isKept.next = isKept.shr(1);
      });
      when(valid.and(ready), () => {
        held.next = data;
        isKept.next = keep;
      });
    },
    { doc: `Beats of ${bytes} bytes into bytes.` },
  );
