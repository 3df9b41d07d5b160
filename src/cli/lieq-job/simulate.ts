/**
 * Programs on the generated engine: in process, or as a Verilog testbench in an outside simulator. Invariant: a layer passes only if all
 * of its outputs and its counts were compared and none differed.
 */
import { join } from "node:path";
import { LieqEngine, type LieqParameters, lieqConfiguration, lieqEngineJob } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeStreamTestbench, writeVerilog } from "../../gen/index.ts";
import {
  type LieqPrediction,
  type LieqProgram,
  packLieqProgram,
  predictLieqProgram,
  RESULT_BYTES,
} from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import type { CapturedLayer } from "../../model/index.ts";
import { type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import type { JobSimulator } from "../main-job/tensor-run.ts";
import { startProgress } from "../progress.ts";
import { writeOutput } from "../write-output.ts";
import type { LieqFault } from "./options.ts";

export interface SimulatedLayer {
  readonly layer: CapturedLayer;
  /** Predicted, and compared with the engine's counters. */
  readonly cycles: number;
  readonly steps: number;
  readonly outputs: number;
  /** Outputs that came and equal the golden model's. */
  readonly equal: number;
}

export interface SimulatedProgram {
  readonly layers: readonly SimulatedLayer[];
  readonly cycles: number;
  readonly passes: number;
  /** Folder of the Verilog testbench: always with a simulator, after a failure in process. */
  readonly directory: string | undefined;
  readonly simulation: SimulationResult;
}

export interface SimulateOptions {
  readonly engine: LieqParameters;
  readonly simulator: JobSimulator;
  readonly fault: LieqFault | undefined;
  readonly out: string;
  readonly quiet: boolean;
}

/** A program of a whole model takes Icarus hours. */
const RUN_SECONDS = 4 * 3600;

/** Writes the engine into `rtl`, then runs the layers, as many at a time as the layer table holds. */
export async function simulateLayers(
  layers: readonly CapturedLayer[],
  options: SimulateOptions,
): Promise<SimulatedProgram[]> {
  const { engine, simulator, out, quiet, fault } = options;
  const shape = lieqConfiguration(engine);
  const runs = Array.from({ length: Math.ceil(layers.length / shape.layers) }, (_, run) =>
    layers.slice(run * shape.layers, (run + 1) * shape.layers),
  );
  const planned = runs.map((own) => {
    const program = packLieqProgram(shape, own);
    return { own, program, counts: predictLieqProgram(shape, program.entries) };
  });
  const total = planned.reduce((sum, { counts }) => sum + counts.cycles, 0);
  const bar = startProgress("simulate", total, quiet);
  try {
    bar.announce(0, "building the engine");
    const design = elaborate(LieqEngine(engine));
    const verilog = writeVerilog(design);
    writeOutput(join(out, "rtl"), [...verilog.files, verilog.fileList]);
    const sources = verilog.files
      .filter(({ name }) => name.endsWith(".v"))
      .map(({ name }) => `../../rtl/${name}`);
    const simulated: SimulatedProgram[] = [];
    let done = 0;
    for (const [at, { own, program, counts }] of planned.entries()) {
      const given = fault === undefined || at > 0 ? program : injectFault(program, fault);
      const { plan } = lieqEngineJob(engine, given, { counts });
      const recorded = {
        ...plan,
        consumers: plan.consumers.map((consumer) =>
          consumer.port === "results" ? { ...consumer, isRecorded: true } : consumer,
        ),
      };
      const name = `run-${at}`;
      const directory = join(out, "runs", name);
      const writeTestbench = (): void =>
        writeOutput(directory, writeStreamTestbench({ ...recorded, top: design.top, sources }));
      let simulation: SimulationResult;
      if (simulator === "bitloom") {
        const report = (cycle: number): void => bar.update(done + cycle, name);
        simulation = await playStreamPlan(design, recorded, { onProgress: report });
        if (!simulation.passed) writeTestbench();
      } else {
        writeTestbench();
        simulation = await simulateDirectory(directory, { simulator, runSeconds: RUN_SECONDS });
      }
      done += counts.cycles;
      bar.update(done, name);
      simulated.push({
        layers: layersOf(own, program, counts, simulation),
        cycles: counts.cycles,
        passes: counts.passes,
        directory: simulator === "bitloom" && simulation.passed ? undefined : directory,
        simulation,
      });
    }
    return simulated;
  } finally {
    bar.stop();
  }
}

/** Compares what came with the golden outputs once more, beat by beat, to say which layers are right. */
function layersOf(
  layers: readonly CapturedLayer[],
  program: LieqProgram,
  counts: LieqPrediction,
  { received }: SimulationResult,
): SimulatedLayer[] {
  const beatBytes = program.shape.lanes * RESULT_BYTES;
  const came = received.results ?? [];
  let beat = 0;
  return layers.map((layer, index) => {
    const outputs = layer.m * layer.weights.matrix.rows;
    let seen = 0;
    let equal = 0;
    for (; seen < outputs; beat++) {
      const { data, keep } = program.results[beat] as LieqProgram["results"][number];
      const lanes = keep.toString(2).length / RESULT_BYTES;
      const found = came[beat];
      for (let lane = 0; lane < lanes; lane++) {
        const shift = BigInt(8 * RESULT_BYTES * lane);
        const expected = BigInt.asUintN(8 * RESULT_BYTES, data >> shift);
        // tkeep and tlast lie below tdata in what was received.
        const got = found === undefined ? undefined : (found >> BigInt(beatBytes + 1)) >> shift;
        if (got !== undefined && BigInt.asUintN(8 * RESULT_BYTES, got) === expected) equal++;
      }
      seen += lanes;
    }
    const { cycles, steps } = counts.layers[index] as LieqPrediction["layers"][number];
    return { layer, cycles, steps, outputs, equal };
  });
}

const PORTS: Readonly<Record<LieqFault, keyof LieqProgram["streams"]>> = {
  weight: "weights",
  scale: "scales",
  activation: "activations",
};

/** The lowest bit of the stream's middle beat, turned. */
function injectFault(program: LieqProgram, fault: LieqFault): LieqProgram {
  const port = PORTS[fault];
  const beats = program.streams[port];
  const middle = Math.floor(beats.length / 2);
  const spoilt = beats.map((beat, at) => (at === middle ? beat ^ 1n : beat));
  return { ...program, streams: { ...program.streams, [port]: spoilt } };
}
