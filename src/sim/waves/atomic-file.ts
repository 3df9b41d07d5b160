/** A file that is there whole or not at all: written beside its name and renamed when it is complete. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { fail } from "../../diagnostics/index.ts";

const BUFFERED_CHARACTERS = 1 << 18;

/** Every method fails with BL0467 when the operating system refuses, and then nothing is left behind. */
export class AtomicFile {
  private readonly path: string;
  private readonly partial: string;
  private descriptor: number | undefined;
  private texts: string[] = [];
  private buffered = 0;

  constructor(path: string) {
    this.path = path;
    // Two processes may write the same file at once; the last one wins, whole.
    this.partial = `${path}.${process.pid}.partial`;
    this.attempt(() => {
      this.descriptor = openSync(this.partial, "w");
    });
  }

  /** ASCII or UTF-8 text; bytes are written at once. */
  write(data: string | Uint8Array): void {
    if (typeof data !== "string") {
      this.flush();
      this.attempt(() => writeAll(this.descriptor, data));
      return;
    }
    this.texts.push(data);
    this.buffered += data.length;
    if (this.buffered >= BUFFERED_CHARACTERS) this.flush();
  }

  /** Puts the file in its place. Later calls do nothing. */
  close(): void {
    if (this.descriptor === undefined) return;
    this.flush();
    this.attempt(() => {
      closeSync(this.descriptor ?? 0);
      this.descriptor = undefined;
      renameSync(this.partial, this.path);
    });
  }

  /** Removes what was written so far, unless the file is closed. */
  abandon(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    this.descriptor = undefined;
    rmSync(this.partial, { force: true });
  }

  private flush(): void {
    if (this.buffered === 0) return;
    const text = this.texts.join("");
    this.texts = [];
    this.buffered = 0;
    this.attempt(() => writeAll(this.descriptor, Buffer.from(text)));
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      try {
        this.abandon();
      } catch {
        // The first error is the one to report.
      }
      fail("BL0467", { file: this.path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
}

function writeAll(descriptor: number | undefined, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) at += writeSync(descriptor ?? -1, data, at);
}
