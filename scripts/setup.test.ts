/** The two judgements of the set-up: is this Node new enough, and does node_modules hold what the lock names. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { holdsAll, isOlder } from "./setup.mjs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

describe("the Node version", () => {
  it.each(["18.20.8", "20.9.0", "20.18.3"])("%s is too old", (version) => {
    expect(isOlder(version, engines.node.slice(2))).toBe(true);
  });
  it.each(["20.19.0", "20.19.4", "22.1.0", "100.0.0"])("%s serves", (version) => {
    expect(isOlder(version, engines.node.slice(2))).toBe(false);
  });
});

describe("node_modules", () => {
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/a-for-another-platform": { version: "1.0.0", optional: true },
    },
  };
  const a = { version: "1.0.0", integrity: "sha512-a" };

  it("is current with every package of this platform", () => {
    expect(holdsAll({ packages: { "node_modules/a": a } }, lock)).toBe(true);
  });
  it.each([
    ["a package is missing", {}],
    ["a version differs", { "node_modules/a": { ...a, version: "1.0.1" } }],
    ["a content differs", { "node_modules/a": { ...a, integrity: "sha512-b" } }],
  ])("is stale when %s", (_case, packages) => {
    expect(holdsAll({ packages }, lock)).toBe(false);
  });
});
