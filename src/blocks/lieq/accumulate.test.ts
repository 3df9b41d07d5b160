/** Accumulation against the golden sums and scales: every scale, all formats, several groups of K, ragged tiles, any stalls. */
import { describe, expect, test } from "vitest";
import { scaleSum, UNIFORM_BITS } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { LieqAccumulate } from "./accumulate.ts";
import { fineqLayer, joined, type SumsBeat, uniformLayer, type Work, workOf } from "./accumulate-testing.ts";
import { lieqConfiguration } from "./parameters.ts";

const arrays = [
  { rows: 1, columns: 1, lanes: 1 },
  { rows: 2, columns: 1, lanes: 1 },
  { rows: 3, columns: 5, lanes: 2 },
  { rows: 2, columns: 4, lanes: 4 },
] as const;

function start(shape: Parameters<typeof lieqConfiguration>[0]) {
  const configuration = lieqConfiguration(shape);
  const sim = simulate(LieqAccumulate(configuration), { seed: configuration.rows });
  sim.reset();
  return { sim, configuration };
}
type Run = ReturnType<typeof start>["sim"];

/** Sends all sums and takes all results; returns them with the cycles of both. */
function play(sim: Run, work: Work, stalls: readonly [number, number], fault?: (cycle: number) => void) {
  const { dut } = sim;
  const sent = dut.sums.monitor();
  const came = dut.results.monitor();
  const first = sim.cycle;
  sim.fork(() => dut.sums.sendAll(work.sums, { stall: stalls[0] }));
  sim.fork(() => dut.results.receiveAll(work.results.length, { stall: stalls[1], timeout: 5000 }));
  if (fault) {
    sim.fork(function* () {
      while (came.beats.length < work.results.length) {
        fault(sim.cycle - first);
        yield;
      }
    });
  }
  sim.runUntilDone({ maxCycles: 50_000 });
  sent.stop();
  came.stop();
  return {
    results: came.beats.map(({ value: { data, keep, last } }) => ({
      data: BigInt(data),
      keep: BigInt(keep),
      last,
    })),
    sentAt: sent.beats.map(({ cycle }) => cycle),
    cameAt: came.beats.map(({ cycle }) => cycle),
  };
}

/** A layer of each format, of sizes that do not fit the array, with one to three groups of K. */
function allFormats({ random }: Run, shape: ReturnType<typeof lieqConfiguration>): Work {
  const size = (most: number): number => 1 + random.below(2 * most);
  const layers = UNIFORM_BITS.flatMap((bits) =>
    [1, 2, 3].map((groups) =>
      uniformLayer(
        random,
        bits,
        size(shape.rows),
        size(shape.columns),
        128 * (groups - 1) + 1 + random.below(128),
      ),
    ),
  );
  const fineq = fineqLayer(random, shape.accumulatorBits, size(shape.rows), size(shape.columns));
  return joined([...layers, fineq, ...layers.toReversed()].map((layer) => workOf(random, shape, layer)));
}

/** A lone beat of one lane. */
const single = (beat: Partial<SumsBeat>): SumsBeat => ({
  sums: [0],
  scales: [0x3c00],
  zeros: [0],
  keep: [true],
  rowSum: 0,
  address: 0,
  isFirst: true,
  isLast: true,
  last: false,
  ...beat,
});

/** The result of a lone lane. */
const resultOf = (total: bigint) => ({ data: BigInt.asUintN(80, total), keep: 0x3ffn, last: 0 as const });

