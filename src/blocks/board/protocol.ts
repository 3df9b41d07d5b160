/**
 * The serial protocol of the host bridge, as the hardware knows it; docs/boards.md describes it for programs. Invariant: a
 * change of anything here raises PROTOCOL_VERSION, which the host asks for first.
 *
 *     line      8 data bits, no parity, 1 stop bit, lowest bit first
 *     frame     END, content and CRC with END and ESCAPE replaced by two bytes each (RFC 1055), END
 *     CRC       CRC-16/IBM-3740 over the content, high byte first
 *     request   sequence, opcode, arguments
 *     reply     sequence, status, word (4 bytes, low byte first), with GET as many bytes of results as there are
 */

/** In the low byte of the bridge's first register. */
export const PROTOCOL_VERSION = 1;
/** The bridge's first register without the version: "BLM". */
export const PROTOCOL_MAGIC = 0x424c4d;

export const END = 0xc0;
export const ESCAPE = 0xdb;
export const ESCAPED_END = 0xdc;
export const ESCAPED_ESCAPE = 0xdd;

/** CRC-16/IBM-3740: not reflected, no final exclusive-or; "123456789" gives 0x29b1. */
export const CRC_POLYNOMIAL = 0x1021;
export const CRC_START = 0xffff;

export const OPCODES = {
  /** Replies, then restarts everything behind the pins: buffers, engine, and the memory of the last sequence number. */
  restart: 0,
  /** Address (2 bytes). The reply's word is the register. */
  read: 1,
  /** Address (2 bytes), word (4 bytes). */
  write: 2,
  /** Stream (1 byte), 1 byte or more for its buffer, all or none. The reply's word is the room that is left. */
  put: 3,
  /** Bytes wanted (1 byte). The reply's word is how many results were there; as many as wanted, or all, follow it. */
  get: 4,
} as const;

export const STATUS = {
  done: 0,
  /** CRC, escape, stop bit or length of the frame: nothing was done, send it again. */
  badFrame: 1,
  /** Opcode, number of arguments or stream: nothing was done. */
  badRequest: 2,
  /** No register at the address. */
  busError: 3,
  /** PUT of more than there is room for: nothing was taken. */
  full: 4,
} as const;

/** Streams of PUT, and their buffers' places in the bridge's registers. */
export const STREAMS = ["weights", "activations", "scales"] as const;

/** Addresses from here on are the bridge's own registers; all below are the engine's. */
export const BRIDGE_BASE = 0x8000;

/** The bridge's registers, by word from BRIDGE_BASE, all read-only. */
export const BRIDGE_REGISTERS = [
  "protocol",
  "identity",
  "room_weights",
  "room_activations",
  "room_scales",
  "results_held",
  "bad_frames",
] as const;
