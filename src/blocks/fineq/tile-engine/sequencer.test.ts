/** The sequencer of tiles alone: which steps it orders, in which rounds twice, and that a round runs without a bubble. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../../harness/index.ts";
import { fineqConfiguration } from "../parameters.ts";
import type { TileConfiguration } from "./parameters.ts";
import { TileSequencer } from "./sequencer.ts";

const shapes = [
  { family: "tiles-any", rows: 1, columns: 1, m: 2, n: 3 },
  { family: "tiles-any", rows: 5, columns: 3, m: 6, n: 4 },
  { family: "tiles-sparse", rows: 8, columns: 2, tokensAtOnce: 4, m: 17, n: 2 },
  { family: "tiles-planes", rows: 4, columns: 2, tokensAtOnce: 2, m: 9, n: 3 },
  { family: "tiles-planes", rows: 2, columns: 4, tokensAtOnce: 2, blockDepth: 8, m: 3, n: 9 },
] as const;

const cases = shapes.flatMap((shape) =>
  [1, 24, 50].flatMap((k) => [0, 0.4].map((missing) => ({ ...shape, k, missing }))),
);

describe("TileSequencer", () => {
  test.each(cases)("%j", ({ m, k, n, missing, ...parameters }) => {
    const { rows, columns, family } = parameters;
    const shape = fineqConfiguration(parameters);
    const tile = shape.tile as TileConfiguration;
    using sim = simulate(TileSequencer({ ...shape, tile }), { seed: k + rows });
    sim.reset();
    const { dut, random } = sim;
    const roundsOfTile = Math.ceil(k / 24);
    const rowTiles = Math.ceil(m / rows);
    const tiles = rowTiles * Math.ceil(n / columns);
    const rounds = tiles * roundsOfTile;
    const outliers = Array.from({ length: rounds }, () => random.chance(0.5));

    /** What must be ordered, from the job alone. */
    const expected = outliers.flatMap((hasOutlier, round) => {
      const index = Math.floor(round / roundsOfTile);
      const usedRows = Math.min(rows, m - Math.floor(index / Math.ceil(n / columns)) * rows);
      const used = Math.ceil(usedRows / tile.tokensAtOnce);
      // Two groups at least where there are two.
      const groups = Math.max(used, Math.min(2, tile.groups));
      const loads = family === "tiles-planes" && hasOutlier ? 2 : 1;
      const isLastRound = round % roundsOfTile === roundsOfTile - 1;
      return Array.from({ length: loads * groups }, (_, step) => ({
        load: step % groups === 0 ? 1 : 0,
        plane: Math.floor(step / groups),
        slot: step % groups === 0 ? round % shape.blockDepth : 0,
        group: groups - 1 - (step % groups),
        isFirst: round % roundsOfTile === 0 && step < groups ? 1 : 0,
        isLast: isLastRound && step >= (loads - 1) * groups ? 1 : 0,
        round,
        finishes: isLastRound && step === (loads - 1) * groups + groups - used,
      }));
    });

    dut.job.poke({ m, k, n });
    dut.jobStart.poke(1);
    sim.step();
    dut.jobStart.poke(0);
    let [counted, freed, collected, released] = [0, 0, 0, 0];
    let isFull = false;
    let stalls = 0;
    const orders: unknown[] = [];
    const finishes: number[] = [];
    const wrong: string[] = [];
    const never = (what: string, isSeen: boolean): void => {
      if (isSeen) wrong.push(`${what} in cycle ${sim.cycle}`);
    };
    for (let cycle = 0; cycle < 20_000; cycle++) {
      // The command register shows what was decided in the cycle before.
      const { step, load, slot, plane, group, isFirst, isLast } = dut.command.peek();
      // The slot counts for loads alone.
      const order = { load, plane, slot: load === 1 ? slot : 0, group, isFirst, isLast };
      if (step === 1) orders.push(order);
      if (cycle > 0 && dut.isIdle.peek() === 1) break;
      const counts = counted < rounds && counted - freed < shape.blockDepth && !random.chance(missing);
      const collects = collected < rounds && collected - released < 2 && !random.chance(missing);
      const isCollected = collected > released;
      const isFree = !isFull || random.chance(0.1);
      if (isFree) isFull = false;
      dut.round.poke({ counted: counts ? 1 : 0, hasOutlier: counts && outliers[counted] ? 1 : 0 });
      dut.isCollected.poke(isCollected);
      dut.drainIsFree.poke(isFree);
      const makesStep = dut.step.peek() === 1;
      const at = orders.length;
      const before = expected[at - 1];
      const now = expected[at];
      never("a step without activations", makesStep && !isCollected);
      never("a step without blocks", makesStep && now !== undefined && counted <= now.round);
      never("a bubble in a round", !makesStep && now !== undefined && before?.round === now.round);
      never("another group than is ordered", makesStep && Number(dut.group.peek()) !== now?.group);
      const reasons = [dut.weightStall.peek(), dut.activationStall.peek(), dut.resultStall.peek()];
      stalls += reasons.reduce<number>((sum, one) => sum + one, 0);
      never("two reasons for a stall", reasons.filter((one) => one === 1).length > 1);
      never("a stall in a step", makesStep && reasons.includes(1));
      if (dut.finished.peek() === 1) finishes.push(at);
      if (makesStep && now?.isLast === 1 && now.load === 1)
        never("sums for a drain that is not free", !isFree);
      if (dut.finished.peek() === 1) isFull = true;
      freed += dut.freed.peek();
      released += dut.released.peek();
      if (counts) counted++;
      if (collects) collected++;
      sim.step();
    }
    expect(wrong).toEqual([]);
    expect(orders).toEqual(expected.map(({ round: _round, finishes: _finishes, ...order }) => order));
    expect(finishes).toEqual(expected.flatMap((order, at) => (order.finishes ? [at] : [])));
    expect({ counted, freed, released }).toEqual({ counted: rounds, freed: rounds, released: rounds });
    if (missing > 0) expect(stalls).toBeGreaterThan(0);
  });
});
