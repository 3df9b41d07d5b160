/**
 * Remembers builds: a folder is taken as it stands when a stamp in it names the hash of everything that went in.
 * Invariant: the stamp is written last, so an interrupted build is never taken for a whole one.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface BuildInputs {
  /** Whatever changes the output: tool, version, options. */
  readonly words: readonly string[];
  /** Files by path relative to `directory`. */
  readonly files: readonly string[];
  readonly directory: string;
}

/** Runs `build` in an emptied `folder` unless the folder holds the build of these very inputs. True when it ran. */
export async function buildOnce(
  folder: string,
  inputs: BuildInputs,
  build: () => Promise<void>,
): Promise<boolean> {
  const stamp = join(folder, "stamp");
  const hash = await hashInputs(inputs);
  if ((await readText(stamp)) === hash) return false;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build();
  await writeFile(stamp, hash);
  return true;
}

/** A file that is missing counts as empty here; the tool says more about it than this could. */
async function hashInputs({ words, files, directory }: BuildInputs): Promise<string> {
  const hash = createHash("sha256");
  for (const word of words) hash.update(word).update("\0");
  for (const file of files) {
    hash
      .update(file)
      .update("\0")
      .update((await readText(join(directory, file))) ?? "")
      .update("\0");
  }
  return hash.digest("hex");
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
