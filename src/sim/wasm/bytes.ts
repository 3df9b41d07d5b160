/**
 * A growing array of bytes with WebAssembly's number encodings. Invariant: everything appended so far is
 * `data.subarray(0, length)`; `data` moves when it grows.
 */
export class ByteWriter {
  data: Uint8Array;
  length = 0;

  constructor(capacity = 256) {
    this.data = new Uint8Array(capacity);
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(1);
    this.data[this.length++] = value;
  }

  /** LEB128 of 0 <= value < 2^32. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Signed LEB128 of a 32-bit number; unsigned ones are taken modulo 2^32. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Signed LEB128 of the 64-bit number high * 2^32 + low (both taken modulo 2^32). */
  signed64(low: number, high: number): void {
    let lower = low | 0;
    let upper = high | 0;
    while (!(upper === lower >> 31 && lower >= -64 && lower <= 63)) {
      this.byte((lower & 0x7f) | 0x80);
      lower = (lower >>> 7) | (upper << 25);
      upper >>= 7;
    }
    this.byte(lower & 0x7f);
  }

  /** Length, then the characters; ASCII only. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let at = 0; at < text.length; at++) this.byte(text.charCodeAt(at) & 0x7f);
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.data.length) this.grow(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(2 * this.data.length, this.length + needed));
    larger.set(this.data);
    this.data = larger;
  }
}
