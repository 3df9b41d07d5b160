/**
 * The kernels' memory and the threads that work in it. Invariant: what lies in the memory lasts until the next `begin`; tasks of a
 * job never overwrite what a task of the same job reads, so a task can be done twice with the same result.
 */
import { JOB, JOB_BYTES, kernelModule, MOST_PAGES, PAGE_BYTES } from "../kernels/index.ts";
import type { CallList } from "./call-list.ts";
import { type Helpers, workerHelpers } from "./workers.ts";

interface Kernels {
  /** Tasks until none is unclaimed. */
  work(thread: number): void;
  task(index: number): void;
}

interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

export interface MachineOptions {
  /** Most threads that work on a job, the caller's included. Default 1. */
  readonly threads?: number;
  /** Milliseconds that a claimed task may take after which its thread counts as lost; 0 stands for {@link PATIENCE}. */
  readonly patience?: number;
  /** Who helps, instead of worker threads. */
  readonly helpers?: Helpers;
}

/** A task takes milliseconds, with the largest models a few seconds. */
const PATIENCE = 30_000;

/** Fewer operations than this are done before a worker has woken up. */
const LEAST_OPERATIONS = 2e7;

export class Machine {
  /** Stopped, perhaps because a thread did not finish what it claimed and may still write: the next job needs another machine. */
  isLost = false;
  private readonly memory: SharedMemory;
  private readonly kernels: Kernels;
  private readonly helpers: Helpers;
  private readonly patience: number;
  /** Those that have scratch memory: once workers run, all of them, since one may wake up late and claim a task of a later job. */
  private present = 1;
  private readonly threads: number;
  private free = JOB_BYTES;
  private floatView: Float32Array<SharedArrayBuffer>;
  private wordView: Int32Array<SharedArrayBuffer>;

  constructor({ threads = 1, patience = PATIENCE, helpers }: MachineOptions = {}) {
    compiled ??= new api.Module(kernelModule());
    this.memory = new api.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    this.kernels = new api.Instance(compiled, { host: { memory: this.memory } }).exports;
    this.helpers = helpers ?? workerHelpers(compiled, this.memory);
    this.patience = patience;
    this.threads = threads;
    this.floatView = new Float32Array(this.memory.buffer);
    this.wordView = new Int32Array(this.memory.buffer);
  }

  /** All memory as float32; larger after each `allocate`, so it is not to be kept. */
  get floats(): Float32Array<SharedArrayBuffer> {
    return this.floatView;
  }

  /** The same as i32. */
  get words(): Int32Array<SharedArrayBuffer> {
    return this.wordView;
  }

  /** Frees all memory. */
  begin(): void {
    this.free = JOB_BYTES;
  }

  /** The address of room for `count` float32 or i32, a multiple of 16; what lies there is undefined. */
  allocate(count: number): number {
    const address = this.free;
    this.free += Math.ceil(count / 4) * 16;
    const missing = this.free - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.floatView = new Float32Array(this.memory.buffer);
      this.wordView = new Int32Array(this.memory.buffer);
    }
    return address;
  }

  /**
   * Does the tasks, in any order and each with `scratchBytes` of scratch memory. `operations`, about how many there are, decides whether
   * other threads are worth waking.
   */
  run(tasks: readonly CallList[], scratchBytes: number, operations: number): void {
    const isShared = !this.isLost && this.threads > 1 && tasks.length > 1 && operations >= LEAST_OPERATIONS;
    if (isShared && this.present === 1) {
      this.present = this.threads;
      this.helpers.start(this.threads - 1);
    }
    const mark = this.free;
    this.write(tasks, scratchBytes);
    if (isShared) this.helpers.wake();
    this.kernels.work(0);
    if (!this.isLost && !this.wait(tasks.length)) this.stop();
    // Memory that a lost thread may still write is not given to anybody else.
    if (this.isLost) for (let index = 0; index < tasks.length; index++) this.kernels.task(index);
    else this.free = mark;
  }

  /** Stops the workers; what the memory holds can still be worked on, by the caller alone, but `begin` would be too early. */
  stop(): void {
    this.isLost = true;
    this.helpers.stop();
  }

  private write(tasks: readonly CallList[], scratchBytes: number): void {
    const table = this.allocate(tasks.length);
    const lists = tasks.map(({ words }) => this.allocate(words.length + 1));
    const scratch = this.allocate((this.present * scratchBytes) / 4);
    const { words } = this;
    tasks.forEach((task, index) => {
      const at = (lists[index] as number) / 4;
      words.set(task.words, at);
      words[at + task.words.length] = 0;
      words[table / 4 + index] = lists[index] as number;
    });
    words[JOB.tasks / 4] = table;
    words[JOB.scratch / 4] = scratch;
    words[JOB.scratchBytes / 4] = scratchBytes;
    Atomics.store(words, JOB.finished / 4, 0);
    Atomics.store(words, JOB.unclaimed / 4, this.isLost ? 0 : tasks.length);
  }

  /** Until `count` tasks are finished; false when nothing has been finished for too long. */
  private wait(count: number): boolean {
    for (;;) {
      const finished = Atomics.load(this.words, JOB.finished / 4);
      if (finished >= count) return true;
      const answer = Atomics.wait(this.words, JOB.finished / 4, finished, this.patience);
      if (answer === "timed-out" && Atomics.load(this.words, JOB.finished / 4) === finished) return false;
    }
  }
}

let compiled: object | undefined;

/** The host's WebAssembly, which neither ECMAScript's library nor Node's declarations know. */
const { WebAssembly: api } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: { readonly host: { readonly memory: SharedMemory } },
    ) => { readonly exports: Kernels };
  };
};
