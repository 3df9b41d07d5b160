/**
 * Runs one outside program. Invariant: a program never outlives its reason to run; a time limit, Ctrl-C or the end of
 * this process kills it together with everything it has started (make starts compilers).
 */
import { execa } from "execa";
import { undoneAtEnd } from "./ending.ts";

export interface ProcessOptions {
  /** Working folder. */
  readonly cwd?: string | undefined;
  /** Wall clock; no limit unless stated. */
  readonly timeoutSeconds?: number | undefined;
  /** Receives output as it comes, in pieces of any size. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

export interface ProcessResult {
  /** undefined when the program was killed or could not be started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  /** The program is not on the PATH. */
  readonly notFound: boolean;
  /** Standard output and error, interleaved as they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Never throws for what the program does; the caller judges the result. */
export async function runProcess(
  command: string,
  parameters: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const begin = performance.now();
  // A group of its own makes it possible to kill grandchildren too; Ctrl-C then reaches them only through us.
  const child = execa(command, parameters, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    detached: true,
    all: true,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { pid } = child;
  const forget = pid === undefined ? undefined : undoneAtEnd(() => killGroup(pid));
  if (options.onOutput !== undefined) child.all.on("data", (piece) => options.onOutput?.(String(piece)));
  let timedOut = false;
  const timer =
    options.timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          if (pid !== undefined) killGroup(pid);
        }, options.timeoutSeconds * 1000);
  try {
    const result = await child;
    return {
      exitCode: result.exitCode,
      signal: result.signal,
      timedOut,
      notFound: result.code === "ENOENT",
      output: result.all,
      seconds: (performance.now() - begin) / 1000,
    };
  } finally {
    clearTimeout(timer);
    forget?.();
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // The group has ended in the meantime.
  }
}
