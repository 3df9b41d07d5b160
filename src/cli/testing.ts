/** The command line in a test: runs it in this process and keeps what it prints. Invariant: every test starts with nothing printed. */
import { afterEach, beforeEach, vi } from "vitest";

export interface Printed {
  out: string;
  err: string;
}

/** What the running test has printed so far; puts the exit code back after each test. */
export function capturePrinted(): Printed {
  const printed: Printed = { out: "", err: "" };
  let exitCodeBefore: typeof process.exitCode;
  beforeEach(() => {
    exitCodeBefore = process.exitCode;
    printed.out = "";
    printed.err = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      printed.out += String(text);
      return true;
    });
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      printed.err += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = exitCodeBefore;
  });
  return printed;
}
