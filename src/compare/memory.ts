/** Measurements kept in a folder, so that a stopped comparison goes on where it was. Invariant: what is found again was measured from the same inputs. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Memory {
  /** What `work` gave for these inputs before, else what it gives now. `inputs` must be plain data that decides the result. */
  readonly remember: <T>(inputs: unknown, work: () => Promise<T>) => Promise<T>;
}

/** Keeps nothing. */
export const noMemory: Memory = { remember: (_inputs, work) => work() };

/** Keeps plain data as JSON files named by a digest of their inputs; a file that cannot be read is measured anew. */
export function folderMemory(folder: string): Memory {
  return {
    async remember<T>(inputs: unknown, work: () => Promise<T>): Promise<T> {
      const path = join(folder, `${digestOf(inputs)}.json`);
      const kept = existsSync(path) ? parsed(readFileSync(path, "utf8")) : undefined;
      if (kept !== undefined) return kept as T;
      const found = await work();
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.partial`, JSON.stringify(found));
      renameSync(`${path}.partial`, path);
      return found;
    },
  };
}

/** Of plain data, whole numbers of any size among them; hexadecimal, 32 digits. */
export const digestOf = (inputs: unknown): string =>
  createHash("sha256").update(JSON.stringify(inputs, decimal)).digest("hex").slice(0, 32);

const decimal = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
