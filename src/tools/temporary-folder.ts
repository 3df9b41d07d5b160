/** Folders for what outside programs read and write. Invariant: none is left behind, also when Ctrl-C ends the work. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoneAtEnd } from "./ending.ts";

/** Runs work with an empty folder of its own, `bitloom-NAME-` and more letters. */
export async function inTemporaryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `bitloom-${name}-`));
  const forget = undoneAtEnd(() => remove(folder));
  try {
    return await work(folder);
  } finally {
    remove(folder);
    forget();
  }
}

/** A program that was killed a moment ago may still have been writing: rm tries again. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // What cannot be removed is the system's to clean, as everything in its folder for temporary files.
  }
}
