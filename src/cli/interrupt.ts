/** Work that Ctrl-C ends in an orderly way. Invariant: the process ends as the signal would have ended it, after the work has cleaned up. */

const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work whose signal is aborted when the process is told to end; a second time ends it at once. Work that gives no turn to anything
 * else hears of it at its next turn.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const forget = (): void => {
    for (const ending of ENDINGS) process.off(ending, stop);
  };
  const stop = (ending: NodeJS.Signals): void => {
    received = ending;
    forget();
    controller.abort();
  };
  for (const ending of ENDINGS) process.on(ending, stop);
  try {
    return await work(controller.signal);
  } finally {
    forget();
    if (received !== undefined) process.kill(process.pid, received);
  }
}
