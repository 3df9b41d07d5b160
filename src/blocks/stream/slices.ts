/**
 * Blocks that cut the long paths of a stream: `RegisterSlice` cuts valid and data, `SkidBuffer` cuts ready. One after the
 * other they cut all three, at full throughput.
 */
import { type AnyType, bit, module, mux, reg, sink, source, when } from "../../dsl/index.ts";
import { typeSlug } from "../type-slug.ts";

/**
 * Registers `ready`; a word that comes while the receiver stops is kept aside.
 *
 * - Ports: `enq` (received), `deq` (sent).
 * - Latency: 0; `enq_ready` comes from a register, `deq_valid` and `deq_data` follow `enq` while nothing is kept aside.
 * - Throughput: a word in every cycle.
 */
export const SkidBuffer = <T extends AnyType>(type: T) =>
  module(
    `skid_buffer_${typeSlug(type)}`,
    { enq: sink(type), deq: source(type) },
    ({ enq, deq }) => {
      const occupied = reg(bit, { init: 0 });
      const aside = reg(type);
      enq.ready.value = occupied.not();
      deq.valid.value = occupied.or(enq.valid);
      deq.data.value = mux(occupied, aside, enq.data);
      when(deq.ready, () => {
        occupied.next = 0;
      }).elseWhen(enq.fire, () => {
        occupied.next = 1;
        aside.next = enq.data;
      });
    },
    { doc: "Registers ready; a word that comes while the receiver stops is kept aside." },
  );

/**
 * Registers `valid` and `data`.
 *
 * - Ports: `enq` (received), `deq` (sent).
 * - Latency: 1; `deq_valid` and `deq_data` come from registers, `enq_ready` follows `deq_ready` within the cycle.
 * - Throughput: a word in every cycle.
 */
export const RegisterSlice = <T extends AnyType>(type: T) =>
  module(
    `register_slice_${typeSlug(type)}`,
    { enq: sink(type), deq: source(type) },
    ({ enq, deq }) => {
      const occupied = reg(bit, { init: 0 });
      const held = reg(type);
      enq.ready.value = occupied.not().or(deq.ready);
      deq.valid.value = occupied;
      deq.data.value = held;
      when(enq.ready, () => {
        occupied.next = enq.valid;
      });
      when(enq.fire, () => {
        held.next = enq.data;
      });
    },
    { doc: "Registers valid and data; ready passes through." },
  );
