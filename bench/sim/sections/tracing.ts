/**
 * Every signal of the 16 x 16 array on disk: Verilator's `--trace`, and Bitloom's run with its waves written
 * while it goes on, as a value change dump and as a trace.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEngine, Simulation } from "../../../src/sim/index.ts";
import { arrayDesigns } from "../designs/array.ts";
import { timed } from "../engines/bitloom.ts";
import { type Contender, rateOf, type Task, takeTurns, wallRateOf } from "../engines/measure.ts";
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

/** Cycles after which a simulation writes its waves; laps are multiples of it. */
const SEGMENT = 65_536;

const NAMES = { dump: "Bitloom, value change dump", trace: "Bitloom, trace" } as const;

export async function tracing({ quick }: BenchOptions): Promise<Section> {
  const task: Task = { checkCycles: 5000, runs: quick ? 3 : 5, seconds: 0.5 };
  const folder = mkdtempSync(join(tmpdir(), "bitloom-tracing-"));
  try {
    const design = arrayDesigns(SIZE).own;
    const bytes = new Map<string, () => number>();
    const contenders = new Map<string, Contender>();
    const verilators = quick ? [CLANG] : [CLANG, GCC];
    for (const [i, build] of verilators.entries()) {
      const name = `${build.name}, --trace`;
      const file = join(folder, `verilator-${i}.vcd`);
      const built = await buildVerilator(design, { ...build, trace: true });
      const contender = await verilatorContender(built, task, file);
      contenders.set(name, contender);
      bytes.set(name, () => statSync(file).size / contender.cycles);
    }
    for (const [name, suffix] of [
      [NAMES.dump, "vcd"],
      [NAMES.trace, "blt"],
    ] as const) {
      const contender = await tracedContender(design.design, task, join(folder, `bitloom.${suffix}`));
      contenders.set(name, contender);
      bytes.set(name, contender.finish);
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
        (bytes.get(name)?.() ?? 0).toFixed(0),
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

interface TracedContender extends Contender {
  /** Ends the run; returns the bytes a cycle in the file. */
  readonly finish: () => number;
}

/** Laps go on with one simulation, which writes its waves to the file as it goes. */
async function tracedContender(
  design: ReturnType<typeof arrayDesigns>["own"]["design"],
  task: Task,
  file: string,
): Promise<TracedContender> {
  if (design === undefined) throw new Error("only designs of the language can be traced in process");
  const sim = new Simulation(makeEngine(design), { waves: { file, keep: 0 } });
  sim.probe("reset").setNumber(1);
  sim.step();
  sim.probe("reset").setNumber(0);
  sim.run(task.checkCycles);
  const checksum = sim.probe("checksum").getNumber();
  const lap = (segments: number) => timed(() => sim.run(segments * SEGMENT));
  // Twice, because compiled code has to become warm first.
  lap(1);
  const segments = Math.ceil(task.seconds / lap(1).wallSeconds);
  return {
    checksum,
    cycles: segments * SEGMENT,
    lap: () => lap(segments),
    finish() {
      sim[Symbol.dispose]();
      return statSync(file).size / sim.cycle;
    },
  };
}
