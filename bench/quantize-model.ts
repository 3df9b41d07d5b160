/**
 * A model of SmolLM2-135M's shapes quantized from file to file, each run in a process of its own so that its memory is its own. The
 * weights are Gaussian numbers; the search for scales takes longer on them than on trained weights.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WeightFormat } from "../src/golden/index.ts";
import { chooseMatrices, elementsOf, openModel, writeQuantized } from "../src/model/index.ts";
import { printTable } from "./report.ts";
import { writeShapedModel } from "./shaped-model.ts";

const RUNS: readonly { readonly format: WeightFormat; readonly embeddings: boolean }[] = [
  { format: "fineq", embeddings: false },
  { format: "fineq", embeddings: true },
  { format: "w4", embeddings: false },
];

/** What one process measured. */
interface Measured {
  readonly weights: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Kilobytes at the start of the work and at its peak. */
  readonly startRss: number;
  readonly peakRss: number;
  /** Bytes of the largest tensor in float32. */
  readonly largest: number;
}

/** Writes the model to the temporary folder, measures, prints one table, and removes it all. */
export function run(): void {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-bench-"));
  try {
    const source = join(folder, "model.safetensors");
    writeShapedModel(source);
    const rows = RUNS.map(({ format, embeddings }) => {
      const target = join(folder, "packed.safetensors");
      const args = ["--import", "tsx", import.meta.filename, source, target, format, String(embeddings)];
      const child = spawnSync(process.execPath, args, {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
      const measured = JSON.parse(child.stdout) as Measured;
      const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
      return [
        format,
        embeddings ? "yes" : "no",
        (measured.weights / 1e6).toFixed(1),
        measured.wallSeconds.toFixed(1),
        measured.cpuSeconds.toFixed(1),
        megabytes(1024 * measured.startRss),
        megabytes(1024 * measured.peakRss),
        megabytes(measured.largest),
        megabytes(statSync(target).size),
      ];
    });
    printTable(
      "A model of SmolLM2-135M's shapes in BF16, quantized from file to file, one thread; sizes in MB",
      [
        "format",
        "embedding too",
        "million weights",
        "seconds",
        "CPU seconds",
        "RSS at start",
        "peak RSS",
        "largest tensor in float32",
        "packed file",
      ],
      rows,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The child's work. */
async function measure(
  source: string,
  target: string,
  format: WeightFormat,
  embeddings: boolean,
): Promise<void> {
  const startRss = process.resourceUsage().maxRSS;
  const began = performance.now();
  const before = process.cpuUsage();
  const model = await openModel(source);
  const chosen = chooseMatrices(model, { embeddings });
  const formats = new Map(chosen.map(({ name }) => [name, format]));
  const { tensors } = await writeQuantized(target, model, formats, { rounding: "nearest" });
  const { user, system } = process.cpuUsage(before);
  const measured: Measured = {
    weights: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
    wallSeconds: (performance.now() - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    startRss,
    peakRss: process.resourceUsage().maxRSS,
    largest: Math.max(...model.tensors.map(({ shape }) => 4 * elementsOf(shape))),
  };
  model.close();
  process.stdout.write(JSON.stringify(measured));
}

if (process.argv[1] === import.meta.filename) {
  const [source = "", target = "", format = "fineq", embeddings] = process.argv.slice(2);
  await measure(source, target, format as WeightFormat, embeddings === "true");
}
