/**
 * Writes a command's files: all of them to temporary names first, then in place, so a failure leaves nothing half-written.
 * Synchronous, so that Ctrl-C is handled before or after and never in between.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fail } from "../diagnostics/index.ts";
import type { TextFile } from "../gen/index.ts";

/** A file of text or of bytes. */
export type OutputFile = TextFile | { readonly name: string; readonly bytes: Uint8Array };

/** BL0605 names the path that could not be written. */
export function writeOutput(folder: string, files: readonly OutputFile[]): void {
  const partial = (name: string): string => `${join(folder, name)}.partial`;
  let path = folder;
  try {
    for (const file of files) {
      path = join(folder, file.name);
      makeFolders(dirname(path));
      writeFileSync(partial(file.name), "text" in file ? file.text : file.bytes);
    }
    for (const file of files) {
      path = join(folder, file.name);
      renameSync(partial(file.name), path);
    }
  } catch (error) {
    for (const file of files) removeQuietly(partial(file.name));
    fail("BL0605", { path, reason: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * One folder at a time: Node's recursive mkdir never returns where the operating system says "no such entry" for a folder
 * that cannot be made, as under /proc.
 */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

/** Below a path that is no folder there is nothing to remove, and rm says so. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The first error is the one to report.
  }
}

/** Before a tool is asked to write a file: BL0605 when that cannot be. Leaves an existing file as it is. */
export function requireWritable(path: string): void {
  try {
    const isNew = !existsSync(path);
    closeSync(openSync(path, "a"));
    if (isNew) rmSync(path);
  } catch (error) {
    fail("BL0605", { path, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Makes a folder and its parents; BL0605 when that cannot be. */
export function makeFolder(folder: string): void {
  try {
    makeFolders(folder);
  } catch (error) {
    fail("BL0605", { path: folder, reason: error instanceof Error ? error.message : String(error) });
  }
}
