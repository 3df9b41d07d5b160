/**
 * Runs one outside program. Invariant: a program never outlives its reason to run; a time limit, Ctrl-C or the end of
 * this process kills it together with everything it has started (make starts compilers).
 */
import { execa } from "execa";

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

/** Groups of the programs that run now, by the id of their leader. */
const groups = new Set<number>();

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
  if (pid !== undefined) watch(pid);
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
    if (pid !== undefined) unwatch(pid);
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // The group has ended in the meantime.
  }
}

const killAll = (): void => {
  for (const leader of groups) killGroup(leader);
};

/** Kills the groups, then lets the signal do what it would have done without this listener. */
const onSignal = (signal: NodeJS.Signals): void => {
  killAll();
  removeListeners();
  process.kill(process.pid, signal);
};

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function watch(leader: number): void {
  if (groups.size === 0) {
    for (const signal of endings) process.on(signal, onSignal);
    process.on("exit", killAll);
  }
  groups.add(leader);
}

function unwatch(leader: number): void {
  groups.delete(leader);
  if (groups.size === 0) removeListeners();
}

function removeListeners(): void {
  for (const signal of endings) process.off(signal, onSignal);
  process.off("exit", killAll);
}
