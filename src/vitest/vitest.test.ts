/** The matchers, on waves that fit and on waves that do not. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { Fifo } from "../blocks/index.ts";
import { uint } from "../dsl/index.ts";
import { simulate } from "../harness/index.ts";
import "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-matchers-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run() {
  const sim = simulate(Fifo(uint(8), 4), { engine: "interpreter" });
  sim.reset();
  sim.fork(function* () {
    yield* sim.dut.enq.sendAll([3, 140]);
  });
  sim.run(4);
  return sim;
}

describe("toMatchWave", () => {
  test("accepts the drawing, indented as the test is", () => {
    expect(run().wave("reset", "enq", "count")).toMatchWave(`
      cycle      0 1 2 3 4 5
      reset      ----|_______
      enq_valid  ____|---|___
      enq_data   |0  |3|140
      enq_ready  ------------
      count      |0    |1|2
    `);
  });

  test("refuses another one and names the cycle and both values", () => {
    const wrong = `
      cycle  2  3  4  5
      count  |0 |1 |3
    `;
    const wave = run().wave("count", { from: 2, cell: 3 });
    expect(() => expect(wave).toMatchWave(wrong)).toThrow(
      "first difference in cycle 4: count should be 3, but is 2",
    );
    expect(wave).not.toMatchWave(wrong);
  });

  test("refuses what is no wave", () => {
    expect(() => expect("cycle").toMatchWave("cycle")).toThrow("not cycle");
  });

  test("a drawing in a file", async () => {
    const file = join(folder, "count.wave");
    writeFileSync(file, "cycle  4 5\ncount  |2\n");
    await expect(run().wave("count", { from: 4 })).toMatchWaveFile(file);
  });

  test("vitest -u writes the drawing into the test, and the next run accepts it", async () => {
    const source = (name: string) => fileURLToPath(new URL(`../${name}/index.ts`, import.meta.url));
    const file = join(folder, "written.test.ts");
    writeFileSync(
      file,
      `import { expect, test } from "vitest";
import { Wave } from "${source("sim")}";
import "${source("vitest")}";
const track = { cycles: [0, 2], values: [0, 1] };
test("x", () => {
  expect(new Wave([{ name: "x", type: { kind: "uint", width: 1 }, track }], { from: 0, to: 3 })).toMatchWave(\`nothing\`);
});
`,
    );
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const vitest = (...options: string[]) =>
      execa(
        process.execPath,
        [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", root, "--dir", folder, ...options],
        { reject: false, env: { CI: "1" } },
      );
    expect((await vitest("--config", writeConfig(root), "-u")).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("cycle  0 1 2\n    x      ____|-");
    const { exitCode } = await vitest("--config", writeConfig(root));
    expect(exitCode).toBe(0);
  });
});

/** The project's tests are not to be run a second time. */
function writeConfig(root: string): string {
  const file = join(folder, "vitest.config.mjs");
  writeFileSync(
    file,
    `export default { root: ${JSON.stringify(root)}, test: { include: [${JSON.stringify(join(folder, "*.test.ts"))}] } };\n`,
  );
  return file;
}
