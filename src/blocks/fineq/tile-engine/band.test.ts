/** A band and its channels: finished sums of every token against the golden codec, marks of sums that left their range, the way on. */
import { describe, expect, test } from "vitest";
import { decodeBlock, fineqTileExcess } from "../../../golden/index.ts";
import { simulate } from "../../../harness/index.ts";
import { seededRandom } from "../../../testing/index.ts";
import { randomProduct } from "../engine-testing.ts";
import { type FineqParameters, fineqConfiguration } from "../parameters.ts";
import { TileBand } from "./band.ts";
import { FINEQ_FAMILIES } from "./index.ts";
import type { TileConfiguration } from "./parameters.ts";
import { tileProduct } from "./testing.ts";

const families = FINEQ_FAMILIES.filter((family) => family !== "output-stationary");
const DEPTH = 8;

const cases: readonly Omit<FineqParameters, "family">[] = [
  { rows: 1, columns: 2 },
  { rows: 2, columns: 1, tokensAtOnce: 2, accumulatorBits: 12 },
  { rows: 3, columns: 2, accumulatorBits: 11 },
  { rows: 4, columns: 3, tokensAtOnce: 2, tileStyle: "pipelined", accumulatorBits: 11 },
  { rows: 2, columns: 2, tileStyle: "pipelined", activationBits: 4 },
];

/** One bit of each magnitude, with its sign. */
const plane = (weights: readonly number[], bit: number): number[] =>
  weights.map((weight) => Math.sign(weight) * ((Math.abs(weight) >> bit) & 1));

describe.each(families)("TileBand of %s", (family) => {
  test.each(cases)("%j: sums of tiles of one to eight rounds, back to back or with pauses", (given) => {
    const shape = fineqConfiguration({ ...given, family, blockDepth: DEPTH, bandColumns: 8 });
    const tile = shape.tile as TileConfiguration;
    const { columns, activationBits, accumulatorBits } = shape;
    const { tokensAtOnce, groups, latency } = tile;
    const isPlanes = family === "tiles-planes";
    const random = seededRandom(given.rows * 10 + columns);
    using sim = simulate(TileBand({ ...shape, tile, channels: columns }), { seed: 4 });
    sim.reset();
    const { dut } = sim;
    const half = 2 ** (activationBits - 1);
    const limit = 2 ** (accumulatorBits - 1);
    let marked = 0;
    let compared = 0;
    const idle = { step: 0, load: 0, slot: 0, plane: 0, group: 0, isFirst: 0, isLast: 0 } as const;
    /** The activations of the command before, and what was put in a cycle ago. */
    let due: number[] | undefined;
    const cycle = (command: Record<keyof typeof idle, number>, next?: number[]): void => {
      dut.command.poke(command);
      if (due) dut.activations.poke(due);
      const given = due;
      sim.step();
      expect(dut.passed.peek()).toEqual(command);
      if (given) expect(dut.passedActivations.peek()).toEqual(given);
      due = next;
    };

    for (let rounds = 1; rounds <= DEPTH; rounds++) {
      const { weights } = tileProduct(family, randomProduct(random, { m: 1, k: 24 * rounds, n: columns }));
      const blocks = Array.from({ length: rounds }, (_, round) =>
        Array.from({ length: columns }, (_, column) => {
          const at = column * weights.bytesPerRow + 7 * round;
          return {
            bytes: weights.packed.slice(at, at + 7),
            weights: [...decodeBlock(weights.packed, at).weights],
          };
        }),
      );
      const excessOf = (values: readonly number[]) => fineqTileExcess(values, activationBits);
      blocks.forEach((ofRound, slot) => {
        dut.select.poke(new Array(columns).fill(1));
        dut.slot.poke(slot);
        dut.blocks.poke(
          ofRound.map(({ bytes }) => bytes.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n)),
        );
        dut.excess.poke(
          ofRound.map(({ weights }) =>
            isPlanes
              ? excessOf(plane(weights, 0)) + excessOf(plane(weights, 1)) * 2 ** tile.excessBits
              : excessOf(weights),
          ),
        );
        cycle(idle);
      });
      dut.select.poke(new Array(columns).fill(0));

      const sums = Array.from({ length: groups * tokensAtOnce }, () => new Array<number>(columns).fill(0));
      const over = sums.map((row) => row.map(() => false));
      for (let round = 0; round < rounds; round++) {
        const loads = isPlanes ? [0, 1] : [0];
        const values = sums.map(() => Array.from({ length: 24 }, () => random.between(-half, half - 1)));
        while (random.chance(0.2)) cycle(idle);
        for (const load of loads) {
          for (let group = groups - 1; group >= 0; group--) {
            const isLast = round === rounds - 1 && load === loads.at(-1);
            const tokens = values.slice(group * tokensAtOnce, (group + 1) * tokensAtOnce);
            cycle(
              {
                step: 1,
                load: group === groups - 1 ? 1 : 0,
                slot: round,
                plane: load,
                group,
                isFirst: round + load === 0 ? 1 : 0,
                isLast: isLast ? 1 : 0,
              },
              tokens.flat().map((value) => value + half),
            );
            tokens.forEach((ofToken, token) => {
              const row = group * tokensAtOnce + token;
              const [sumsOfRow, overOfRow] = [sums[row], over[row]] as [number[], boolean[]];
              blocks[round]?.forEach(({ weights }, column) => {
                const parts = isPlanes ? plane(weights, load).map((weight) => weight * 2 ** load) : weights;
                const dot = parts.reduce((sum, weight, i) => sum + weight * (ofToken[i] as number), 0);
                const sum = (sumsOfRow[column] as number) + dot;
                sumsOfRow[column] = sum;
                if (sum >= limit || sum < -limit) overOfRow[column] = true;
              });
            });
          }
        }
      }
      for (let wait = 0; wait < latency + 3; wait++) cycle(idle);
      for (let group = 0; group < groups; group++) {
        dut.drain.poke({ read: 1, group, token: 0 });
        cycle(idle);
        for (let token = 0; token < tokensAtOnce; token++) {
          // What is shown stays until the next read, whatever group is named.
          dut.drain.poke({ read: 0, group: 0, token });
          const row = group * tokensAtOnce + token;
          const found = dut.row.peek();
          expect([...found.sums].map(Number)).toEqual(
            (sums[row] as number[]).map((sum) => Number(BigInt.asIntN(accumulatorBits, BigInt(sum)))),
          );
          expect([...found.overflow].map(Number)).toEqual((over[row] as boolean[]).map(Number));
          marked += (over[row] as boolean[]).filter(Boolean).length;
          compared += columns;
        }
      }
    }
    expect(compared).toBe(DEPTH * shape.rows * columns);
    if (accumulatorBits < 24) expect(marked).toBeGreaterThan(0);
    else expect(marked).toBe(0);
  });
});
