/**
 * Yosys as WebAssembly, from the optional npm package `@yowasp/yosys`. Invariant: it runs in a process of its own, because
 * its WebAssembly can take the process that it runs in down with it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { YOSYS_ARGUMENTS } from "./job.ts";

export interface PackagedYosys {
  /** The package's, which begins with that of Yosys. */
  readonly version: string;
  /** URL of the module. */
  readonly module: string;
}

/** undefined where the package is not installed. */
export function packagedYosys(): PackagedYosys | undefined {
  try {
    const path = createRequire(import.meta.url).resolve("@yowasp/yosys");
    const manifest = JSON.parse(readFileSync(join(dirname(path), "../package.json"), "utf8")) as {
      version: string;
    };
    return { version: manifest.version, module: pathToFileURL(path).href };
  } catch {
    return undefined;
  }
}

/**
 * Gives the files of the working folder to Yosys, and writes back those that it made or changed. Plain JavaScript in a text, because
 * Node 20 loads TypeScript only with a loader of its own.
 */
const WORK = `
import { readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
const [module, ...parameters] = process.argv.slice(1);
const { runYosys, Exit } = await import(module);
const print = (bytes) => { if (bytes !== null) writeSync(1, bytes); };
const given = Object.fromEntries(readdirSync(".").map((name) => [name, readFileSync(name, "utf8")]));
let files = {};
try {
  files = await runYosys(parameters, given, { stdout: print, stderr: print });
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = error.code;
  files = error.files ?? {};
}
for (const [name, content] of Object.entries(files)) {
  if ((typeof content === "string" || content instanceof Uint8Array) && content !== given[name]) writeFileSync(name, content);
}`;

/** What to start in the folder of a job's files. */
export const packagedCommand = ({ module }: PackagedYosys): readonly string[] => [
  process.execPath,
  "--input-type=module",
  "--eval",
  WORK,
  "--",
  module,
  ...YOSYS_ARGUMENTS,
];
