/** Activation sums against the golden ones: passes of any length back to back, released early and late, read bottom row first. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { activationSums } from "../../golden/index.ts";
import { confirm, simulate } from "../../harness/index.ts";
import { lintVerilog } from "../../testing/index.ts";
import { GROUP_WEIGHTS } from "./parameters.ts";
import { LieqRowSums } from "./row-sums.ts";

interface Pass {
  readonly length: number;
  /** rows x length, INT8. */
  readonly activations: Int8Array;
}

const start = (rows: number, record = false) => simulate(LieqRowSums(rows), { seed: rows, record });
type Run = ReturnType<typeof start>;

/** All activations the smallest, all the largest, or any. */
function passOf({ random }: Run, rows: number, length: number): Pass {
  const kind = random.below(6);
  const activations = Int8Array.from({ length: rows * length }, () =>
    kind === 0 ? -128 : kind === 1 ? 127 : random.below(256) - 128,
  );
  return { length, activations };
}

/**
 * Takes the passes as the sequencer does: a pass's sums are released in the first cycle of the next pass or later, and not
 * before the last ones have been read. Returns each row's sum of each pass as read, and as the golden model has it.
 */
function play(
  sim: Run,
  rows: number,
  passes: readonly Pass[],
  bubbles: number,
  fault?: (left: number) => void,
) {
  const { dut, random } = sim;
  const found: number[] = [];
  const wanted: number[] = [];
  /** Rows of the released pass that have not been read. */
  let left = 0;
  function cycle({ take = false, finished = false, start = false, values = [] as number[] }): void {
    fault?.(left);
    dut.start.poke(start);
    dut.take.poke(take);
    dut.finished.poke(finished);
    dut.activations.poke(
      Array.from({ length: rows }, (_, row) => (take ? (values[row] as number) & 0xff : random.below(256))),
    );
    const shift = left > 0 && !finished && random.chance(1 - bubbles);
    if (shift) {
      found.push(dut.sum.peek());
      left--;
    }
    dut.shift.poke(shift);
    sim.step();
  }
  function* takes({ length, activations }: Pass) {
    for (let k = 0; k < length; k++) {
      while (random.chance(bubbles)) yield {};
      yield {
        take: true,
        values: Array.from({ length: rows }, (_, row) => activations[row * length + k] as number),
      };
    }
  }
  cycle({ start: true });
  for (const pass of passes) {
    const isReleased = wanted.length > 0;
    if (isReleased) while (left > 0) cycle({});
    let isFirst = isReleased;
    for (const step of takes(pass)) {
      cycle({ ...step, finished: isFirst });
      if (isFirst) left = rows;
      isFirst = false;
    }
    // Row-major rows x 1: a pass is one group.
    wanted.push(...activationSums(pass.activations, rows, pass.length).toReversed());
  }
  while (left > 0) cycle({});
  cycle({ finished: true });
  left = rows;
  while (left > 0) cycle({});
  return { found, wanted };
}

/** Lengths 1 to 128 in some order, so that every length and many pairs of lengths occur. */
const everyLength = Array.from({ length: GROUP_WEIGHTS }, (_, i) => ((i * 37) % GROUP_WEIGHTS) + 1);

describe("LieqRowSums", () => {
  test.each([1, 2, 7])("%i rows: sums of passes of every length, whoever waits", (rows) => {
    for (const bubbles of [0, 0.3]) {
      using sim = start(rows);
      sim.reset();
      const passes = everyLength.map((length) => passOf(sim, rows, length));
      const { found, wanted } = play(sim, rows, passes, bubbles);
      expect(wanted).toHaveLength(rows * GROUP_WEIGHTS);
      expect(found).toEqual(wanted);
    }
  });

  test("the extreme sums of a group fit, and passes of one weight go without a bubble", () => {
    using sim = start(3);
    sim.reset();
    const extreme = (value: number): Pass => ({
      length: 128,
      activations: new Int8Array(3 * 128).fill(value),
    });
    const single = (value: number): Pass => ({ length: 1, activations: new Int8Array(3).fill(value) });
    const { found } = play(sim, 3, [extreme(-128), extreme(127), single(-128), single(127), single(1)], 0);
    expect(found).toEqual([-16384, 16256, -128, 127, 1].flatMap((sum) => [sum, sum, sum]));
  });

  test("a pass longer than 128 weights leaves its sum modulo 2^16", () => {
    using sim = start(1);
    sim.reset();
    const long = { length: 400, activations: new Int8Array(400).fill(-128) };
    expect(play(sim, 1, [long, passOf(sim, 1, 5)], 0).found[0]).toBe(65536 - 400 * 128);
  });

  test("a bit that flips in a sum or in what is held is found", () => {
    for (const register of ["collected_1", "held_0", "held_3"]) {
      using sim = start(4);
      sim.reset();
      const passes = [12, 12, 12].map((length) => passOf(sim, 4, length));
      let isDone = false;
      /** Once, before any row of the first pass was read. */
      const flip = (left: number): void => {
        if (left === 4 && !isDone) sim.poke(register, Number(sim.peek(register)) ^ 4);
        isDone ||= left === 4;
      };
      const { found, wanted } = play(sim, 4, passes, 0.2, flip);
      expect(found, register).not.toEqual(wanted);
    }
  });

  test("Icarus, Verilator and Yosys take the Verilog, and Icarus gives the same sums", async () => {
    using sim = start(5, true);
    sim.reset();
    const { found, wanted } = play(
      sim,
      5,
      [3, 1, 1, 9, 128].map((length) => passOf(sim, 5, length)),
      0.2,
    );
    expect(found).toEqual(wanted);
    expect(confirm(sim, "icarus").compared).toBeGreaterThan(100);
    expect(await lintVerilog(writeVerilog(elaborate(LieqRowSums(5))))).toEqual([]);
  });
});
