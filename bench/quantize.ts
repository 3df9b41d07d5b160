/** FineQ quantization speed with the full scale search, one core, and a whole model from file to file: `npm run bench -- quantize`. */
import { existsSync } from "node:fs";
import {
  type FineqMatrix,
  gaussSource,
  quantizeFineq,
  studentSource,
  syntheticWeights,
} from "../src/golden/index.ts";
import { elementsOf, isMatrix, openModel } from "../src/model/index.ts";
import { run as runModel } from "./quantize-model.ts";
import { median, printTable, timeRuns } from "./report.ts";

const RUNS = 7;
const WEIGHTS = 2 ** 21;
const DEMO = new URL("../examples/models/kjv-1.8m", import.meta.url).pathname;

interface Workload {
  readonly name: string;
  readonly matrices: readonly { weights: Float32Array; rows: number; columns: number }[];
}

const synthetic = (name: string, source: () => number, columns: number): Workload => {
  const rows = Math.floor(WEIGHTS / columns);
  return { name, matrices: [{ weights: syntheticWeights(source, rows * columns, 0.02), rows, columns }] };
};

async function demoModel(): Promise<Workload> {
  const model = await openModel(DEMO);
  const matrices = model.tensors.filter(isMatrix).map((tensor) => {
    const [rows, columns] = tensor.shape as [number, number];
    return { weights: tensor.read(), rows, columns };
  });
  model.close();
  return { name: "demo model, all matrices", matrices };
}

/** Measures and prints two tables. In the first, reading files is not counted. */
export async function run(): Promise<void> {
  const workloads = [
    synthetic("gauss, K = 4096", gaussSource(1), 4096),
    synthetic("Student t5, K = 4096", studentSource(1, 5), 4096),
    synthetic("gauss, K = 64", gaussSource(2), 64),
    ...(existsSync(DEMO) ? [await demoModel()] : []),
  ];
  const rows = workloads.map(({ name, matrices }) => {
    const count = matrices.reduce((sum, { rows: r, columns }) => sum + elementsOf([r, columns]), 0);
    let last: FineqMatrix | undefined;
    const timings = timeRuns(RUNS, () => {
      for (const { weights, rows: r, columns } of matrices) {
        last = quantizeFineq(weights, r, columns, { tensor: name });
      }
    });
    const speed = (time: number): string => (count / time / 1e6).toFixed(2);
    const bits = last === undefined ? "" : ((8 * last.bytesPerRow + 16) / last.columns).toFixed(3);
    const wall = timings.map((timing) => timing.wallSeconds);
    const cpu = timings.map((timing) => timing.cpuSeconds);
    const speeds = [median(wall), Math.max(...wall), Math.min(...wall), median(cpu)].map(speed);
    return [name, String(count), bits, ...speeds];
  });
  printTable(
    `FineQ quantizer: 18 scales x 4 indices, millions of weights a second, ${RUNS} runs, one core`,
    ["weights", "count", "bits/weight", "median", "slowest", "fastest", "median by CPU time"],
    rows,
  );
  console.log();
  runModel();
}

if (process.argv[1] === import.meta.filename) run();
