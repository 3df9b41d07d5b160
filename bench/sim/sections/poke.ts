/** Single steps: poke, one cycle, peek on a small module, as a test does it. */
import { bit, input, module, output, reg, uint, when } from "../../../src/dsl/index.ts";
import { simulate } from "../../../src/harness/index.ts";
import { cycle } from "../../../src/sim/index.ts";
import { median, timeRuns } from "../../report.ts";
import { type BenchOptions, metric, type Section } from "../section.ts";

const GOAL = 3e6;

const Counter = () =>
  module(
    "counter",
    { enable: input(bit), count: output(uint(16)), wrapped: output(bit) },
    ({ enable, count, wrapped }) => {
      const value = reg(uint(16), { init: 0 });
      when(enable, () => {
        value.next = value.add(1);
      });
      count.value = value;
      wrapped.value = value.all().and(enable);
    },
  );

export async function poke({ quick }: BenchOptions): Promise<Section> {
  const steps = quick ? 300_000 : 2_000_000;
  const runs = quick ? 3 : 7;
  let seen = 0;

  using sim = simulate(Counter());
  const { engine, dut } = sim;
  const [enable, count] = [engine.probe("enable"), engine.probe("count")];
  const onEngine = () => {
    for (let i = 0; i < steps; i++) {
      enable.setNumber(i & 1);
      engine.step();
      seen ^= count.getNumber();
    }
  };
  const onHandles = () => {
    for (let i = 0; i < steps; i++) {
      dut.enable.poke(i & 1);
      sim.step();
      seen ^= dut.count.peek();
    }
  };
  const byTask = () => {
    sim.fork(function* () {
      for (let i = 0; i < steps / 4; i++) {
        dut.enable.poke(i & 1);
        yield cycle;
        seen ^= dut.count.peek();
      }
    });
    sim.runUntilDone({ maxCycles: steps });
  };
  const rate = (action: () => void, each: number): number =>
    each / median(timeRuns(runs, action).map(({ cpuSeconds }) => cpuSeconds));
  const rates = [
    ["through probes of the engine", rate(onEngine, steps)],
    ["through handles of the test API", rate(onHandles, steps)],
    ["the same in a generator task", rate(byTask, steps / 4)],
  ] as const;
  const found = rates[1][1];
  return {
    // What was read is used, so that no loop can be optimised away.
    title: `Poke, one cycle, peek on a 16-bit counter, a second of processor time; values read fold to ${seen}`,
    header: ["how", "a second"],
    rows: rates.map(([how, value]) => [how, metric(value)]),
    goals: [
      {
        measure: "poke + one cycle + peek on a small module, test API",
        goal: "3 M a second or more",
        found: `${metric(found)} a second`,
        met: found >= GOAL,
      },
    ],
  };
}
