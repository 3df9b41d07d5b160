/**
 * Tools as WebAssembly, from npm packages of the YoWASP project. Invariant: each runs in a process of its own, because its WebAssembly can take
 * the process that it runs in down with it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

export interface PackagedTool {
  /** The package's, which begins with that of the tool. */
  readonly version: string;
  /** URL of the module. */
  readonly module: string;
}

/** The package beside Bitloom, or of the project in the working folder; undefined where neither has it. */
export function packagedTool(name: string): PackagedTool | undefined {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      const path = createRequire(from).resolve(name);
      const manifest = JSON.parse(readFileSync(join(dirname(path), "../package.json"), "utf8")) as {
        version: string;
      };
      return { version: manifest.version, module: pathToFileURL(path).href };
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/**
 * Gives the files of the working folder to the tool, and writes back those that it made or changed. Plain JavaScript in a text, because
 * Node 20 loads TypeScript only with a loader of its own.
 */
const WORK = `
import { readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
const [module, run, ...parameters] = process.argv.slice(1);
const { [run]: tool, Exit } = await import(module);
const print = (bytes) => { if (bytes !== null) writeSync(1, bytes); };
const given = Object.fromEntries(readdirSync(".").map((name) => [name, readFileSync(name, "utf8")]));
let files = {};
try {
  files = await tool(parameters, given, { stdout: print, stderr: print });
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = error.code;
  files = error.files ?? {};
}
for (const [name, content] of Object.entries(files)) {
  if ((typeof content === "string" || content instanceof Uint8Array) && content !== given[name]) writeFileSync(name, content);
}`;

/** What to start in the folder of a job's files, before the tool's own parameters; `run` is the function that the module offers. */
export const packagedCommand = ({ module }: PackagedTool, run: string): readonly [string, ...string[]] => [
  process.execPath,
  "--input-type=module",
  "--eval",
  WORK,
  "--",
  module,
  run,
];
