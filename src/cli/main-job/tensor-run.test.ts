/** A tensor on an engine that is not the one it was planned for: caught in process, and left as a testbench to look at. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FineqEngine, type FineqParameters } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { quantizeFineq } from "../../golden/index.ts";
import { type JobTensor, TensorRunner } from "./tensor-run.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-tensor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const values = Float32Array.from({ length: 5 * 30 }, (_, i) => Math.sin(i) / 3);
const tensor: JobTensor = {
  name: "layer",
  matrix: quantizeFineq(values, 5, 30, { tensor: "layer" }),
  bitsPerWeight: 4,
  sqnr: 9,
};

const parameters: FineqParameters = { rows: 3, columns: 2, coding: "unary" };

async function run(built: FineqParameters, name: string) {
  const design = elaborate(FineqEngine(built));
  const options = {
    engine: parameters,
    simulator: "bitloom",
    tiles: 2,
    tokens: 3,
    seed: 1,
    out: join(folder, name),
  } as const;
  return new TensorRunner(design, writeVerilog(design).files, options).run(tensor, () => {});
}

test("on its own engine it passes and leaves no folder", async () => {
  const report = await run(parameters, "right");
  expect(report).toMatchObject({ verdict: "pass", tilesSimulated: 2, tilesTotal: 3, outputsCompared: 9 });
  expect(report.directory).toBeUndefined();
  expect(report.simulation.checked).toBe(report.simulation.planned);
});

test("on an engine with another code it fails, and the testbench is there", async () => {
  const report = await run({ ...parameters, coding: "direct" }, "wrong");
  expect(report).toMatchObject({ verdict: "fail", simulation: { reason: "mismatch" } });
  expect(existsSync(join(report.directory ?? "", "testbench.json"))).toBe(true);
});
