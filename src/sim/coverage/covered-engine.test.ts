/** What counts as covered: expectations counted by hand on small designs. */
import { describe, expect, it } from "vitest";
import { UartTransmitter } from "../../../examples/uart.ts";
import { Fifo } from "../../blocks/index.ts";
import {
  assert,
  bit,
  cover,
  type ElaborateOptions,
  elaborate,
  enumOf,
  input,
  instance,
  literal,
  match,
  module,
  output,
  reg,
  uint,
  when,
} from "../../dsl/index.ts";
import type { Design } from "../../ir/index.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { type CoveredEngine, coverageOf, coveredEngine } from "./covered-engine.ts";
import type { CoverageData, CoverageKind, FlagRecord, ToggleRecord } from "./data.ts";

const covered = (design: Design, kinds?: readonly CoverageKind[], lanes = 1): CoveredEngine =>
  coveredEngine(design, (instrumented) => interpreterEngine(instrumented, { lanes }), { kinds });

/** A step with these inputs. */
function step({ engine }: CoveredEngine, inputs: Readonly<Record<string, number>> = {}): void {
  for (const [name, value] of Object.entries(inputs)) engine.probe(name).setNumber(value);
  engine.step();
}

function flags(data: CoverageData, kind: CoverageKind, name?: string): Record<string, number> {
  const of = data.modules.filter(({ module }) => name === undefined || module === name);
  const points = of
    .flatMap(({ points }) => points)
    .filter((point): point is FlagRecord => point.kind === kind);
  return Object.fromEntries(points.map(({ name, hits }) => [name, hits]));
}

function toggles(data: CoverageData): Record<string, readonly [string, string]> {
  const points = data.modules.flatMap(({ points }) => points);
  const bits = points.filter((point): point is ToggleRecord => point.kind === "toggle");
  return Object.fromEntries(bits.map(({ name, rose, fell }) => [name, [rose, fell]]));
}

const zeros = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, 0]));

const Counter = (resetStyle: ElaborateOptions = {}) =>
  elaborate(
    module("counter", { enable: input(bit), count: output(uint(2)) }, ({ enable, count }) => {
      const value = reg(uint(2), { init: 0 });
      when(enable, () => {
        value.next = value.add(1);
      });
      count.value = value;
    }),
    resetStyle,
  );

const uartArms = [
  "when state != idle",
  "otherwise of state != idle",
  "match state: idle",
  "match state: start",
  "match state: data",
  "match state: stop",
  "when bitEnds",
  "otherwise of bitEnds",
  "when bitEnds #2",
  "otherwise of bitEnds #2",
  "when sent == 7",
  "otherwise of sent == 7",
  "when bitEnds #3",
  "otherwise of bitEnds #3",
  "when bytes_fire",
  "otherwise of bytes_fire",
];
const uartStates = ["state = idle", "state = start", "state = data", "state = stop"];

