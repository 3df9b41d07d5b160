/**
 * Cycles of the readout as its doc comment promises them, that a conversion never waits for it by default, the store's
 * own property, and what outside tools say about its Verilog.
 */
import "../../../vitest/index.ts";
import { describe, expect, test } from "vitest";
import { elaborate } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import { simulate } from "../../../harness/index.ts";
import { lintVerilog } from "../../../testing/index.ts";
import { type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprPartialSums } from "./partial-sum.ts";
import { AfprReadout } from "./readout.ts";

const WORST = 0x7f;

function start(parameters: AfprParameters) {
  const shape = afprConfiguration(parameters);
  const sim = simulate(AfprReadout(shape), { seed: 5 });
  sim.reset();
  const { dut } = sim;
  dut.vectors.poke(1);
  dut.columns.poke(shape.columns);
  dut.settings.poke({ shift: 15, outputShift: 17, format: 1 });
  dut.codes.poke(new Array<number>(shape.columns).fill(WORST));
  dut.isClipped.poke(new Array<number>(shape.columns).fill(1));
  dut.isOverRange.poke(new Array<number>(shape.columns).fill(1));
  dut.results.ready.poke(1);
  return { sim, shape };
}

/** Latches in the cycles of `latches`, of which those in `last` send; gives the cycles in which each output is up. */
function timeline(
  parameters: AfprParameters,
  latches: readonly number[],
  last: readonly number[],
  until: number,
) {
  const { sim: started } = start(parameters);
  using sim = started;
  const { dut } = sim;
  const up = {
    notFree: [] as number[],
    beats: [] as number[],
    counts: [] as number[],
    overflow: [] as number[],
    busy: [] as number[],
  };
  for (let cycle = 0; cycle < until; cycle++) {
    dut.latch.poke(latches.includes(cycle));
    dut.isFirst.poke(latches.indexOf(cycle) === 0);
    dut.isLast.poke(last.includes(cycle));
    if (latches.includes(cycle)) expect(dut.isFree.peek(), `free in ${cycle}`).toBe(1);
    if (dut.isFree.peek() === 0) up.notFree.push(cycle);
    if (dut.results.valid.peek() === 1) up.beats.push(cycle);
    if (Number(dut.overRange.peek()) > 0) up.counts.push(cycle);
    expect(dut.clipped.peek()).toBe(dut.overRange.peek());
    if (dut.overflow.peek() === 1) up.overflow.push(cycle);
    if (dut.isIdle.peek() === 0) up.busy.push(cycle);
    sim.step();
  }
  return up;
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

describe("cycles", () => {
  test.each([
    { columns: 1, lanes: 1 },
    { columns: 6, lanes: 2 },
    { columns: 7, lanes: 2 },
    { columns: 16, lanes: 1 },
  ])("%j: g groups, latch in t: taken to t + g, results in t + 5 to t + 4 + g", ({ columns, lanes }) => {
    const groups = Math.ceil(columns / lanes);
    expect(timeline({ rows: 1, columns, lanes }, [3], [3], groups + 20)).toEqual({
      notFree: from(4, groups),
      beats: from(8, groups),
      counts: from(5, groups),
      overflow: [],
      busy: from(4, groups + 4),
    });
  });

  test("five tiles in as few cycles as they can: g + 1 each, overflow in t + 3 to t + 2 + g of the fifth", () => {
    const parameters = { rows: 1, columns: 6, lanes: 2, accumulatorBits: 26 };
    const latches = from(0, 5).map((tile) => 4 * tile);
    const { overflow, beats, counts, busy } = timeline(parameters, latches, [16], 40);
    expect(overflow).toEqual([19, 20, 21]);
    expect(beats).toEqual([21, 22, 23]);
    expect(counts).toEqual(latches.flatMap((latch) => from(latch + 2, 3)));
    expect(busy).toEqual(from(1, 23));
  });

  test("a receiver that waits holds the groups where they are", () => {
    const { sim: started } = start({ rows: 1, columns: 3, lanes: 1 });
    using sim = started;
    const { dut } = sim;
    dut.isFirst.poke(1);
    dut.isLast.poke(1);
    dut.codes.poke([0x21, 0x42, 0x63]);
    dut.settings.poke({ shift: 0, outputShift: 0, format: 0 });
    for (let cycle = 0; cycle < 16; cycle++) {
      dut.latch.poke(cycle === 0 || cycle === 4);
      dut.results.ready.poke(cycle < 6 || cycle > 10);
      sim.step();
    }
    expect(
      sim
        .wave("latch", "isFree", "results_valid", "results_ready", "results_data_data", "results_data_last", {
          radix: "hex",
        })
        .slice(2),
    ).toMatchWave(`
      cycle              2        3        4        5        6        7        8        9        10       11       12       13       14       15       16       17
      latch              ---------|__________________________|--------|__________________________________________________________________________________________________
      isFree             ---------|__________________________|--------|______________________________________________________________|-----------------------------------
      results_valid      _____________________________________________|--------------------------------------------------------------------------------------------------
      results_ready      ------------------------------------------------------|____________________________________________|--------------------------------------------
      results_data_data  |489863c2                                    |00000021|00000042                                             |00000063|00000021|00000042|00000063
      results_data_last  ---------------------------------------------|______________________________________________________________|--------|_________________|--------
    `);
  });

  test("at 576 x 256 a conversion every 64 cycles is always free to latch", () => {
    const latches = from(0, 6).map((conversion) => 64 * conversion);
    const { beats, notFree } = timeline({ rows: 576, columns: 256 }, latches, latches, 64 * 6 + 10);
    expect(notFree).toEqual(latches.flatMap((latch) => from(latch + 1, 32)));
    expect(beats).toEqual(latches.flatMap((latch) => from(latch + 5, 32)));
  });

  test("the default lanes keep up with every size and the shortest conversion", () => {
    const phases = [undefined, { reset: 1, integrate: 6, decide: 2, convert: 32, latch: 1 }];
    let sizes = 0;
    for (let columns = 1; columns <= 512; columns++) {
      for (const lengths of phases) {
        const { groups, period } = afprConfiguration({
          rows: 4,
          columns,
          ...(lengths && { phases: lengths }),
        });
        expect(groups + 1).toBeLessThanOrEqual(period);
        sizes++;
      }
    }
    expect(sizes).toBe(1024);
    // The tightest of them, in cycles: 304 columns are 38 groups of 8 in 42 cycles.
    const tight = { rows: 4, columns: 304, phases: { integrate: 6 } };
    expect(afprConfiguration(tight)).toMatchObject({ groups: 38, period: 42 });
    const latches = from(0, 3).map((conversion) => 42 * conversion);
    expect(timeline(tight, latches, latches, 140).beats).toHaveLength(3 * 38);
  });
});

test("a sum that is read before it has been stored stops the run", () => {
  const shape = afprConfiguration({ rows: 1, columns: 2, lanes: 1, batch: 1 });
  using sim = simulate(AfprPartialSums(shape));
  sim.reset();
  const group = {
    codes: [1],
    keep: [1],
    last: 0,
    isFirst: 0,
    isLast: 0,
    settings: { shift: 0, outputShift: 0, format: 0 },
    address: 1,
  };
  sim.dut.groups.valid.poke(1);
  sim.dut.groups.data.poke(group);
  sim.step();
  expect(() => sim.step()).toThrow("a sum is read after it has been stored");
});

describe("Verilog", () => {
  test.each([
    { columns: 1 },
    { columns: 5, lanes: 2, batch: 3 },
    { columns: 8, lanes: 8, batch: 1, accumulatorBits: 48 },
    { columns: 9, lanes: 1, accumulatorBits: 27 },
  ])(
    "%j is clean in Verilator, Icarus and Yosys",
    async (sizes) => {
      const warnings: string[] = [];
      const design = elaborate(AfprReadout(afprConfiguration({ rows: 1, ...sizes })), {
        onWarning: ({ message }) => warnings.push(message),
      });
      expect(warnings).toEqual([]);
      expect(await lintVerilog(writeVerilog(design))).toEqual([]);
    },
    120_000,
  );
});
