/** Writes a command's files: all of them to temporary names first, then in place, so a failure leaves nothing half-written. */
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fail } from "../diagnostics/index.ts";
import type { TextFile } from "../gen/index.ts";

/** BL0605 names the path that could not be written. */
export async function writeOutput(folder: string, files: readonly TextFile[]): Promise<void> {
  const partial = (name: string): string => `${join(folder, name)}.partial`;
  let path = folder;
  try {
    for (const file of files) {
      path = join(folder, file.name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(partial(file.name), file.text);
    }
    for (const file of files) {
      path = join(folder, file.name);
      await rename(partial(file.name), path);
    }
  } catch (error) {
    await Promise.all(files.map((file) => rm(partial(file.name), { force: true }).catch(() => undefined)));
    fail("BL0605", { path, reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Makes a folder and its parents; BL0605 when that cannot be. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    fail("BL0605", { path: folder, reason: error instanceof Error ? error.message : String(error) });
  }
}
