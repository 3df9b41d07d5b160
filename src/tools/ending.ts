/**
 * What is undone when this process is told to end before its work is done. Invariant: everything is undone, the last begun first, before
 * the signal does what it would have done; the process's own end undoes it too.
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const undoings = new Set<() => void>();

/** Ctrl-C and the like do `undo` first, until the returned function is called. `undo` must be synchronous and not throw. */
export function undoneAtEnd(undo: () => void): () => void {
  if (undoings.size === 0) {
    for (const signal of SIGNALS) process.on(signal, onSignal);
    process.on("exit", undoAll);
  }
  undoings.add(undo);
  return () => {
    if (undoings.delete(undo) && undoings.size === 0) removeListeners();
  };
}

function undoAll(): void {
  for (const undo of [...undoings].reverse()) undo();
}

function onSignal(signal: NodeJS.Signals): void {
  undoAll();
  removeListeners();
  process.kill(process.pid, signal);
}

function removeListeners(): void {
  for (const signal of SIGNALS) process.off(signal, onSignal);
  process.off("exit", undoAll);
}
