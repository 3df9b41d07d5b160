/** Testbenches of the units behind the array, each alone: scales, row sums, drain, accumulation, counters and table. */
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { drivenBench, partOf } from "../bench.ts";
import { followedBench } from "../follow.ts";
import { randomPass, randomScale, shape } from "./programs.ts";

/** Binary16, 65504. */
const LARGEST_SCALE = 0x7bff;
/** A group of 128 codes 255 times activations -128, without its sign; and K = 65,535 in groups. */
const LARGEST_SUM = 255n * 128n * 128n;
const MOST_GROUPS = 512;

const { rows, columns, lanes, groups, layers, accumulatorBits } = shape;

/** Scales of passes with gaps on the way in; groups are looked at in any order; some scales are none. */
export function scaleStoreBench(design: Design): Bench {
  const part = partOf(design, /^lieq_scale_store_/);
  return followedBench("scale_store_passes", part, { steps: 2500, seed: 41, resetEvery: 60 }, (around) => {
    const { random, set, get, goesOn, offer } = around;
    offer("passes", () => randomPass(random));
    offer("stream", () => ({ "": BigInt(random(65_536)) * 65_536n + BigInt(halfOf(random)) }));
    set({ group: random(groups), passDone: 0 });
    if (get("isLoaded") === 1 && goesOn("passDone")) set({ passDone: 1 });
  });
}

/** Any binary16; the largest exponent and the sign are frequent. */
const halfOf = (random: (limit: number) => number): number =>
  random(6) === 0
    ? ([0x7c00, 0x7e01, 0x8000, 0x7800, 0xfc00, 0x3c00, 0x7bff][random(7)] ?? 0)
    : randomScale(random);

/** Sums of up to 128 activations, released and shifted out. */
export function rowSumsBench(design: Design): Bench {
  const part = partOf(design, /^lieq_row_sums_/);
  return drivenBench("row_sums_passes", part, { steps: 1500, seed: 42, resetEvery: 1e9 }, (random, step) => {
    const released = step === 1 || random(12) === 0;
    const extreme = random(3) === 0;
    return {
      start: step === 0 || random(60) === 0 ? 1 : 0,
      take: step > 0 && random(3) > 0 ? 1 : 0,
      finished: released ? 1 : 0,
      shift: !released && random(3) === 0 ? 1 : 0,
      activations: Array.from({ length: rows }, () => (extreme ? 0x80 - random(2) : random(256))).reduce(
        (all, activation) => (all << 8n) | BigInt(activation),
        0n,
      ),
    };
  });
}

/** Passes whose sums leave while the way out is open, slow or closed, with sums that are new in every cycle. */
export function drainBench(design: Design): Bench {
  const part = partOf(design, /^lieq_drain_/);
  return followedBench(
    "drain_passes",
    part,
    { steps: 2500, seed: 43, resetEvery: 400, unseen: 60 },
    (around) => {
      const { random, bits, set, get, goesOn, offer } = around;
      offer("passes", () => randomPass(random));
      set({
        finished: get("isFree") === 1 && goesOn("finished") ? 1 : 0,
        drained_sums: bits(columns * accumulatorBits),
        drained_overflow: random(4) === 0 ? bits(columns) : 0,
        scalesLoaded: goesOn("scales") ? 1 : 0,
        sums_ready: goesOn("sums") ? 1 : 0,
      });
    },
  );
}

