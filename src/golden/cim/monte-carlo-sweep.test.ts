/** Sweeps over macros: exact where nothing is wrong, worse with every step of every non-ideality, as much as theory says. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { codeToInteger, convertSums, macroSums } from "../cim.ts";
import { sqnr } from "../sqnr.ts";
import { gaussSource, syntheticWeights } from "../synthetic.ts";
import { encodeActivations } from "./activation-scale.ts";
import { macroTile, mapWeights } from "./mapping.ts";
import { chooseShift } from "./matmul.ts";
import type { NonIdealities } from "./monte-carlo.ts";
import {
  type MacroWorkload,
  type SpreadStatistics,
  type SweepOptions,
  sweepSpread,
} from "./monte-carlo-sweep.ts";

/** Gaussian data on a small macro. */
function workloadOf(rows: number, columns: number, vectors: number, seed: number): MacroWorkload {
  const values = syntheticWeights(gaussSource(seed), rows * columns);
  const mapped = mapWeights(values, { outputs: columns, inputs: rows, rows, columns }, { tensor: "test" });
  const { weights } = macroTile(mapped, 0, 0);
  const { codes } = encodeActivations(syntheticWeights(gaussSource(seed + 1), vectors * rows));
  const shift = chooseShift([macroSums(codes, weights, { vectors, rows, columns })], mapped.scales);
  return { rows, columns, weights, vectors, codes, shift };
}

const workload = workloadOf(64, 48, 12, 5);
const perfect: SweepOptions = {
  spreads: [0],
  others: { stuckCells: 0, readNoise: 0, comparatorOffset: 0, irDrop: 0 },
  trials: 12,
  seed: 3,
};

/** Statistics at no spread with one other non-ideality at each of its values. */
const at = (change: Partial<NonIdealities>): SpreadStatistics =>
  sweepSpread(workload, { ...perfect, others: { ...perfect.others, ...change } })
    .results[0] as SpreadStatistics;

test("without non-idealities no code is wrong, and the SQNR is that of the golden codes", () => {
  const { golden, results } = sweepSpread(workload, perfect);
  const { rows, columns, vectors, codes, weights, shift } = workload;
  const sums = macroSums(codes, weights, { vectors, rows, columns });
  const converted = convertSums(sums, shift);
  const expected = sqnr(
    sums,
    Array.from(converted.codes, (code) => codeToInteger(code, shift)),
  );
  expect(golden).toEqual({ sqnrDecibels: expected, overRangeColumns: converted.overRange / vectors });
  expect(results).toEqual([
    {
      spread: 0,
      codes: 12 * 12 * 48,
      wrongCodes: 0,
      codeErrorRate: 0,
      meanCodeError: 0,
      sqnrDecibels: { low5: expected, median: expected, high95: expected },
      overRangeColumns: converted.overRange / vectors,
    },
  ]);
});

describe("a spread", () => {
  const spreads = [0, 0.01, 0.02, 0.05, 0.1, 0.2];
  const { results } = sweepSpread(workload, { ...perfect, spreads });

  test("gives an SQNR of its own square against the exact sums, once it exceeds the rounding", () => {
    // E[(D' - D)^2] = s^2 sum (x w)^2, and E[D^2] is that sum without s for independent zero-mean data: -20 log10 s.
    // The rounding of the codes adds its own error: 10^(-golden / 10).
    const { golden } = sweepSpread(workload, perfect);
    for (const { spread, sqnrDecibels } of results.slice(1)) {
      const expected = -10 * Math.log10(spread ** 2 + 10 ** (-golden.sqnrDecibels / 10));
      // 576 outputs of 48 columns with 64 cells each: the noise power has a relative error of some sqrt(2 / 576 / 4) a trial
      // and the data's own sums of squares one of sqrt(2 / 576); 5 of both together are 1.5 dB.
      expect(Math.abs(sqnrDecibels.median - expected)).toBeLessThan(1.5);
    }
  });

  test("makes everything worse with every step", () => {
    for (let i = 1; i < results.length; i++) {
      const before = results[i - 1] as SpreadStatistics;
      const after = results[i] as SpreadStatistics;
      expect(after.codeErrorRate).toBeGreaterThan(before.codeErrorRate);
      expect(after.meanCodeError).toBeGreaterThan(before.meanCodeError);
      expect(after.sqnrDecibels.high95).toBeLessThan(before.sqnrDecibels.low5);
      expect(after.sqnrDecibels.low5).toBeLessThanOrEqual(after.sqnrDecibels.median);
      expect(after.sqnrDecibels.median).toBeLessThanOrEqual(after.sqnrDecibels.high95);
    }
  });

  test("depends on its own value alone, not on which others are swept", () => {
    const alone = sweepSpread(workload, { ...perfect, spreads: [0.05] }).results;
    expect(alone).toEqual(results.filter(({ spread }) => spread === 0.05));
  });
});

