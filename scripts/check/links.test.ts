/** The link check must trip on each kind of broken link and on nothing else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { brokenLinks } from "./links.ts";
import { anchorOf } from "./markdown.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-links-"));
  mkdirSync(join(folder, "docs"));
  writeFileSync(join(folder, "docs/guide.md"), "# Guide\n\n## Clock domains\n\n## Clock domains\n");
  writeFileSync(join(folder, "picture.svg"), "<svg/>");
});
afterEach(() => rmSync(folder, { recursive: true }));

function brokenIn(markdown: string): string[] {
  writeFileSync(join(folder, "README.md"), markdown);
  return brokenLinks(folder, "README.md");
}

describe("links in Markdown", () => {
  it("passes files, folders, headings, images and addresses that are there", () => {
    const lines = [
      "# Top of page",
      "[a](docs/guide.md) [b](docs/guide.md#clock-domains) [c](docs) [d](#top-of-page)",
      "![p](picture.svg) [w](https://example.org/none.md) [r][ref] [second](docs/guide.md#clock-domains-1)",
      '<img src="picture.svg" alt="x">',
      "[ref]: docs/guide.md",
    ];
    expect(brokenIn(lines.join("\n"))).toEqual([]);
  });

  it.each([
    ["[a](docs/none.md)", "does not exist"],
    ["![a](none.svg)", "does not exist"],
    ["[ref]: none.md", "does not exist"],
    ['<img src="none.svg">', "does not exist"],
    ["[a](docs/guide.md#none)", "names no heading"],
    ["[a](#none)", "names no heading"],
    ["[a](../../elsewhere.md)", "leads out of the project"],
  ])("trips on %s", (markdown, complaint) => {
    expect(brokenIn(`# Top\n\n${markdown}\n`)).toEqual([expect.stringContaining(complaint)]);
    expect(brokenIn(`# Top\n\n${markdown}\n`)[0]).toMatch(/^README\.md:3: /);
  });

  it("leaves code alone", () => {
    expect(brokenIn("```md\n[a](none.md)\n# Not a heading\n```\n`[b](none.md)`\n")).toEqual([]);
    expect(brokenIn("```md\n# Inside\n```\n[a](#inside)\n")).toHaveLength(1);
  });

  it.each([
    ["What a newcomer sees", "what-a-newcomer-sees"],
    ["`reg` and `wire`: two kinds", "reg-and-wire-two-kinds"],
    ["0001. Record decisions", "0001-record-decisions"],
  ])("finds the heading %s as #%s, as GitHub does", (heading, anchor) => {
    expect(anchorOf(heading)).toBe(anchor);
  });
});