describe("branches and states", () => {
  const uart = (cyclesPerBit: number) =>
    covered(elaborate(UartTransmitter(cyclesPerBit)), ["branch", "state"]);

  it("are all missed while the reset is active", () => {
    const device = uart(2);
    for (let i = 0; i < 5; i++) step(device, { reset: 1, bytes_valid: 1 });
    expect(flags(device.coverage(), "branch")).toEqual(zeros(uartArms));
    expect(flags(device.coverage(), "state")).toEqual(zeros(uartStates));
  });

  it("are hit from the first edge out of reset, at the edge", () => {
    const device = uart(2);
    step(device, { reset: 1 });
    device.engine.probe("reset").setNumber(0);
    device.engine.settle();
    expect(flags(device.coverage(), "branch")).toEqual(zeros(uartArms));
    step(device);
    expect(flags(device.coverage(), "branch")).toEqual({
      ...zeros(uartArms),
      "otherwise of state != idle": 1,
      "match state: idle": 1,
      "otherwise of bytes_fire": 1,
    });
    expect(flags(device.coverage(), "state")).toEqual({ ...zeros(uartStates), "state = idle": 1 });
  });

  it("are hit once the state is there: a byte at one cycle a bit never waits inside a bit", () => {
    const device = uart(1);
    step(device, { reset: 1 });
    step(device, { reset: 0, bytes_valid: 1 });
    step(device, { bytes_valid: 0 });
    const sentStart = [
      "otherwise of state != idle",
      "match state: idle",
      "when bytes_fire",
      "when state != idle",
      "match state: start",
      "when bitEnds",
      "otherwise of bytes_fire",
    ];
    const hit = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 1]));
    expect(flags(device.coverage(), "branch")).toEqual({ ...zeros(uartArms), ...hit(sentStart) });
    for (let i = 0; i < 9; i++) step(device);
    const waits = ["otherwise of bitEnds", "otherwise of bitEnds #2", "otherwise of bitEnds #3"];
    expect(flags(device.coverage(), "branch")).toEqual({ ...hit(uartArms), ...zeros(waits) });
    expect(flags(device.coverage(), "state")).toEqual(hit(uartStates));
  });

  it("stay hit through a later reset, synchronous or asynchronous, active high or low", () => {
    for (const reset of ["sync", "async"] as const) {
      for (const resetActive of ["high", "low"] as const) {
        const device = covered(Counter({ reset, resetActive }), ["branch"]);
        const port = resetActive === "high" ? "reset" : "reset_n";
        const active = resetActive === "high" ? 1 : 0;
        step(device, { enable: 1 });
        step(device, { enable: 0, [port]: active });
        expect(flags(device.coverage(), "branch")).toEqual({ "when enable": 1, "otherwise of enable": 0 });
        step(device, { [port]: 1 - active });
        expect(flags(device.coverage(), "branch")).toEqual({ "when enable": 1, "otherwise of enable": 1 });
      }
    }
  });

  it("in a module without any clock are sampled with the clock around it", () => {
    const Chooser = module("chooser", { a: input(bit), y: output(bit) }, ({ a, y }) => {
      y.value = 0;
      when(a, () => {
        y.value = 1;
      });
    });
    const Parent = module("parent", { a: input(bit), y: output(bit) }, ({ a, y }) => {
      const chooser = instance(Chooser);
      chooser.a.value = a;
      const held = reg(bit, { init: 0 });
      held.next = chooser.y;
      y.value = held;
    });
    const inside = covered(elaborate(Parent), ["branch"]);
    step(inside, { reset: 1, a: 1 });
    step(inside, { reset: 0, a: 0 });
    expect(flags(inside.coverage(), "branch")).toEqual({ "when a": 0, "otherwise of a": 1 });
    const alone = covered(elaborate(Chooser), ["branch"]);
    expect(alone.engine.design.top.domains).toEqual([]);
    step(alone, { a: 1 });
    expect(flags(alone.coverage(), "branch")).toEqual({ "when a": 1, "otherwise of a": 0 });
  });

  it("count the instances and lanes in which they were hit", () => {
    const Pair = module(
      "pair",
      { first: input(bit), second: input(bit), sum: output(uint(2)) },
      ({ first, second, sum }) => {
        const Half = module("half", { enable: input(bit), count: output(uint(2)) }, ({ enable, count }) => {
          const value = reg(uint(2), { init: 0 });
          when(enable, () => {
            value.next = value.add(1);
          });
          count.value = value;
        });
        const one = instance(Half);
        const two = instance(Half);
        one.enable.value = first;
        two.enable.value = second;
        sum.value = one.count.add(two.count);
      },
    );
    const device = covered(elaborate(Pair), ["branch"], 3);
    device.engine.probe("first").setNumber(1, 0);
    device.engine.probe("first").setNumber(1, 2);
    device.engine.probe("second").setNumber(1, 2);
    device.engine.step();
    const data = device.coverage();
    expect(flags(data, "branch")).toEqual({ "when enable": 3, "otherwise of enable": 3 });
    expect(data.modules.find(({ module }) => module === "half")?.observed).toBe(6);
  });

  it("that no value can reach are told apart", () => {
    const Constant = module("constant", { a: input(bit), s: input(uint(1)), y: output(uint(3)) }, (port) => {
      const { a, s, y } = port;
      const value = reg(uint(3), { init: 0 });
      when(literal(uint(1), 0), () => {
        value.next = 1;
      });
      when(a, () => {
        when(a.not(), () => {
          value.next = 2;
        });
      }).elseWhen(a.not(), () => {
        value.next = 3;
      });
      match(
        s,
        {
          0: () => {
            value.next = 4;
          },
          1: () => {
            value.next = 5;
          },
        },
        () => {
          value.next = 6;
        },
      );
      y.value = value;
    });
    const device = covered(elaborate(Constant, { onWarning: () => undefined }), ["branch"]);
    const points = device.coverage().modules.flatMap(({ points }) => points);
    expect(points.filter(({ unreachable }) => unreachable).map(({ name }) => name)).toEqual([
      "when 0",
      "when not a",
      "otherwise of not a #2",
      "match s: otherwise",
    ]);
    expect(points).toHaveLength(10);
  });
});

