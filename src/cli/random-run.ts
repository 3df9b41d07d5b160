/** A block of the catalogue run in process with random inputs: `bitloom simulate BLOCK`. */
import { fail } from "../diagnostics/index.ts";
import type { ModuleDefinition } from "../dsl/index.ts";
import { type Confirmation, confirm, driveRandomly, simulate } from "../harness/index.ts";
import type { Design } from "../ir/index.ts";
import type { EngineEvent, ToolName } from "../sim/index.ts";
import { EXIT, printJson, printLine } from "./outcome.ts";
import { findBlock, parseParameters } from "./parameters.ts";

export interface RandomRunOptions {
  readonly block: string;
  readonly parameters: readonly string[];
  readonly cycles: number;
  readonly seed: number;
  /** File to write: `.vcd` or `.blt`. */
  readonly waves: string | undefined;
  readonly json: boolean;
  /** Replays the run in it; every output has to be the same (BL0450). */
  readonly simulator: ToolName | undefined;
}

/** Assertions that random inputs break end the run with the code of a mismatch; broken assumptions are only counted. */
export function randomRun({
  block,
  parameters,
  cycles,
  seed,
  waves,
  json,
  simulator,
}: RandomRunOptions): number {
  requireWhole("--cycles", cycles, 1, 10_000_000);
  requireWhole("--seed", seed, 0, 2 ** 32 - 1);
  const definition = findBlock(block).make(parseParameters(parameters));
  // The file is complete when the simulation is disposed of, before anything is reported.
  const run = runOf(definition, { cycles, seed, waves, simulator });
  const { design, violations, covered, seconds } = run;
  const broken = violations.filter(({ kind }) => kind === "assert");
  const assumptions = violations.length - broken.length;
  const first = broken[0];
  if (json) {
    printJson({
      block,
      module: design.top.name,
      seed,
      cycles: run.cycle,
      passed: broken.length === 0,
      broken: broken.map(({ path, cycle, property }) => ({ path, cycle, message: property.message })),
      assumptions,
      covered,
      waves: waves ?? null,
      confirmed: run.confirmed ?? null,
    });
  } else {
    const speed = `${seconds.toFixed(2)} s`;
    printLine(
      `${first === undefined ? "PASS" : "FAIL"}  ${design.top.name}  ${run.cycle} cycles of random inputs, seed ${seed} (in process; ${speed})`,
    );
    if (first !== undefined) {
      printLine(
        `${broken.length} broken assertions; first: ${first.path} in cycle ${first.cycle}: ${first.property.message}`,
      );
    }
    if (assumptions > 0)
      printLine(`${assumptions} broken assumptions: these inputs are not those the block expects`);
    if (covered.length > 0) printLine(`cover points met: ${covered.join(", ")}`);
    const { confirmed } = run;
    if (confirmed !== undefined) {
      printLine(
        `confirmed in ${confirmed.simulator}: ${confirmed.compared} values of outputs in ${confirmed.steps} steps are the same`,
      );
    }
    if (waves !== undefined) printLine(`waves: ${waves} (bitloom wave ${waves})`);
  }
  return first === undefined ? EXIT.good : EXIT.mismatch;
}

interface FinishedRun {
  readonly design: Design;
  readonly cycle: number;
  readonly violations: readonly EngineEvent[];
  /** Paths of the cover points that were met. */
  readonly covered: readonly string[];
  /** Of the run alone. */
  readonly seconds: number;
  readonly confirmed: Confirmation | undefined;
}

function runOf(
  definition: ModuleDefinition,
  { cycles, seed, waves, simulator }: Pick<RandomRunOptions, "cycles" | "seed" | "waves" | "simulator">,
): FinishedRun {
  using sim = simulate(definition, {
    seed,
    properties: "record",
    waves: { file: waves },
    ...(simulator && { record: true }),
  });
  const began = performance.now();
  sim.reset();
  driveRandomly(sim, definition);
  sim.run(cycles);
  const seconds = (performance.now() - began) / 1000;
  return {
    design: sim.engine.design,
    cycle: sim.cycle,
    violations: sim.violations,
    covered: sim.engine.covered().map(({ path }) => path),
    seconds,
    confirmed: simulator && confirm(sim, simulator),
  };
}

function requireWhole(argument: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  fail("BL0604", { argument, found: String(value), allowed: `a whole number from ${min} to ${max}` });
}
