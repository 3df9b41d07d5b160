/** Which files a list of paths stands for. */
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

export interface Sources {
  /** Absolute, each once, in the order given; those of a folder sorted by name. */
  readonly files: readonly string[];
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/** Files and folders, searched to the bottom; a path without sources becomes a problem. */
export function findSources(paths: readonly string[]): Sources {
  const files = new Set<string>();
  const problems: { path: string; reason: string }[] = [];
  for (const path of paths) {
    const found = sourcesOf(resolve(path));
    if (typeof found === "string") problems.push({ path, reason: found });
    else for (const file of found) files.add(file);
  }
  return { files: [...files], problems };
}

const sourceFile = /\.[cm]?[jt]sx?$/;
const declarationFile = /\.d\.[cm]?ts$/;
const skippedFolders = new Set(["node_modules", "dist", ".git"]);

/** The files, or why there are none. */
function sourcesOf(path: string): readonly string[] | string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return "there is no such file or folder";
  if (!status.isDirectory())
    return sourceFile.test(path) ? [path] : "it is neither TypeScript nor JavaScript";
  const files = searchFolder(path);
  return files.length === 0 ? "the folder has no TypeScript or JavaScript in it" : files;
}

function searchFolder(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : searchFolder(path);
    return sourceFile.test(entry.name) && !declarationFile.test(entry.name) ? [path] : [];
  });
}
