/** The sequencer alone: which steps it orders, and that it orders them only when everything is there. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { fineqConfiguration } from "./parameters.ts";
import { FineqSequencer } from "./sequencer.ts";

const shapes = [
  { coding: "unary", rows: 2, columns: 3, m: 3, n: 4 },
  { coding: "binary", rows: 1, columns: 1, m: 2, n: 2 },
  { coding: "direct", rows: 4, columns: 2, m: 9, n: 2 },
  { coding: "direct", rows: 3, columns: 5, blockDepth: 8, m: 4, n: 11 },
] as const;

const cases = shapes.flatMap((shape) =>
  [1, 5, 24, 50].flatMap((k) => [0, 0.4].map((missing) => ({ ...shape, k, missing }))),
);

describe("FineqSequencer", () => {
  test.each(cases)("%j", ({ m, k, n, missing, ...parameters }) => {
    const { rows, columns } = parameters;
    const shape = fineqConfiguration(parameters);
    const { phases, blockDepth } = shape;
    using sim = simulate(FineqSequencer(shape), { seed: k });
    sim.reset();
    const { dut, random } = sim;
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    const rounds = tiles * Math.ceil(k / 24);
    dut.job.poke({ m, k, n });
    dut.jobStart.poke(1);
    sim.step();
    dut.jobStart.poke(0);

    let loaded = 0;
    let freed = 0;
    let activations = 0;
    let finished = 0;
    let isFull = false;
    const stalls = { weight: 0, activation: 0, result: 0 };
    const orders: { slot: number; weight: number; phase: number }[] = [];
    const boundaries: number[] = [];
    /** What must never be seen, with its cycle. */
    const wrong: string[] = [];
    const never = (what: string, isSeen: boolean): void => {
      if (isSeen) wrong.push(`${what} in cycle ${sim.cycle}`);
    };
    for (let cycle = 0; cycle < 20_000; cycle++) {
      // The command register shows what was decided in the cycle before; the first boundary clears the accumulators.
      const { boundary, step, slot, cluster, position, phase } = dut.command.peek();
      if (boundary === 1) boundaries.push(orders.length);
      if (step === 1) {
        // Direct coding has one phase and no field for it.
        orders.push({ slot: Number(slot), weight: cluster * 3 + position, phase: Number(phase ?? 0) });
      }
      if (cycle > 0 && dut.isIdle.peek() === 1) break;
      const loads = loaded < rounds && loaded - freed < blockDepth && !random.chance(missing);
      const isThere = random.chance(1 - missing) && activations < tiles * k;
      const isFree = !isFull || random.chance(0.05);
      dut.loaded.poke(loads);
      dut.activationValid.poke(isThere);
      dut.drainIsFree.poke(isFree);
      const makesStep = dut.step.peek() === 1;
      never("a step without an activation", makesStep && !isThere);
      never("a step without weights", makesStep && loaded === freed);
      const reasons = [dut.weightStall.peek(), dut.activationStall.peek(), dut.resultStall.peek()] as const;
      stalls.weight += reasons[0];
      stalls.activation += reasons[1];
      stalls.result += reasons[2];
      never("two reasons for a stall", reasons[0] + reasons[1] + reasons[2] > 1);
      never("a stall in a step", makesStep && reasons.includes(1));
      freed += dut.freed.peek();
      activations += dut.activationReady.peek();
      if (dut.finished.peek() === 1) {
        never("sums for a drain that is not free", !isFree);
        never("sums that are not complete", orders.length !== (finished + 1) * k * phases);
        finished++;
        isFull = true;
      } else if (isFree) isFull = false;
      if (loads) loaded++;
      sim.step();
    }

    expect(wrong).toEqual([]);
    expect({ loaded, freed, activations, finished }).toEqual({
      loaded: rounds,
      freed: rounds,
      activations: tiles * k,
      finished: tiles,
    });
    const roundsPerTile = Math.ceil(k / 24);
    expect(orders).toEqual(
      Array.from({ length: tiles * k * phases }, (_, i) => {
        const tile = Math.floor(i / (k * phases));
        const weight = Math.floor(i / phases) % k;
        return {
          slot: (tile * roundsPerTile + Math.floor(weight / 24)) % blockDepth,
          weight: weight % 24,
          phase: i % phases,
        };
      }),
    );
    // One boundary before each tile and one behind the last.
    expect(boundaries).toEqual(Array.from({ length: tiles + 1 }, (_, tile) => tile * k * phases));
    if (missing === 0) expect(stalls.activation).toBe(0);
    else expect(stalls.weight + stalls.activation).toBeGreaterThan(0);
  });
});
