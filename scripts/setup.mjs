/**
 * Brings a clone to the state in which its commands run: Node's version, packages, build, tools. Every step is cheap
 * when there is nothing to do, so `npm start` and `npm test` always pass through here. Plain Node, no dependencies.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildIsCurrent } from "./build.mjs";
import { root, run, runOrExit, step, stop } from "./process.mjs";

/** Ends with exit code 2 when this Node is older than package.json's `engines.node` allows. */
export function checkNode() {
  const needed = readJson("package.json").engines.node.replace(/^>=/, "");
  if (isOlder(process.versions.node, needed)) {
    stop(
      2,
      `Bitloom needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
        "Install a current release from https://nodejs.org or with a version manager, then run the command again.",
    );
  }
  step("node", process.versions.node);
}

/** Runs `npm ci` unless node_modules holds exactly what package-lock.json names. */
export async function installPackages() {
  if (packagesAreCurrent()) {
    step("packages", "up to date");
    return;
  }
  step("packages", "npm ci");
  // Development packages hold the compiler, so they are needed even where NODE_ENV says production.
  const parameters = ["ci", "--include=dev", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await runOrExit(process.execPath, [npm, ...parameters]);
  else await runOrExit("npm", parameters);
}

/** Builds dist from src unless dist already holds the build of these very sources. */
export async function build() {
  if (buildIsCurrent()) {
    step("build", "up to date");
    return;
  }
  step("build", "tsc -p tsconfig.build.json");
  await runOrExit(process.execPath, ["scripts/build.mjs"]);
}

/** Installs the named tools where they are missing; ends with exit code 3, and the line to run, where it cannot. */
export async function installTools(names) {
  const exitCode = await run("sh", ["scripts/install-tools.sh", ...names]);
  if (exitCode !== 0) process.exit(exitCode);
}

/**
 * Whether node_modules holds what the lock names. `lock` is package-lock.json, `record` node_modules/.package-lock.json,
 * npm's own record of what it installed. A package for another platform is optional and may be absent.
 */
export function holdsAll(record, lock) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === "") return true;
    const found = record.packages[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function packagesAreCurrent() {
  const record = "node_modules/.package-lock.json";
  return existsSync(join(root, record)) && holdsAll(readJson(record), readJson("package-lock.json"));
}

/** Compares dotted versions number by number; what `needed` leaves out may be anything. */
export function isOlder(version, needed) {
  const left = version.split(".").map(Number);
  const right = needed.split(".").map(Number);
  for (let index = 0; index < right.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
