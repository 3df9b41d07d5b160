/**
 * Every signal of the 16 x 16 array on disk: Verilator's `--trace`, and Bitloom's run with its waves written, as a value
 * change dump and as a trace. Bitloom's time has all of it: the run, the second run that makes the waves, and the writing.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEngine, Simulation } from "../../../src/sim/index.ts";
import { arrayDesigns } from "../designs/array.ts";
import { timed } from "../engines/bitloom.ts";
import { type Contender, cyclesFor, rateOf, type Task, takeTurns, wallRateOf } from "../engines/measure.ts";
import { buildVerilator, CLANG, GCC, verilatorContender } from "../engines/verilator.ts";
import {
  type BenchOptions,
  metric,
  ratioGoal,
  requireEqualChecksums,
  type Section,
  times,
} from "../section.ts";

const SIZE = 16;
const TRACE_GOAL = 10;
const DUMP_GOAL = 1;

const NAMES = { dump: "Bitloom, value change dump", trace: "Bitloom, trace" } as const;

export async function tracing({ quick }: BenchOptions): Promise<Section> {
  const task: Task = { checkCycles: 5000, runs: quick ? 3 : 5, seconds: quick ? 0.5 : 2 };
  const folder = mkdtempSync(join(tmpdir(), "bitloom-tracing-"));
  try {
    const design = arrayDesigns(SIZE).own;
    const files = new Map<string, string>();
    const contenders = new Map<string, Contender>();
    const verilators = quick ? [CLANG] : [CLANG, GCC];
    for (const [i, build] of verilators.entries()) {
      const name = `${build.name}, --trace`;
      const file = join(folder, `verilator-${i}.vcd`);
      const built = await buildVerilator(design, { ...build, trace: true });
      files.set(name, file);
      contenders.set(name, await verilatorContender(built, task, file));
    }
    for (const [name, suffix] of [
      [NAMES.dump, "vcd"],
      [NAMES.trace, "blt"],
    ] as const) {
      const file = join(folder, `bitloom.${suffix}`);
      files.set(name, file);
      contenders.set(name, await tracedContender(design.design, task, file));
    }
    const checksums = new Map([...contenders].map(([name, { checksum }]) => [name, checksum]));
    requireEqualChecksums("traced array", checksums);
    const measured = await takeTurns(contenders, task.runs);
    const rate = (name: string): number => {
      const one = measured.get(name);
      return one === undefined ? Number.NaN : rateOf(one);
    };
    const fastest = Math.max(...verilators.map(({ name }) => rate(`${name}, --trace`)));
    return {
      title: `Every signal of FineqArray ${SIZE} x ${SIZE} written to a file; cycles a second`,
      header: ["engine", "by processor time", "by the clock", "over Verilator's best", "bytes a cycle"],
      rows: [...measured].map(([name, one]) => [
        name,
        metric(rateOf(one)),
        metric(wallRateOf(one)),
        times(rateOf(one) / fastest),
        (statSync(files.get(name) ?? "").size / one.cycles).toFixed(0),
      ]),
      goals: [
        ratioGoal(
          "tracing every signal, own format, over Verilator's --trace",
          rate(NAMES.trace) / fastest,
          TRACE_GOAL,
        ),
        ratioGoal(
          "tracing every signal, VCD, over Verilator's --trace",
          rate(NAMES.dump) / fastest,
          DUMP_GOAL,
        ),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A lap runs on and writes the waves of its cycles. */
async function tracedContender(
  design: ReturnType<typeof arrayDesigns>["own"]["design"],
  task: Task,
  file: string,
): Promise<Contender> {
  if (design === undefined) throw new Error("only designs of the language can be traced in process");
  const sim = new Simulation(makeEngine(design));
  sim.probe("reset").setNumber(1);
  sim.step();
  sim.probe("reset").setNumber(0);
  sim.run(task.checkCycles);
  const checksum = sim.probe("checksum").getNumber();
  const lap = (cycles: number) =>
    timed(() => {
      const from = sim.cycle;
      sim.run(cycles);
      sim.writeWaves(file, { from });
    });
  const cycles = await cyclesFor(task.seconds, (count) => lap(count).wallSeconds);
  return { checksum, cycles, lap: () => lap(cycles) };
}
