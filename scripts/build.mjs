/**
 * Builds dist from src: tsc for the TypeScript, a copy for the templates beside it. A stamp in dist names the hash of
 * everything that went in, written last, so an interrupted build is never taken for a whole one.
 */
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { root, runOrExit } from "./process.mjs";

const sources = join(root, "src");
const output = join(root, "dist");
const stamp = join(output, ".build-stamp");
const executable = join(output, "cli", "main.js");

/** Whether dist was built from the sources as they are now. */
export function buildIsCurrent() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === inputHash();
}

async function build() {
  const hash = inputHash();
  rmSync(output, { recursive: true, force: true });
  await runOrExit(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
  for (const file of sourceFiles().filter((file) => !file.endsWith(".ts"))) {
    cpSync(file, join(output, relative(sources, file)));
  }
  if (existsSync(executable)) chmodSync(executable, 0o755);
  writeFileSync(stamp, hash);
}

/** Every file of the product; tests and src/testing stay out of dist. */
function sourceFiles() {
  return readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test(-d)?\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(sources, "testing")))
    .sort();
}

function inputHash() {
  const hash = createHash("sha256");
  const options = ["tsconfig.json", "tsconfig.build.json", "package-lock.json", "scripts/build.mjs"];
  for (const file of [...options.map((name) => join(root, name)), ...sourceFiles()]) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await build();
