/**
 * Writes a command's files: all of them to temporary names first, then in place, so a failure leaves nothing half-written.
 * Synchronous, so that Ctrl-C is handled before or after and never in between.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
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

/**
 * Before work that takes long: BL0605 for a file that exists unless `force`, and for one that could not be written because there is a file
 * where its folder should be. Makes nothing.
 */
export function requireNew(paths: readonly string[], force: boolean): void {
  const found = paths.find((path) => existsSync(path));
  if (found !== undefined && !force) {
    fail("BL0605", { path: found, reason: "it exists already (--force replaces it)" });
  }
  for (const path of paths) {
    const folder = existing(dirname(path));
    if (!statSync(folder).isDirectory()) fail("BL0605", { path, reason: `${folder} is no folder` });
    if (existsSync(path) && statSync(path).isDirectory()) {
      fail("BL0605", { path, reason: "there is a folder of this name" });
    }
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      fail("BL0605", { path, reason: `${folder} may not be written to` });
    }
  }
}

/** The folder itself or the first above it that there is. */
const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(folder)));

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
