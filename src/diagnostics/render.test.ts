/** Diagnostics, errors and pages as they are printed, matched whole. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "./diagnostic.ts";
import { BitloomError } from "./error.ts";
import { diagnosticToJson, explainCode, renderDiagnostic, renderDiagnostics } from "./render.ts";
import { siteAt } from "./site.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-render-"));
const file = join(folder, "counter.ts");
const shown = relative(process.cwd(), file);
writeFileSync(
  file,
  ["const a = reg(bit);", "", "\tcount.value = a;", ...Array(6).fill(""), "  count.value = b;"].join("\n"),
);
const longFile = join(folder, "long.ts");
writeFileSync(longFile, `${"a + ".repeat(100)}target${" + b".repeat(100)}`);
afterAll(() => rmSync(folder, { recursive: true }));

const at = (line: number, column: number) => siteAt({ file: shown, line, column });
const twoDrivers: Diagnostic = {
  code: "BL0102",
  kind: "design",
  severity: "error",
  message: "count has two drivers.",
  help: "Keep one of them.",
  parties: [
    { label: "first driver", site: at(3, 8) },
    { label: "second driver", site: at(10, 9) },
    { label: "declared", site: undefined },
  ],
  details: { name: "count", width: 8, initial: 2n ** 70n },
};
const warning: Diagnostic = { ...twoDrivers, severity: "warning", message: "count is odd.", parties: [] };

describe("a diagnostic as text", () => {
  it("shows the source line of every party with a mark under the word", () => {
    expect(renderDiagnostic(twoDrivers)).toBe(
      [
        "error[BL0102]: count has two drivers.",
        `  --> ${shown}:3:8`,
        "   |",
        " 3 | \tcount.value = a;",
        "   | \t      ^^^^^ first driver",
        `  --> ${shown}:10:9`,
        "   |",
        "10 |   count.value = b;",
        "   |         ^^^^^ second driver",
        "  --> declared (place unknown)",
        "help: Keep one of them.",
      ].join("\n"),
    );
  });

  it("shows the place alone where the source has no such line", () => {
    const parties = [
      { label: "here", site: at(99, 1) },
      { label: "there", site: siteAt({ file: "missing.ts", line: 1, column: 2 }) },
    ];
    expect(renderDiagnostic({ ...twoDrivers, parties })).toBe(
      [
        "error[BL0102]: count has two drivers.",
        `  --> ${shown}:99:1 here`,
        "  --> missing.ts:1:2 there",
        "help: Keep one of them.",
      ].join("\n"),
    );
  });

  it("marks one column where no word stands", () => {
    const parties = [{ label: "here", site: at(1, 19) }];
    expect(renderDiagnostic({ ...warning, parties })).toBe(
      [
        "warning[BL0102]: count is odd.",
        ` --> ${shown}:1:19`,
        "  |",
        "1 | const a = reg(bit);",
        "  |                   ^ here",
        "help: Keep one of them.",
      ].join("\n"),
    );
  });

  it.each([
    ["in the middle", 401, 56],
    ["at the start", 1, 0],
    ["at the end", 806, 110],
  ])("shows a part of a very long line %s, the mark under its word", (_where, column, offset) => {
    const parties = [
      { label: "here", site: siteAt({ file: relative(process.cwd(), longFile), line: 1, column }) },
    ];
    const [, , , shownLine = "", markLine = ""] = renderDiagnostic({ ...warning, parties }).split("\n");
    const whole = `${"a + ".repeat(100)}target${" + b".repeat(100)}`;
    const mark = markLine.indexOf("^");
    expect(shownLine.length).toBeLessThanOrEqual(4 + 112);
    expect(mark).toBe(4 + offset);
    expect(shownLine.slice(mark, mark + 6)).toBe(whole.slice(column - 1, column + 5));
  });

  it("is coloured only on request, and says the same", () => {
    const colored = renderDiagnostic(twoDrivers, { color: true });
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(colored.match(escapes)?.length).toBeGreaterThan(10);
    expect(colored.replace(escapes, "")).toBe(renderDiagnostic(twoDrivers));
  });
});

describe("an error that nobody catches", () => {
  it("shows its diagnostics and the user's frames, nothing of the language", () => {
    const { stack, message } = new BitloomError([warning, twoDrivers]);
    const [text = "", ...frames] = (stack ?? "").split("\n    at ");
    expect(text).toBe(`BitloomError: ${renderDiagnostics([warning, twoDrivers])}`);
    expect(frames[0]).toContain("render.test.ts");
    expect(frames.filter((frame) => /error\.ts|node:/.test(frame))).toEqual([]);
    expect(message).toBe("BL0102: count is odd.\nBL0102: count has two drivers.");
  });
});

describe("several diagnostics as text", () => {
  it("are separated and counted", () => {
    expect(renderDiagnostics([warning, { ...warning, severity: "error" }, warning])).toBe(
      [
        "warning[BL0102]: count is odd.\nhelp: Keep one of them.",
        "error[BL0102]: count is odd.\nhelp: Keep one of them.",
        "warning[BL0102]: count is odd.\nhelp: Keep one of them.",
        "1 error, 2 warnings",
      ].join("\n\n"),
    );
    expect(renderDiagnostics([])).toBe("");
  });
});

it("a diagnostic as JSON has resolved places and survives big integers", () => {
  expect(JSON.parse(JSON.stringify(diagnosticToJson(twoDrivers)))).toEqual({
    code: "BL0102",
    severity: "error",
    kind: "design",
    message: "count has two drivers.",
    help: "Keep one of them.",
    parties: [
      { label: "first driver", file: shown, line: 3, column: 8 },
      { label: "second driver", file: shown, line: 10, column: 9 },
      { label: "declared" },
    ],
    details: { name: "count", width: 8, initial: "1180591620717411303424" },
  });
});

describe("the page of a code", () => {
  it("has code, title and severity as its heading, in either case", () => {
    const page = explainCode("bl0102");
    expect(page?.split("\n")[0]).toBe("# BL0102: Bad parameter (error)");
    expect(explainCode("BL0102")).toBe(page);
  });

  it("does not exist for unknown codes or names that every object has", () => {
    expect(explainCode("BL9999")).toBeUndefined();
    expect(explainCode("constructor")).toBeUndefined();
  });
});
