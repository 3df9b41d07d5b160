/** The check of the committed output must notice a file that differs, is missing, or is left over. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outputDifferences, writeOutput } from "./output.ts";

const files = new Map([
  ["rtl-out/a/a.v", "module a;\nendmodule\n"],
  ["rtl-out/a/a.f", "a.v\n"],
  ["testbenches/a/a.hex", "00\nff\n"],
]);
const parts = ["rtl-out", "testbenches"];

let target = "";
beforeEach(() => {
  target = mkdtempSync(join(tmpdir(), "bitloom-output-"));
  writeOutput(target, parts, files);
});
afterEach(() => rmSync(target, { recursive: true }));

const differences = () => outputDifferences(target, parts, files);

describe("committed output", () => {
  it("passes as it was written", () => {
    expect(differences()).toEqual([]);
  });

  it("trips on one changed character, and names the line", () => {
    writeFileSync(join(target, "rtl-out/a/a.v"), "module a;\nendmodulE\n");
    expect(differences()).toEqual(["rtl-out/a/a.v:2 differs"]);
  });

  it("trips on a file that has grown or shrunk", () => {
    appendFileSync(join(target, "rtl-out/a/a.f"), "b.v\n");
    writeFileSync(join(target, "testbenches/a/a.hex"), "00\n");
    expect(differences()).toEqual(["rtl-out/a/a.f:2 differs", "testbenches/a/a.hex:2 differs"]);
  });

  it("trips on a file that is missing, and on one that belongs to nothing", () => {
    rmSync(join(target, "rtl-out/a/a.f"));
    writeFileSync(join(target, "rtl-out/a/stranger.v"), "");
    expect(differences()).toEqual([
      "rtl-out/a/a.f is missing",
      "rtl-out/a/stranger.v belongs to no reference configuration",
    ]);
  });

  it("writing again removes what is left over and keeps what is written by hand", () => {
    writeFileSync(join(target, "rtl-out/a/stranger.v"), "");
    writeFileSync(join(target, "rtl-out/README.md"), "By hand.\n");
    writeOutput(target, parts, files);
    expect(differences()).toEqual([]);
    expect(readFileSync(join(target, "rtl-out/README.md"), "utf8")).toBe("By hand.\n");
  });
});