describe("LieqAccumulate", () => {
  test.each(arrays)("%j: layers of every format one after the other, whoever stalls", (shape) => {
    const { sim: started, configuration } = start(shape);
    using sim = started;
    for (const stalls of [
      [0, 0],
      [0.3, 0.3],
      [0, 0.8],
    ] as const) {
      const work = allFormats(sim, configuration);
      expect(work.results.length).toBeGreaterThan(20);
      const { results } = play(sim, work, stalls);
      expect(results).toEqual(work.results);
      expect(sim.dut.isEmpty.peek()).toBe(1);
    }
  });

  test("32-bit sums of FineQ times the largest scale fit", () => {
    const shape = { rows: 2, columns: 4, lanes: 4, accumulatorBits: 32 };
    const { sim: started, configuration } = start(shape);
    using sim = started;
    const layer = fineqLayer(sim.random, 32, 20, 12);
    const work = workOf(sim.random, configuration, {
      ...layer,
      scales: new Uint16Array(12).fill(0x7bff),
      results: Array.from({ length: 240 }, (_, at) => scaleSum(layer.sums[at] as number, 0x7bff)),
    });
    expect(layer.sums).toContain(-(2 ** 31));
    expect(play(sim, work, [0, 0.2]).results).toEqual(work.results);
  });

  test("512 groups of the extreme sums at the largest scale fit", () => {
    const { sim: started } = start(arrays[0]);
    using sim = started;
    for (const [activation, zero, code] of [
      [-128, 0, 255],
      [-128, 255, 0],
      [127, 255, 0],
    ] as const) {
      const sums = Array.from({ length: 512 }, (_, group) =>
        single({
          sums: [128 * activation * code],
          scales: [0x7bff],
          zeros: [zero],
          rowSum: 128 * activation,
          isFirst: group === 0,
          isLast: group === 511,
        }),
      );
      const total = 512n * scaleSum(128 * activation * (code - zero), 0x7bff);
      const { results } = play(sim, { sums, results: [resultOf(total)] }, [0, 0]);
      expect(results).toEqual([resultOf(total)]);
    }
  });

  test("every binary16 from 0 to 65504 scales exactly, with every zero point and extreme activation sums", () => {
    const shape = { rows: 1, columns: 16, lanes: 16 };
    const { sim: started } = start(shape);
    using sim = started;
    const { random } = sim;
    const rowSums = [-16384, 16256, -1, 0, 1];
    const beats = Array.from({ length: 0x7c00 / 16 }, (_, i) => {
      const lanes = Array.from({ length: 16 }, (__, lane) => lane);
      const rowSum = random.chance(0.5) ? random.pick(rowSums) : random.below(32641) - 16384;
      const beat = {
        ...single({ rowSum, last: i % 7 === 0 }),
        sums: lanes.map(() => random.below(2 ** 23) - 2 ** 22),
        scales: lanes.map((lane) => i * 16 + lane),
        zeros: lanes.map((lane) => (i * 16 + lane) % 256),
        keep: lanes.map(() => random.chance(0.9)),
      };
      const data = lanes.reduce((bits, lane) => {
        const sum = (beat.sums[lane] as number) - (beat.zeros[lane] as number) * rowSum;
        const result = beat.keep[lane] ? scaleSum(sum, beat.scales[lane] as number) : 0n;
        return bits | (BigInt.asUintN(80, result) << BigInt(80 * lane));
      }, 0n);
      const keep = lanes.reduce(
        (bits, lane) => bits | (beat.keep[lane] ? 0x3ffn << BigInt(10 * lane) : 0n),
        0n,
      );
      return { sums: beat, result: { data, keep, last: beat.last ? (1 as const) : (0 as const) } };
    });
    const work = { sums: beats.map(({ sums }) => sums), results: beats.map(({ result }) => result) };
    expect(work.results).toHaveLength(1984);
    expect(play(sim, work, [0, 0.2]).results).toEqual(work.results);
  });

  test("a result is offered five cycles after its sums, a group a cycle, and it is empty in the cycle after", () => {
    const { sim: started, configuration } = start({ rows: 3, columns: 5, lanes: 2 });
    using sim = started;
    const { dut, random } = sim;
    const work = workOf(random, configuration, fineqLayer(random, 24, 9, 10));
    const emptyAt = { sent: [] as number[], stored: [] as number[] };
    const { sentAt, cameAt } = play(sim, work, [0, 0]);
    expect(sentAt).toEqual(work.sums.map((_, i) => (sentAt[0] as number) + i));
    expect(cameAt).toEqual(sentAt.map((cycle) => cycle + 5));
    dut.results.ready.poke(1);
    for (const isLast of [true, false]) {
      dut.sums.data.poke({ ...(work.sums[0] as SumsBeat), isLast });
      for (let cycle = 0; cycle < 10; cycle++) {
        dut.sums.valid.poke(cycle === 0);
        emptyAt[isLast ? "sent" : "stored"].push(dut.isEmpty.peek());
        sim.step();
      }
    }
    expect(emptyAt).toEqual({
      sent: [1, 0, 0, 0, 0, 0, 1, 1, 1, 1],
      stored: [1, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    });
  });

  test("groups that are stored go on while a result is not taken", () => {
    const { sim: started } = start({ rows: 2, columns: 4, lanes: 1 });
    using sim = started;
    const { dut } = sim;
    dut.results.ready.poke(0);
    const begun = sim.cycle;
    const stored = Array.from({ length: 64 }, (_, i) =>
      single({ sums: [i], address: i % 8, isFirst: i < 8, isLast: false }),
    );
    // No beat waits.
    sim.fork(() => dut.sums.sendAll([single({ sums: [77] }), ...stored], { timeout: 1 }));
    sim.runUntilDone({ maxCycles: 100 });
    expect(sim.cycle - begun).toBe(65);
    expect(dut.isEmpty.peek()).toBe(0);
    const last = Array.from({ length: 8 }, (_, address) => single({ address, isFirst: false }));
    const totals = Array.from({ length: 8 }, (_, address) => 8 * address + (8 * 7 * 8) / 2);
    const results = [77, ...totals].map((total) => resultOf(scaleSum(total, 0x3c00)));
    expect(play(sim, { sums: last, results }, [0, 0.5]).results).toEqual(results);
  });

  test("a group right behind one of its own address waits for a cycle and finds its total", () => {
    const { sim: started } = start(arrays[0]);
    using sim = started;
    const sums = Array.from({ length: 40 }, (_, i) =>
      single({ sums: [i], isFirst: i % 4 === 0, isLast: i % 4 === 3 }),
    );
    const results = Array.from({ length: 10 }, (_, tile) => resultOf(scaleSum(16 * tile + 6, 0x3c00)));
    const { results: found, sentAt } = play(sim, { sums, results }, [0, 0]);
    expect(found).toEqual(results);
    // Three waits a tile, which back up to the input.
    expect((sentAt.at(-1) as number) - (sentAt[0] as number)).toBeGreaterThan(39 + 20);
  });
});

describe("a fault is found", () => {
  const shape = { rows: 3, columns: 5, lanes: 2 };

  test.each([
    "lane_0.scaling.scaled",
    "lane_1.heldZero",
    "lane_0.heldRowSum",
    "address_3",
    "is_first_4",
    "keep_2",
  ])("a bit of %s", (register) => {
    const { sim: started, configuration } = start(shape);
    using sim = started;
    const work = allFormats(sim, configuration);
    const { results } = play(sim, work, [0, 0], (cycle) => {
      if (cycle % 5 === 0) sim.poke(register, BigInt(sim.peek(register) as number | bigint) ^ 1n);
    });
    expect(results).not.toEqual(work.results);
  });
});
