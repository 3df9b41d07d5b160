/** The sequencer alone: which steps it orders, and that it orders them only when everything is there. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, seededRandom } from "../../testing/index.ts";
import { fineqConfiguration } from "./parameters.ts";
import { FineqSequencer } from "./sequencer.ts";

const cases = [
  { coding: "unary", rows: 2, columns: 3, m: 3, k: 50, n: 4, missing: 0 },
  { coding: "unary", rows: 2, columns: 3, m: 3, k: 5, n: 4, missing: 0.4 },
  { coding: "binary", rows: 1, columns: 1, m: 2, k: 25, n: 2, missing: 0.4 },
  { coding: "direct", rows: 4, columns: 2, m: 9, k: 24, n: 2, missing: 0.2 },
] as const;

describe("FineqSequencer", () => {
  test.each(cases)("%j", ({ coding, rows, columns, m, k, n, missing }) => {
    const shape = fineqConfiguration({ rows, columns, coding });
    const { phases, blockDepth } = shape;
    const simulation = interpret(elaborate(FineqSequencer(shape)));
    applyReset(simulation);
    const random = seededRandom(k);
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    const rounds = tiles * Math.ceil(k / 24);
    simulation.poke("job_m", BigInt(m));
    simulation.poke("job_k", BigInt(k));
    simulation.poke("job_n", BigInt(n));
    simulation.poke("jobStart", 1n);
    simulation.step();
    simulation.poke("jobStart", 0n);

    let loaded = 0;
    let freed = 0;
    let activations = 0;
    let finished = 0;
    let isFull = false;
    const stalls = { weight: 0, activation: 0, result: 0 };
    const orders: { slot: number; weight: number; phase: number }[] = [];
    const boundaries: number[] = [];
    for (let cycle = 0; cycle < 20_000; cycle++) {
      // The command register shows what was decided in the cycle before; the first boundary clears the accumulators.
      if (simulation.peek("command_boundary") === 1n) boundaries.push(orders.length);
      if (simulation.peek("command_step") === 1n) {
        orders.push({
          slot: Number(simulation.peek("command_slot")),
          weight:
            Number(simulation.peek("command_cluster")) * 3 + Number(simulation.peek("command_position")),
          phase: phases > 1 ? Number(simulation.peek("command_phase")) : 0,
        });
      }
      if (cycle > 0 && simulation.peek("isIdle") === 1n) break;
      const loads = loaded < rounds && loaded - freed < blockDepth && !random.chance(missing);
      const isThere = random.chance(1 - missing) && activations < tiles * k;
      const isFree = !isFull || random.chance(0.05);
      simulation.poke("loaded", loads ? 1n : 0n);
      simulation.poke("activationValid", isThere ? 1n : 0n);
      simulation.poke("drainIsFree", isFree ? 1n : 0n);
      const makesStep = simulation.peek("step") === 1n;
      if (makesStep) {
        expect(isThere).toBe(true);
        expect(loaded - freed).toBeGreaterThan(0);
      }
      for (const cause of ["weight", "activation", "result"] as const) {
        stalls[cause] += Number(simulation.peek(`${cause}Stall`));
      }
      if (simulation.peek("freed") === 1n) freed++;
      if (simulation.peek("activationReady") === 1n) activations++;
      if (simulation.peek("finished") === 1n) {
        expect(isFree).toBe(true);
        expect(orders.length).toBe((finished + 1) * k * phases);
        finished++;
        isFull = true;
      } else if (isFree) isFull = false;
      if (loads) loaded++;
      simulation.step();
    }

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
