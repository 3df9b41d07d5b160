/**
 * Where replays are built. Invariant: a folder lives as long as its process, unless it is kept as evidence; what a
 * process that was killed left behind is removed by the next one.
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "bitloom-confirm-";

let isPrepared = false;

/** A new empty folder. */
export function replayFolder(): string {
  const root = join(tmpdir(), `${PREFIX}${process.pid}`);
  if (!isPrepared) {
    isPrepared = true;
    removeLeftovers();
    process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  }
  mkdirSync(root, { recursive: true });
  return mkdtempSync(join(root, "replay-"));
}

/** Moves a folder to where nobody removes it; its new path. */
export function keptFolder(folder: string): string {
  const kept = mkdtempSync(join(tmpdir(), "bitloom-disagreement-"));
  renameSync(folder, kept);
  return kept;
}

function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const owner = Number(name.slice(PREFIX.length));
    if (Number.isInteger(owner) && owner > 0 && !isAlive(owner)) {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, but may not be asked.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
