/** Generated files that are committed: written into a folder, and compared with what is there byte for byte. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Texts by their paths from the folder they go to. */
export type OutputFiles = ReadonlyMap<string, string>;

/** Makes `parts` of `target` hold exactly `files`, besides a README.md by hand and what simulators build. */
export function writeOutput(target: string, parts: readonly string[], files: OutputFiles): void {
  for (const path of presentFiles(target, parts)) if (!files.has(path)) rmSync(join(target, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
}

/** One line for every file in `parts` of `target` that is not what `files` says. */
export function outputDifferences(target: string, parts: readonly string[], files: OutputFiles): string[] {
  const wrong = [...files].flatMap(([path, text]) => difference(target, path, text));
  const leftOver = presentFiles(target, parts).filter((path) => !files.has(path));
  return [...wrong, ...leftOver.map((path) => `${path} belongs to no reference configuration`)];
}

function difference(target: string, path: string, text: string): string[] {
  if (!existsSync(join(target, path))) return [`${path} is missing`];
  const present = readFileSync(join(target, path), "utf8");
  if (present === text) return [];
  const lines = present.split("\n");
  const line = text.split("\n").findIndex((expected, index) => expected !== lines[index]);
  return [`${path}:${(line < 0 ? text.split("\n").length : line) + 1} differs`];
}

function presentFiles(target: string, parts: readonly string[]): string[] {
  return parts
    .filter((part) => existsSync(join(target, part)))
    .flatMap((part) => readdirSync(join(target, part), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name !== "README.md" && !entry.parentPath.includes(".build"))
    .map((entry) => relative(target, join(entry.parentPath, entry.name)));
}
