/**
 * Layers compiled for a LieQ engine: the program with its images, what it must take, and the testbench's plan. Invariant: images, program
 * and plan come from the same packed layers, and every run's counts are predicted.
 */
import {
  type JobPlan,
  type JobStep,
  type LieqEngine,
  type LieqParameters,
  lieqConfiguration,
  lieqEngineJob,
  lieqRegisters,
  registerAccessors,
} from "../blocks/index.ts";
import { fail } from "../diagnostics/index.ts";
import { type LayerProgram, layerTitle, makeProgram, type ProgramImages } from "../gen/index.ts";
import {
  type LieqLayer,
  type LieqPrediction,
  type LieqProgram,
  lieqOutputs,
  packLieqProgram,
  predictLieqProgram,
} from "../golden/index.ts";

export interface CompiledLieq {
  readonly parameters: LieqParameters;
  /** As `programFiles` of src/gen writes it. */
  readonly program: LayerProgram;
  readonly images: ProgramImages;
  /** All layers packed as one, whatever the runs. */
  readonly packed: LieqProgram;
  /** What the engine must count in each run when its streams never stall. */
  readonly runs: readonly LieqPrediction[];
}

/**
 * Packs layers for an engine of `parameters`, `perRun` of them at a time, by default as many as its layer table holds. BL0515 and BL0558 as
 * `packLieqProgram`, BL0571 for a layer's name that cannot be written, BL0573 when a sum leaves the engine's accumulator.
 */
export function compileLieq(
  parameters: LieqParameters,
  layers: readonly LieqLayer[],
  perRun?: number,
): CompiledLieq {
  const shape = lieqConfiguration(parameters);
  // The images have one address space, so that all layers are packed as one program; runs cut the table only.
  const packed = packLieqProgram({ ...shape, layers: Math.max(shape.layers, layers.length) }, layers);
  if (packed.isOverflow) refuseOverflow(layers, shape.accumulatorBits);
  const { rows, columns, lanes, phases, layers: capacity } = shape;
  const array = { rows, columns, lanes, phases, capacity };
  const program = makeProgram(array, packed.entries, packed.images, perRun);
  const runs = program.runs.map((run) => predictLieqProgram(shape, run));
  return { parameters, program, images: packed.images, packed, runs };
}

function refuseOverflow(layers: readonly LieqLayer[], bits: number): never {
  const index = layers.findIndex((layer) => lieqOutputs(layer, bits).isOverflow);
  return fail("BL0573", { layer: layerTitle(index, layers[index] as LieqLayer), bits });
}

/** The engine and the plan of a testbench that carries all runs out, every transfer, result and count compared. */
export function lieqProgramJob({ parameters, program, packed, runs }: CompiledLieq): {
  readonly top: ReturnType<typeof LieqEngine>;
  readonly plan: JobPlan;
} {
  const registers = registerAccessors(lieqRegisters);
  const clear: JobStep = {
    kind: "write",
    address: BigInt(registers.status.address),
    data: BigInt(registers.status.encode({ done: 1 })),
    label: "clear done",
  };
  const jobs = program.runs.map((entries, run) =>
    lieqEngineJob(parameters, { ...packed, entries }, { counts: runs[run] as LieqPrediction }),
  );
  const script = jobs.flatMap(({ plan }, run): readonly JobStep[] =>
    run === 0 ? plan.script : [clear, ...plan.script],
  );
  const [first] = jobs as [(typeof jobs)[number]];
  // Beats and transfers of all runs follow each other as if there were one.
  const timeoutCycles = jobs.reduce((sum, { plan }) => sum + plan.timeoutCycles, 0);
  return { top: first.top, plan: { ...first.plan, script, timeoutCycles } };
}
