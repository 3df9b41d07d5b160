/** Failed tests name the seeds of their simulations, whether or not the failure came through a task. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bitloom-seeds-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("an expectation in the test itself, one in a task, and those on simulations of the whole file", async () => {
  const source = (name: string) => fileURLToPath(new URL(`../${name}/index.ts`, import.meta.url));
  const root = fileURLToPath(new URL("../..", import.meta.url));
  writeFileSync(
    join(folder, "failing.test.ts"),
    `import { expect, test } from "vitest";
import { simulate } from "${source("harness")}";
import { input, module, output, uint } from "${source("dsl")}";
import "${source("vitest")}";
const Wire = module("straight", { a: input(uint(4)), b: output(uint(4)) }, ({ a, b }) => { b.value = a; });
test("outside", () => {
  using sim = simulate(Wire, { seed: 77 });
  sim.dut.a.poke(3);
  expect(sim.dut.b.peek()).toBe(4);
});
test("in a task", () => {
  using sim = simulate(Wire, { seed: 78 });
  sim.fork(function* () { expect(sim.dut.b.peek()).toBe(4); });
  sim.step();
});
test("without a simulation", () => { expect(1).toBe(2); });
`,
  );
  writeFileSync(
    join(folder, "shared.test.ts"),
    `import { describe, expect, test } from "vitest";
import { simulate } from "${source("harness")}";
import { input, module, output, uint } from "${source("dsl")}";
import "${source("vitest")}";
const Wire = module("straight", { a: input(uint(4)), b: output(uint(4)) }, ({ a, b }) => { b.value = a; });
const top = simulate(Wire, { seed: 80 });
describe("a group", () => {
  const shared = simulate(Wire, { seed: 81 });
  test("of the describe", () => { expect(shared.dut.b.peek()).toBe(4); });
  test("of its own", () => { expect(simulate(Wire, { seed: 82 }).dut.b.peek()).toBe(4); });
  test("of the top", () => { expect(top.dut.b.peek()).toBe(4); });
});
`,
  );
  const config = join(folder, "vitest.config.mjs");
  writeFileSync(
    config,
    `export default { test: { include: [${JSON.stringify(join(folder, "*.test.ts"))}] } };\n`,
  );
  const { stdout } = await execa(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      ...["run", "--root", root, "--dir", folder, "--config", config, "--reporter", "json"],
    ],
    { reject: false, env: { CI: "1" } },
  );
  const report = JSON.parse(stdout) as {
    testResults: { name: string; assertionResults: { title: string; failureMessages: string[] }[] }[];
  };
  expect(report.testResults).toHaveLength(2);
  const results = report.testResults
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap(({ assertionResults }) => assertionResults);
  const firstLines = results.map(({ title, failureMessages }) => [title, failureMessages[0]?.split("\n")[0]]);
  const first = "AssertionError: expected +0 to be 4 // Object.is equality";
  expect(firstLines).toEqual([
    ["outside", "AssertionError: expected 3 to be 4 // Object.is equality (straight: seed 77)"],
    ["in a task", "AssertionError: expected +0 to be 4 // Object.is equality (cycle 0, seed 78)"],
    ["without a simulation", "AssertionError: expected 1 to be 2 // Object.is equality"],
    ["of the describe", `${first} (straight: seed 80, straight: seed 81)`],
    ["of its own", `${first} (straight: seed 82)`],
    ["of the top", `${first} (straight: seed 80, straight: seed 81)`],
  ]);
});
