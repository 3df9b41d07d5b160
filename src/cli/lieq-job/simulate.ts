/**
 * A compiled program on the generated engine: in process, or as a Verilog testbench in an outside simulator. Invariant: a layer passes only
 * if all of its outputs were compared and none differed.
 */
import { join } from "node:path";
import { elaborate } from "../../dsl/index.ts";
import { writeStreamTestbench, writeVerilog } from "../../gen/index.ts";
import { RESULT_BYTES } from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import { type CompiledLieq, lieqProgramJob } from "../../jobs/index.ts";
import { type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import type { JobSimulator } from "../main-job/tensor-run.ts";
import { startProgress } from "../progress.ts";
import { writeOutput } from "../write-output.ts";
import type { LieqFault } from "./options.ts";

export interface SimulatedLayer {
  readonly outputs: number;
  /** Outputs that came and equal the golden model's. */
  readonly equal: number;
}

export interface SimulatedProgram {
  /** In the program's order. */
  readonly layers: readonly SimulatedLayer[];
  /** Folder of the Verilog testbench: always with a simulator, after a failure in process. */
  readonly directory: string | undefined;
  readonly simulation: SimulationResult;
}

export interface SimulateOptions {
  readonly simulator: JobSimulator;
  readonly fault: LieqFault | undefined;
  readonly out: string;
  readonly quiet: boolean;
}

/** A program of a whole model takes Icarus hours. */
const RUN_SECONDS = 4 * 3600;

/** Writes the engine into `rtl`, then runs the whole program. Errors are those of `playStreamPlan` and `simulateDirectory`. */
export async function simulateProgram(
  compiled: CompiledLieq,
  { simulator, fault, out, quiet }: SimulateOptions,
): Promise<SimulatedProgram> {
  const total = compiled.runs.reduce((sum, { cycles }) => sum + cycles, 0);
  const bar = startProgress("simulate", total, quiet);
  try {
    bar.announce(0, "building the engine");
    const { top, plan: given } = lieqProgramJob(
      fault === undefined ? compiled : injectFault(compiled, fault),
    );
    const design = elaborate(top);
    const verilog = writeVerilog(design);
    writeOutput(join(out, "rtl"), [...verilog.files, verilog.fileList]);
    const plan = {
      ...given,
      consumers: given.consumers.map((consumer) =>
        consumer.port === "results" ? { ...consumer, isRecorded: true } : consumer,
      ),
    };
    const directory = join(out, "testbench");
    const writeTestbench = (): void => {
      const isSource = ({ name }: { name: string }): boolean => name.endsWith(".v");
      const sources = verilog.files.filter(isSource).map(({ name }) => `../rtl/${name}`);
      // Memories read their contents from the folder that the simulator runs in.
      const contents = verilog.files.filter((file) => !isSource(file));
      writeOutput(directory, [...contents, ...writeStreamTestbench({ ...plan, top: design.top, sources })]);
    };
    let simulation: SimulationResult;
    if (simulator === "bitloom") {
      simulation = await playStreamPlan(design, plan, {
        onProgress: (cycle) => bar.update(Math.min(cycle, total), "cycles"),
      });
      if (!simulation.passed) writeTestbench();
    } else {
      writeTestbench();
      simulation = await simulateDirectory(directory, { simulator, runSeconds: RUN_SECONDS });
    }
    return {
      layers: comparedLayers(compiled, simulation),
      directory: simulator === "bitloom" && simulation.passed ? undefined : directory,
      simulation,
    };
  } finally {
    bar.stop();
  }
}

/** Compares what came with the golden outputs once more, beat by beat, to say which layers are right. */
function comparedLayers({ packed }: CompiledLieq, { received }: SimulationResult): SimulatedLayer[] {
  const resultBits = BigInt(8 * RESULT_BYTES);
  // tkeep and tlast lie below tdata in what was received.
  const below = BigInt(packed.shape.lanes * RESULT_BYTES + 1);
  const came = received.results ?? [];
  let beat = 0;
  return packed.entries.map(({ m, n }) => {
    const outputs = m * n;
    let seen = 0;
    let equal = 0;
    for (; seen < outputs; beat++) {
      const { data, keep } = packed.results[beat] as (typeof packed.results)[number];
      const lanes = keep.toString(2).length / RESULT_BYTES;
      const found = came[beat];
      for (let lane = 0; lane < lanes && found !== undefined; lane++) {
        const shift = resultBits * BigInt(lane);
        const differs = BigInt.asUintN(8 * RESULT_BYTES, (data ^ (found >> below)) >> shift);
        if (differs === 0n) equal++;
      }
      seen += lanes;
    }
    return { outputs, equal };
  });
}

const PORTS = { weight: "weights", scale: "scales", activation: "activations" } as const;

/** The lowest bit of the stream's middle beat, turned. */
function injectFault(compiled: CompiledLieq, fault: LieqFault): CompiledLieq {
  const { packed } = compiled;
  const port = PORTS[fault];
  const beats = packed.streams[port];
  const middle = Math.floor(beats.length / 2);
  const spoilt = beats.map((beat, at) => (at === middle ? beat ^ 1n : beat));
  return { ...compiled, packed: { ...packed, streams: { ...packed.streams, [port]: spoilt } } };
}
