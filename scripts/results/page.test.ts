/** The page from made-up results: tables, sentences in both directions, statistics by hand. */
import { describe, expect, it } from "vitest";
import { BASELINE, type Comparison } from "../../src/compare/index.ts";
import {
  calibrationFinding,
  choiceFinding,
  orderFinding,
  reasonFinding,
  summaryFinding,
  uniformFinding,
} from "./findings.ts";
import { listed, table, wrapped } from "./markdown.ts";
import { resultsPage } from "./page.ts";
import type { Contest, SubjectResults } from "./schema.ts";
import { distinctChoices, interpolated, pairedError, ranks, rowOf, spread } from "./statistics.ts";
import { madeResults, madeRow, madeSubject } from "./testing.ts";

const [contest] = madeSubject.contests as [Contest];
const changed = (more: Partial<SubjectResults>): SubjectResults => ({ ...madeSubject, ...more });

describe("the page", () => {
  const page = resultsPage(madeResults);

  it("shows every row with its share of the quality of float32", () => {
    const lines = page.split("\n");
    expect(lines).toContain("| float32 |  |  | 32 | 32 | 1.0000 | 2.718 | 100.0 % |");
    expect(lines).toContain("| w2 | GPTQ |  | 2.000 | 2.250 | 1.6000 | 4.953 | 54.9 % |");
    expect(lines).toContain("| LieQ, budget 2.5 | plain | 2 | 2.500 | 2.250 | 1.2500 | 3.490 | 77.9 % |");
  });

  it("ranks the layers in five ways and correlates them", () => {
    expect(page).toContain("| 0 | 0.1000 (3) | 0.2000 (2) | 2.0000 (1) | 1.3000 (1) | 1.2000 (1) |");
    expect(page).toContain("| 1 | 0.2000 (2) | 0.3000 (1) | 1.0000 (2) | 1.1000 (3) | 1.4000 (3) |");
    expect(page).toContain("| LieQ score | 1.00 | -0.50 | -1.00 | -0.50 | -0.50 |");
  });

  it("holds LieQ against random allocations, whoever wins", () => {
    const line = (against: string) => `| 2.50 | plain | ${against} | 1.2000 (0) | 1.2000 (0) |`;
    const random = "1.3125 | 0.1031 | 1.2000 | 1.4000 | 3";
    expect(page).toContain(line(`1.2500 (2) | ${random} | -0.0625 | 2 of 4`));
    const lieq = { precise: [1], nll: 1.4 };
    const other = resultsPage({ isFull: true, subjects: [changed({ contests: [{ ...contest, lieq }] })] });
    expect(other).toContain(line(`1.4000 (1) | ${random} | +0.0875 | 0 of 4`));
  });

  it("keeps its text within 132 columns, besides tables", () => {
    const long = page.split("\n").filter((line) => line.length > 132 && !line.startsWith("|"));
    expect(long).toEqual([]);
  });

  it("warns when only a few windows were measured", () => {
    const warning = "A quick look at a few windows";
    expect(page).not.toContain(warning);
    expect(resultsPage({ ...madeResults, isFull: false })).toContain(warning);
  });

  it("cannot be written without the row that all others are compared with", () => {
    const rows = madeSubject.rows.slice(1);
    expect(() => resultsPage({ isFull: true, subjects: [changed({ rows })] })).toThrow(
      "no row float32, none",
    );
  });
});

