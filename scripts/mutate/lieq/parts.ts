/** Testbenches of the units that carry weights and commands, each alone, under what the units around it may do. */
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { drivenBench, partOf } from "../bench.ts";
import { followedBench } from "../follow.ts";
import { randomPass, shape } from "./programs.ts";

const { rows, columns, layers, wordDepth } = shape;

/** Fields of every kind with every select; words and commands of all formats; activations of all sizes and signs. */
export function digitBenches(design: Design): Bench[] {
  const decoder = partOf(design, /^lieq_decoder$/);
  const column = partOf(design, /^lieq_column_/);
  const digitShift = partOf(design, /^lieq_digit_shift_/);
  const wide = (random: (limit: number) => number): bigint =>
    [0, 0, 0, 0].reduce((word) => (word << 16n) | BigInt(random(65_536)), 0n);
  return [
    drivenBench("decoder_fields", decoder, { steps: 2000, seed: 31, resetEvery: 1e9 }, (random) => ({
      field: random(256),
      index: random(4),
      select: random(4),
      ...[
        { isFineq: 0, isThreeBit: 0 },
        { isFineq: 1, isThreeBit: 0 },
        { isFineq: 0, isThreeBit: 1 },
      ][random(3)],
    })),
    drivenBench("shift_planes", digitShift, { steps: 60, seed: 32, resetEvery: 1e9 }, (random) => ({
      plane: random(4),
      activations: BigInt.asUintN(8 * rows, wide(random)),
    })),
    drivenBench("column_commands", column, { steps: 2000, seed: 33, quiet: wordDepth }, (random, step) => ({
      // First a word into each slot.
      write: step < wordDepth || random(3) === 0 ? 1 : 0,
      slot: step < wordDepth ? step : random(wordDepth),
      word: wide(random),
      command_step: step >= wordDepth && random(5) > 0 ? 1 : 0,
      command_boundary: random(5) === 0 ? 1 : 0,
      command_format: random(5),
      command_slot: random(wordDepth),
      command_cluster: random(8),
      command_position: random(4),
      command_plane: random(4),
      command_phase: random(3),
    })),
  ];
}

/** Words of all sizes, aligned or not, as fast as they come and slower. */
export function gearboxBench(design: Design): Bench {
  const part = partOf(design, /^lieq_byte_gearbox$/);
  return followedBench("gearbox_words", part, { steps: 1500, seed: 34, resetEvery: 300 }, (around) => {
    const { random, bits, set, get, goesOn, offer } = around;
    offer("enq", () => ({ "": bits(64) }));
    set({ bytes: random(3) === 0 ? 1 + random(8) : 6 + random(3), take: 0, align: 0 });
    if (get("valid") === 1 && goesOn("take")) set({ take: 1, align: random(4) === 0 ? 1 : 0 });
  });
}

/** Layers of all shapes, entries that are none, starts in between, and queues that fill up. */
export function walkerBench(design: Design): Bench {
  const part = partOf(design, /^lieq_walker_/);
  const outputs = [
    "dispatch",
    "scaling",
    "stepping",
    "draining",
    "weights",
    "scales",
    "activations",
    "results",
  ];
  let table: Record<string, number | bigint>[] = [];
  let index = 0;
  return followedBench("walker_layers", part, { steps: 4000, seed: 35, resetEvery: 700 }, (around) => {
    const { random, bits, set, get, goesOn } = around;
    const isIdle = get("isIdle") === 1;
    const starts = random(isIdle ? 3 : 40) === 0;
    if (isIdle) table = Array.from({ length: layers }, () => randomEntry(random, bits));
    for (const [field, value] of Object.entries(table[index] ?? {})) set({ [`entry_${field}`]: value });
    set({ start: starts ? 1 : 0, count: 1 + random(layers) });
    for (const output of outputs) set({ [`${output}_ready`]: goesOn(output) ? 1 : 0 });
    index = get("index");
  });
}

function randomEntry(random: (limit: number) => number, bits: (width: number) => bigint) {
  const size = (step: number, tiles: number): number => {
    const around = step * (1 + random(tiles)) + random(3) - 1;
    return random(40) === 0 ? 0 : around;
  };
  return {
    format: random(6) === 0 ? random(8) : random(5),
    m: size(rows, 3),
    n: size(columns, 3),
    k: random(3) === 0 ? 1 + random(60) : size(128, 3),
    weightsBase: bits(32),
    weightsBytes: bits(32),
    scalesBase: bits(32),
    scalesBytes: bits(32),
    activationsBase: bits(32),
    resultsBase: bits(32),
    resultsBytes: bits(32),
  };
}

/** Passes of all formats, one after the other and with gaps; rounds are freed as fast as they come or late. */
export function dispatchBench(design: Design): Bench {
  const part = partOf(design, /^lieq_dispatch_/);
  let loaded = 0;
  return followedBench("dispatch_passes", part, { steps: 3000, seed: 36, resetEvery: 500 }, (around) => {
    const { random, bits, set, get, goesOn, offer, isReset } = around;
    offer("passes", () => randomPass(random));
    offer("weights", () => ({ "": bits(64) }));
    const freed = loaded > 0 && goesOn("freed");
    set({ freed: freed ? 1 : 0 });
    loaded = isReset ? 0 : loaded + get("loaded") - (freed ? 1 : 0);
  });
}

/** Passes of all formats; rounds, activations and room in the drain come early or late. */
export function sequencerBench(design: Design): Bench {
  const part = partOf(design, /^lieq_sequencer_/);
  let loaded = 0;
  return followedBench("sequencer_passes", part, { steps: 6000, seed: 37, resetEvery: 900 }, (around) => {
    const { random, set, get, goesOn, offer, isReset } = around;
    offer("passes", () => randomPass(random));
    const isLoaded = loaded < wordDepth && goesOn("loaded");
    set({
      activationValid: goesOn("activations") ? 1 : 0,
      drainIsFree: goesOn("drain") ? 1 : 0,
      loaded: isLoaded ? 1 : 0,
      start: get("isIdle") === 1 && random(4) === 0 ? 1 : 0,
    });
    loaded = isReset ? 0 : loaded + (isLoaded ? 1 : 0) - get("freed");
  });
}
