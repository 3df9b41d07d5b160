/**
 * Losses of a model with its layers in given formats. Invariant: what was measured once is kept in a folder under a key of everything
 * that it depends on (weights, text, formats, rounding, Bitloom's own sources), so that a run that was stopped goes on where it was.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { WeightFormat } from "../../src/golden/index.ts";
import {
  compareModels,
  evaluateFormats,
  layerFormats,
  loadLlama,
  negativeLogLikelihood,
  quantizeMatrices,
  tensorBits,
  withQuantized,
} from "../../src/model/index.ts";
import { root } from "../check/outcome.ts";
import type { LayerFormat } from "./schema.ts";
import type { Subject } from "./subjects.ts";

export type MeasuredRounding = "nearest" | "calibrated";

const measuredSchema = z.object({
  codes: z.number(),
  total: z.number(),
  nll: z.number(),
  windows: z.array(z.number()),
});
export type Measured = z.infer<typeof measuredSchema>;

/** Measures one choice of formats; with `float` everywhere the rounding does not matter. */
export type Measure = (formats: readonly LayerFormat[], rounding: MeasuredRounding) => Measured;

/** Measures without remembering. */
export function measureNow({ llama, evaluation, calibration }: Subject): Measure {
  return (formats, rounding) => {
    const chosen = layerFormats(
      llama,
      formats.map((format) => (format === "float" ? "w8" : format)),
    );
    const perLayer = chosen.size / formats.length;
    // Layers follow each other in the map.
    const quantized = new Map([...chosen].filter((_, at) => formats[Math.floor(at / perLayer)] !== "float"));
    if (quantized.size === 0) {
      const { mean, windows } = negativeLogLikelihood(llama, evaluation);
      const [linear] = llama.projections;
      const bits = tensorBits(llama.source.tensor(linear as string));
      return { ...bits, nll: mean, windows: [...windows] };
    }
    const options =
      rounding === "nearest" ? { rounding } : ({ rounding: "calibrated", windows: calibration } as const);
    const { likelihood, bits } = evaluateFormats(llama, quantized, options, evaluation);
    return { ...bits, nll: likelihood.mean, windows: [...likelihood.windows] };
  };
}

/** What a layer costs alone in w2, plainly rounded, with all others in float32. */
export interface CoarseAlone {
  readonly coarseAlone: number;
  /** Relative error of the hidden states after the layer, and after the last one. */
  readonly errorAfter: number;
  readonly errorAtEnd: number;
}

/** Of every layer, all in one run beside the model itself. */
export function measureCoarseAlone({ llama, evaluation }: Subject): CoarseAlone[] {
  const formats = [...layerFormats(llama, new Array<WeightFormat>(llama.config.layers).fill("w2"))];
  const perLayer = formats.length / llama.config.layers;
  const variants = Array.from({ length: llama.config.layers }, (_, layer) => {
    const own = new Map(formats.slice(layer * perLayer, (layer + 1) * perLayer));
    const matrices = quantizeMatrices(llama.source, own, { rounding: "nearest" });
    return loadLlama(withQuantized(llama.source, matrices), { keepLayers: false });
  });
  return compareModels(llama, variants, evaluation).others.map(({ likelihood, hiddenErrors }, layer) => ({
    coarseAlone: likelihood.mean,
    errorAfter: hiddenErrors[layer] as number,
    errorAtEnd: hiddenErrors.at(-1) as number,
  }));
}

/** Keeps results of `work` in a folder by a digest of `inputs`. */
export class Memory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  remember<T>(inputs: unknown, schema: z.ZodType<T>, work: () => T): T {
    const key = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 32);
    const path = join(this.#folder, `${key}.json`);
    if (existsSync(path)) {
      const kept = schema.safeParse(JSON.parse(readFileSync(path, "utf8")));
      if (kept.success) return kept.data;
    }
    const found = work();
    writeFileSync(`${path}.partial`, JSON.stringify(found));
    renameSync(`${path}.partial`, path);
    return found;
  }
}

/** {@link measureNow} with a memory. */
export function measureOnce(subject: Subject, memory: Memory, digest: string): Measure {
  const measure = measureNow(subject);
  return (formats, rounding) => {
    const needed = formats.every((format) => format === "float") ? "nearest" : rounding;
    return memory.remember([digest, formats, needed], measuredSchema, () => measure(formats, needed));
  };
}

/** Rooms of src whose code decides the numbers, with the rooms inside them. */
const ROOMS = ["golden", "model/analysis", "model/forward", "model/quantize"];

/** A digest of a subject's weights and text and of the code that measures it. */
export function digestOf({ llama, evaluation, calibration }: Subject): string {
  const hash = createHash("sha256");
  for (const tensor of llama.source.tensors) hash.update(tensor.name).update(tensor.readBytes());
  hash.update(JSON.stringify([evaluation, calibration]));
  for (const room of ROOMS) {
    const folder = join(root, "src", room);
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      if (file.endsWith(".ts") && !file.endsWith("test.ts")) hash.update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest("hex");
}
