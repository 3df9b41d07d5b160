/** A column tile on engines that are and are not the one it was planned for: what is reported is what they said. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { AfprEngine, type AfprParameters, afprConfiguration } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { mapWeights } from "../../golden/index.ts";
import { columnTileJobs, injectFault, type TileProduct } from "./tile-jobs.ts";
import { type TileRun, TileRunner } from "./tile-run.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-tile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parameters = { rows: 4, columns: 3 } as const;
const shape = afprConfiguration(parameters);
const [inputs, outputs, vectors] = [6, 5, 3];
const weights = Float32Array.from({ length: inputs * outputs }, (_, at) => Math.sin(at + 1));
const product: TileProduct = {
  mapped: mapWeights(weights, { outputs, inputs, ...parameters }, { tensor: "sines" }),
  codes: Uint8Array.from({ length: vectors * inputs }, (_, at) => (at * 37 + 60) % 256),
  vectors,
  shift: 6,
  limit: 20,
};

function run(
  built: AfprParameters,
  name: string,
  tile = columnTileJobs(shape, product, 1),
): Promise<TileRun> {
  const design = elaborate(AfprEngine(built));
  const options = { engine: parameters, simulator: "bitloom", vectors, out: folder } as const;
  return new TileRunner(design, writeVerilog(design).files, options).run(tile, name, () => {});
}

describe("a column tile of two row tiles", () => {
  test("on its own engine gives the sums of the whole product, by hand", async () => {
    const tile = columnTileJobs(shape, product, 1);
    expect(tile).toMatchObject({ width: 2, firstOutput: 3 });
    const { sums, counters, simulation, directory } = await run(parameters, "right");
    expect(simulation.passed).toBe(true);
    expect(directory).toBeUndefined();
    expect(sums).toEqual(tile.sums);
    expect(counters.map(({ kind }) => kind)).toEqual(["program", "convert", "program", "convert"]);
    expect(counters[3]?.counters).toMatchObject({ conversions: 3, conversion_cycles: 3 * 64 });
    // Exact products, and half a step of the highest range from each of two conversions.
    const integer = (code: number): number => {
      const [e, m] = [(code >> 5) & 3, code & 31];
      return (code >= 128 ? -1 : 1) * (e === 0 ? m : (32 + m) << (e - 1));
    };
    for (let at = 0; at < sums.length; at++) {
      const [vector, column] = [Math.floor(at / 2), at % 2];
      let exact = 0;
      for (let k = 0; k < inputs; k++) {
        const code = product.codes[vector * inputs + k] as number;
        exact += integer(code) * (product.mapped.weights[(3 + column) * inputs + k] as number);
      }
      expect(Math.abs((sums[at] as number) - exact)).toBeLessThanOrEqual(2 * 128);
    }
  });

  test("counters are those of the engine that ran, not those that were expected", async () => {
    const slower = { ...parameters, phases: { reset: 3 } };
    const { counters, simulation, sums, directory } = await run(slower, "slower");
    expect(simulation).toMatchObject({ passed: false, reason: "mismatch" });
    expect(counters[1]?.counters).toMatchObject({ conversions: 3, conversion_cycles: 3 * 66 });
    // Its sums are right all the same.
    expect(sums).toEqual(columnTileJobs(shape, product, 1).sums);
    expect(existsSync(join(directory ?? "", "testbench.json"))).toBe(true);
  });

  test.each(["weight", "code"] as const)("a spoilt %s shows in the sums that are reported", async (fault) => {
    const tile = columnTileJobs(shape, product, 1);
    const spoilt = injectFault(shape, product, tile, fault);
    expect(spoilt.sums).toEqual(tile.sums);
    const { simulation, sums } = await run(parameters, fault, spoilt);
    expect(simulation.passed).toBe(false);
    expect(sums).not.toEqual(tile.sums);
    // A code belongs to one vector, a weight to all.
    if (fault === "code") expect(sums.subarray(2)).toEqual(tile.sums.subarray(2));
  });
});
