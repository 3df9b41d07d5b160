/**
 * Serial receiver, 8 data bits, no parity, one stop bit. Invariant: every bit is sampled once, in its middle; a byte whose stop
 * bit is not there is never given out as one.
 */
import {
  asynchronous,
  bit,
  cat,
  enumOf,
  input,
  match,
  module,
  output,
  reg,
  synchronize,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor, requireWhole } from "../parameters.ts";

const State = enumOf("idle", "start", "data", "stop", "rest");

/** Clock cycles a bit: below 4 the middle of a bit is no more than a guess. */
export const LEAST_DIVISOR = 4;

/**
 * - `rx`: the line, idle at 1; two registers synchronize it.
 * - `received`: pulse with `data`. `broken`: pulse, the stop bit was 0; then nothing starts before the line is 1 again.
 *
 * `divisor`: clock cycles a bit, 4 to 65535 (BL0610). A start bit that is over before its middle is taken for noise. Latency:
 * the middle of the stop bit, and three cycles. Receiver and sender may differ by 4 % minus 50 % / divisor.
 */
export const UartReceiver = (divisor: number) => {
  requireWhole("UartReceiver", "divisor", divisor, LEAST_DIVISOR, 65535);
  return module(
    `uart_receiver_${divisor}`,
    {
      rx: input(bit, { domain: asynchronous, doc: "The line; 1 when idle." }),
      data: output(uint(8)),
      received: output(bit, { doc: "Pulse: `data` has come." }),
      broken: output(bit, { doc: "Pulse: a byte came without its stop bit." }),
    },
    ({ rx, data, received, broken }) => {
      const line = synchronize(rx, { init: 1 });
      const state = reg(State, { init: "idle" });
      const ticks = reg(uint(bitsFor(divisor - 1)));
      const bitsLeft = reg(uint(3));
      const shifted = reg(uint(8));
      const isMiddle = ticks.eq(0);
      const isStop = state.eq("stop").and(isMiddle);
      ticks.next = ticks.sub(1);
      match(state, {
        idle() {
          ticks.next = Math.floor(divisor / 2) - 1;
          when(line.not(), () => {
            state.next = "start";
          });
        },
        start() {
          when(isMiddle, () => {
            ticks.next = divisor - 1;
            bitsLeft.next = 7;
            state.next = "data";
            when(line, () => {
              state.next = "idle";
            });
          });
        },
        data() {
          when(isMiddle, () => {
            ticks.next = divisor - 1;
            shifted.next = cat(line, shifted.slice(7, 1));
            bitsLeft.next = bitsLeft.sub(1);
            when(bitsLeft.eq(0), () => {
              state.next = "stop";
            });
          });
        },
        stop() {
          when(isMiddle, () => {
            state.next = "rest";
          });
        },
        rest() {
          when(line, () => {
            state.next = "idle";
          });
        },
      });
      data.value = shifted;
      received.value = isStop.and(line);
      broken.value = isStop.and(line.not());
    },
    { doc: `Serial receiver, 8N1, ${divisor} cycles a bit.` },
  );
};
