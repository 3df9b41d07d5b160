/** A serial transmitter: a stream of bytes in, one wire out. 8 data bits, no parity, one stop bit. */
import { bit, enumOf, match, module, mux, output, reg, sink, uint, when } from "bitloom";

/**
 * Sends each byte as a start bit (0), eight data bits from the lowest, and a stop bit (1), each `cyclesPerBit` clock
 * cycles long (1 to 65535). `line` is 1 at rest. A byte is taken in the last cycle of the stop bit at the earliest, so a
 * full stream sends without a gap: one byte every 10 * cyclesPerBit cycles.
 */
export const UartTransmitter = (cyclesPerBit: number) =>
  module(
    `uart_transmitter_${cyclesPerBit}`,
    {
      bytes: sink(uint(8)),
      /** The serial line. */
      line: output(bit),
    },
    ({ bytes, line }) => {
      const State = enumOf("idle", "start", "data", "stop");
      const state = reg(State, { init: "idle" });
      const elapsed = reg(uint(16), { init: 0 });
      const sent = reg(uint(3), { init: 0 });
      const shift = reg(uint(8));

      const bitEnds = elapsed.eq(cyclesPerBit - 1);
      when(state.ne("idle"), () => {
        elapsed.next = mux(bitEnds, 0, elapsed.add(1));
      });

      bytes.ready.value = state.eq("idle").or(state.eq("stop").and(bitEnds));
      line.value = mux(state.eq("data"), shift.at(0), state.ne("start"));

      match(state, {
        idle() {},
        start() {
          when(bitEnds, () => {
            state.next = "data";
            sent.next = 0;
          });
        },
        data() {
          when(bitEnds, () => {
            shift.next = shift.shr(1);
            sent.next = sent.add(1);
            when(sent.eq(7), () => {
              state.next = "stop";
            });
          });
        },
        stop() {
          when(bitEnds, () => {
            state.next = "idle";
          });
        },
      });

      when(bytes.fire, () => {
        shift.next = bytes.data;
        state.next = "start";
      });
    },
  );
