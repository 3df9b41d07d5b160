/**
 * The models that are measured, and the text for it. Invariant: calibration and scores never see a token of the text that losses are
 * measured on.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findTokenizer, type LlamaModel, loadLlama, openModel } from "../../src/model/index.ts";
import { root } from "../check/outcome.ts";

type Windows = readonly (readonly number[])[];

export interface Subject {
  readonly name: string;
  /** The same in words, with sizes. */
  readonly model: string;
  readonly llama: LlamaModel;
  /** Text that losses are measured on. */
  readonly evaluation: Windows;
  readonly evaluationText: string;
  /** Text for calibrated rounding, scores and perplexity drops. */
  readonly calibration: Windows;
  readonly calibrationText: string;
}

/** How much of a text is looked at: everything, or what takes a minute. */
export interface Extent {
  /** Windows to measure losses on. */
  readonly evaluation: number;
  /** Windows to calibrate with. */
  readonly calibration: number;
}

export const FULL: Record<SubjectName, Extent> = {
  "kjv-1.8m": { evaluation: 80, calibration: 32 },
  stories260K: { evaluation: 26, calibration: 16 },
};

export const QUICK: Record<SubjectName, Extent> = {
  "kjv-1.8m": { evaluation: 4, calibration: 4 },
  stories260K: { evaluation: 4, calibration: 4 },
};

export const SUBJECT_NAMES = ["kjv-1.8m", "stories260K"] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

const DATA = process.env.BITLOOM_DATA ?? join(root, "../shared/data");
const STORIES = join(DATA, "models/stories260K/stories260K.bin");
const STORIES_TEXT = join(DATA, "text/tinystories-197k.txt");
const DEMO = join(root, "examples/models/kjv-1.8m");

/** The first file that a subject needs and that is not there. */
export const missingFile = (name: SubjectName): string | undefined =>
  (name === "stories260K" ? [STORIES, STORIES_TEXT] : [DEMO]).find((file) => !existsSync(file));

export const openSubject = (name: SubjectName, extent: Extent): Promise<Subject> =>
  name === "stories260K" ? openStories(extent) : openDemo(extent);

const DEMO_WINDOW = 256;
/** The first calibration window: twice as far as evaluation reaches. */
const DEMO_CALIBRATION_START = 160;

/** Windows of 256 bytes as the model's README cuts them. */
async function openDemo({ evaluation, calibration }: Extent): Promise<Subject> {
  const bytes = readFileSync(join(DEMO, "heldout.txt"));
  const cut = (first: number, count: number): number[][] =>
    Array.from({ length: count }, (_, at) => [
      ...bytes.subarray((first + at) * DEMO_WINDOW, (first + at + 1) * DEMO_WINDOW),
    ]);
  return {
    name: "kjv-1.8m",
    model: "kjv-1.8m (examples/models/kjv-1.8m), a Llama of bytes: 8 layers, hidden size 144",
    llama: loadLlama(await openModel(DEMO)),
    evaluation: cut(0, evaluation),
    evaluationText: `heldout.txt, windows 0 to ${evaluation - 1} of ${DEMO_WINDOW} bytes, cut as the model's README says`,
    calibration: cut(DEMO_CALIBRATION_START, calibration),
    calibrationText: `heldout.txt, windows ${DEMO_CALIBRATION_START} to ${DEMO_CALIBRATION_START + calibration - 1}`,
  };
}

/** The chunks of the shared data's README that make 12,424 predicted tokens. */
const STORIES_EVALUATED = 26;
const STORIES_CALIBRATION_START = 100;
const STORIES_LONGEST = 512;

async function openStories({ evaluation, calibration }: Extent): Promise<Subject> {
  const llama = loadLlama(await openModel(STORIES));
  const tokenizer = findTokenizer(llama.source);
  if (tokenizer?.start === undefined) throw new Error(`${STORIES} has no tokenizer with a start token`);
  const { start } = tokenizer;
  const chunks = storyChunks(readFileSync(STORIES_TEXT, "utf8"));
  const cut = (first: number, count: number): number[][] =>
    chunks
      .slice(first, first + count)
      .map((chunk) => [start, ...tokenizer.encode(chunk)].slice(0, STORIES_LONGEST));
  return {
    name: "stories260K",
    model: "stories260K (karpathy/tinyllamas), a Llama of 512 tokens: 5 layers, hidden size 64",
    llama,
    evaluation: cut(0, Math.min(evaluation, STORIES_EVALUATED)),
    evaluationText: `tinystories-197k.txt, its first ${evaluation} chunks: whole paragraphs until they have 900 characters, \`<s>\` in front, 512 tokens at most`,
    calibration: cut(STORIES_CALIBRATION_START, calibration),
    calibrationText: `the same text, chunks ${STORIES_CALIBRATION_START} to ${STORIES_CALIBRATION_START + calibration - 1}`,
  };
}

/** Whole paragraphs joined until they have at least 900 characters; what is left over at the end is dropped. */
function storyChunks(text: string): string[] {
  const chunks: string[] = [];
  let chunk = "";
  for (const paragraph of text.split("\n\n")) {
    chunk = chunk === "" ? paragraph : `${chunk}\n\n${paragraph}`;
    if (chunk.length < 900) continue;
    chunks.push(chunk);
    chunk = "";
  }
  return chunks;
}
