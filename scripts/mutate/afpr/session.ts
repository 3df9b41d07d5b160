/**
 * The AFPR core under jobs whose streams come and go: the stimulus follows the core's answers as a system would, and every
 * output of every cycle is compared with the in-process engine's. Counters that the golden model does not predict are among them.
 */
import { type Bench, recordInputs } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { makeEngine } from "../../../src/sim/index.ts";
import { bench, generator } from "../bench.ts";
import { coreOf, shape } from "./jobs.ts";

/** A job as the core's ports take it. */
interface Order {
  readonly start?: boolean;
  readonly program?: boolean;
  readonly vectors?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
  readonly limit?: number;
}

/** Probabilities in per mille that a stream has nothing, or takes nothing, in a cycle. */
interface Stalls {
  readonly weights?: number;
  readonly activations?: number;
  readonly results?: number;
  readonly failures?: number;
}

/** What one job does; it ends with the core's `isBusy`. */
interface Act {
  readonly order: Order;
  readonly stalls?: Stalls;
  /** New settings are drawn about so often, in cycles. */
  readonly settingsEvery?: number;
  /** A reset of one cycle comes so many cycles after the start; 0: with it. */
  readonly resetAfter?: number;
  /** All orders that come while it runs, at random. */
  readonly meddling?: boolean;
}

type Cycle = Record<string, bigint>;
const bit = (value: boolean | undefined): bigint => (value === true ? 1n : 0n);

/** Cycles in which the core rests after a job. */
const REST = 6;
const MOST_CYCLES = 4000;

/** Follows the core through `acts` and returns the inputs of every cycle. */
function stimulusOf(core: Design, acts: readonly Act[], seed: number): Cycle[] {
  const engine = makeEngine(core);
  const random = generator(seed);
  const cycles: Cycle[] = [];
  const wide = (bits: number): bigint => {
    let value = 0n;
    for (let at = 0; at < bits; at += 8) value = (value << 8n) | BigInt(random(256));
    return BigInt.asUintN(bits, value);
  };
  const beats = { weights: wide(shape.weightBus), activations: wide(shape.bus) };
  const offered = { weights: false, activations: false };
  let settings: Cycle = {};
  const drawSettings = (): void => {
    settings = {
      settings_shift: BigInt(random(2) === 0 ? random(3) : random(16)),
      settings_outputShift: BigInt(random(12)),
      settings_format: BigInt(random(3)),
    };
  };
  drawSettings();
  const cycle = ({ order, stalls = {}, settingsEvery = 0 }: Act, isStart: boolean, isReset = false): void => {
    if (settingsEvery > 0 && random(settingsEvery) === 0) drawSettings();
    for (const stream of ["weights", "activations"] as const) {
      offered[stream] ||= random(1000) >= (stalls[stream] ?? 0);
    }
    const inputs: Cycle = {
      reset: bit(isReset),
      start: bit(isStart && order.start),
      startProgramming: bit(isStart && order.program),
      job_vectors: BigInt(order.vectors ?? 1),
      job_rows: BigInt(order.rows ?? shape.rows),
      job_columns: BigInt(order.columns ?? shape.columns),
      job_isFirst: bit(order.isFirst ?? true),
      job_isLast: bit(order.isLast ?? true),
      job_limit: BigInt(order.limit ?? 15),
      ...settings,
      weights_valid: bit(offered.weights),
      weights_data: beats.weights,
      activations_valid: bit(offered.activations),
      activations_data: beats.activations,
      results_ready: bit(random(1000) >= (stalls.results ?? 0)),
      failures_ready: bit(random(1000) >= (stalls.failures ?? 0)),
    };
    cycles.push(inputs);
    for (const [port, value] of Object.entries(inputs)) engine.probe(port).setBits(value);
    for (const stream of ["weights", "activations"] as const) {
      if (!offered[stream] || engine.probe(`${stream}_ready`).getNumber() === 0) continue;
      offered[stream] = false;
      beats[stream] = stream === "weights" ? weightBeat(random) : wide(shape.bus);
    }
    engine.step(undefined, true);
  };
  const isBusy = (): boolean => engine.probe("isBusy").getNumber() === 1;
  const idle: Act = { order: {} };
  cycle(idle, false, true);
  cycle(idle, false);
  for (const act of acts) {
    cycle(act, true, act.resetAfter === 0);
    for (let passed = 1; isBusy() && passed < MOST_CYCLES; passed++) {
      const other = act.meddling && random(16) === 0;
      const order = other ? { start: random(2) === 0, program: random(2) === 0, vectors: 7 } : act.order;
      cycle({ ...act, order }, other === true, passed === act.resetAfter);
    }
    if (isBusy()) throw new RangeError(`${core.top.name} is busy for ever`);
    for (let rest = 0; rest < REST; rest++) cycle({ ...act, order: {} }, false);
  }
  return cycles;
}

