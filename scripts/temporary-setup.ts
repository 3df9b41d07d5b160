/**
 * Vitest's global setup: everything that tests and the tools that they start put into the temporary folder is in one of the
 * run's own, which goes with the last test, unless a test failed: then its messages may name files in it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

export default function setup({ vitest }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-tests-"));
  process.env.TMPDIR = folder;
  return () => {
    if (vitest.state.getCountOfFailedTests() === 0) rmSync(folder, { recursive: true, force: true });
  };
}
