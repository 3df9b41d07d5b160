/** The catalogue as a whole: codes in their ranges, each once, each with a page of its own. */
import { describe, expect, it } from "vitest";
import { explainCode } from "../render.ts";
import { boardEntries } from "./board.ts";
import { checkEntries } from "./checks.ts";
import { comparisonEntries } from "./comparison.ts";
import { confirmEntries } from "./confirm.ts";
import { coverageEntries } from "./coverage.ts";
import { dataEntries } from "./data.ts";
import { ggufEntries } from "./gguf.ts";
import { catalogue } from "./index.ts";
import { languageEntries } from "./language.ts";
import { lieqEntries } from "./lieq.ts";
import { lintEntries } from "./lint.ts";
import { programEntries } from "./program.ts";
import { proofEntries } from "./proof.ts";
import { runningEntries } from "./running.ts";
import { simulationEntries } from "./simulation.ts";
import { synthesisEntries } from "./synthesis.ts";
import { toolEntries } from "./tools.ts";
import { usageEntries } from "./usage.ts";
import { waveEntries } from "./waves.ts";

const ranges = {
  BL01: languageEntries,
  BL02: checkEntries,
  BL03: lintEntries,
  BL04: {
    ...toolEntries,
    ...simulationEntries,
    ...confirmEntries,
    ...waveEntries,
    ...coverageEntries,
    ...synthesisEntries,
    ...comparisonEntries,
    ...proofEntries,
  },
  BL05: { ...dataEntries, ...runningEntries, ...lieqEntries, ...programEntries, ...ggufEntries },
  BL06: usageEntries,
  BL07: boardEntries,
};

describe("the catalogue", () => {
  it.each(Object.entries(ranges))("gives %s codes of its range only", (prefix, entries) => {
    const codes = Object.keys(entries);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !new RegExp(`^${prefix}\\d\\d$`).test(code))).toEqual([]);
  });

  it("loses no entry to a second one of the same code", () => {
    const codes = Object.values(ranges).flatMap((entries) => Object.keys(entries));
    expect(Object.keys(catalogue)).toHaveLength(codes.length);
  });

  it.each(Object.entries(catalogue))("explains %s", (code, { title, page, severity }) => {
    expect(title).toMatch(/^[A-Z`].{3,59}[^.]$/);
    expect(page.length).toBeGreaterThan(40);
    expect(explainCode(code)).toBe(`# ${code}: ${title} (${severity})\n\n${page.trim()}\n`);
  });

  it("has no two pages of one title", () => {
    const titles = Object.values(catalogue).map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});
