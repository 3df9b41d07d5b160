/** Stream drivers, monitors and scoreboards on queues; each checker is shown to trip on a fault. */
import { describe, expect, test } from "vitest";
import { AsyncFifo, Fifo } from "../../blocks/index.ts";
import { bit, input, module, mux, reg, sink, source, struct, uint, when } from "../../dsl/index.ts";
import { cycle } from "../../sim/index.ts";
import { scoreboard } from "./scoreboard.ts";
import { simulate } from "./simulate.ts";

/** Streams through, with faults to switch on. */
const Faulty = module(
  "faulty",
  { enq: sink(uint(8)), deq: source(uint(8)), drop: input(bit), change: input(bit), add: input(uint(8)) },
  ({ enq, deq, drop, change, add }) => {
    const valid = reg(bit, { init: 0 });
    const data = reg(uint(8));
    enq.ready.value = valid.not().or(deq.ready);
    deq.valid.value = valid;
    deq.data.value = data;
    when(enq.fire, () => {
      valid.next = 1;
      data.next = enq.data.add(add);
    }).elseWhen(deq.ready.or(drop), () => {
      valid.next = 0;
    });
    when(change.and(valid).and(deq.ready.not()), () => {
      data.next = mux(enq.fire, enq.data, data.add(1));
    });
  },
);

const bytes = (count: number) => Array.from({ length: count }, (_, i) => (i * 37) % 256);

describe("stream drivers", () => {
  test.each([
    [0, 0, 101],
    [0.5, 0, undefined],
    [0, 0.5, undefined],
    [0.7, 0.6, undefined],
  ])("stalls of %f and %f lose and repeat nothing", (sendStall, receiveStall, cycles) => {
    using sim = simulate(Fifo(uint(8), 4), { seed: 5 });
    const words = bytes(100);
    const monitor = sim.dut.deq.monitor();
    sim.fork(() => sim.dut.enq.sendAll(words, { stall: sendStall }));
    const received = sim.fork(() => sim.dut.deq.receiveAll(words.length, { stall: receiveStall }));
    const made = sim.runUntilDone();
    sim.fork(function* () {
      expect(yield* received.join()).toEqual(words);
    });
    sim.runUntilDone();
    expect(monitor.values()).toEqual(words);
    // A word enters in every cycle from 0 and leaves one later: the last one leaves in cycle 100, the 101st.
    if (cycles !== undefined) expect(made).toBe(cycles);
    else expect(made).toBeGreaterThan(120);
    expect([sim.dut.enq.valid.peek(), sim.dut.deq.ready.peek()]).toEqual([0, 0]);
  });

  test("the same seed stalls in the same cycles, another one in others", () => {
    const timesOf = (seed: number) => {
      using sim = simulate(Fifo(uint(8), 4), { seed });
      const monitor = sim.dut.deq.monitor();
      sim.fork(() => sim.dut.enq.sendAll(bytes(30), { stall: 0.4 }));
      sim.fork(() => sim.dut.deq.receiveAll(30, { stall: 0.4 }));
      sim.runUntilDone();
      return monitor.beats.map((beat) => beat.cycle);
    };
    expect(timesOf(9)).toEqual(timesOf(9));
    expect(timesOf(9)).not.toEqual(timesOf(10));
  });

  test("carry structs", () => {
    const Word = struct({ tag: uint(3), wide: uint(70) });
    using sim = simulate(Fifo(Word, 2));
    const words = [1, 2, 3].map((tag) => ({ tag, wide: 2n ** 69n + BigInt(tag) }));
    sim.fork(() => sim.dut.enq.sendAll(words));
    sim.fork(function* () {
      expect(yield* sim.dut.deq.receiveAll(3)).toEqual(words);
    });
    expect(sim.runUntilDone()).toBe(4);
  });

  test("keep to the edges of their own clock", () => {
    using sim = simulate(AsyncFifo(uint(8), 8), {
      clocks: { write: { period: 7 }, read: { period: 16, phase: 5 } },
    });
    sim.reset();
    const words = bytes(40);
    const board = scoreboard(sim, (word: number) => word).watch(sim.dut.enq, sim.dut.deq);
    sim.fork(() => sim.dut.enq.sendAll(words, { stall: 0.2 }));
    sim.fork(function* () {
      expect(yield* sim.dut.deq.receiveAll(words.length, { stall: 0.2 })).toEqual(words);
    });
    sim.runUntilDone();
    expect(board.compared).toBe(40);
  });

  test("send to each lane by itself", () => {
    using sim = simulate(Fifo(uint(8), 4), { lanes: 4 });
    const board = scoreboard(sim, (word: number) => word).watch(sim.dut.enq, sim.dut.deq);
    for (let lane = 0; lane < 4; lane++) {
      const words = bytes(20).map((byte) => byte ^ lane);
      sim.fork(() => sim.dut.enq.sendAll(words, { stall: 0.1 * lane, lane }));
      sim.fork(function* () {
        expect(yield* sim.dut.deq.receiveAll(20, { stall: 0.2, lane })).toEqual(words);
      });
    }
    sim.runUntilDone();
    expect(board.compared).toBe(80);
  });
});

