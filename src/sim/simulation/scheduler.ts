/**
 * Runs the tasks of a simulation through the phases of a cycle (see `Simulation` for the order of events). Invariant: in
 * every phase the tasks that are due resume in the order in which they were forked, each until it waits again.
 */
import { fail, type Site } from "../../diagnostics/index.ts";
import { type ForkOptions, cycle as nextCycle, type Process, Task, Wait } from "./task.ts";

/** Shared with the handles, which refuse pokes while it is locked. */
export interface PhaseLock {
  /** The sample phase: everything is settled and stays so until the edge. */
  isLocked: boolean;
  /** The simulation was disposed of. */
  isOver: boolean;
}

export class Scheduler {
  private tasks: Task[] = [];
  private forked = 0;
  private foreground = 0;
  private hasEnded = false;
  /** Domains with an edge in the last step. */
  private lastMask = 0;
  private readonly lock: PhaseLock;
  private readonly explain: (error: unknown) => unknown;
  private running: Task | undefined;

  /** `explain` adds to an error what it needs to be reproduced. */
  constructor(lock: PhaseLock, explain: (error: unknown) => unknown) {
    this.lock = lock;
    this.explain = explain;
  }

  /** Tasks that have not ended, in the order of their forks. */
  get live(): readonly Task[] {
    return this.tasks.filter((task) => task.isLive);
  }

  get isIdle(): boolean {
    return this.tasks.length === 0;
  }

  /** Every task that is not in the background has ended. */
  get isDone(): boolean {
    return this.foreground === 0;
  }

  /** Adds a task; it first runs in the present cycle's drive phase, or in the next one's when that has passed. */
  fork<T>(process: Process<T>, site: Site, cycle: number, options: ForkOptions = {}): Task<T> {
    this.forked++;
    if (!isProcess(process)) {
      const task = options.name ?? `task ${this.forked}`;
      fail("BL0446", { task, found: nameOf(process), isStart: true }, [{ label: "forked here", site }]);
    }
    const isBackground = options.background ?? false;
    if (!isBackground) this.foreground++;
    const task: Task<T> = new Task(process, {
      name: options.name ?? `task ${this.forked}`,
      isBackground,
      site,
      wakeAt: this.lock.isLocked ? cycle + 1 : cycle,
      killed: () => this.ended(task as Task),
    });
    this.tasks.push(task as Task);
    return task;
  }

  /** Drive phase: tasks forked meanwhile run too. BL0447 from within a task. */
  drive(cycle: number): void {
    const { tasks, running } = this;
    if (running !== undefined) fail("BL0447", { task: running.name }, [forkedHere(running)]);
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i] as Task;
      if (task.state !== "live") continue;
      if (!this.isDue(task, cycle)) {
        if (task.wait.deadline > cycle) continue;
        task.wait.isOverdue = true;
      }
      this.resume(task, cycle);
    }
  }

  /** Sample phase; `mask` has the domains with an edge in this step. */
  sample(cycle: number, mask: number): void {
    const { tasks, lock } = this;
    lock.isLocked = true;
    try {
      for (let i = 0; i < tasks.length; i++) {
        const task = tasks[i] as Task;
        const { wait } = task;
        if (!wait.inSample || task.wakeAt > cycle || task.state !== "live") continue;
        if (wait.mask !== 0 && (wait.mask & mask) === 0) continue;
        this.resume(task, cycle);
      }
    } finally {
      lock.isLocked = false;
    }
  }

  /** The step was made. */
  stepped(mask: number): void {
    this.lastMask = mask;
    if (!this.hasEnded) return;
    this.hasEnded = false;
    this.tasks = this.tasks.filter((task) => task.isLive);
  }

  /** Every live task waits for the end of another: none can ever go on. */
  get isDeadlocked(): boolean {
    return this.tasks.every((task) => !task.isLive || task.wait.task?.isLive === true);
  }

  killAll(): void {
    for (const task of this.live) task.kill();
    this.tasks = [];
  }

  /** In the drive phase. */
  private isDue({ wait, wakeAt }: Task, cycle: number): boolean {
    if (wait.inSample || wakeAt > cycle) return false;
    if (wait.mask !== 0 && (wait.mask & this.lastMask) === 0) return false;
    return wait.task?.state !== "live";
  }

  private resume(task: Task, cycle: number): void {
    let result: IteratorResult<Wait | undefined, unknown>;
    task.isRunning = true;
    this.running = task;
    try {
      result = task.process.next();
      task.isRunning = false;
      if (result.done !== true && result.value !== undefined && !(result.value instanceof Wait)) {
        const found = nameOf(result.value);
        fail("BL0446", { task: task.name, found, isStart: false }, [forkedHere(task)]);
      }
      // Killed by its own code: it ends where it waits next.
      if (!task.isLive && result.done !== true) task.process.return(undefined);
    } catch (thrown) {
      task.isRunning = false;
      const error = this.explain(thrown);
      if (!task.isLive) throw error;
      task.failed(error);
      this.ended(task);
      if (task.isJoined) return;
      throw error;
    } finally {
      this.running = undefined;
    }
    if (!task.isLive) return;
    if (result.done === true) {
      task.finish(result.value);
      this.ended(task);
      return;
    }
    const wait = result.value ?? nextCycle;
    task.wait = wait;
    const { isLocked } = this.lock;
    // A sample waited for in the drive phase is that of the same cycle; nothing else comes back before the edge.
    if (wait.inSample) task.wakeAt = isLocked ? cycle + 1 : cycle;
    else task.wakeAt = cycle + (isLocked ? Math.max(1, wait.cycles) : wait.cycles);
  }

  private ended(task: Task): void {
    this.hasEnded = true;
    if (!task.isBackground) this.foreground--;
  }
}

const forkedHere = ({ site }: Task) => ({ label: "forked here", site });

const isProcess = (what: unknown): boolean =>
  typeof what === "object" && what !== null && "next" in what && !(Symbol.asyncIterator in what);

/** For messages: what stood in the place of a generator or a wait. */
function nameOf(what: unknown): string {
  if (isProcess(what)) return "a generator";
  if (what instanceof Promise) return "a promise";
  if (what instanceof Task) return "a task";
  return typeof what === "object" || typeof what === "function" ? `a ${typeof what}` : String(what);
}
