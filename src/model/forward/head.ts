/**
 * The output head: logits and losses of tokens that have passed all layers. Invariant: the head's weights go through the machine's memory
 * in pieces, each once for all tokens.
 */
import { SURPRISE_BYTES } from "./kernels/index.ts";
import { placeVector } from "./layer-weights.ts";
import type { LlamaModel } from "./load-llama.ts";
import {
  CallList,
  floatBits,
  type Machine,
  padded,
  placeMatrix,
  readMatrix,
  Scratch,
  sharedMachine,
} from "./machine/index.ts";
import { batches, type OnInput } from "./run.ts";

/** Elements of a piece of the head: 4 MB. */
const PIECE = 2 ** 20;
/** Tokens of a task. */
const BLOCK = 64;

/** Logits [rows, vocabularySize] of hidden states [rows, hiddenSize]. */
export function headLogits(llama: LlamaModel, hidden: Float32Array, onInput?: OnInput): Float32Array {
  showInput(llama, hidden, onInput);
  const { vocabularySize, hiddenSize } = llama.config;
  const rows = hidden.length / hiddenSize;
  const logits = new Float32Array(rows * vocabularySize);
  for (const piece of pieces(llama)) {
    const { first, outputs } = piece;
    const machine = sharedMachine();
    const job = placePiece(machine, llama, hidden, piece);
    const result = machine.allocate(rows * job.width);
    job.run((calls, row, count, normed) => job.product(calls, result + 4 * row * job.width, normed, count));
    const found = readMatrix(machine, result, rows, outputs);
    for (let row = 0; row < rows; row++) {
      logits.set(found.subarray(row * outputs, (row + 1) * outputs), row * vocabularySize + first);
    }
  }
  return logits;
}

/**
 * -ln p of each token of each window but the first, from the hidden states [tokens, hiddenSize] of the one before: sums by window, nats.
 */
export function surprises(
  llama: LlamaModel,
  hiddens: readonly Float32Array[],
  windows: readonly ArrayLike<number>[],
  onInput?: OnInput,
): number[] {
  const lengths = windows.map((window) => window.length);
  return batches(lengths).flatMap(([first, end]) => {
    const batch = hiddens.slice(first, end);
    for (const hidden of batch) showInput(llama, hidden, onInput);
    const targets = windows.slice(first, end).map((window) => {
      const following = Int32Array.from(window).subarray(1);
      return [...following, NO_TARGET];
    });
    const found = rowSurprises(llama, concatenated(batch), Int32Array.from(targets.flat()));
    let row = 0;
    return targets.map((ofWindow) => {
      const sum = found.subarray(row, row + ofWindow.length - 1).reduce((total, one) => total + one, 0);
      row += ofWindow.length;
      return sum;
    });
  });
}

const NO_TARGET = -1;

/** -ln of the softmax of each row's logits at its target, combined in float64 over the pieces of the head. */
function rowSurprises(llama: LlamaModel, hidden: Float32Array, targets: Int32Array): Float64Array {
  const rows = targets.length;
  const largest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(rows);
  const ofTarget = new Float64Array(rows);
  for (const piece of pieces(llama)) {
    const { first, outputs } = piece;
    const machine = sharedMachine();
    const job = placePiece(machine, llama, hidden, piece);
    const result = machine.allocate((rows * SURPRISE_BYTES) / 4);
    const targetAt = machine.allocate(rows);
    machine.words.set(targets, targetAt / 4);
    job.run((calls, row, count, normed, scratch) => {
      const logits = scratch.allocate(count * job.width);
      job.product(calls, logits, normed, count);
      const [found, wanted] = [result + row * SURPRISE_BYTES, targetAt + 4 * row];
      // Its third address is the targets'.
      calls.call("surprise", found, logits, wanted, count, 4 * job.width, outputs, first);
    });
    const floats = machine.floats;
    const doubles = new Float64Array(floats.buffer, result, rows * 2);
    for (let row = 0; row < rows; row++) {
      const at = (result + row * SURPRISE_BYTES) / 4;
      const target = (targets[row] as number) - first;
      if (target >= 0 && target < outputs) ofTarget[row] = floats[at + 1] as number;
      const [before, here] = [largest[row] as number, floats[at] as number];
      const both = Math.max(before, here);
      const earlier = (sums[row] as number) * Math.exp(before - both);
      sums[row] = earlier + (doubles[2 * row + 1] as number) * Math.exp(here - both);
      largest[row] = both;
    }
  }
  return sums.map((sum, row) => Math.log(sum) + (largest[row] as number) - (ofTarget[row] as number));
}

