/** The results page: it follows from its numbers, the numbers fit each other, and cheap ones come out again when they are measured anew. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { findFamilies, goalsOf } from "../src/compare/index.ts";
import { root } from "./check/outcome.ts";
import { readHardware } from "./results/hardware-file.ts";
import { measureNow } from "./results/measure.ts";
import { resultsPage } from "./results/page.ts";
import { resultsSchema, type SubjectResults } from "./results/schema.ts";
import { rowOf } from "./results/statistics.ts";
import { FULL, missingFile, openSubject, SUBJECT_NAMES } from "./results/subjects.ts";

const results = resultsSchema.parse(JSON.parse(readFileSync(join(root, "docs/results.json"), "utf8")));
const hardware = readHardware(root);
const subjectOf = (name: string): SubjectResults => {
  const found = results.subjects.find((subject) => subject.name === name);
  if (found === undefined) throw new Error(`docs/results.json has no ${name}`);
  return found;
};

describe("docs/results.md", () => {
  it("is what the numbers give", () => {
    expect(readFileSync(join(root, "docs/results.md"), "utf8")).toBe(resultsPage(results, hardware));
  });

  it("would be noticed with one number changed", () => {
    const changed = structuredClone(results);
    const row = changed.subjects[0]?.rows[3];
    if (row !== undefined) row.nll += 0.001;
    expect(resultsPage(changed)).not.toBe(resultsPage(results));
  });

  it("would be noticed with one of the hardware's numbers changed", () => {
    if (hardware === undefined) throw new Error("docs/hardware.json is missing");
    const changed = structuredClone(hardware);
    Object.assign(changed.families[3] as object, { area: (changed.families[3]?.area ?? 0) * 1.01 });
    expect(resultsPage(results, changed)).not.toBe(resultsPage(results, hardware));
  });

  it("has every family that there is, and goals that follow from them", () => {
    expect(hardware?.families.map(({ name }) => name)).toEqual(findFamilies([]).map(({ name }) => name));
    expect(hardware?.goals).toEqual(goalsOf(hardware?.families ?? [], hardware?.placed ?? []));
  });

  it("is of all windows and of both models", () => {
    expect(results.isFull).toBe(true);
    expect(results.subjects.map(({ name }) => name)).toEqual([...SUBJECT_NAMES]);
    for (const name of SUBJECT_NAMES) expect(subjectOf(name).predicted).toHaveLength(FULL[name].evaluation);
    expect(subjectOf("stories260K").predicted.reduce((sum, count) => sum + count, 0)).toBe(12_424);
  });

  it("has the losses that other programs found: 1.3980 in float32, 1.3975 in 8 bits, within 0.002", () => {
    const stories = subjectOf("stories260K");
    expect(Math.abs(rowOf(stories, "float32", "none").nll - 1.398)).toBeLessThan(0.002);
    expect(Math.abs(rowOf(stories, "w8", "nearest").nll - 1.3975)).toBeLessThan(0.002);
  });
});

describe.each(SUBJECT_NAMES)("the numbers of %s", (name) => {
  const subject = subjectOf(name);
  const tokens = subject.predicted.reduce((sum, count) => sum + count, 0);

  it("are means of their windows", () => {
    expect(subject.rows.length).toBeGreaterThanOrEqual(19);
    for (const { nll, windows, scheme, rounding } of subject.rows) {
      const mean =
        windows.reduce((sum, window, at) => sum + window * (subject.predicted[at] as number), 0) / tokens;
      expect(Math.abs(nll - mean), `${scheme} ${rounding}`).toBeLessThan(2e-6);
    }
  });

  it("agree where a contest and a row are the same layers", () => {
    let compared = 0;
    for (const { lieq, rounding } of subject.contests) {
      const row = subject.rows.find(
        (one) =>
          one.rounding === rounding &&
          one.formats.every((format, layer) => format === (lieq.precise.includes(layer) ? "w4" : "w2")),
      );
      expect(row?.nll).toBe(lieq.nll);
      compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(4);
  });

  it("come out again: float32 and w8, window by window", async (context) => {
    const missing = missingFile(name);
    if (missing !== undefined) context.skip(`${missing} is not there; set BITLOOM_DATA`);
    const opened = await openSubject(name, { evaluation: 4, calibration: 1 });
    const measure = measureNow(opened);
    const layers = subject.layers.map(() => undefined);
    for (const [scheme, rounding, format] of [
      ["float32", "none", "float"],
      ["w8", "nearest", "w8"],
      ["FineQ", "nearest", "fineq"],
    ] as const) {
      const { windows } = measure(
        layers.map(() => format),
        "nearest",
      );
      const expected = rowOf(subject, scheme, rounding).windows.slice(0, 4);
      windows.forEach((nats, at) => {
        expect(Math.abs(nats - (expected[at] as number)), `${scheme}, window ${at}`).toBeLessThan(1e-4);
      });
      expect(windows).toHaveLength(4);
    }
    opened.llama.source.close();
  });
});

describe("npm run results", () => {
  const run = (...options: string[]) =>
    execa("tsx", ["scripts/results.ts", ...options], {
      cwd: root,
      preferLocal: true,
      reject: false,
      all: true,
    });

  it("checks the page", async () => {
    const { exitCode, all } = await run("--check");
    expect(all).toContain("1 page from docs/results.json, up to date");
    expect(exitCode).toBe(0);
  });

  it("refuses what it does not know", async () => {
    const { exitCode, all } = await run("--fast");
    expect(exitCode).toBe(2);
    expect(all).toContain("There is no option --fast");
  });
});
