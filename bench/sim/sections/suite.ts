/** The unit-test suite of the blocks: in process, and with every run confirmed through Verilator, builds included. */
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type BenchOptions, ratioGoal, type Section } from "../section.ts";

const GOAL = 5;
const ROOT = new URL("../../..", import.meta.url).pathname;

export async function suite(_options: BenchOptions): Promise<Section> {
  // Verilator's compiled run-time library is kept between builds; a folder of its own starts it empty.
  const cache = join(tmpdir(), `bitloom-bench-cache-${process.pid}`);
  try {
    const inProcess = await seconds({});
    const verilator = await seconds({ BITLOOM_SIM: "verilator", XDG_CACHE_HOME: cache });
    return {
      title: "Unit tests of src/blocks, by the clock, one run each",
      header: ["how", "seconds", "tests"],
      rows: [
        ["in process", inProcess.wall.toFixed(1), inProcess.tests],
        ["BITLOOM_SIM=verilator", verilator.wall.toFixed(1), verilator.tests],
      ],
      goals: [
        ratioGoal(
          "unit-test suite of the blocks over the same on Verilator",
          verilator.wall / inProcess.wall,
          GOAL,
        ),
      ],
    };
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

async function seconds(env: Readonly<Record<string, string>>): Promise<{ wall: number; tests: string }> {
  const before = performance.now();
  // Without color, so that the count of tests can be read.
  const { stdout } = await execa("npx", ["vitest", "run", "src/blocks"], {
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1" },
    reject: false,
  });
  const tests = /Tests\s+(.*)/.exec(stdout)?.[1] ?? "none";
  return { wall: (performance.now() - before) / 1000, tests };
}
