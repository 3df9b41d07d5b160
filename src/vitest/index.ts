/**
 * Matchers for waves in vitest: importing `bitloom/vitest`, best in a setup file, gives `expect` what this file declares.
 * Waves also print as drawings in vitest's own snapshots, and a failed test names the seeds of its simulations.
 */
import { afterEach, beforeEach, expect, Snapshots } from "vitest";
import { compareWave, normalDrawing, onSimulationStart, Wave } from "../sim/index.ts";

declare module "vitest" {
  interface Matchers<T> {
    /**
     * The wave's drawing is this text, common indentation aside. Without a text, and with `vitest -u`, the drawing is
     * written into the test.
     */
    toMatchWave(expected?: string): void;
    /** The same with the drawing in a file, which `vitest -u` writes. */
    toMatchWaveFile(path: string): Promise<void>;
  }
}

expect.addSnapshotSerializer({
  test: (value) => value instanceof Wave,
  serialize: (value: Wave) => value.toString(),
});

expect.extend({
  toMatchWave(received: unknown, expected?: string) {
    if (!(received instanceof Wave)) return notAWave(received);
    const difference = expected === undefined ? undefined : compareWave(received, expected);
    if (expected !== undefined && difference === undefined) {
      return { pass: true, message: () => `expected another wave than\n${normalDrawing(expected)}` };
    }
    const failed = {
      pass: false,
      message: () => `the wave is not the expected one: ${difference?.reason}\n\n${difference?.report}`,
    };
    if (this.isNot) return failed;
    // The snapshot's own message does not know cycles, so it is asked only where it is to write the drawing.
    const isWriting = expected === undefined || Reflect.get(this.snapshotState, "_updateSnapshot") === "all";
    return isWriting ? Snapshots.toMatchInlineSnapshot.call(this, received, expected) : failed;
  },
  toMatchWaveFile(received: unknown, path: string) {
    if (!(received instanceof Wave)) return notAWave(received);
    return Snapshots.toMatchFileSnapshot.call(this, `${received}\n`, path);
  },
});

function notAWave(received: unknown) {
  return {
    pass: false,
    message: () => `toMatchWave compares what \`sim.wave(...)\` gives, not ${String(received)}`,
  };
}

/** Of the simulations made while a test runs, and of those made outside: at the top of the file, in describe, in beforeAll. */
const ownSeeds = new Set<string>();
const sharedSeeds = new Set<string>();
let isInTest = false;
onSimulationStart(({ module, seed }) => (isInTest ? ownSeeds : sharedSeeds).add(`${module}: seed ${seed}`));
beforeEach(() => {
  ownSeeds.clear();
  isInTest = true;
});
afterEach(({ task }) => {
  isInTest = false;
  // A test with simulations of its own fails because of them; one without may look at a shared one.
  const seeds = ownSeeds.size > 0 ? ownSeeds : sharedSeeds;
  for (const error of task.result?.errors ?? []) {
    const { message } = error;
    // What came through a task or a step says so already.
    if (seeds.size === 0 || /seed \d/.test(message)) continue;
    error.message = `${message} (${[...seeds].join(", ")})`;
    if (error.stack !== undefined) error.stack = error.stack.replace(message, () => error.message);
  }
});
