/**
 * Shows that every rule of .dependency-cruiser.cjs trips: each gets one injected fault in a tree made for the test, and
 * a rule without a fault here fails the last test.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const configuration = join(root, ".dependency-cruiser.cjs");
const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");

/** Rule, the file that breaks it, and what that file wrongly imports. */
const faults: [rule: string, file: string, imported: string][] = [
  ["diagnostics-imports", "src/diagnostics/wrong.ts", "../ir/index.ts"],
  ["ir-imports", "src/ir/wrong.ts", "../dsl/index.ts"],
  ["lint-imports", "src/lint/wrong.ts", "../dsl/index.ts"],
  ["templates-imports", "src/templates/wrong.ts", "../ir/index.ts"],
  ["dsl-imports", "src/dsl/wrong.ts", "../gen/index.ts"],
  ["gen-imports", "src/gen/wrong.ts", "../dsl/index.ts"],
  ["sim-imports", "src/sim/wrong.ts", "../golden/index.ts"],
  ["harness-imports", "src/harness/wrong.ts", "../golden/index.ts"],
  ["prove-imports", "src/prove/wrong.ts", "../dsl/index.ts"],
  ["tools-imports", "src/tools/wrong.ts", "../ir/index.ts"],
  ["synth-imports", "src/synth/wrong.ts", "../gen/index.ts"],
  ["blocks-imports", "src/blocks/fineq/wrong.ts", "../../golden/index.ts"],
  ["golden-imports", "src/golden/wrong.ts", "../model/index.ts"],
  ["model-imports", "src/model/wrong.ts", "../gen/index.ts"],
  ["compare-imports", "src/compare/wrong.ts", "../cli/index.ts"],
  ["host-imports", "src/host/wrong.ts", "../blocks/index.ts"],
  ["jobs-imports", "src/jobs/wrong.ts", "../harness/index.ts"],
  ["vitest-imports", "src/vitest/wrong.ts", "../golden/index.ts"],
  ["testing-imports", "src/testing/wrong.ts", "../golden/index.ts"],
  ["golden-models-stand-alone", "src/golden/wrong.test.ts", "../dsl/index.ts"],
  ["nothing-imports-cli", "src/gen/wrong.test.ts", "../cli/index.ts"],
  ["only-tests-import-testing", "src/sim/helpers.ts", "../testing/index.ts"],
  ["nobody-reaches-past-an-index", "src/dsl/deep.ts", "../ir/types.ts"],
  ["block-families-meet-at-their-index", "src/blocks/fineq/deep.ts", "../stream/fifo.ts"],
  ["outsiders-reach-past-no-index", "scripts/deep.ts", "../src/ir/types.ts"],
  ["no-cycles", "src/ir/circle.ts", "./circle.ts"],
  ["product-needs-no-development-package", "src/sim/packages.ts", "helper"],
  ["everything-resolves", "src/sim/lost.ts", "./nowhere.ts"],
];

const folders = [
  "diagnostics",
  "ir",
  "lint",
  "dsl",
  "gen",
  "sim",
  "tools",
  "templates",
  "golden",
  "model",
  "blocks",
  "cli",
  "harness",
  "host",
  "jobs",
  "vitest",
  "testing",
];
const lawful: Record<string, string> = {
  "package.json": '{"name":"t","type":"module","devDependencies":{"helper":"1.0.0"}}',
  "node_modules/helper/package.json": '{"name":"helper","version":"1.0.0","main":"index.js"}',
  "node_modules/helper/index.js": "module.exports = 1;",
  ...Object.fromEntries(folders.map((name) => [`src/${name}/index.ts`, `export const ${name} = 1;`])),
  "src/ir/index.ts":
    'export type { T } from "./types.ts";\nimport { diagnostics } from "../diagnostics/index.ts";\n',
  "src/ir/types.ts": "export type T = number;",
  "src/dsl/signal.ts": 'import type { T } from "../ir/index.ts";\nexport type S = T;',
  "src/dsl/signal.test.ts":
    'import { testing } from "../testing/index.ts";\nimport { helper } from "helper";\nimport "./signal.ts";',
  "src/blocks/fineq/index.ts":
    'import { fifo } from "../stream/index.ts";\nimport { dsl } from "../../dsl/index.ts";',
  "src/blocks/stream/index.ts": 'export { fifo } from "./fifo.ts";',
  "src/blocks/stream/fifo.ts": "export const fifo = 1;",
  "src/blocks/fineq/pe.test.ts": 'import { golden } from "../../golden/index.ts";',
  "src/model/reader.ts": 'import { golden } from "../golden/index.ts";',
  "src/cli/main.ts": 'import { gen } from "../gen/index.ts";\nimport { golden } from "../golden/index.ts";',
  "scripts/report.ts": 'import { gen } from "../src/gen/index.ts";',
};

/** The broken rules of a tree of files, each with the file that breaks it. */
async function violations(files: Record<string, string>): Promise<{ rule: string; file: string }[]> {
  const tree = mkdtempSync(join(tmpdir(), "bitloom-law-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const { stdout } = await execa(
      process.execPath,
      [cruiser, "src", "scripts", "--config", configuration, "--output-type", "json"],
      { cwd: tree, reject: false },
    );
    const report = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string }[] };
    };
    return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }));
  } finally {
    rmSync(tree, { recursive: true });
  }
}

describe("the dependency law", () => {
  it("passes a tree that keeps it", async () => {
    expect(await violations(lawful)).toEqual([]);
  });

  describe("in a tree with one fault a rule", async () => {
    const wrongFiles = faults.map(([, file, imported]) => [file, `import "${imported}";`]);
    const found = await violations({ ...lawful, ...Object.fromEntries(wrongFiles) });

    it.each(faults)("%s trips on %s, which imports %s", (rule, file) => {
      expect(found).toContainEqual({ rule, file });
    });
  });

  it("sees an import that only brings types", async () => {
    const text = 'import type { dsl } from "../dsl/index.ts";\nexport type D = typeof dsl;\n';
    const found = await violations({ ...lawful, "src/golden/types.ts": text });
    expect(found).toContainEqual({ rule: "golden-imports", file: "src/golden/types.ts" });
  });

  it("has an injected fault for every rule", () => {
    const rules = createRequire(import.meta.url)(configuration).forbidden as { name: string }[];
    expect(faults.map(([rule]) => rule).sort()).toEqual(rules.map((rule) => rule.name).sort());
  });
});
