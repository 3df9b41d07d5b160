/** Coverage through `simulate`: asked for, for every simulation of a process, and together with recorded traffic. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Fifo } from "../../blocks/index.ts";
import { uint } from "../../dsl/index.ts";
import { sameModule } from "../../ir/index.ts";
import { type CoverageData, coverageReport, flushCoverage, readCoverage } from "../../sim/index.ts";
import { simulate } from "./simulate.ts";

const queue = Fifo(uint(8), 4);

const branches = (data: CoverageData) => coverageReport(data).rows.find(({ kind }) => kind === "branch");

afterEach(() => vi.unstubAllEnvs());

describe("a simulation with coverage", () => {
  test("tells what its tasks have exercised", () => {
    using sim = simulate(queue, { coverage: true });
    sim.reset();
    expect(branches(sim.coverage())).toMatchObject({ hit: 0, total: 7 });
    sim.step();
    expect(branches(sim.coverage())).toMatchObject({ hit: 3, total: 7 });
    sim.fork(function* () {
      for (const byte of [1, 2, 3]) yield* sim.dut.enq.send(byte);
    });
    sim.runUntilDone();
    sim.fork(function* () {
      for (const byte of [1, 2, 3]) expect(yield* sim.dut.deq.receive()).toBe(byte);
    });
    sim.runUntilDone();
    expect(branches(sim.coverage())).toMatchObject({ hit: 7, total: 7 });
  });

  test("records the kinds that were named", () => {
    using sim = simulate(queue, { coverage: { kinds: ["assertion"] } });
    sim.step(3);
    const points = sim.coverage().modules.flatMap(({ points }) => points);
    expect(points).toMatchObject([{ kind: "assertion", hits: 3 }]);
  });

  test("shows its signals, waves and forks as one without", () => {
    using sim = simulate(queue, { coverage: true, record: true, lanes: 2 });
    using plain = simulate(queue, { lanes: 2 });
    for (const one of [sim, plain]) {
      one.reset();
      one.dut.enq.valid.poke(1);
      one.step(2);
    }
    expect(sameModule(sim.engine.design.top, plain.engine.design.top)).toBe(true);
    expect(String(sim.wave("enq", "count"))).toBe(String(plain.wave("enq", "count")));
    using fork = sim.forkSimulation();
    fork.step();
    expect(fork.coverage().modules[0]?.observed).toBe(2);
  });

  test("is one that asked for it", () => {
    using sim = simulate(queue);
    expect(() => sim.coverage()).toThrow(/BL0474/);
  });
});

describe("BITLOOM_COVERAGE", () => {
  test("collects every simulation, closed or not", () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-coverage-"));
    try {
      flushCoverage();
      vi.stubEnv("BITLOOM_COVERAGE", folder);
      {
        using sim = simulate(queue);
        sim.step();
      }
      const open = simulate(queue);
      open.dut.enq.valid.poke(1);
      open.step();
      flushCoverage();
      expect(readdirSync(folder)).toHaveLength(1);
      const data = readCoverage([folder]);
      expect(data.modules[0]?.observed).toBe(2);
      expect(branches(data)).toMatchObject({ hit: 5, total: 7 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
