/**
 * Tasks of a simulation: generators that yield what they wait for. Invariant: a task waits for one thing at a time, and its
 * fields say for what, so a phase of a step only compares numbers.
 */
import { fail, type Site } from "../../diagnostics/index.ts";

/** What a task waits for; made by `cycle`, `sample` and the methods of a simulation. */
export class Wait {
  readonly what: string;
  /** Resumes in the sample phase instead of the drive phase. */
  readonly inSample: boolean;
  /** Steps to let pass at least; only the drive phase counts them. */
  readonly cycles: number;
  /** Domains of which one must have its edge: in this step for a sample, in the step before for a drive. 0: no matter. */
  readonly mask: number;
  readonly task: Task<unknown> | undefined;
  /** Cycle in whose drive phase the task resumes in any case, with `isOverdue` set. */
  readonly deadline: number;
  isOverdue = false;

  constructor(
    what: string,
    more: {
      readonly inSample?: boolean;
      readonly cycles?: number;
      readonly mask?: number;
      readonly task?: Task<unknown> | undefined;
      readonly deadline?: number;
    } = {},
  ) {
    this.what = what;
    this.inSample = more.inSample ?? false;
    this.cycles = more.cycles ?? 1;
    this.mask = more.mask ?? 0;
    this.task = more.task;
    this.deadline = more.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** The same with a deadline, or with its own where that is earlier. */
  before(deadline: number): Wait {
    return new Wait(this.what, { ...this, deadline: Math.min(deadline, this.deadline) });
  }
}

/** `yield cycle`: until the next cycle's drive phase, after the coming edge. The same as a bare `yield`. */
export const cycle: Wait = new Wait("the next cycle");

/** `yield sample`: until everything that tasks drove in this cycle is settled; in a sample phase, that of the next cycle. */
export const sample: Wait = new Wait("the sample phase", { inSample: true });

/** A task's body: `function* () { ...; yield cycle; ... }`. The result is what `join` gives. */
export type Process<T = void> = Generator<Wait | undefined, T, void>;

export type TaskState = "live" | "done" | "failed" | "killed";

export interface ForkOptions {
  /** For messages; "task N" by default. */
  readonly name?: string | undefined;
  /** `runUntilDone` does not wait for it: monitors, responders, clocks of the environment. */
  readonly background?: boolean | undefined;
}

/** A running generator of a simulation. */
export class Task<T = unknown> {
  readonly name: string;
  readonly isBackground: boolean;
  /** Where it was forked. */
  readonly site: Site;
  readonly process: Process<T>;
  state: TaskState = "live";
  /** First cycle in which it may resume. */
  wakeAt: number;
  wait: Wait = cycle;
  /** Somebody waits for its end, and so gets its error. */
  isJoined = false;
  /** Its own code runs, so it cannot be ended from outside. */
  isRunning = false;
  private result: T | undefined;
  private error: unknown;
  private readonly end: Wait;
  private readonly killed: () => void;

  constructor(
    process: Process<T>,
    options: {
      name: string;
      isBackground: boolean;
      site: Site;
      wakeAt: number;
      killed: () => void;
    },
  ) {
    this.process = process;
    this.name = options.name;
    this.isBackground = options.isBackground;
    this.site = options.site;
    this.wakeAt = options.wakeAt;
    this.killed = options.killed;
    this.end = new Wait(`the end of ${this.name}`, { cycles: 0, task: this as Task<unknown> });
  }

  get isLive(): boolean {
    return this.state === "live";
  }

  /** `const result = yield* task.join()`: waits for the end. Throws the task's error; BL0427 for a killed task. */
  *join(): Process<T> {
    this.isJoined = true;
    while (this.isLive) yield this.end;
    if (this.state === "failed") throw this.error;
    if (this.state === "killed")
      fail("BL0427", { task: this.name }, [{ label: "forked here", site: this.site }]);
    return this.result as T;
  }

  /** Ends the task where it waits; its `finally` blocks run. Nothing happens when it has ended. */
  kill(): void {
    if (!this.isLive) return;
    this.state = "killed";
    this.killed();
    if (!this.isRunning) this.process.return(undefined as T);
  }

  /** For the scheduler. */
  finish(result: T): void {
    this.state = "done";
    this.result = result;
  }

  /** For the scheduler. */
  failed(error: unknown): void {
    this.state = "failed";
    this.error = error;
  }
}