describe("findings", () => {
  it("tell what calibration gains and where it loses", () => {
    expect(calibrationFinding(madeSubject)).toBe(
      "Calibration lowers the loss by, in nats: w3 0.0500 and w2 -0.1000. It makes 2 of 3 rows worse: w2 (by 0.1000) and LieQ, budget 2.5 (by 0.1000).",
    );
    const rows = [madeRow("w2", "nearest", 2), madeRow("w2", "calibrated", 1.5)];
    expect(calibrationFinding(changed({ rows }))).toContain("It makes no row worse.");
  });

  it("tell where two orders of layers part", () => {
    expect(orderFinding(madeSubject)).toBe(
      "By score the layers stand in the order 2 1 0, by perplexity drop in the order 0 1 2; rank correlation -1.00. They agree, within one place, on layer 1. They disagree most where the score puts layer 2 2 places higher and layer 0 2 places lower than the drop does.",
    );
    const layers = madeSubject.layers.map((layer) => ({ ...layer, score: layer.drop }));
    expect(orderFinding(changed({ layers }))).toBe(
      "By score the layers stand in the order 0 1 2, by perplexity drop in the order 0 1 2; rank correlation 1.00. They agree, within one place, on layers 0, 1 and 2.",
    );
  });

  it("tell what the first layer by score is worth", () => {
    expect(choiceFinding(madeSubject)).toBe(
      "The score puts layer 2 first: in w4 with all others in w2 it gains 0.2500 nats (rank 2 of 3), and in w2 with all others in float32 it costs 0.2000 (rank 2 of 3). Layer 0 gains most, 0.3000, and costs 0.3000 (rank 1).",
    );
    const layers = madeSubject.layers.map((layer, at) => ({ ...layer, score: -at }));
    expect(choiceFinding(changed({ layers }))).toContain("layer 0 first");
    expect(choiceFinding(changed({ layers }))).toContain("No other layer gains more.");
  });

  it("tell what the score sees and what becomes of errors", () => {
    expect(reasonFinding(madeSubject)).toBe(
      "The score asks how few directions a layer's outputs keep, not how much depends on them. Of the directions that random weights give, the outputs keep, on average over projections: layer 0 90.0 %, layer 2 70.0 %, the others 80.0 % to 80.0 %. In w2 with all others in float32, a layer moves the hidden states right after it by: layer 0 40.0 %, layer 2 20.0 %, the others 10.0 % to 10.0 %; and those after the last layer by: layer 0 50.0 %, layer 2 30.0 %, the others 20.0 % to 20.0 %.",
    );
  });

  it("tell who wins at equal bits, and what keeps most", () => {
    expect(summaryFinding(madeSubject)).toBe(
      "**made-up**: at equal bits LieQ is better than the mean of random allocations at 2.50 bits plain; against w3 it is plain 0.1500 nats worse at 2.50 bits and calibrated 0.3000 nats worse at 2.50 bits. Below 3 bits LieQ, budget 2.5, plain, keeps most: 77.9 % at 2.50 bits.",
    );
    const lost = { ...contest, lieq: { precise: [1], nll: 1.4 }, rounding: "calibrated" as const };
    expect(summaryFinding(changed({ contests: [contest, lost] }))).toContain(
      "better than the mean of random allocations at 2.50 bits plain and not better than it at 2.50 bits calibrated;",
    );
  });

  it("hold LieQ against uniform formats at and between their widths", () => {
    // On the line from 1.5 at 2 bits to 1.1 at 3, 1.3 at 2.5.
    expect(uniformFinding(madeSubject, "nearest")).toBe(
      "Plain LieQ against the straight line from w2 to w3: 0.0500 nats better at 2.50 bits. With 2.50 bits against w3's 3.00 it is 0.1500 nats worse, standard error 0.0375.",
    );
    expect(uniformFinding(madeSubject, "calibrated")).toContain("0.0250 nats worse at 2.50 bits.");
  });
});

