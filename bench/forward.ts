/**
 * The float32 forward pass: `npm run bench -- forward`. Losses of whole models on one and two threads, single products, and the memory of a
 * process that reads a model layer by layer. Counts the projections' operations only, the output head included.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gaussSource, syntheticWeights } from "../src/golden/index.ts";
import {
  elementsOf,
  findTokenizer,
  loadLlama,
  multiplyTransposed,
  negativeLogLikelihood,
  openModel,
  textWindows,
  useThreads,
} from "../src/model/index.ts";
import { median, printTable, timeRuns } from "./report.ts";
import { writeShapedModel } from "./shaped-model.ts";

const RUNS = 7;
const DEMO = new URL("../examples/models/kjv-1.8m", import.meta.url).pathname;
const DATA = process.env.BITLOOM_DATA ?? "../shared/data";
const WINDOW = 256;
/** Enough of a larger model: its layers are alike. */
const FEW_LAYERS = 4;

interface Workload {
  readonly name: string;
  /** Multiplications and additions. */
  readonly operations: number;
  readonly action: () => void;
}

/** Measures and prints three tables. In the first two, reading files is not counted. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-bench-"));
  try {
    const few = shapedModel(folder, FEW_LAYERS);
    const models = [
      await losses("demo model", DEMO, (text) => bytesWindows(text, 16), join(DEMO, "heldout.txt")),
      ...(await stories()),
      await losses(`135 M-shaped, ${FEW_LAYERS} layers`, few, () => anyWindows(4)),
    ];
    printSpeeds("Losses of whole models", models, [1, 2]);
    printSpeeds(
      "Single products, copying included",
      [
        product("demo model, gate", WINDOW, 144, 384),
        product("135 M parameters, gate", WINDOW, 576, 1536),
        product("135 M parameters, down", WINDOW, 1536, 576),
        product("one token", 1, 576, 1536),
      ],
      [1],
    );
    printMemory(shapedModel(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shapedModel(folder: string, layers?: number): string {
  const own = join(folder, `layers-${layers ?? "all"}`);
  mkdirSync(own);
  writeShapedModel(join(own, "model.safetensors"), layers);
  return own;
}

const bytesWindows = (text: Uint8Array, count: number): ArrayLike<number>[] =>
  Array.from({ length: count }, (_, at) => text.subarray(at * WINDOW, (at + 1) * WINDOW));

const anyWindows = (count: number): ArrayLike<number>[] =>
  Array.from({ length: count }, (_, at) =>
    Array.from({ length: WINDOW }, (_token, token) => (token * 7919 + at * 31) % 49152),
  );

async function stories(): Promise<Workload[]> {
  const model = join(DATA, "models/stories260K/stories260K.bin");
  const text = join(DATA, "text/tinystories-197k.txt");
  if (!existsSync(model) || !existsSync(text)) return [];
  const tokenizer = findTokenizer(await openModel(model));
  if (tokenizer === undefined) return [];
  const windows = (bytes: Uint8Array): number[][] =>
    textWindows(tokenizer, new TextDecoder().decode(bytes), 512, 26 * 512);
  return [await losses("stories260K", model, windows, text)];
}

async function losses(
  name: string,
  path: string,
  windowsOf: (text: Uint8Array) => readonly ArrayLike<number>[],
  textFile?: string,
): Promise<Workload> {
  const model = await openModel(path);
  const llama = loadLlama(model);
  const windows = windowsOf(textFile === undefined ? new Uint8Array() : readFileSync(textFile));
  const weights = llama.projections
    .map((tensor) => elementsOf(model.tensor(tensor).shape))
    .reduce((sum, count) => sum + count, 0);
  const tokens = windows.reduce((sum, { length }) => sum + length, 0);
  return {
    name: `${name}, ${tokens} tokens`,
    operations: 2 * weights * tokens,
    action: () => {
      negativeLogLikelihood(llama, windows);
    },
  };
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

function printSpeeds(title: string, workloads: readonly Workload[], threadCounts: readonly number[]): void {
  const rows = workloads.flatMap(({ name, operations, action }) =>
    threadCounts.map((threads) => {
      useThreads(threads);
      const timings = timeRuns(RUNS, action);
      const speed = (time: number): string => (operations / time / 1e9).toFixed(2);
      const wall = timings.map((timing) => timing.wallSeconds);
      const cpu = timings.map((timing) => timing.cpuSeconds);
      const speeds = [median(wall), Math.max(...wall), Math.min(...wall), median(cpu)].map(speed);
      return [name, String(threads), (operations / 1e9).toFixed(2), ...speeds];
    }),
  );
  printTable(
    `${title}, GFLOP/s, ${RUNS} runs`,
    ["work", "threads", "giga-operations", "median", "slowest", "fastest", "median a CPU second"],
    rows,
  );
  console.log();
}

/** What a child process measured. */
interface Memory {
  /** Bytes before the model is opened, and at most. */
  readonly startRss: number;
  readonly peakRss: number;
  /** Bytes of the largest tensor in float32, and of all. */
  readonly largest: number;
  readonly all: number;
  readonly seconds: number;
}

function printMemory(model: string): void {
  const rows = [false, true].map((keepLayers) => {
    const child = spawnSync(
      process.execPath,
      ["--import", "tsx", import.meta.filename, model, String(keepLayers)],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    const { startRss, peakRss, largest, all, seconds } = JSON.parse(child.stdout) as Memory;
    const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
    return [
      keepLayers ? "kept" : "read anew",
      megabytes(all),
      megabytes(largest),
      megabytes(startRss),
      megabytes(peakRss),
      megabytes(peakRss - startRss),
      seconds.toFixed(1),
    ];
  });
  printTable(
    `A model of SmolLM2-135M's shapes in BF16, loss of 4 windows of ${WINDOW} tokens in a process of its own; sizes in MB`,
    ["layers", "weights in float32", "largest tensor", "RSS at start", "peak RSS", "added", "seconds"],
    rows,
  );
}

/** The child's work. */
async function measureMemory(path: string, keepLayers: boolean): Promise<void> {
  const startRss = process.memoryUsage.rss();
  const began = performance.now();
  const model = await openModel(path);
  negativeLogLikelihood(loadLlama(model, { keepLayers }), anyWindows(4));
  const sizes = model.tensors.map(({ shape }) => 4 * elementsOf(shape));
  const measured: Memory = {
    startRss,
    peakRss: peakRss(),
    largest: Math.max(...sizes),
    all: sizes.reduce((sum, size) => sum + size, 0),
    seconds: (performance.now() - began) / 1000,
  };
  process.stdout.write(JSON.stringify(measured));
}

/** Bytes. The system's own count of a process starts, on Linux, with what its parent had, so there the kernel's other one is read. */
function peakRss(): number {
  const status = "/proc/self/status";
  const line = existsSync(status) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, "utf8")) : null;
  return 1024 * (line === null ? process.resourceUsage().maxRSS : Number(line[1]));
}

if (process.argv[1] === import.meta.filename) {
  const [model = "", keepLayers] = process.argv.slice(2);
  await measureMemory(model, keepLayers === "true");
}
