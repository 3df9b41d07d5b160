/**
 * The bridge's serial protocol as the host knows it; docs/boards.md describes it. Invariant: written from that page, not from the
 * hardware, so that the two prove each other.
 */

/** Marks of a frame (RFC 1055). */
const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;

export const PROTOCOL = { magic: 0x424c4d, version: 1 } as const;

export const OPCODE = { restart: 0, read: 1, write: 2, put: 3, get: 4 } as const;

/** What an answer says; the texts are for people. */
export const STATUS = ["done", "badFrame", "badRequest", "busError", "full"] as const;
export type Status = (typeof STATUS)[number];

export const STREAMS = ["weights", "activations", "scales"] as const;
export type Stream = (typeof STREAMS)[number];

/** Addresses of the bridge's own registers. */
export const BRIDGE = {
  protocol: 0x8000,
  identity: 0x8004,
  room: { weights: 0x8008, activations: 0x800c, scales: 0x8010 },
  resultsHeld: 0x8014,
  badFrames: 0x8018,
} as const;

/** Bytes of data in one PUT or GET at most; a GET counts them in a byte. */
export const LARGEST_TRANSFER = 240;

/** CRC-16/IBM-3740: polynomial 0x1021 from 0xffff, highest bit first. "123456789" gives 0x29b1. */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

/** Content (1 byte or more) as it goes over the line. */
export function encodeFrame(content: Uint8Array): Uint8Array {
  const crc = crc16(content);
  const bytes = [END];
  for (const byte of [...content, crc >> 8, crc & 0xff]) {
    if (byte === END) bytes.push(ESCAPE, ESCAPED_END);
    else if (byte === ESCAPE) bytes.push(ESCAPE, ESCAPED_ESCAPE);
    else bytes.push(byte);
  }
  bytes.push(END);
  return Uint8Array.from(bytes);
}

/** A frame that came: its content, or why it is none. */
export type Frame =
  | { readonly isGood: true; readonly content: Uint8Array }
  | { readonly isGood: false; readonly reason: string };

/** Frames out of bytes as they come, in pieces of any size. Garbage between frames becomes bad frames. */
export class FrameDecoder {
  private bytes: number[] = [];

  push(piece: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (const byte of piece) {
      if (byte !== END) this.bytes.push(byte);
      else if (this.bytes.length > 0) {
        frames.push(frameOf(this.bytes));
        this.bytes = [];
      }
    }
    return frames;
  }
}

function frameOf(bytes: readonly number[]): Frame {
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte !== ESCAPE) {
      plain.push(byte);
      continue;
    }
    const code = bytes[++at];
    if (code !== ESCAPED_END && code !== ESCAPED_ESCAPE)
      return { isGood: false, reason: "an escape was broken" };
    plain.push(code === ESCAPED_END ? END : ESCAPE);
  }
  if (plain.length < 3) return { isGood: false, reason: `it had ${plain.length} bytes` };
  // A remainder of 0 over content and CRC is what a right CRC leaves.
  if (crc16(plain) !== 0) return { isGood: false, reason: "its CRC was wrong" };
  return { isGood: true, content: Uint8Array.from(plain.slice(0, -2)) };
}
