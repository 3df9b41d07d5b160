/** Float32 matrix products and the forward pass, one thread: `npm run bench -- forward`. Counts the projections' operations only. */
import { readFileSync } from "node:fs";
import { gaussSource, syntheticWeights } from "../src/golden/index.ts";
import { loadLlama, multiplyTransposed, negativeLogLikelihood, openModel } from "../src/model/index.ts";
import { median, printTable, timeRuns } from "./report.ts";

const RUNS = 15;
const DEMO = new URL("../examples/models/kjv-1.8m", import.meta.url).pathname;
const WINDOW = 256;

interface Workload {
  readonly name: string;
  /** Multiplications and additions. */
  readonly operations: number;
  readonly action: () => void;
}

/** [tokens, inputs] times a weight matrix [outputs, inputs]. */
function product(name: string, tokens: number, inputs: number, outputs: number): Workload {
  const matrix = (rows: number, columns: number, seed: number) => ({
    values: syntheticWeights(gaussSource(seed), rows * columns, 1),
    rows,
    columns,
  });
  const [left, right, result] = [
    matrix(tokens, inputs, 1),
    matrix(outputs, inputs, 2),
    matrix(tokens, outputs, 3),
  ];
  // About 100 million operations a run, so that the clock's resolution does not count.
  const repeats = Math.ceil(5e7 / (tokens * inputs * outputs));
  return {
    name: `${name}, ${tokens} x ${inputs} x ${outputs}`,
    operations: 2 * tokens * inputs * outputs * repeats,
    action: () => {
      for (let repeat = 0; repeat < repeats; repeat++) multiplyTransposed(left, right, result);
    },
  };
}

async function demoModel(): Promise<Workload> {
  const model = await openModel(DEMO);
  const llama = loadLlama(model);
  const text = readFileSync(`${DEMO}/heldout.txt`);
  const windows = [text.subarray(0, WINDOW), text.subarray(WINDOW, 2 * WINDOW)];
  const weights = llama.projections
    .map((name) => model.tensor(name).shape.reduce((count, size) => count * size, 1))
    .reduce((sum, count) => sum + count, 0);
  return {
    name: `demo model, loss of ${windows.length} windows of ${WINDOW}`,
    operations: 2 * weights * WINDOW * windows.length,
    action: () => {
      negativeLogLikelihood(llama, windows);
    },
  };
}

/** Measures and prints one table. Reading files is not counted. */
export async function run(): Promise<void> {
  const workloads = [
    product("demo model, gate", WINDOW, 144, 384),
    product("135 M parameters, gate", WINDOW, 576, 1536),
    product("135 M parameters, down", WINDOW, 1536, 576),
    product("one token", 1, 576, 1536),
    await demoModel(),
  ];
  const rows = workloads.map(({ name, operations, action }) => {
    const timings = timeRuns(RUNS, action);
    const speed = (time: number): string => (operations / time / 1e9).toFixed(2);
    const wall = timings.map((timing) => timing.wallSeconds);
    const cpu = timings.map((timing) => timing.cpuSeconds);
    return [name, ...[median(wall), Math.max(...wall), Math.min(...wall), median(cpu)].map(speed)];
  });
  printTable(
    `Float32 forward pass, GFLOP/s, ${RUNS} runs, one thread`,
    ["work", "median", "slowest", "fastest", "median by CPU time"],
    rows,
  );
}

if (process.argv[1] === import.meta.filename) run();
