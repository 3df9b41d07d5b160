/**
 * Tokens for real activations when a user names a model and perhaps a text. Invariant: the source is always said in words, so that a
 * report never passes a model's own output off as text.
 */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { openBinaryFile } from "../binary-file.ts";
import type { Model } from "../model.ts";
import {
  byteTokenizer,
  findTokenizer,
  folderOf,
  type Tokenizer,
  tokenizerNames,
} from "../tokenizer/index.ts";
import { generateGreedy } from "./forward.ts";
import { type LlamaModel, rememberingLayers } from "./load-llama.ts";

export interface ActivationOptions {
  /** A text file in UTF-8. */
  readonly text?: string;
  /** Most tokens of all windows together, 2 or more. */
  readonly tokens: number;
  /** Most tokens of a window, 2 or more; the model's context when left out or longer. */
  readonly windowLength?: number;
}

export interface ActivationSource {
  readonly kind: "text" | "heldout" | "greedy";
  /** For a report: "512 tokens from the start of story.txt (tok512.bin), 1 window"; start tokens count. */
  readonly description: string;
  /** Each fits the model's context and starts with the start token where the model has one. */
  readonly windows: readonly (readonly number[])[];
}

/** Text that a model was not trained on, beside the model. */
const HELD_OUT = "heldout.txt";

/**
 * The windows of a text: the given file; else {@link HELD_OUT} beside the model when there is a tokenizer for it; else what the model
 * itself writes, greedily, after its start token. BL0501 when a file cannot be read, BL0545 when there is text and no tokenizer, BL0543 when
 * the text has no tokens, BL0544 for a bad tokenizer.
 */
export function activationSource(
  llama: LlamaModel,
  { text, tokens, windowLength = Number.POSITIVE_INFINITY }: ActivationOptions,
): ActivationSource {
  const { source, config } = llama;
  const length = Math.min(config.contextLength, windowLength);
  const tokenizer = findTokenizer(source);
  const heldOut = join(folderOf(source), HELD_OUT);
  const file = text ?? (tokenizer !== undefined && existsSync(heldOut) ? heldOut : undefined);
  if (file === undefined) {
    const start = tokenizer === byteTokenizer ? NEWLINE : startToken(source);
    const most = Math.min(tokens, length);
    const window = [start, ...generateGreedy(rememberingLayers(llama), [start], most - 1)];
    return {
      kind: "greedy",
      description: `${window.length} tokens that the model itself wrote greedily after token ${start}`,
      windows: [window],
    };
  }
  if (tokenizer === undefined) {
    const { vocabularySize: vocabulary } = config;
    return fail("BL0545", { file: source.file, vocabulary, looked: tokenizerNames(vocabulary) });
  }
  const windows = textWindows(tokenizer, readText(file), length, tokens);
  const count = windows.reduce((sum, window) => sum + window.length, 0);
  if (count === 0) fail("BL0543", { what: `text ${file}`, found: 0, least: 1, most: tokens });
  const where = text === undefined ? `${HELD_OUT} beside the model` : basename(file);
  return {
    kind: text === undefined ? "heldout" : "text",
    description: `${count} tokens from the start of ${where} (${tokenizer.description}), ${windows.length} window${windows.length === 1 ? "" : "s"}`,
    windows,
  };
}

/**
 * Cuts a text into windows of `length` tokens, each with the tokenizer's start token in front, until `most` tokens are reached; the last
 * window may be shorter.
 */
export function textWindows(
  tokenizer: Tokenizer,
  text: string,
  length: number,
  most = Number.POSITIVE_INFINITY,
): number[][] {
  const front = tokenizer.start === undefined ? [] : [tokenizer.start];
  const body = length - front.length;
  const encoded = encodeStart(tokenizer, text, most);
  const windows: number[][] = [];
  let left = most;
  for (let at = 0; at < encoded.length && left > front.length; at += body) {
    const window = [...front, ...encoded.slice(at, at + Math.min(body, left - front.length))];
    windows.push(window);
    left -= window.length;
  }
  return windows;
}

/** llama2.c's <s>, and sentencepiece's. */
const SENTENCEPIECE_START = 1;
/** A model of bytes has no start token; a text starts where a line does. */
const NEWLINE = 10;

function startToken({ config }: Model): number {
  const stated = config?.bos_token_id;
  return typeof stated === "number" ? stated : SENTENCEPIECE_START;
}

/** Tokens of the text's beginning, `most` or more where it has them: a long text is not encoded for its first words. */
function encodeStart(tokenizer: Tokenizer, text: string, most: number): number[] {
  for (let characters = 16 * most; ; characters *= 2) {
    const end = characters < text.length ? text.lastIndexOf("\n", characters) : text.length;
    const encoded = tokenizer.encode(end > 0 ? text.slice(0, end) : text);
    if (encoded.length > most || end <= 0 || end >= text.length) return encoded;
  }
}

function readText(path: string): string {
  const file = openBinaryFile(path);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.read(0, file.size));
  file.close();
  return text;
}
