/**
 * The AFPR job: a weight matrix on macros, real activations through the generated engine, every output compared with the golden
 * model. Invariant: it passes only if every planned value was compared, counters and cycle counts among them.
 */
import { join } from "node:path";
import { AfprEngine, type AfprParameters, afprConfiguration } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { type TextFile, writeVerilog } from "../../gen/index.ts";
import { cimMatmul, floatMatmul, mapWeights } from "../../golden/index.ts";
import { requireTool } from "../../sim/index.ts";
import { startProgress } from "../progress.ts";
import { makeFolder, writeOutput } from "../write-output.ts";
import { makeReport, type SimulatedTile } from "./make-report.ts";
import type { AfprJobOptions } from "./options.ts";
import type { AfprRunReport } from "./report.ts";
import { selectColumnTiles } from "./select-column-tiles.ts";
import { columnTileJobs, injectFault, type TileProduct } from "./tile-jobs.ts";
import { TileRunner } from "./tile-run.ts";
import { readWorkload } from "./workload.ts";

/** Most pulses a cell: more than the levels that an ideal cell can be away. */
const PULSES = 32;
/** Vectors whose partial sums an engine keeps unless told otherwise. */
const USUAL_BATCH = 16;

/** Steps before the simulation. */
const PREPARATIONS = 3;

/** Runs the job and writes report.json, the Verilog and the activity; errors are those of its parts. */
export async function runAfprJob(options: AfprJobOptions): Promise<AfprRunReport> {
  if (options.simulator !== "bitloom") await requireTool(options.simulator);
  const { workload, ...prepared } = await prepare(options);
  const { outputs, columnTiles, weights, mapped, reference, golden } = prepared;
  const { rows, columns, vectors, inputs: mode, simulator, out } = options;

  const parameters: AfprParameters = {
    rows,
    columns,
    inputs: mode,
    ...(mapped.rowTiles > 1 && vectors > USUAL_BATCH ? { batch: vectors } : {}),
  };
  const product = { mapped, codes: golden.activationCodes, vectors, shift: golden.shift, limit: PULSES };
  const tiles = await simulateTiles(parameters, product, options);
  const report = makeReport({
    options,
    workload,
    outputs,
    columnTiles,
    weights,
    mapped,
    reference,
    golden,
    parameters,
    simulator: tiles[0]?.run.simulation.simulator ?? simulator,
    tiles,
  });
  const files: TextFile[] = [{ name: "report.json", text: `${JSON.stringify(report.report, null, 2)}\n` }];
  if (report.activity !== undefined) {
    files.push({ name: "activity.json", text: `${JSON.stringify(report.activity, null, 2)}\n` });
  }
  writeOutput(out, files);
  return report.report;
}

/** Reads what is to be multiplied, maps it, and asks the golden model. Makes the output folder on the way. */
async function prepare(options: AfprJobOptions) {
  const bar = startProgress("prepare", PREPARATIONS, options.quiet);
  try {
    bar.announce(0, "activations by the forward pass");
    const workload = await readWorkload(options);
    // Before anything that takes long, and after everything that a mistaken option can stop.
    makeFolder(options.out);
    const { rows, columns, vectors } = options;
    const { outputs, columnTiles, weights } = selectColumnTiles(workload, options);
    const { tensor, activations, inputs } = workload;
    const shape = { vectors, inputs, outputs: outputs.length };
    bar.announce(1, "weights onto the macros");
    const size = { outputs: outputs.length, inputs, rows, columns };
    const mapped = mapWeights(weights, size, { tensor, file: options.model });
    const reference = floatMatmul(activations, weights, shape);
    bar.announce(2, "golden model");
    const golden = cimMatmul({ activations, vectors, mapped, shift: options.shift, reference });
    return { workload, outputs, columnTiles, weights, mapped, reference, golden };
  } finally {
    bar.stop();
  }
}

async function simulateTiles(
  parameters: AfprParameters,
  product: TileProduct,
  options: AfprJobOptions,
): Promise<SimulatedTile[]> {
  const { columnTiles } = product.mapped;
  const shape = afprConfiguration(parameters);
  const planned = Array.from({ length: columnTiles }, (_, tile) => columnTileJobs(shape, product, tile));
  const total = planned.reduce((sum, { cycles }) => sum + cycles, 0);
  const bar = startProgress("simulate", total, options.quiet);
  try {
    bar.announce(0, "building the engine");
    const design = elaborate(AfprEngine(parameters));
    const verilog = writeVerilog(design);
    writeOutput(join(options.out, "rtl"), [...verilog.files, verilog.fileList]);
    const runner = new TileRunner(design, verilog.files, { ...options, engine: parameters });
    const simulated: SimulatedTile[] = [];
    let done = 0;
    for (const [at, tile] of planned.entries()) {
      const name = `column-tile-${at}`;
      const { fault } = options;
      const given = fault === undefined || at > 0 ? tile : injectFault(shape, product, tile, fault);
      const run = await runner.run(given, name, (cycle) => bar.update(done + cycle, name));
      simulated.push({ tile, run });
      done += tile.cycles;
      bar.update(done, name);
    }
    return simulated;
  } finally {
    bar.stop();
  }
}
