/**
 * Worker threads that help with the tasks in a machine's memory. Invariant: they run nothing but the kernels and a loop around them, so
 * they start alike from source and from dist; they never keep the process alive; and nothing waits for one that has claimed no task.
 */
import { Worker } from "node:worker_threads";
import { JOB } from "../kernels/index.ts";

/** What helps: starts when asked, and looks for tasks when woken. */
export interface Helpers {
  /** Threads besides the caller's from now on; none is stopped when there are fewer. */
  start(count: number): void;
  /** Called when a job lies ready. */
  wake(): void;
  stop(): void;
}

/** Instantiates the module over the memory in each worker. */
export function workerHelpers(module: object, memory: { readonly buffer: SharedArrayBuffer }): Helpers {
  const workers: Worker[] = [];
  const control = new Int32Array(memory.buffer);
  return {
    start(count) {
      while (workers.length < count) {
        const thread = workers.length + 1;
        const worker = startWorker({ module, memory, thread });
        if (worker === undefined) return;
        workers.push(worker);
      }
    },
    wake() {
      Atomics.add(control, JOB.generation / 4, 1);
      Atomics.notify(control, JOB.generation / 4);
    },
    stop() {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/**
 * Plain JavaScript in a text, because a worker of Node 20 loads TypeScript only with a loader of its own. It sleeps in Atomics.wait and never
 * comes back to its event loop; Node wakes and ends it with the process.
 */
const LOOP = `
const { workerData } = require("node:worker_threads");
const { module, memory, thread } = workerData;
const { work } = new WebAssembly.Instance(module, { host: { memory } }).exports;
const control = new Int32Array(memory.buffer);
for (let seen = 0; ; ) {
  Atomics.wait(control, ${JOB.generation / 4}, seen);
  seen = Atomics.load(control, ${JOB.generation / 4});
  work(thread);
}`;

function startWorker(workerData: object): Worker | undefined {
  try {
    // Neither the loaders nor the environment of the main thread: they are slow to start and not needed.
    const worker = new Worker(LOOP, { eval: true, workerData, execArgv: [], env: {} });
    worker.unref();
    // A worker that cannot start claims nothing: the other threads do its share. One that dies at work is missed by the machine.
    worker.on("error", () => {});
    return worker;
  } catch {
    // No thread to be had, or none allowed.
    return undefined;
  }
}