describe("toggles", () => {
  it("are bits that went up and bits that went down between two edges out of reset", () => {
    const device = covered(Counter(), ["toggle"]);
    step(device, { reset: 1, enable: 1 });
    step(device, { reset: 0, enable: 0 });
    // enable went from 1 to 0, but the 1 was in reset.
    expect(toggles(device.coverage())).toEqual({ enable: ["0", "0"], count: ["0", "0"], value: ["0", "0"] });
    step(device, { enable: 1 });
    step(device);
    expect(toggles(device.coverage())).toEqual({ enable: ["1", "0"], count: ["1", "0"], value: ["1", "0"] });
    step(device);
    expect(toggles(device.coverage())).toEqual({ enable: ["1", "0"], count: ["3", "1"], value: ["3", "1"] });
    step(device, { enable: 0, reset: 1 });
    // The counter falls from 3 to 0 in reset.
    step(device, { reset: 0 });
    expect(toggles(device.coverage())).toEqual({ enable: ["1", "0"], count: ["3", "1"], value: ["3", "1"] });
  });
});

describe("properties", () => {
  const Checked = elaborate(
    module("checked", { active: input(bit), value: input(uint(4)) }, ({ active, value }) => {
      cover(value.eq(3), "three is seen");
      when(active, () => {
        assert(value.lt(12), "values are small");
      });
    }),
  );

  it("count the edges at which a cover was met and an assertion was looked at", () => {
    const device = covered(Checked, ["cover", "assertion"]);
    step(device, { reset: 1, active: 1, value: 3 });
    for (const value of [3, 4, 3, 3]) step(device, { reset: 0, active: value === 4 ? 0 : 1, value });
    expect(flags(device.coverage(), "cover")).toEqual({ cover_three_is_seen: 3 });
    expect(flags(device.coverage(), "assertion")).toEqual({ assert_values_are_small: 3 });
  });

  it("are counted once when a snapshot is restored, and what was seen is kept", () => {
    const device = covered(Checked);
    step(device, { value: 3, active: 1 });
    const snapshot = device.engine.save();
    step(device, { value: 3 });
    step(device, { value: 8 });
    device.engine.restore(snapshot);
    step(device, { value: 3, active: 0 });
    expect(flags(device.coverage(), "cover")).toEqual({ cover_three_is_seen: 3 });
    expect(flags(device.coverage(), "branch")).toEqual({ "when active": 1, "otherwise of active": 1 });
    expect(toggles(device.coverage()).value).toEqual(["8", "3"]);
  });

  it("of a fork are its own", () => {
    const device = covered(Checked);
    step(device, { value: 3, active: 1 });
    const fork = device.engine.fork();
    fork.step();
    expect(flags(device.coverage(), "cover")).toEqual({ cover_three_is_seen: 1 });
    expect(flags((coverageOf(fork) ?? device.coverage)(), "cover")).toEqual({ cover_three_is_seen: 1 });
    expect(coverageOf(interpreterEngine(Checked))).toBeUndefined();
  });
});

describe("transitions", () => {
  it("are pairs of states at successive edges, when asked for", () => {
    const Machine = elaborate(
      module("machine", { go: input(bit), busy: output(bit) }, ({ go, busy }) => {
        const State = enumOf("idle", "run", "done");
        const state = reg(State, { init: "idle" });
        match(state, {
          idle() {
            when(go, () => {
              state.next = "run";
            });
          },
          run() {
            state.next = "done";
          },
          done() {
            state.next = "idle";
          },
        });
        busy.value = state.ne("idle");
      }),
    );
    const device = covered(Machine, ["transition"]);
    step(device, { go: 1 });
    step(device);
    expect(flags(device.coverage(), "transition")).toEqual({
      "state: idle -> run": 1,
      "state: idle -> done": 0,
      "state: run -> idle": 0,
      "state: run -> done": 0,
      "state: done -> idle": 0,
      "state: done -> run": 0,
    });
  });
});

describe("a queue", () => {
  it("that is never full and never sends has these points missed", () => {
    const device = covered(elaborate(Fifo(uint(8), 4)), ["branch", "assertion"]);
    step(device, { reset: 1 });
    step(device, { reset: 0, enq_valid: 1, enq_data: 5, deq_ready: 0 });
    step(device, { enq_valid: 0 });
    const data = device.coverage();
    expect(flags(data, "branch")).toEqual({
      "when enq_fire": 1,
      "otherwise of enq_fire": 1,
      "when deq_fire": 0,
      "otherwise of deq_fire": 1,
      "when enq_fire & not deq_fire": 1,
      "elseWhen deq_fire & not enq_fire": 0,
      "otherwise of deq_fire & not enq_fire": 1,
    });
    expect(flags(data, "assertion")).toEqual({ assert_count_is_at_most_depth: 2 });
    const places = data.modules.flatMap(({ points }) => points.map(({ place }) => place?.file));
    expect(new Set(places)).toEqual(new Set(["src/blocks/stream/fifo.ts"]));
  });
});