describe("faults of drivers", () => {
  test("a beat that nobody takes ends at its timeout, with the place of the call", () => {
    using sim = simulate(Fifo(uint(8), 1), { seed: 7 });
    sim.fork(function* () {
      yield* sim.dut.enq.send(1, { timeout: 5 });
      yield* sim.dut.enq.send(2, { timeout: 5 });
    });
    let stack = "";
    try {
      sim.runUntilDone();
    } catch (error) {
      stack = error instanceof Error ? (error.stack ?? "") : "";
    }
    expect(stack).toContain("error[BL0434]: A beat of `enq` waited 5 cycles for `enq_ready`.");
    expect(stack).toMatch(/send\(2, \{ timeout: 5 \}\)/);
    expect(stack).toContain("(cycle 5, seed 7)");
  });

  test("two tasks on one stream, and a stall of 1, are refused", () => {
    using sim = simulate(Fifo(uint(8), 1));
    sim.fork(() => sim.dut.deq.receive());
    sim.fork(() => sim.dut.deq.receive());
    expect(() => sim.step()).toThrow("BL0437: A task drives `deq` while another one does.");
    using other = simulate(Fifo(uint(8), 1));
    other.fork(() => other.dut.deq.receive({ stall: 1 }));
    expect(() => other.step()).toThrow("BL0438");
  });

  test("a killed driver frees its stream", () => {
    using sim = simulate(Fifo(uint(8), 1));
    const stuck = sim.fork(() => sim.dut.deq.receive());
    sim.step();
    stuck.kill();
    sim.fork(() => sim.dut.enq.send(9));
    sim.fork(function* () {
      expect(yield* sim.dut.deq.receive()).toBe(9);
    });
    sim.runUntilDone();
  });
});

describe("monitors", () => {
  const run = (poke: "drop" | "change" | undefined) => {
    using sim = simulate(Faulty, { seed: 2 });
    const { enq, deq, drop, change, add } = sim.dut;
    drop.poke(0);
    change.poke(0);
    add.poke(0);
    const monitor = deq.monitor();
    sim.fork(() => enq.sendAll([5, 6]));
    sim.fork(function* () {
      yield* sim.cycles(4);
      if (poke !== undefined) sim.dut[poke].poke(1);
      yield* sim.cycles(4);
      yield* deq.receiveAll(2);
    });
    sim.runUntilDone();
    return monitor.beats.map(({ cycle: at, value }) => [at, value]);
  };

  test("record what moves and in which cycle", () => {
    expect(run(undefined)).toEqual([
      [8, 5],
      [9, 6],
    ]);
  });

  test("catch an offer that is taken back", () => {
    expect(() => run("drop")).toThrow(
      "BL0436: `deq` in cycle 5: `valid` was taken back before the beat was taken. (cycle 5, seed 2)",
    );
  });

  test("catch data that change while they are offered", () => {
    expect(() => run("change")).toThrow(
      "BL0436: `deq` in cycle 5: the data changed before the beat was taken. (cycle 5, seed 2)",
    );
  });

  test("let an offer vanish in reset", () => {
    using sim = simulate(Fifo(uint(8), 2));
    const monitor = sim.dut.deq.monitor();
    sim.fork(() => sim.dut.enq.send(1));
    sim.runUntilDone();
    sim.run(2);
    sim.reset();
    sim.run(2);
    expect(monitor.beats).toEqual([]);
  });

  test("forget beats that a restored snapshot has not seen", () => {
    using sim = simulate(Fifo(uint(8), 2));
    const monitor = sim.dut.enq.monitor();
    sim.fork(() => sim.dut.enq.send(1));
    sim.runUntilDone();
    const saved = sim.save();
    sim.fork(() => sim.dut.enq.send(2));
    sim.runUntilDone();
    expect(monitor.values()).toEqual([1, 2]);
    sim.restore(saved);
    sim.step();
    expect(monitor.values()).toEqual([1]);
  });
});

describe("scoreboards", () => {
  const run = (faults: { add?: number; receive?: number; extra?: boolean }) => {
    using sim = simulate(Faulty, { seed: 4 });
    const { enq, deq, drop, change, add } = sim.dut;
    drop.poke(0);
    change.poke(0);
    add.poke(0);
    const board = scoreboard(sim, (word: number) => word, { name: "the echo" }).watch(enq, deq);
    if (faults.extra) sim.poke("valid", 1);
    sim.fork(function* () {
      if (faults.extra) yield cycle;
      yield* enq.sendAll([1, 2, 3]);
    });
    sim.fork(() => deq.receiveAll(faults.receive ?? 3));
    sim.fork(function* () {
      yield cycle;
      add.poke(faults.add ?? 0);
    });
    sim.runUntilDone({ maxCycles: 50 });
    return board.compared;
  };

  test("compare every output", () => {
    expect(run({})).toBe(3);
  });

  test("trip on a wrong output", () => {
    expect(() => run({ add: 4 })).toThrow(
      "BL0439: Output 1 of the echo in cycle 2 is 6; the golden function expected 2. (cycle 2, seed 4)",
    );
  });

  test("trip on an output that no input caused", () => {
    expect(() => run({ extra: true })).toThrow(
      /BL0440: Output 0 of the echo in cycle 0 is \d+; the design had got no input for it\./,
    );
  });

  test("trip at the end on outputs that never came", () => {
    expect(() => run({ receive: 2 })).toThrow(
      "BL0441: At the end of the simulation the echo has seen 3 inputs and only 2 outputs; the next one expected was 3.",
    );
  });

  test("compare numbers with bigints, arrays and structs part by part", () => {
    using sim = simulate(Faulty);
    const board = scoreboard(sim, (value: unknown) => value);
    const values = [5, 5n, [1, { a: 2 }], "idle"];
    for (const value of values) board.push(value);
    board.check(5n);
    board.check(5);
    board.check([1n, { a: 2 }]);
    board.check("idle");
    for (const [expected, found] of [
      [1, 2],
      [[1], [1, 2]],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1, b: 1 }, { a: 1 }],
      ["idle", 0],
    ]) {
      board.push(expected);
      expect(() => board.check(found)).toThrow("BL0439");
    }
  });
});
