/** Performance counters of engines: in hardware, and as registers that software reads. Invariant: all count modulo 2^32. */
import { type Bit, type RegisterOf, type Uint, type UintOf, when } from "../dsl/index.ts";

/** Bits of a performance counter. */
export const COUNTER_BITS = 32;

export type Counter = RegisterOf<UintOf<typeof COUNTER_BITS>>;

/** One more in every cycle with `event`; from 0 after `clear`. */
export function countEvents(counter: Counter, event: Bit, clear: Bit): void {
  when(clear, () => {
    counter.next = 0;
  }).elseWhen(event, () => {
    counter.next = counter.add(1);
  });
}

/** More by `amount` in every cycle; from 0 after `clear`. */
export function countAmount(counter: Counter, amount: Uint, clear: Bit): void {
  when(clear, () => {
    counter.next = 0;
  }).elseWhen(amount.any(), () => {
    counter.next = counter.add(amount.zext(COUNTER_BITS));
  });
}

/** The read-only register of a counter, for a register table. */
export const counterRegister = <const N extends string>(name: N, address: number, doc: string) =>
  ({
    name,
    address,
    doc,
    fields: [{ name: "count", bits: [31, 0], access: "ro", doc: "Modulo 2^32." }],
  }) as const;
