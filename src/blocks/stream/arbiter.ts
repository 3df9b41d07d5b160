/** Several streams into one. Invariant: an offer on `deq` stays, with its source, until it is taken. */
import {
  type AnyType,
  assert,
  cat,
  fromBits,
  group,
  module,
  mux,
  output,
  reg,
  sink,
  source,
  type Uint,
  uint,
  type ValueOf,
  when,
} from "../../dsl/index.ts";
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";
import { typeSlug, widthOf } from "../type-slug.ts";

export interface ArbiterOptions {
  /**
   * "round-robin": after a beat its stream has the lowest priority, so a stream that asks waits for at most count - 1 beats
   * of others. "fixed": the lowest number wins, and a busy one can starve the rest.
   */
  readonly priority?: "round-robin" | "fixed";
}

/**
 * Merges `count` streams beat by beat.
 *
 * - Ports: `enq.0` to `enq.(count - 1)` (received, `enq_0_valid` in the Verilog), `deq` (sent), `index` (number of the
 *   stream whose beat `deq` offers).
 * - Latency: 0; every `enq_N_ready` follows `deq_ready` and all `valid` within the cycle.
 * - Throughput: a beat in every cycle.
 * - Parameters: count 2 to 64, priority "round-robin" (default) or "fixed" (BL0610).
 */
export const Arbiter = <T extends AnyType>(
  type: T,
  count: number,
  { priority = "round-robin" }: ArbiterOptions = {},
) => {
  requireWhole("Arbiter", "count", count, 2, 64);
  const isFair = priority === "round-robin";
  requireParameter(
    "Arbiter",
    "priority",
    priority,
    '"round-robin" or "fixed"',
    isFair || priority === "fixed",
  );
  const inputs = Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}`, sink(type)]));
  return module(
    `arbiter_${count}x${typeSlug(type)}${isFair ? "" : "_fixed"}`,
    { enq: group(inputs), deq: source(type), index: output(uint(bitsFor(count - 1))) },
    ({ enq, deq, index }) => {
      const streams = Object.values(enq);
      const requests = cat(...streams.map((stream) => stream.valid).reverse());
      // One-hot, 0 while no offer waits.
      const waiting = reg(uint(count), { init: 0 });
      // Ones above the stream that was served last.
      const above = isFair ? reg(uint(count), { init: 0 }) : undefined;
      const choice = above ? firstFrom(above, requests) : lowestOne(requests);
      const grant: Uint = mux(waiting.any(), waiting, choice);
      deq.valid.value = requests.any();
      deq.data.value = selected(
        type,
        streams.map((stream) => stream.data),
        grant,
      );
      index.value = position(grant, count);
      streams.forEach((stream, i) => {
        stream.ready.value = grant.at(i).and(deq.ready);
      });
      assert(waiting.and(waiting.sub(1)).eq(0), "one stream waits at most");
      when(deq.valid, () => {
        waiting.next = mux(deq.ready, 0, grant);
      });
      if (above) {
        when(deq.fire, () => {
          above.next = grant.or(grant.sub(1)).not();
        });
      }
    },
    {
      doc: `Merges ${count} streams, ${isFair ? "round-robin" : "the lowest number first"}; an offer stays until it is taken.`,
    },
  );
};

/** One-hot: the lowest 1. */
const lowestOne = (bits: Uint): Uint => bits.and(bits.not().add(1));

/** The lowest 1 among those in `preferred`, or of all when none is. */
function firstFrom(preferred: Uint, requests: Uint): Uint {
  const candidates = requests.and(preferred);
  return mux(candidates.any(), lowestOne(candidates), lowestOne(requests));
}

/** The payload of the stream that the one-hot `grant` names. */
function selected<T extends AnyType>(type: T, payloads: readonly ValueOf<T>[], grant: Uint): ValueOf<T> {
  const bits = payloads
    .map((payload, i): Uint => payload.asUint().and(grant.at(i).repeat(widthOf(type))))
    .reduce((all, one) => all.or(one));
  return fromBits(type, bits);
}

/** The number of the one bit that is 1. */
function position(oneHot: Uint, count: number): Uint {
  const digits = Array.from({ length: bitsFor(count - 1) }, (_, digit) =>
    Array.from({ length: count }, (_, i) => i)
      .filter((i) => (i >> digit) & 1)
      .map((i): Uint => oneHot.at(i))
      .reduce((some, one) => some.or(one)),
  );
  return cat(...digits.reverse());
}
