/** Engines of cluster tiles without registers, in process: every family against golden results and the predicted cycles. */
import { describe, expect, test } from "vitest";
import { packFineqJob, predictFineqJob } from "../../../golden/index.ts";
import { counted, expectResults, randomProduct, run, start } from "../core-testing.ts";
import { type FineqParameters, fineqConfiguration } from "../parameters.ts";
import { FINEQ_FAMILIES } from "./index.ts";
import { tileProduct } from "./testing.ts";

const families = FINEQ_FAMILIES.filter((family) => family !== "output-stationary");

const cases: readonly (readonly [Omit<FineqParameters, "family">, number, number, number])[] = [
  [{ rows: 1, columns: 1 }, 1, 1, 1],
  [{ rows: 1, columns: 1, bus: 8 }, 3, 25, 2],
  [{ rows: 4, columns: 4, tokensAtOnce: 2, bus: 128 }, 6, 30, 7],
  [{ rows: 4, columns: 3, tokensAtOnce: 4, lanes: 2, bus: 32, activationBus: 8, bandColumns: 1 }, 5, 49, 8],
  [{ rows: 8, columns: 5, bandColumns: 2, bus: 256, activationBus: 256 }, 20, 130, 11],
  [{ rows: 6, columns: 5, tokensAtOnce: 2, tileStyle: "pipelined", bandColumns: 2 }, 13, 60, 9],
  [{ rows: 32, columns: 4, tokensAtOnce: 1, activationBus: 1024, accumulatorBits: 32 }, 40, 75, 6],
];

describe.each(families)("FineqCore of %s", (family) => {
  test.each(cases)("%j: M = %i, K = %i, N = %i, twice, in the predicted cycles", (given, m, k, n) => {
    const parameters: FineqParameters = { ...given, family };
    const configuration = fineqConfiguration(parameters);
    const core = start(parameters, m * 1000 + k * 10 + n);
    using sim = core.sim;
    for (let repeat = 1; repeat <= 2; repeat++) {
      const job = packFineqJob(configuration, tileProduct(family, randomProduct(sim.random, m, k, n)));
      expectResults(core, job);
      run(core, job);
      expect(core.expected.compared).toBe(repeat * job.results.length);
      expect(counted(core)).toEqual(predictFineqJob(configuration, job));
      expect(sim.dut.counters.peek().tiles).toBe(job.tiles);
      expect([...core.errors]).toEqual([]);
    }
  });
});
