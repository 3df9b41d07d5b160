/**
 * Frames out of received bytes: ends found, escapes undone, CRC checked. Invariant: whatever came before, garbage included, the
 * first END that arrives whole begins a new frame; a frame is good only if every byte of it came whole.
 */
import { bit, input, literal, module, mux, output, reg, uint, when } from "../../dsl/index.ts";
import { nextCrc } from "./crc.ts";
import { CRC_START, END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE } from "./protocol.ts";

/**
 * - `received`, `broken`, `data`: from `UartReceiver`.
 * - `contentValid`: pulse with `content`, a byte of the frame without its CRC. It is given out before the frame is known
 *   to be good: what it does must be undone if it is not.
 * - `ends`: pulse, the frame is over; `isGood` counts in that cycle. Frames without a byte are not told.
 *
 * Two bytes are held back, as the last two are the CRC; otherwise no latency.
 */
export const FrameReceiver = () =>
  module(
    "frame_receiver",
    {
      data: input(uint(8)),
      received: input(bit),
      broken: input(bit),
      content: output(uint(8)),
      contentValid: output(bit),
      ends: output(bit),
      isGood: output(bit),
    },
    ({ data, received, broken, content, contentValid, ends, isGood }) => {
      const crc = reg(uint(16), { init: CRC_START });
      const newest = reg(uint(8));
      const oldest = reg(uint(8));
      /** Of `newest` and `oldest`, 0 to 2. */
      const held = reg(uint(2), { init: 0 });
      const isEscaped = reg(bit, { init: 0 });
      const isBad = reg(bit, { init: 0 });

      const isEnd = data.eq(END);
      const isEscape = data.eq(ESCAPE);
      const isKnown = data.eq(ESCAPED_END).or(data.eq(ESCAPED_ESCAPE));
      const original = mux(data.eq(ESCAPED_END), literal(uint(8), END), ESCAPE);
      const value = mux(isEscaped, original, data);
      const isValue = received.and(isEnd.not()).and(isEscape.not());

      content.value = oldest;
      contentValid.value = isValue.and(held.eq(2));
      ends.value = received.and(isEnd).and(held.ne(0).or(isBad).or(isEscaped));
      isGood.value = crc.eq(0).and(held.eq(2)).and(isBad.not()).and(isEscaped.not());

      when(isValue, () => {
        crc.next = nextCrc(crc, value);
        newest.next = value;
        oldest.next = newest;
        isEscaped.next = 0;
        when(held.ne(2), () => {
          held.next = held.add(1);
        });
      });
      when(received.and(isEscape), () => {
        isEscaped.next = 1;
      });
      when(broken.or(received.and(isEscaped).and(isKnown.not())), () => {
        isBad.next = 1;
      });
      when(received.and(isEnd), () => {
        crc.next = CRC_START;
        held.next = 0;
        isEscaped.next = 0;
        isBad.next = 0;
      });
    },
    { doc: "Frames out of bytes: ends (RFC 1055), escapes, CRC-16." },
  );
