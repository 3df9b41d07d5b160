/** Failed tests name the seeds of their simulations, whether or not the failure came through a task. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bitloom-seeds-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("an expectation in the test itself and one in a task", async () => {
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
    testResults: { assertionResults: { title: string; failureMessages: string[] }[] }[];
  };
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const firstLines = results.map(({ title, failureMessages }) => [title, failureMessages[0]?.split("\n")[0]]);
  expect(firstLines).toEqual([
    ["outside", "AssertionError: expected 3 to be 4 // Object.is equality (straight: seed 77)"],
    ["in a task", "AssertionError: expected +0 to be 4 // Object.is equality (cycle 0, seed 78)"],
    ["without a simulation", "AssertionError: expected 1 to be 2 // Object.is equality"],
  ]);
});
