/** The steady state of FineqArray under tile traffic: Icarus, Verilator in four builds, and Bitloom's engines. */
import { arrayDesigns, TILE_STEPS, tileTraffic } from "../designs/array.ts";
import type { BenchDesign } from "../designs/design.ts";
import { bitloomContender } from "../engines/bitloom.ts";
import { runIcarus } from "../engines/icarus.ts";
import {
  type Contender,
  type Measurement,
  rateOf,
  type Task,
  takeTurns,
  wallRateOf,
} from "../engines/measure.ts";
import { buildVerilator, CLANG, GCC, type VerilatorBuild, verilatorContender } from "../engines/verilator.ts";
import {
  type BenchOptions,
  type Goal,
  metric,
  ratioGoal,
  requireEqualChecksums,
  type Section,
  times,
} from "../section.ts";

const SIZES = [16, 32, 64] as const;
const LANES = 16;
/** Goals of issue 3 over Verilator with clang: on Bitloom's Verilog, and on the best of hand-made Verilog. */
const GOALS = { 16: [15, 7], 32: [18, 10], 64: [22, 12] } as const;
const ICARUS_GOAL = 5000;

interface Line {
  readonly engine: string;
  readonly measurement: Measurement;
  /** Processor time of Verilator's build; undefined for engines without one. */
  readonly buildSeconds: number | undefined;
}

export async function arrays({ quick }: BenchOptions): Promise<Section> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const size of SIZES) {
    const lines = await measureSize(size, quick);
    const checksums = new Map(lines.map(({ engine, measurement }) => [engine, measurement.checksum]));
    requireEqualChecksums(`array ${size} x ${size}`, checksums);
    const rate = (engine: string): number => {
      const line = lines.find((candidate) => candidate.engine === engine);
      return line === undefined ? Number.NaN : rateOf(line.measurement);
    };
    const vectors = rate(NAMES.vectors);
    for (const { engine, measurement, buildSeconds } of lines) {
      rows.push([
        `${size} x ${size}`,
        engine,
        metric(rateOf(measurement)),
        metric(wallRateOf(measurement)),
        times(vectors / rateOf(measurement)),
        buildSeconds === undefined ? "" : `${buildSeconds.toFixed(0)} s`,
      ]);
    }
    const own = rate(CLANG.name + OWN);
    const hand = Math.max(
      ...lines.filter(({ engine }) => engine.endsWith(HAND)).map(({ measurement }) => rateOf(measurement)),
    );
    const [overOwn, overHand] = GOALS[size];
    const steady = `steady state, ${size} x ${size}, over`;
    if (Number.isFinite(own)) {
      goals.push(ratioGoal(`${steady} Verilator -O3, clang, Bitloom's Verilog`, vectors / own, overOwn));
      goals.push(
        ratioGoal(`${steady} Verilator on hand-made Verilog, its fastest build`, vectors / hand, overHand),
      );
    }
    const icarus = rate(NAMES.icarus);
    if (size === 64 && Number.isFinite(icarus))
      goals.push(ratioGoal(`${steady} Icarus`, vectors / icarus, ICARUS_GOAL));
  }
  const densities = SIZES.map((size) => (100 * tileTraffic(size).density).toFixed(1)).join(", ");
  return {
    title: `FineqArray, unary coding, 8-bit activations, 24-bit accumulators; weights of a Student distribution, ${densities} % of the steps with a pulse; cycles a second`,
    header: [
      "array",
      "engine",
      "by processor time",
      "by the clock",
      "Bitloom over it",
      "build, processor time",
    ],
    rows,
    goals,
  };
}

const OWN = ", Bitloom's Verilog";
const HAND = ", hand-made Verilog";
const NAMES = {
  icarus: "Icarus",
  vectors: "Bitloom, vectors",
  scalar: "Bitloom, without vectors",
  lanes: `Bitloom, ${LANES} lanes, cycles x lanes`,
};

async function measureSize(size: (typeof SIZES)[number], quick: boolean): Promise<Line[]> {
  const { own, hand } = arrayDesigns(size);
  // The first sums that count leave in the second tile.
  const task: Task = { checkCycles: TILE_STEPS + 4 * size + 8, runs: quick ? 3 : 7, seconds: 0.2 };
  const contenders = new Map<string, Contender>();
  const buildSeconds = new Map<string, number>();
  if (!quick || size < 64) {
    const builds: readonly (readonly [BenchDesign, VerilatorBuild, string])[] = [
      [own, GCC, OWN],
      [own, CLANG, OWN],
      [hand, GCC, HAND],
      [hand, CLANG, HAND],
    ];
    for (const [bench, build, suffix] of builds) {
      const built = await buildVerilator(bench, build);
      buildSeconds.set(build.name + suffix, built.buildCpuSeconds);
      contenders.set(build.name + suffix, await verilatorContender(built, task));
    }
  }
  const { design } = own;
  if (design !== undefined) {
    contenders.set(NAMES.vectors, await bitloomContender(design, task));
    contenders.set(NAMES.scalar, await bitloomContender(design, task, { switches: { vectors: false } }));
    contenders.set(NAMES.lanes, await bitloomContender(design, task, { lanes: LANES }));
  }
  const measurements = new Map<string, Measurement>();
  // One process with one long start, so it takes no turns.
  if (!quick || size === 16) {
    measurements.set(
      NAMES.icarus,
      await runIcarus(own, { ...task, runs: 3 }, Math.ceil(700_000 / size ** 2)),
    );
  }
  for (const [engine, measurement] of await takeTurns(contenders, task.runs))
    measurements.set(engine, measurement);
  return [...measurements].map(([engine, measurement]) => ({
    engine,
    measurement,
    buildSeconds: buildSeconds.get(engine),
  }));
}
