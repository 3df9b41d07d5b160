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
  private text = "";
  private at = 0;
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
    for (;;) {
      const { text } = this;
      let { at } = this;
      for (let code = text.charCodeAt(at); code <= SPACE; code = text.charCodeAt(++at)) {
        if (code === NEWLINE) this.line++;
      }
      let end = at;
      while (text.charCodeAt(end) > SPACE) end++;
      // A word at the end of a piece may go on in the next.
      if (end < text.length || (this.hasEnded && end > at)) {
        this.at = end;
        return text.slice(at, end);
      }
      this.at = at;
      if (!this.refill()) return undefined;
    }
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
    this.text = this.text.slice(this.at) + this.buffer.toString("latin1", 0, bytes);
    this.at = 0;
    return !this.hasEnded || this.text.length > 0;
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
