/** Serial transmitter, 8 data bits, no parity, one stop bit. Invariant: the line comes from a register, so it has no glitches. */
import { bit, cat, literal, module, output, reg, sink, uint, when } from "../../dsl/index.ts";
import { bitsFor, requireWhole } from "../parameters.ts";
import { LEAST_DIVISOR } from "./uart-receiver.ts";

/** Start bit, eight bits of data, stop bit. */
const FRAME_BITS = 10;

/**
 * - `bytes`: taken when the last stop bit is over. `tx`: the line, 1 when idle.
 *
 * `divisor`: clock cycles a bit, 4 to 65535 (BL0610). A byte takes 10 * divisor + 1 cycles; its start bit begins in the cycle
 * after it was taken.
 */
export const UartTransmitter = (divisor: number) => {
  requireWhole("UartTransmitter", "divisor", divisor, LEAST_DIVISOR, 65535);
  return module(
    `uart_transmitter_${divisor}`,
    { bytes: sink(uint(8)), tx: output(bit, { doc: "The line; 1 when idle." }) },
    ({ bytes, tx }) => {
      const frame = reg(uint(FRAME_BITS - 1), { init: 2 ** (FRAME_BITS - 1) - 1 });
      const bitsLeft = reg(uint(bitsFor(FRAME_BITS)), { init: 0 });
      const ticks = reg(uint(bitsFor(divisor - 1)));
      bytes.ready.value = bitsLeft.eq(0);
      when(bytes.fire, () => {
        frame.next = cat(bytes.data, literal(bit, 0));
        bitsLeft.next = FRAME_BITS;
        ticks.next = divisor - 1;
      }).elseWhen(bitsLeft.ne(0), () => {
        ticks.next = ticks.sub(1);
        when(ticks.eq(0), () => {
          frame.next = cat(literal(bit, 1), frame.slice(FRAME_BITS - 2, 1));
          bitsLeft.next = bitsLeft.sub(1);
          ticks.next = divisor - 1;
        });
      });
      tx.value = frame.at(0);
    },
    { doc: `Serial transmitter, 8N1, ${divisor} cycles a bit.` },
  );
};
