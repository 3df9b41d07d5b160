/** The scale store: two tiles' scales in order, none overwritten while in use, whoever stalls. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, seededRandom } from "../../testing/index.ts";
import { fineqConfiguration } from "./parameters.ts";
import { FineqScaleStore } from "./scale-store.ts";

const cases = [
  { columns: 1, lanes: 1 },
  { columns: 4, lanes: 4 },
  { columns: 7, lanes: 3 },
  { columns: 6, lanes: 2 },
] as const;

describe("FineqScaleStore", () => {
  test.each(cases)("%j shows every scale of every tile at its group and lane", ({ columns, lanes }) => {
    const shape = fineqConfiguration({ rows: 2, columns, lanes });
    const simulation = interpret(elaborate(FineqScaleStore(shape)), { seed: 2 });
    applyReset(simulation);
    const random = seededRandom(columns);
    const tiles = 6;
    simulation.poke("job_m", 4n);
    simulation.poke("job_k", 1n);
    simulation.poke("job_n", BigInt(3 * columns));
    simulation.poke("jobStart", 1n);
    simulation.step();
    simulation.poke("jobStart", 0n);

    const scales = Array.from({ length: tiles * columns }, () => random.below(0x7c00));
    let taken = 0;
    let read = 0;
    for (let cycle = 0; cycle < 5000 && read < tiles; cycle++) {
      const offers = taken < scales.length && random.chance(0.8);
      simulation.poke("stream_valid", offers ? 1n : 0n);
      simulation.poke("stream_data", BigInt(scales[taken] ?? 0));
      expect(simulation.peek("isBad")).toBe(0n);
      const isLoaded = simulation.peek("isLoaded") === 1n;
      expect(isLoaded).toBe(Math.floor(taken / columns) > read);
      const group = random.below(shape.groups);
      simulation.poke("group", BigInt(group));
      if (isLoaded) {
        const shown = simulation.peek("scales");
        for (let lane = 0; lane < lanes && group * lanes + lane < columns; lane++) {
          const scale = Number(BigInt.asUintN(16, shown >> BigInt(16 * lane)));
          expect(scale).toBe(scales[read * columns + group * lanes + lane]);
        }
      }
      const isDone = isLoaded && random.chance(0.2);
      simulation.poke("tileDone", isDone ? 1n : 0n);
      if (offers && simulation.peek("stream_ready") === 1n) taken++;
      if (isDone) read++;
      expect(taken).toBeLessThanOrEqual((read + 2) * columns);
      simulation.step();
    }
    expect(taken).toBe(scales.length);
    simulation.poke("tileDone", 0n);
    expect(simulation.peek("isIdle")).toBe(1n);
    simulation.poke("stream_valid", 1n);
    expect(simulation.peek("stream_ready")).toBe(0n);
  });
});
