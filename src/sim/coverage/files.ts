/** Coverage data and waivers on disk. Invariant: what is read has the shape of its schema, or nothing is read. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ZodType } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { type CoverageData, coverageSchema, mergeCoverage } from "./data.ts";
import { type Waiver, waiversSchema } from "./waivers.ts";

/**
 * The merged data of files and of the `*.json` files in folders. BL0470 for one that is unreadable or of another shape,
 * BL0471 when there is no file or nothing was observed.
 */
export function readCoverage(paths: readonly string[]): CoverageData {
  const files = paths.flatMap((path) => filesAt(path));
  const all = files.map((file) =>
    readJson(file, coverageSchema, (reason) => fail("BL0470", { file, reason })),
  );
  const merged = mergeCoverage(all);
  if (merged.modules.length === 0) fail("BL0471", { found: paths.join(", ") });
  return merged;
}

/** BL0472 for a file that is unreadable or of another shape; a waiver without a reason is one. */
export const readWaivers = (file: string): readonly Waiver[] =>
  readJson(file, waiversSchema, (reason) => fail("BL0472", { file, reason }));

/** Writes one file of a name that no other process and no other call takes; makes the folder. Returns its path. */
export function writeCoverage(folder: string, data: CoverageData): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `coverage-${process.pid}-${Date.now().toString(36)}-${written++}.json`);
  writeFileSync(file, `${JSON.stringify(data)}\n`);
  return file;
}

let written = 0;

function filesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith(".json"));
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    return fail("BL0470", { file: path, reason: error instanceof Error ? error.message : String(error) });
  }
}

function readJson<T>(file: string, schema: ZodType<T>, refuse: (reason: string) => never): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return refuse(`${issue?.path.join(".") || "top level"}: ${issue?.message ?? "wrong shape"}`);
}