/** Groups of all tiles one after the other, new sums and old ones, into results that wait. */
export function accumulateBenches(design: Design): Bench[] {
  const lane = partOf(design, /^lieq_accumulate_lane_/);
  const part = partOf(design, /^lieq_accumulate_\d/);
  const sum = (random: (limit: number) => number): bigint =>
    BigInt.asUintN(accumulatorBits, BigInt(random(2 ** 22) - 2 ** 21));
  const many = (count: number, width: number, draw: () => bigint): bigint =>
    Array.from({ length: count }).reduce<bigint>((all) => (all << BigInt(width)) | draw(), 0n);
  const rowSum = (random: (limit: number) => number): bigint =>
    BigInt.asUintN(16, BigInt(random(4) === 0 ? 16_384 * (random(3) - 1) : random(32_769) - 16_384));
  let address = 0;
  let isFirst = 1;
  let isLast = 0;
  return [
    drivenBench("accumulate_lane", lane, { steps: 800, seed: 44, resetEvery: 1e9 }, (random, step) => ({
      // FineQ sums use the whole range, and have no zero point.
      ...(random(3) === 0
        ? { sum: random(2 ** accumulatorBits), zero: 0 }
        : { sum: sum(random), zero: random(256) }),
      rowSum: rowSum(random),
      scale: random(3) === 0 ? LARGEST_SCALE : randomScale(random),
      earlier: many(9, 8, () => BigInt(random(256))),
      // All registers get something first.
      enable: step < 6 ? 31 : random(32),
    })),
    followedBench("accumulate_tiles", part, { steps: 2500, seed: 45, resetEvery: 500 }, (around, step) => {
      const { random, set, goesOn, offer } = around;
      offer("sums", () => {
        // In the drain's order, from the last group of the bottom row, and now and then the same address again.
        if (step < 100 || random(8) > 0) address = (address + 1) % (rows * groups);
        if (address === 0 && step > 100) [isFirst, isLast] = [random(2), random(2)];
        return {
          sums: many(lanes, accumulatorBits, () => sum(random)),
          scales: many(lanes, 16, () => BigInt(randomScale(random))),
          zeros: many(lanes, 8, () => BigInt(random(256))),
          rowSum: rowSum(random),
          keep: random(3) === 0 ? 1 : 3,
          address,
          isFirst,
          isLast,
          last: random(3) === 0 ? 1 : 0,
        };
      });
      set({ results_ready: step < 100 || goesOn("results") ? 1 : 0 });
    }),
  ];
}

/** As many groups of K as a layer can have, all as large as can be, of either sign: totals come near the ends of their 72 bits. */
export function longSumsBench(design: Design): Bench {
  const part = partOf(design, /^lieq_accumulate_\d/);
  const all = (width: number, value: bigint): bigint =>
    Array.from({ length: lanes }).reduce<bigint>(
      (word) => (word << BigInt(width)) | BigInt.asUintN(width, value),
      0n,
    );
  let sent = 0;
  return followedBench("accumulate_long", part, { steps: 2300, seed: 49 }, ({ offer, set }) => {
    offer("sums", () => {
      const [group, sign] = [sent % MOST_GROUPS, Math.floor(sent / MOST_GROUPS) % 2 === 0 ? 1n : -1n];
      sent++;
      return {
        sums: all(accumulatorBits, sign * LARGEST_SUM),
        scales: all(16, BigInt(LARGEST_SCALE)),
        zeros: 0,
        rowSum: 0,
        keep: 2 ** lanes - 1,
        address: 3,
        isFirst: group === 0 ? 1 : 0,
        isLast: group === MOST_GROUPS - 1 ? 1 : 0,
        last: 0,
      };
    });
    set({ results_ready: 1 });
  });
}

/** Events of all kinds and layers that end, programs after each other; counters of layers are read all the time. */
export function countersBench(design: Design): Bench {
  const part = partOf(design, /^lieq_counters_/);
  let ended = 0;
  return drivenBench("counters_events", part, { steps: 1500, seed: 46, resetEvery: 400 }, (random, step) => {
    const start = step === 0 || (ended > 0 && random(60) === 0);
    const layerEnds = !start && ended < layers && random(10) === 0;
    ended = start ? 0 : ended + (layerEnds ? 1 : 0);
    const often = (): number => (random(3) > 0 ? 1 : 0);
    return {
      start: start ? 1 : 0,
      isBusy: often(),
      events_step: often(),
      events_weightStall: often(),
      events_activationStall: often(),
      events_resultStall: often(),
      passDone: random(2),
      layerEnds: layerEnds ? 1 : 0,
      select: random(layers),
    };
  });
}

/** Entries that are written and read in any order, also in the same cycle. */
export function tableBench(design: Design): Bench {
  const part = partOf(design, /^lieq_table_/);
  const widths = { format: 3, m: 20, n: 20, k: 16 } as const;
  const words = ["weightsBase", "weightsBytes", "scalesBase", "scalesBytes"] as const;
  const others = ["activationsBase", "resultsBase", "resultsBytes"] as const;
  const fields = { ...widths, ...Object.fromEntries([...words, ...others].map((name) => [name, 32])) };
  return followedBench("table_entries", part, { steps: 300, seed: 47 }, ({ random, bits, set }, step) => {
    set({ write: step < layers || random(2) === 0 ? 1 : 0 });
    set({ writeIndex: step < layers ? step : random(layers), index: random(layers) });
    for (const [name, width] of Object.entries(fields)) set({ [`written_${name}`]: bits(width) });
  });
}
