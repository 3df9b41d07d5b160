/** Words of a value change dump, read from the file piece by piece, with the line that each is on. */
import { closeSync, openSync, readSync } from "node:fs";
import { fail } from "../../diagnostics/index.ts";

const CHUNK = 1 << 20;
const SPACE = 32;
const NEWLINE = 10;

export class VcdTokens {
  readonly file: string;
  /** Of the word that came last, from 1. */
  line = 1;
  private readonly descriptor: number;
  private readonly buffer = Buffer.alloc(CHUNK);
  /** What is in memory of the file, and the present word in it. */
  text = "";
  start = 0;
  end = 0;
  private hasEnded = false;

  /** Fails with BL0461. */
  constructor(file: string) {
    this.file = file;
    try {
      this.descriptor = openSync(file, "r");
    } catch (error) {
      fail("BL0461", { file, reason: reasonOf(error) });
    }
  }

  /** The next word, or undefined at the end of the file. */
  next(): string | undefined {
    return this.advance() ? this.text.slice(this.start, this.end) : undefined;
  }

  /** Goes to the next word, which then lies from `start` to `end` of `text`; false at the end of the file. */
  advance(): boolean {
    while (!this.advanceInText()) {
      if (!this.refill()) return false;
    }
    return true;
  }

  /** The same as far as the text in memory goes, so that places in it stay valid. */
  advanceInText(): boolean {
    const { text } = this;
    let at = this.end;
    for (let code = text.charCodeAt(at); code <= SPACE; code = text.charCodeAt(++at)) {
      if (code === NEWLINE) this.line++;
    }
    let end = at;
    while (text.charCodeAt(end) > SPACE) end++;
    // A word at the end of a piece may go on in the next.
    const isWhole = end < text.length || (this.hasEnded && end > at);
    this.start = at;
    this.end = isWhole ? end : at;
    return isWhole;
  }

  /** Fails with BL0462 at the present line. */
  refuse(reason: string): never {
    return fail("BL0462", { file: this.file, line: this.line, reason });
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private refill(): boolean {
    if (this.hasEnded) return false;
    let bytes = 0;
    try {
      bytes = readSync(this.descriptor, this.buffer, 0, CHUNK, null);
    } catch (error) {
      fail("BL0461", { file: this.file, reason: reasonOf(error) });
    }
    this.hasEnded = bytes === 0;
    this.text = this.text.slice(this.end) + this.buffer.toString("latin1", 0, bytes);
    this.end = 0;
    return !this.hasEnded || this.text.length > 0;
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
