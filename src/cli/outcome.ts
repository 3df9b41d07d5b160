/**
 * How a command ends. Invariant: exit codes are 0 good, 1 mismatch or a design with errors, 2 bad input or usage, 3 missing
 * tool, 4 a fault of Bitloom itself; a stack trace appears only with `--debug`.
 */
import {
  BitloomError,
  type Diagnostic,
  type DiagnosticKind,
  diagnosticToJson,
  renderDiagnostics,
} from "../diagnostics/index.ts";

export const EXIT = { good: 0, mismatch: 1, usage: 2, tool: 3, internal: 4 } as const;

const exitOf: Readonly<Record<DiagnosticKind, number>> = {
  mismatch: EXIT.mismatch,
  design: EXIT.mismatch,
  input: EXIT.usage,
  usage: EXIT.usage,
  tool: EXIT.tool,
};

/** The options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
  readonly debug: boolean;
}

/** The exit code of a set of problems: the first error decides. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  const first = diagnostics.find((d) => d.severity === "error");
  return first ? exitOf[first.kind] : EXIT.good;
}

/** Prints diagnostics where they belong: JSON on standard output when asked for, text on standard error otherwise. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], options: CommonOptions): void {
  if (options.json) printJson({ diagnostics: diagnostics.map(diagnosticToJson) });
  else process.stderr.write(`${renderDiagnostics(diagnostics, { color: process.stderr.isTTY })}\n`);
}

/** Deterministic JSON, big integers as decimal strings. */
export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? String(item) : item), 2)}\n`,
  );
}

export const printLine = (text = ""): void => void process.stdout.write(`${text}\n`);

/** Runs a command's work and sets the exit code; `work` returns the code, or nothing for good. */
export async function conclude(options: CommonOptions, work: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (thrown) {
    if (thrown instanceof BitloomError) {
      printDiagnostics(thrown.diagnostics, options);
      if (options.debug) process.stderr.write(`${thrown.stack}\n`);
      process.exitCode = exitCodeOf(thrown.diagnostics);
      return;
    }
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    process.stderr.write(
      options.debug
        ? `${error.stack}\n`
        : `bitloom: a fault of Bitloom itself: ${error.message}\nRun again with --debug and report what it prints.\n`,
    );
    process.exitCode = EXIT.internal;
  }
}