interface Piece {
  /** Rows [first, first + outputs) of the head. */
  readonly first: number;
  readonly outputs: number;
  readonly weights: Float32Array;
}

function* pieces({ head }: LlamaModel): Generator<Piece> {
  const { inputs, weights } = head;
  const most = Math.max(4, Math.floor(PIECE / inputs / 4) * 4);
  for (let first = 0; first < head.outputs; first += most) {
    const outputs = Math.min(most, head.outputs - first);
    yield { first, outputs, weights: weights.subarray(first * inputs, (first + outputs) * inputs) };
  }
}

interface PieceJob {
  /** Of a row of logits, elements. */
  readonly width: number;
  /** Runs `task` for blocks of rows, with the address of their normalised hidden states. */
  run(task: (calls: CallList, row: number, count: number, normed: number, scratch: Scratch) => void): void;
  /** Logits of `count` rows. */
  product(calls: CallList, result: number, normed: number, count: number): void;
}

/** Everything that a piece's logits need, in memory that is free otherwise. */
function placePiece(
  machine: Machine,
  { config, norm }: LlamaModel,
  hidden: Float32Array,
  piece: Piece,
): PieceJob {
  const { hiddenSize, normEpsilon } = config;
  const [size, width] = [padded(hiddenSize), padded(piece.outputs)];
  const rows = hidden.length / hiddenSize;
  machine.begin();
  const normAt = placeVector(machine, norm);
  const weights = machine.allocate(width * size);
  placeMatrix(machine, weights, piece.weights, hiddenSize);
  const values = machine.allocate(padded(rows) * size);
  placeMatrix(machine, values, hidden, hiddenSize);
  const epsilon = floatBits(normEpsilon);
  return {
    width,
    run(task) {
      let scratchBytes = 0;
      const tasks = Array.from({ length: Math.ceil(rows / BLOCK) }, (_, block) => {
        const row = block * BLOCK;
        const count = Math.min(BLOCK, rows - row);
        const [calls, scratch] = [new CallList(), new Scratch()];
        const normed = scratch.allocate(count * size);
        calls.call("norm", normed, values + 4 * row * size, normAt, count, 4 * size, hiddenSize, epsilon);
        task(calls, row, count, normed, scratch);
        scratchBytes = Math.max(scratchBytes, scratch.bytes);
        return calls;
      });
      machine.run(tasks, scratchBytes, 2 * rows * width * size);
    },
    product(calls, result, normed, count) {
      calls.call("product", result, normed, weights, count, width, 4 * size, 4 * width, 4 * size, 4 * size);
    },
  };
}

/** Shows the head's input, which is computed for this alone. */
function showInput({ config, head, norm }: LlamaModel, hidden: Float32Array, onInput?: OnInput): void {
  if (onInput === undefined) return;
  const { hiddenSize, normEpsilon } = config;
  const rows = hidden.length / hiddenSize;
  const size = padded(hiddenSize);
  const machine = sharedMachine();
  machine.begin();
  const [weights, values] = [placeVector(machine, norm), machine.allocate(padded(rows) * size)];
  placeMatrix(machine, values, hidden, hiddenSize);
  const result = machine.allocate(rows * size);
  const calls = new CallList();
  calls.call("norm", result, values, weights, rows, 4 * size, hiddenSize, floatBits(normEpsilon));
  machine.run([calls], 0, 4 * rows * size);
  onInput(head.name, { rows, columns: hiddenSize, values: readMatrix(machine, result, rows, hiddenSize) });
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
