/** Waiting that takes too long: the limit that a task sets itself, and the message that names who waits where. */
import { BitloomError, captureSite, diagnostic, locate } from "../../diagnostics/index.ts";
import { placesOf } from "./places.ts";
import { cycle as nextCycle, type Process, Task } from "./task.ts";

/** What the message says of a task. */
export type Waiting = Pick<Task, "name" | "process" | "wait" | "site">;

/** BL0428 with a party for each task that waits, and where it was forked; BL0429 when `cycles` is 0. */
export function tooLong(what: string, cycles: number, tasks: readonly Waiting[]): BitloomError {
  const places = placesOf(tasks.map(({ process }) => process));
  const parties = tasks.flatMap((task, i) => {
    const place = places[i] ?? task.site;
    const fork = { label: `${task.name} was forked here`, site: task.site };
    const waits = { label: `${task.name} waits for ${task.wait.what}`, site: place };
    return locate(place)?.line === locate(task.site)?.line ? [waits] : [waits, fork];
  });
  const names = tasks.map((task) => task.name);
  return new BitloomError([
    cycles === 0
      ? diagnostic("BL0429", { tasks: names }, parties)
      : diagnostic("BL0428", { what, cycles, tasks: names }, parties),
  ]);
}

/** See `Simulation.timeout`. */
export function* timeout<T>(
  clock: { readonly cycle: number },
  body: (() => Process<T>) | Process<T> | Task<T>,
  cycles: number,
  name: string | undefined,
): Process<T> {
  const process = body instanceof Task ? body.join() : typeof body === "function" ? body() : body;
  const what = name ?? (body instanceof Task ? body.name : "the process");
  const deadline = clock.cycle + cycles;
  for (let next = process.next(); ; next = process.next()) {
    if (next.done === true) return next.value;
    const inner = next.value ?? nextCycle;
    const wait = inner.before(deadline);
    yield wait;
    if (!wait.isOverdue) continue;
    if (clock.cycle >= deadline) {
      const site = body instanceof Task ? body.site : captureSite();
      const error = tooLong(what, cycles, [{ name: what, process, wait: inner, site }]);
      process.return(undefined as T);
      throw error;
    }
    // The deadline of a timeout inside this one.
    inner.isOverdue = true;
  }
}
