/** Merging, waivers and reports, on data written by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CoverageData, type FlagRecord, mergeCoverage, noCoverage, type ToggleRecord } from "./data.ts";
import { coverageReport, percentOf } from "./report.ts";
import type { Waiver } from "./waivers.ts";

const place = { file: "queue.ts", line: 3, column: 5 };

const branch = (name: string, hits: number, unreachable = false): FlagRecord => ({
  kind: "branch",
  name,
  place,
  unreachable,
  hits,
  chain: "3:5",
});

const toggle = (name: string, width: number, rose: string, fell: string): ToggleRecord => ({
  kind: "toggle",
  name,
  place: { ...place, line: 2 },
  unreachable: false,
  width,
  rose,
  fell,
});

const dataOf = (points: readonly (FlagRecord | ToggleRecord)[], module = "queue"): CoverageData => ({
  ...noCoverage,
  modules: [{ module, observed: 1, points: [...points] }],
});

describe("merged data", () => {
  it("adds hits and observations, and unites toggled bits", () => {
    const merged = mergeCoverage([
      dataOf([branch("when a", 1), toggle("count", 4, "3", "1")]),
      dataOf([branch("when a", 2), toggle("count", 4, "8", "1")]),
    ]);
    expect(merged.modules).toEqual([
      { module: "queue", observed: 2, points: [toggle("count", 4, "b", "1"), branch("when a", 3)] },
    ]);
  });

  it("keeps points apart that differ in place, width or module", () => {
    const moved = { ...branch("when a", 1), place: { ...place, line: 4 } };
    const merged = mergeCoverage([
      dataOf([branch("when a", 0), toggle("count", 4, "3", "1")]),
      dataOf([moved, toggle("count", 5, "8", "1")]),
      dataOf([branch("when a", 1)], "other"),
    ]);
    expect(merged.modules.map(({ points }) => points.length)).toEqual([1, 4]);
  });

  it("has a point reachable when one elaboration can reach it", () => {
    const merged = mergeCoverage([dataOf([branch("when a", 0, true)]), dataOf([branch("when a", 0)])]);
    expect(coverageReport(merged).points[0]?.status).toBe("missed");
  });

  it("is the same whatever the order and grouping of the runs", () => {
    const hex = fc.integer({ min: 0, max: 15 }).map((bits) => bits.toString(16));
    const run = fc
      .tuple(fc.nat(3), fc.nat(3), hex, hex, fc.constantFrom("queue", "other"))
      .map(([a, b, rose, fell, module]) =>
        dataOf([toggle("count", 4, rose, fell), branch("when a", a), branch("otherwise of a", b)], module),
      );
    fc.assert(
      fc.property(run, run, run, (a, b, c) => {
        const merged = mergeCoverage([a, b, c]);
        expect(mergeCoverage([c, b, a])).toEqual(merged);
        expect(mergeCoverage([a, mergeCoverage([b, c])])).toEqual(merged);
        expect(mergeCoverage([merged, noCoverage])).toEqual(merged);
      }),
    );
  });
});

describe("a report", () => {
  const data = dataOf([
    toggle("count", 2, "1", "3"),
    toggle("enable", 1, "1", "0"),
    branch("when a", 2),
    branch("otherwise of a", 0),
    branch("when 0", 0, true),
  ]);

  const waiver = (parts: Partial<Waiver>): Waiver => ({
    module: "queue",
    kind: "toggle",
    point: "count[1] rise",
    reason: "the upper half is never used",
    ...parts,
  });

  it("counts hit and missed points by module and kind, and those that cannot be hit beside them", () => {
    const { rows, total, points } = coverageReport(data);
    expect(rows).toEqual([
      { module: "queue", kind: "toggle", hit: 4, total: 6, waived: 0, unreachable: 0 },
      { module: "queue", kind: "branch", hit: 1, total: 2, waived: 0, unreachable: 1 },
    ]);
    expect(total).toEqual({ hit: 5, total: 8, waived: 0, unreachable: 1 });
    expect(percentOf(total)).toBe(62.5);
    const missed = points.filter(({ status }) => status === "missed").map(({ point }) => point);
    expect(missed).toEqual(["count[1] rise", "enable fall", "otherwise of a"]);
  });

  it("does not count a point that was waived, and says why", () => {
    const { rows, points, stale } = coverageReport(data, [waiver({})]);
    expect(rows[0]).toMatchObject({ hit: 4, total: 5, waived: 1 });
    const found = points.find(({ point }) => point === "count[1] rise");
    expect(found).toMatchObject({ status: "waived", reason: "the upper half is never used" });
    expect(stale).toEqual([]);
  });

  it.each([
    ["count[1] *", 1],
    ["*", 2],
    ["*rise", 1],
    ["e*e f*l", 1],
    ["count[*] rise", 1],
  ])("waives what %s matches", (point, waived) => {
    expect(coverageReport(data, [waiver({ point, module: "q*" })]).total.waived).toBe(waived);
  });

  it.each([
    [{ point: "count[7] rise" }, "matches no point"],
    [{ point: "count[0] rise" }, "matches no point that was missed"],
    [{ point: "*fall*fall" }, "matches no point"],
    [{ point: "count[1] ris*e rise" }, "matches no point"],
    [{ module: "other" }, "matches no point"],
    [{ kind: "state" as const }, "matches no point"],
    [{ kind: "branch" as const, point: "when 0" }, "matches no point that was missed"],
  ])("calls the waiver %o stale", (parts, why) => {
    const stale = waiver(parts);
    expect(coverageReport(data, [waiver({}), stale]).stale).toEqual([{ waiver: stale, why }]);
  });
});
