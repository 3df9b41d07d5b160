/**
 * From a design and a plan to a verdict in one call: writes Verilog, testbench and vectors to a folder, runs them there.
 * Folders made here are removed again, whatever happens.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type CycleTestbench,
  type StreamTestbench,
  type TextFile,
  writeCycleTestbench,
  writeStreamTestbench,
  writeVerilog,
} from "../gen/index.ts";
import type { Design } from "../ir/index.ts";
import { type SimulateOptions, type SimulationResult, simulateDirectory } from "../sim/index.ts";

export type TestbenchPlan = CycleTestbench | StreamTestbench;

type WithoutTop<T> = T extends unknown ? Omit<T, "top"> : never;
/** A plan for the top of a design that is given beside it. */
export type DesignPlan = WithoutTop<TestbenchPlan>;

export interface CheckOptions extends SimulateOptions {
  /** Folder to write to and keep; a temporary one otherwise. */
  readonly directory?: string | undefined;
}

/**
 * Writes the design's Verilog and the plan's testbench, simulates, and gives the verdict; a mismatch is a result, not
 * an error. Errors: those of `writeCycleTestbench`, `writeStreamTestbench` and `simulateDirectory`.
 */
export function checkWithSimulator(
  design: Design,
  plan: DesignPlan,
  options: CheckOptions,
): Promise<SimulationResult> {
  const { files } = writeVerilog(design);
  return checkVerilog(files, { ...plan, top: design.top }, options);
}

/** The same for Verilog that is there as text. */
export async function checkVerilog(
  verilog: readonly TextFile[],
  plan: TestbenchPlan,
  options: CheckOptions,
): Promise<SimulationResult> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "bitloom-check-")));
  try {
    await writeFiles(directory, [...verilog, ...testbenchFiles(plan)]);
    return await simulateDirectory(directory, options);
  } finally {
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  }
}

/** Testbench, vectors and `testbench.json` for either kind of plan. */
export const testbenchFiles = (plan: TestbenchPlan): TextFile[] =>
  "steps" in plan ? writeCycleTestbench(plan) : writeStreamTestbench(plan);

/** Writes files below `directory`, making folders as needed. */
export async function writeFiles(directory: string, files: readonly TextFile[]): Promise<void> {
  for (const file of files) {
    const path = join(directory, file.name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
  }
}
