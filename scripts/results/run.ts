/** Measures the subjects and puts their results together. Invariant: results depend on models, text and code, not on the machine or on what was kept from an earlier run. */
import { z } from "zod";
import { analyseModel, elementsOf, tensorBits } from "../../src/model/index.ts";
import {
  type CoarseAlone,
  digestOf,
  type Measure,
  type Memory,
  measureCoarseAlone,
  measureOnce,
} from "./measure.ts";
import { layerSchema, type Results, type SubjectResults } from "./schema.ts";
import { type DiagnosedLayer, type StudyOptions, study } from "./study.ts";
import type { Subject } from "./subjects.ts";

export interface RunOptions extends StudyOptions {
  readonly isFull: boolean;
  /** Hears of each measurement before it is made. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** All subjects, one after the other. */
export function runStudies(subjects: readonly Subject[], memory: Memory, options: RunOptions): Results {
  // All at the start: sources that change during the run are not what runs.
  const digests = subjects.map(digestOf);
  return {
    isFull: options.isFull,
    subjects: subjects.map((subject, at) =>
      rounded(runStudy(subject, memory, digests[at] as string, options)),
    ),
  };
}

const diagnosedSchema = z.array(layerSchema.omit({ preciseAlone: true }).extend({ weights: z.number() }));

function runStudy(subject: Subject, memory: Memory, digest: string, options: RunOptions): SubjectResults {
  const { llama, calibration } = subject;
  options.onProgress?.(0, 1, `${subject.name}: scores, perplexity drops, each layer alone in w2`);
  const layers = memory.remember([digest, "layers"], diagnosedSchema, () => {
    const alone = measureCoarseAlone(subject);
    return analyseModel(llama, calibration).layers.map(
      ({ score, topEnergyGain, nllDrop, weights }, layer): DiagnosedLayer => ({
        score,
        energyGain: topEnergyGain,
        drop: nllDrop,
        weights,
        ...(alone[layer] as CoarseAlone),
      }),
    );
  });
  const total = countMeasurements(layers, options);
  const measure = measureOnce(subject, memory, digest);
  let done = 0;
  const seen = new Set<string>();
  const observed: Measure = (formats, rounding) => {
    const key = keyOf(formats, rounding);
    if (!seen.has(key)) {
      options.onProgress?.(done, total, `${subject.name}: ${formats.join(" ")}, ${rounding}`);
      seen.add(key);
      done++;
    }
    return measure(formats, rounding);
  };
  const linear = llama.projections.slice(0, -1).map((name) => llama.source.tensor(name));
  return {
    name: subject.name,
    model: subject.model,
    evaluationText: subject.evaluationText,
    calibrationText: subject.calibrationText,
    weights: linear.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
    storedBits: Math.max(...linear.map((tensor) => tensorBits(tensor).total)),
    predicted: subject.evaluation.map((window) => window.length - 1),
    ...study(layers, observed, options),
  };
}

const keyOf = (formats: readonly string[], rounding: string): string => `${formats.join(" ")} ${rounding}`;

/** Walks through the study with a stand-in; losses decide one order of layers, so a few measurements may turn out as others. */
function countMeasurements(layers: readonly DiagnosedLayer[], options: StudyOptions): number {
  const needed = new Set<string>();
  study(
    layers,
    (formats, rounding) => {
      needed.add(keyOf(formats, rounding));
      return { codes: 0, total: 0, nll: 0, windows: [] };
    },
    options,
  );
  return needed.size;
}

/** Digits beyond what a float32 model tells: they would differ between machines and fill the file. */
function rounded(results: SubjectResults): SubjectResults {
  return JSON.parse(
    JSON.stringify(results, (_key, value: unknown) =>
      typeof value === "number" ? Number(value.toFixed(6)) : value,
    ),
  ) as SubjectResults;
}
