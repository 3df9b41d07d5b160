/** Frames out of content: CRC added, escapes made, an END at both ends. Invariant: END appears on the line only between frames. */
import {
  bit,
  enumOf,
  literal,
  match,
  module,
  mux,
  reg,
  sink,
  source,
  struct,
  uint,
  when,
  wire,
} from "../../dsl/index.ts";
import { nextCrc } from "./crc.ts";
import { CRC_START, END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE } from "./protocol.ts";

const State = enumOf("open", "content", "crc_high", "crc_low", "close");

/** A byte of a frame's content; `last` ends the frame. */
export const contentType = struct({ bits: uint(8), last: bit });

/**
 * - `content`: bytes of frames, one byte or more each. `line`: bytes for `UartTransmitter`.
 *
 * A byte a cycle, two for END and ESCAPE in the content or the CRC; four bytes and their escapes around each frame.
 */
export const FrameSender = () =>
  module(
    "frame_sender",
    { content: sink(contentType), line: source(uint(8)) },
    ({ content, line }) => {
      const state = reg(State, { init: "open" });
      const crc = reg(uint(16));
      /** The first byte of an escape has gone. */
      const isSecond = reg(bit, { init: 0 });
      const value = wire(uint(8));
      const isMark = state.eq("open").or(state.eq("close"));
      const isEnd = value.eq(END);
      const isSpecial = isEnd.or(value.eq(ESCAPE)).and(isMark.not());
      const replaced = mux(isEnd, literal(uint(8), ESCAPED_END), ESCAPED_ESCAPE);
      const escaped = mux(isSecond, replaced, literal(uint(8), ESCAPE));
      line.data.value = mux(isSpecial, escaped, value);
      line.valid.value = content.valid.or(state.ne("open").and(state.ne("content")));
      const isWhole = isSpecial.not().or(isSecond);
      const moves = line.fire.and(isWhole);
      content.ready.value = state.eq("content").and(line.ready).and(isWhole);
      when(line.fire, () => {
        isSecond.next = isWhole.not();
      });
      value.value = END;
      match(state, {
        open() {
          crc.next = CRC_START;
          when(moves, () => {
            state.next = "content";
          });
        },
        content() {
          value.value = content.data.bits;
          when(moves, () => {
            crc.next = nextCrc(crc, content.data.bits);
            when(content.data.last, () => {
              state.next = "crc_high";
            });
          });
        },
        crc_high() {
          value.value = crc.slice(15, 8);
          when(moves, () => {
            state.next = "crc_low";
          });
        },
        crc_low() {
          value.value = crc.slice(7, 0);
          when(moves, () => {
            state.next = "close";
          });
        },
        close() {
          when(moves, () => {
            state.next = "open";
          });
        },
      });
    },
    { doc: "Content into frames: CRC-16, escapes, ends (RFC 1055)." },
  );
