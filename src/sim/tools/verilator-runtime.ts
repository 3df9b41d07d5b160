/**
 * Keeps the object files of Verilator's run-time library, which are the same for every design and cost more to compile
 * than a small design itself. Invariant: a kept object was compiled by the same compiler with the same flags from the
 * same sources; the key is the hash of Verilator's version, the compiler's and the make variables that matter.
 */
import { createHash, randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";

export interface Runtime {
  /** Object files that this build needs and the cache had or will get. */
  readonly objects: readonly string[];
  readonly cache: string;
  /** Nothing to store. */
  readonly complete: boolean;
}

/** Copies the run-time objects that `Vsim_classes.mk` in `folder` names from the cache, as far as it has them. */
export function fetchRuntime(folder: string, version: string): Runtime {
  const makefile = readFileSync(join(folder, "Vsim_classes.mk"), "utf8");
  const objects = runtimeObjects(makefile);
  const flags = makefile.split("\n").filter((line) => /^VM_(C11|TIMING|COVERAGE|TRACE\w*) = /.test(line));
  const compiler = execaSync("g++", ["--version"], { reject: false, stdin: "ignore", timeout: 20_000 });
  const key = createHash("sha256")
    .update([version, compiler.stdout, ...flags].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const cache = join(cacheFolder(), `verilator-${version}-${key}`);
  const copies = objects.map((file) => copied(join(cache, file), join(folder, file)));
  return { objects, cache, complete: copies.every(Boolean) };
}

/** Keeps the objects of a finished build for the next one. */
export function storeRuntime(folder: string, runtime: Runtime): void {
  if (runtime.complete) return;
  try {
    mkdirSync(runtime.cache, { recursive: true });
  } catch {
    return; // No place to keep them: every build compiles its own.
  }
  for (const file of runtime.objects) {
    // Renaming is atomic, so a build that runs beside this one never sees half a file.
    const draft = join(runtime.cache, `${file}.${randomUUID()}`);
    if (copied(join(folder, file), draft)) renameSync(draft, join(runtime.cache, file));
  }
}

/** The values of `VM_GLOBAL_FAST` and `VM_GLOBAL_SLOW` as object files. */
function runtimeObjects(makefile: string): string[] {
  const lists = makefile.matchAll(/^VM_GLOBAL_(?:FAST|SLOW) \+= \\\n((?:\t.*\n)*)/gm);
  return [...lists].flatMap(([, names = ""]) => names.match(/\w+/g) ?? []).map((name) => `${name}.o`);
}

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bitloom");

function copied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to);
    return true;
  } catch {
    return false;
  }
}