describe("each other non-ideality makes codes worse with every step", () => {
  test.each([
    ["stuckCells", [0.001, 0.01, 0.1]],
    ["readNoise", [0.1, 0.5, 2]],
    ["comparatorOffset", [0.1, 0.5, 2]],
    ["irDrop", [0.01, 0.05, 0.2]],
  ] as const)("%s", (name, values) => {
    const found = [0, ...values].map((value) => at({ [name]: value }));
    for (let i = 1; i < found.length; i++) {
      const before = found[i - 1] as SpreadStatistics;
      const after = found[i] as SpreadStatistics;
      // Rates of 6,912 codes have a standard error of 0.006 at most; steps are asked to be larger than it.
      expect(after.meanCodeError).toBeGreaterThan(before.meanCodeError + 0.006);
      expect(after.sqnrDecibels.median).toBeLessThan(before.sqnrDecibels.median);
    }
  });

  test("IR drop by the squared error that it has on paper", () => {
    // IR drop d at column c of C takes d c / (C - 1) of every sum: noise d^2 mean((c / (C - 1))^2) of the signal, about d^2 / 3.
    const drop = 0.2;
    const share =
      Array.from({ length: 48 }, (_, c) => (c / 47) ** 2).reduce((sum, square) => sum + square, 0) / 48;
    expect(
      Math.abs(at({ irDrop: drop }).sqnrDecibels.median + 10 * Math.log10(drop ** 2 * share)),
    ).toBeLessThan(1);
  });
});

test("columns beyond full scale are counted as the golden ones are", () => {
  const small = { ...workload, shift: 0 };
  const { golden, results } = sweepSpread(small, { ...perfect, trials: 2 });
  expect(golden.overRangeColumns).toBeGreaterThan(1);
  expect(results[0]?.overRangeColumns).toBe(golden.overRangeColumns);
});

test("equal seeds give equal reports, other seeds others", () => {
  const options = { ...perfect, spreads: [0.05], others: { ...perfect.others, readNoise: 0.3 } };
  expect(sweepSpread(workload, options)).toEqual(sweepSpread(workload, options));
  expect(sweepSpread(workload, options)).not.toEqual(sweepSpread(workload, { ...options, seed: 4 }));
});

test("progress counts macros up to their number", () => {
  const heard: number[] = [];
  sweepSpread(workload, { ...perfect, spreads: [0, 0.1], trials: 3, onProgress: (done) => heard.push(done) });
  expect(heard).toEqual([1, 2, 3, 4, 5, 6]);
});

describe("refusals", () => {
  const messageOf = (options: Partial<SweepOptions>): string => {
    try {
      sweepSpread(workload, { ...perfect, ...options });
    } catch (error) {
      if (error instanceof BitloomError) return error.message;
      throw error;
    }
    throw new Error("nothing was refused");
  };

  test.each([
    [{ trials: 0 }, "BL0532: trials is 0; allowed is a whole number from 1."],
    [{ spreads: [] }, "BL0532: spreads.length is 0; allowed is a whole number from 1."],
    [{ spreads: [0, -1] }, "BL0532: conductanceSpread is -1; allowed is a number from 0 to 10."],
    [
      { others: { ...perfect.others, stuckCells: 2 } },
      "BL0532: stuckCells is 2; allowed is a number from 0 to 1.",
    ],
  ])("%j", (options, message) => {
    expect(messageOf(options)).toBe(message);
  });
});