/** Two weights, now and then one that is none. */
function weightBeat(random: (limit: number) => number): bigint {
  const byte = (): bigint => BigInt.asUintN(8, BigInt(random(12) === 0 ? random(256) : random(31) - 15));
  return (byte() << 8n) | byte();
}

/** Runs of the interpreter that find what depends on the start: after a reset little does. */
const RUNS = { engine: "compiled", starts: 6 } as const;

const session = (name: string, design: Design, acts: readonly Act[], seed: number): Bench => {
  const core = coreOf(design);
  return bench(name, core, recordInputs(core, stimulusOf(core, acts, seed), RUNS));
};

const programmed: Act = { order: { program: true } };

/** Jobs without stalls and with them, jobs that are refused, orders while busy, and resets wherever a job may be. */
export function sessionBenches(design: Design): Bench[] {
  const { rows, columns, batch } = shape;
  const start = (order: Order, more: Partial<Act> = {}): Act => ({
    order: { start: true, ...order },
    ...more,
  });
  const program = (order: Order, more: Partial<Act> = {}): Act => ({
    order: { program: true, ...order },
    ...more,
  });
  const some = { weights: 400, activations: 400, results: 400, failures: 400 };
  return [
    session(
      "core_free",
      design,
      [
        programmed,
        start({ vectors: 3 }, { settingsEvery: 30 }),
        program({ rows: 2, columns: 1, limit: 3 }),
        start({ vectors: 2, isLast: false }, { settingsEvery: 50 }),
        start({ vectors: 2, isFirst: false }, { settingsEvery: 50 }),
      ],
      1,
    ),
    session(
      "core_refused",
      design,
      [
        start({ rows: 0 }),
        start({ rows: rows + 1 }),
        start({ columns: 0 }),
        start({ columns: columns + 1 }),
        start({ vectors: 0 }),
        start({ vectors: batch + 1, isFirst: false }),
        start({ vectors: batch + 1, isLast: false }),
        start({ rows: 1024 }),
        start({ columns: 1024 }),
        program({ rows: 0 }),
        program({ rows: rows + 1 }),
        program({ columns: 0 }),
        program({ columns: columns + 1 }),
        program({ rows: 1, columns: 1, vectors: 0, limit: 0 }),
        start({ program: true, vectors: 0 }),
        start({ program: true, vectors: 1, rows: 2 }),
      ],
      2,
    ),
    session(
      "core_stalled",
      design,
      [
        program({ limit: 6 }, { stalls: some }),
        start({ vectors: batch + 1 }, { stalls: some, settingsEvery: 60, meddling: true }),
        // A vector takes longer to come, and its results to go, than it takes to convert.
        start({ vectors: batch }, { stalls: { activations: 988 }, settingsEvery: 60 }),
        start({ vectors: 6 }, { stalls: { results: 992 }, settingsEvery: 60 }),
        program(
          { rows: 3, columns: 2, limit: 2 },
          { stalls: { failures: 900, weights: 900 }, meddling: true },
        ),
      ],
      3,
    ),
    session(
      "core_reset",
      design,
      [0, 1, 2, 3, 5, 12, 40, 84, 90, 96].flatMap((resetAfter) => [
        program({ rows: 2, limit: 3 }, { resetAfter: resetAfter % 39 }),
        start({ vectors: 2 }, { resetAfter, settingsEvery: 40 }),
      ]),
      4,
    ),
  ];
}
