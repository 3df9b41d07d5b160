/**
 * Compares what a design gives with what a golden function says. Invariant: outputs are compared in the order of their
 * inputs, lane by lane; what is still expected when the simulation is disposed of is an error.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Simulation } from "../../sim/index.ts";
import type { StreamMonitor } from "./stream-monitor.ts";

export interface ScoreboardOptions {
  /** For messages. Default "the scoreboard". */
  readonly name?: string | undefined;
}

/** Anything whose beats can be watched: a stream of `sim.dut`. */
export interface Monitorable<V> {
  readonly monitor: () => StreamMonitor<V>;
}

interface LaneState<Output> {
  readonly expected: Output[];
  inputs: number;
  outputs: number;
}

export class Scoreboard<Input, Output> {
  private readonly simulation: Simulation;
  private readonly golden: (input: Input) => Output;
  private readonly name: string;
  private readonly lanes = new Map<number, LaneState<Output>>();

  constructor(
    simulation: Simulation,
    golden: (input: Input) => Output,
    { name = "the scoreboard" }: ScoreboardOptions = {},
  ) {
    this.simulation = simulation;
    this.golden = golden;
    this.name = name;
    simulation.atEnd(() => this.finish());
  }

  /** Outputs compared so far in all lanes. */
  get compared(): number {
    return [...this.lanes.values()].reduce((sum, { outputs }) => sum + outputs, 0);
  }

  /** The design got this input; its golden output is expected. */
  push(input: Input, lane = 0): void {
    const state = this.laneState(lane);
    state.expected.push(this.golden(input));
    state.inputs++;
  }

  /** The design gave this output. Fails with BL0439 when it is not the expected one, BL0440 when none is expected. */
  check(found: Output, lane = 0): void {
    const state = this.laneState(lane);
    const index = state.outputs++;
    const facts = { board: this.boardName(lane), index, found: shown(found), cycle: this.simulation.cycle };
    if (state.expected.length === 0) fail("BL0440", facts);
    const expected = state.expected.shift() as Output;
    if (!same(found, expected)) fail("BL0439", { ...facts, expected: shown(expected) });
  }

  /** Takes inputs and outputs from the beats of two streams, which are monitored from now on. */
  watch(from: Monitorable<Input>, to: Monitorable<Output>): this {
    from.monitor().onBeat(({ value, lane }) => this.push(value, lane));
    to.monitor().onBeat(({ value, lane }) => this.check(value, lane));
    return this;
  }

  /** Fails with BL0441 when outputs are still expected; called at the end of the simulation. */
  finish(): void {
    for (const [lane, { expected, inputs, outputs }] of this.lanes) {
      if (expected.length === 0) continue;
      fail("BL0441", { board: this.boardName(lane), inputs, outputs, next: shown(expected[0]) });
    }
  }

  private laneState(lane: number): LaneState<Output> {
    let state = this.lanes.get(lane);
    if (state === undefined) {
      state = { expected: [], inputs: 0, outputs: 0 };
      this.lanes.set(lane, state);
    }
    return state;
  }

  private boardName(lane: number): string {
    return this.simulation.engine.lanes > 1 ? `${this.name} (lane ${lane})` : this.name;
  }
}

/** A scoreboard of the simulation against `golden`, which gives the output for each input. */
export const scoreboard = <Input, Output>(
  simulation: Simulation,
  golden: (input: Input) => Output,
  options?: ScoreboardOptions,
): Scoreboard<Input, Output> => new Scoreboard(simulation, golden, options);

/** Equal as values of a simulation: a number and a bigint of the same value are. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, i) => same(element, b[i]));
  }
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => same(Reflect.get(a, key), Reflect.get(b, key)))
    );
  }
  if (typeof a === "bigint" && typeof b === "number") return Number.isInteger(b) && a === BigInt(b);
  if (typeof a === "number" && typeof b === "bigint") return same(b, a);
  return a === b;
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)) ??
  String(value);
