/** Coverage and waivers on disk: what was written is read, everything else is refused. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { type CoverageData, mergeCoverage, noCoverage } from "./data.ts";
import { readCoverage, readWaivers, writeCoverage } from "./files.ts";
import { flushCoverage, recordCoverage } from "./session.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-coverage-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const run = (hits: number): CoverageData => ({
  ...noCoverage,
  modules: [
    {
      module: "queue",
      observed: 1,
      points: [{ kind: "cover", name: "cover_full", place: null, unreachable: false, hits }],
    },
  ],
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError)
      return `${error.diagnostics[0]?.code}: ${error.diagnostics[0]?.message}`;
    throw error;
  }
  return "nothing";
}

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe("coverage files", () => {
  it("of a folder, and named ones, are merged", () => {
    const first = writeCoverage(join(folder, "runs"), run(2));
    writeCoverage(join(folder, "runs"), run(3));
    expect(readCoverage([join(folder, "runs"), first])).toEqual(mergeCoverage([run(2), run(2), run(3)]));
  });

  it.each([
    ["text", "BL0470"],
    ["{}", "BL0470.*format"],
    [JSON.stringify({ ...run(1), version: 2 }), "BL0470.*version"],
    [JSON.stringify(run(-1)), "BL0470.*hits"],
    [JSON.stringify({ ...run(1), more: 1 }), "BL0470.*top level"],
  ])("with %s in them are refused", (text, message) => {
    expect(codeOf(() => readCoverage([write("bad.json", text)]))).toMatch(new RegExp(message));
  });

  it("that are not there, or hold nothing, give no report", () => {
    expect(codeOf(() => readCoverage([join(folder, "nowhere")]))).toMatch("BL0470");
    expect(codeOf(() => readCoverage([folder]))).toMatch("BL0471");
  });
});

describe("waivers", () => {
  const waiver = { module: "queue", kind: "cover", point: "cover_full", reason: "the test is short" };

  it("are read with their reasons", () => {
    expect(readWaivers(write("waivers.json", JSON.stringify([waiver])))).toEqual([waiver]);
  });

  it.each([
    [{ ...waiver, reason: "" }, "0.reason"],
    [{ ...waiver, reason: "  " }, "0.reason"],
    [{ ...waiver, reason: undefined }, "0.reason"],
    [{ ...waiver, kind: "lines" }, "0.kind"],
    [{ ...waiver, because: "x" }, "0"],
  ])("like %o are refused", (bad, at) => {
    const message = codeOf(() => readWaivers(write("waivers.json", JSON.stringify([bad]))));
    expect(message).toMatch(new RegExp(`BL0472.*: ${at.replace(".", "\\.")}: `));
  });
});

describe("a session", () => {
  it("takes closed and running simulations in, each once", () => {
    vi.stubEnv("BITLOOM_COVERAGE", folder);
    const close = recordCoverage(() => run(4));
    close();
    close();
    recordCoverage(() => run(5));
    flushCoverage();
    flushCoverage();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readCoverage([folder])).toEqual(mergeCoverage([run(4), run(5)]));
  });
});