describe("statistics", () => {
  it("of a sample are those of the textbook", () => {
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      deviation: Math.sqrt(32 / 7),
      least: 2,
      most: 9,
    });
    expect(spread([3])).toEqual({ mean: 3, deviation: 0, least: 3, most: 3 });
  });

  it("rank from either end, the earlier of equals first", () => {
    expect(ranks([3, 1, 2, 3], "largest")).toEqual([1, 4, 3, 2]);
    expect(ranks([3, 1, 2, 3], "smallest")).toEqual([3, 1, 2, 4]);
  });

  it("count choices once", () => {
    expect(distinctChoices(contest.random)).toBe(3);
  });

  it("take the error of a difference from windows weighted by their tokens", () => {
    // Equal windows: the standard error of the mean, deviation over the root of the count.
    const windows = [1, 2, 3, 6];
    const zero = { windows: [0, 0, 0, 0] };
    const { deviation } = spread(windows);
    expect(pairedError({ predicted: [5, 5, 5, 5] }, { windows }, zero)).toBeCloseTo(deviation / 2, 12);
    expect(pairedError({ predicted: [5, 5, 5, 5] }, { windows }, { windows })).toBe(0);
    // Differences 0.2 and 0.1, weights 1/4 and 3/4, mean 0.125: root of 2 ((0.075 / 4)^2 + (0.025 * 3 / 4)^2).
    const left = { windows: [0.2, 0.1] };
    expect(pairedError({ predicted: [10, 30] }, left, { windows: [0, 0] })).toBeCloseTo(0.0375, 12);
  });

  it("interpolate between rows, and miss rows that are not there", () => {
    const [below, above] = [madeRow("a", "none", 2, { codes: 2 }), madeRow("b", "none", 1, { codes: 3 })];
    expect(interpolated(below, above, 2.25)).toBeCloseTo(1.75, 12);
    expect(() => rowOf(madeSubject, "w5", "nearest")).toThrow("results of made-up have no row w5, nearest");
  });
});

describe("text", () => {
  it("in tables stands to the left, numbers to the right", () => {
    const rows = [
      ["w2", "plain", "", "-1.5 (2)"],
      ["w3", "", "0 7", "2 of 20"],
    ];
    expect(table(["a", "b", "c", "d"], rows)[1]).toBe("| --- | --- | ---: | ---: |");
  });

  it("breaks at spaces and loses nothing", () => {
    const text = "one two three four five";
    expect(wrapped(text, 9)).toEqual(["one two", "three", "four five"]);
    expect(wrapped(text, 3).join(" ")).toBe(text);
  });

  it("lists words as people do", () => {
    expect([listed([]), listed([1]), listed([1, 2]), listed(["a", "b", "c"])]).toEqual([
      "",
      "1",
      "1 and 2",
      "a, b and c",
    ]);
  });
});

describe("the part about arrays", () => {
  const family = {
    title: "Made up",
    weights: "fineq",
    dataflow: "weight-stationary",
    cycles: { least: 1, most: 1 },
    rows: 64,
    columns: 64,
    tokens: 1,
    lanes: 4096,
    element: { area: 100, lanes: 1 },
    verified: 7,
  } as const;
  const goal = { measure: "area", papers: "0.4", probe: "0.1", goal: "0.1 or less" };
  const hardware: Comparison = {
    format: "bitloom-comparison",
    version: 1,
    size: 64,
    target: "nangate45",
    tools: [{ name: "Yosys", version: "0.23" }],
    operands: "Operands: made up.",
    period: 4,
    families: [
      { ...family, name: BASELINE, weights: "int8", area: 2_400_000 },
      { ...family, name: "made", area: 240_000 },
      { ...family, name: "int8-ws-biased-sized", weights: "int8", area: 2_000_000 },
    ],
    goals: [
      { ...goal, found: "0.100 (made)", verdict: "met" },
      { ...goal, measure: "energy", found: "3.00 (made)", verdict: "missed" },
      { ...goal, measure: "cells", found: "", verdict: "not measured" },
    ],
    placed: [],
  };
  const page = resultsPage(madeResults, hardware);

  it("is left out without numbers", () => {
    expect(resultsPage(madeResults)).not.toContain("What arrays cost");
  });

  it("has every goal and family, and names those that are not met", () => {
    expect(page).toContain("| area | 0.4 | 0.1 | 0.1 or less | 0.100 (made) | met |");
    expect(page).toMatch(
      /^\| made \| Made up \| 64 x 64 x 1 \| 1 \| 100.0 \| 240.0 \| 0.100 \| 0.100 \| 10.00 \|/m,
    );
    expect(page.replaceAll("\n", " ")).toContain(
      "Goals not met: energy (3.00 (made), asked 0.1 or less) and cells (not measured, asked 0.1 or less).",
    );
    expect(page).toContain("21 outputs of small arrays");
    // 2,000,000 um2 over 240,000; elements are equal.
    expect(page.replaceAll("\n", " ")).toContain("made over int8-ws-biased-sized 1.00.");
  });
});
