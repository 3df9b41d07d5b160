/**
 * One layer over some sequences as two jobs for a machine, of blocks of tokens: first keys and values of all tokens, then everything else.
 * Invariant: a token's results depend on its own sequence alone, never on how tokens are cut into blocks or on who does them.
 */
import type { LlamaConfig } from "../config.ts";
import type { PlacedKeyValues, Sequence } from "./key-value-cache.ts";
import { type PlacedLayer, type PlacedSizes, placedSizes, placeLayer } from "./layer-weights.ts";
import type { LlamaLayer } from "./load-llama.ts";
import {
  CallList,
  floatBits,
  type Machine,
  padded,
  placeMatrix,
  readMatrix,
  Scratch,
} from "./machine/index.ts";
import { rotaryTable } from "./rotary-table.ts";

/** What the projections of a layer read: queries, keys and values share one input, gate and up another. */
export interface LayerInputs<Matrix> {
  /** [tokens, hiddenSize]. */
  readonly attention: Matrix;
  /** [tokens, attentionHeads * headSize]. */
  readonly attended: Matrix;
  /** [tokens, hiddenSize]. */
  readonly feedForward: Matrix;
  /** [tokens, intermediateSize]. */
  readonly activated: Matrix;
}

/** A sequence in the machine's memory: addresses, and sizes in elements. */
export interface PlacedSequence {
  readonly tokens: number;
  /** Tokens in front of them, whose keys and values come from a cache. */
  readonly earlier: number;
  /** [tokens, hidden], before and after the layer. */
  readonly hidden: number;
  readonly result: number;
  /** [all tokens, keys]. */
  readonly keys: number;
  /** [keys, all tokens], with rows of `valueStride`. */
  readonly values: number;
  readonly valueStride: number;
  readonly rotary: number;
  readonly inputs: LayerInputs<number>;
}

/** Tokens of a task: enough for each weight that is fetched, few enough for their activations to stay in a second-level cache. */
const BLOCK = 64;

export class LayerJob {
  private readonly machine: Machine;
  private readonly config: LlamaConfig;
  private readonly sizes: PlacedSizes;
  private readonly layer: PlacedLayer;
  private readonly epsilon: number;

  /** Places the weights. */
  constructor(machine: Machine, config: LlamaConfig, layer: LlamaLayer) {
    this.machine = machine;
    this.config = config;
    this.sizes = placedSizes(config);
    this.layer = placeLayer(machine, config, layer);
    this.epsilon = floatBits(config.normEpsilon);
  }

  /** Places a sequence, with the projections' inputs when they are to be read afterwards. */
  place({ hidden, cache }: Sequence, keepsInputs: boolean): PlacedSequence {
    const { machine, sizes, config } = this;
    const tokens = hidden.length / config.hiddenSize;
    const earlier = cache?.length ?? 0;
    const room = padded(tokens);
    const valueStride = padded(earlier + room);
    const table = rotaryTable(config, earlier, tokens);
    const inputs = (size: number): number => (keepsInputs ? machine.allocate(room * size) : NOT_KEPT);
    const placed = {
      tokens,
      earlier,
      hidden: machine.allocate(room * sizes.hidden),
      result: machine.allocate(room * sizes.hidden),
      keys: machine.allocate(valueStride * sizes.keys),
      values: machine.allocate(valueStride * sizes.keys),
      valueStride,
      rotary: machine.allocate(table.length),
      inputs: {
        attention: inputs(sizes.hidden),
        attended: inputs(sizes.queries),
        feedForward: inputs(sizes.hidden),
        activated: inputs(sizes.intermediate),
      },
    };
    placeMatrix(machine, placed.hidden, hidden, config.hiddenSize);
    machine.floats.set(table, placed.rotary / 4);
    return placed;
  }

  /** Computes the sequences' results, keys, values and kept inputs. */
  run(sequences: readonly PlacedSequence[]): void {
    const { machine, sizes } = this;
    const blocks = sequences.flatMap((sequence) =>
      Array.from({ length: Math.ceil(sequence.tokens / BLOCK) }, (_, block) => {
        const first = block * BLOCK;
        return { sequence, first, rows: Math.min(BLOCK, sequence.tokens - first) };
      }),
    );
    const tokens = sequences.reduce((sum, sequence) => sum + sequence.tokens, 0);
    const job = (
      operations: number,
      task: (scratch: Scratch, calls: CallList, block: Block) => void,
    ): void => {
      let scratchBytes = 0;
      const tasks = blocks.map((block) => {
        const [scratch, calls] = [new Scratch(), new CallList()];
        task(scratch, calls, block);
        scratchBytes = Math.max(scratchBytes, scratch.bytes);
        return calls;
      });
      machine.run(tasks, scratchBytes, 2 * operations * tokens);
    };
    const { hidden, keys, queries, intermediate } = sizes;
    job(2 * hidden * keys, (scratch, calls, block) => this.keysAndValues(scratch, calls, block));
    job(2 * hidden * queries + 3 * hidden * intermediate, (scratch, calls, block) =>
      this.theRest(scratch, calls, block),
    );
  }

  hiddenOf({ result, tokens }: PlacedSequence): Float32Array {
    return readMatrix(this.machine, result, tokens, this.config.hiddenSize);
  }

  /** The kept inputs. */
  inputsOf({ tokens, inputs }: PlacedSequence): LayerInputs<Float32Array> {
    const { hiddenSize, intermediateSize, attentionHeads, headSize } = this.config;
    const read = (address: number, columns: number, columnGroup = columns): Float32Array =>
      readMatrix(this.machine, address, tokens, columns, columnGroup);
    return {
      attention: read(inputs.attention, hiddenSize),
      attended: read(inputs.attended, attentionHeads * headSize, headSize),
      feedForward: read(inputs.feedForward, hiddenSize),
      activated: read(inputs.activated, intermediateSize),
    };
  }

  keyValuesOf({ keys, values, valueStride }: PlacedSequence): PlacedKeyValues {
    return { keys: keys / 4, values: values / 4, stride: valueStride };
  }

  private keysAndValues(scratch: Scratch, calls: CallList, { sequence, first, rows }: Block): void {
    const { layer, sizes } = this;
    const normed = this.normedInput(scratch, calls, { sequence, first, rows });
    const at = sequence.earlier + first;
    const keys = sequence.keys + 4 * at * sizes.keys;
    calls.call("product", keys, normed, layer.key, rows, sizes.keys, ...strides(sizes.keys, sizes.hidden));
    this.headNorm(calls, keys, layer.headNorms?.key, rows * this.config.keyValueHeads);
    this.rotary(calls, keys, sequence.rotary, first, rows, this.config.keyValueHeads);
    // Weights on the left and tokens on the right: the result has a column for each token, as the second product of attention reads it.
    const values = sequence.values + 4 * at;
    const valueStrides = strides(sequence.valueStride, sizes.hidden);
    calls.call("product", values, layer.value, normed, sizes.keys, padded(rows), ...valueStrides);
  }

  private theRest(scratch: Scratch, calls: CallList, { sequence, first, rows }: Block): void {
    const { layer, sizes } = this;
    const room = padded(rows);
    const place = (kept: number, size: number): number =>
      kept === NOT_KEPT ? scratch.allocate(room * size) : kept + 4 * first * size;
    const product = (result: number, left: number, weights: number, outputs: number, depth: number): void =>
      calls.call("product", result, left, weights, rows, outputs, ...strides(outputs, depth));
    const norm = (result: number, values: number, weights: number): void =>
      calls.call(
        "norm",
        result,
        values,
        weights,
        rows,
        4 * sizes.hidden,
        this.config.hiddenSize,
        this.epsilon,
      );
    const normed = this.normedInput(scratch, calls, { sequence, first, rows });
    const queries = scratch.allocate(room * sizes.queries);
    product(queries, normed, layer.query, sizes.queries, sizes.hidden);
    this.headNorm(calls, queries, layer.headNorms?.query, rows * this.config.attentionHeads);
    this.rotary(calls, queries, sequence.rotary, first, rows, this.config.attentionHeads);
    const attended = place(sequence.inputs.attended, sizes.queries);
    this.attention(scratch, calls, { sequence, first, rows }, queries, attended);
    const between = scratch.allocate(room * sizes.hidden);
    const output = scratch.allocate(room * sizes.hidden);
    const bytes = 4 * rows * sizes.hidden;
    product(output, attended, layer.attentionOutput, sizes.hidden, sizes.queries);
    calls.call("sum", between, output, sequence.hidden + 4 * first * sizes.hidden, bytes);
    const fed = place(sequence.inputs.feedForward, sizes.hidden);
    norm(fed, between, layer.feedForwardNorm);
    const gate = place(sequence.inputs.activated, sizes.intermediate);
    const up = scratch.allocate(room * sizes.intermediate);
    product(gate, fed, layer.gate, sizes.intermediate, sizes.hidden);
    product(up, fed, layer.up, sizes.intermediate, sizes.hidden);
    calls.call("swiglu", gate, gate, up, 4 * rows * sizes.intermediate);
    product(output, gate, layer.down, sizes.hidden, sizes.intermediate);
    calls.call("sum", sequence.result + 4 * first * sizes.hidden, output, between, bytes);
  }

  /**
   * Causal grouped-query attention (Ainslie et al., 2023): head h reads key-value head floor(h * keyValueHeads / attentionHeads). A block
   * computes scores up to its last token; softmax drops those that a token must not see.
   */
  private attention(
    scratch: Scratch,
    calls: CallList,
    { sequence, first, rows }: Block,
    queries: number,
    attended: number,
  ): void {
    const { sizes } = this;
    const { attentionHeads, keyValueHeads, headSize } = this.config;
    const visible = sequence.earlier + first + 1;
    const seen = padded(sequence.earlier + first + rows);
    const scores = scratch.allocate(rows * seen);
    const scale = floatBits(1 / Math.sqrt(headSize));
    const [head, row] = [4 * sizes.head, 4 * sizes.queries];
    for (let query = 0; query < attentionHeads; query++) {
      const shared = Math.floor((query * keyValueHeads) / attentionHeads);
      const keys = sequence.keys + shared * head;
      const values = sequence.values + shared * head * sequence.valueStride;
      const at = query * head;
      calls.call("product", scores, queries + at, keys, rows, seen, head, 4 * seen, row, 4 * sizes.keys);
      calls.call("softmax", scores, 0, 0, rows, 4 * seen, visible, scale);
      const valueBytes = 4 * sequence.valueStride;
      calls.call(
        "product",
        attended + at,
        scores,
        values,
        rows,
        sizes.head,
        4 * seen,
        row,
        4 * seen,
        valueBytes,
      );
    }
  }

  /** The block's input of queries, keys and values, with rows of zeros up to a multiple of four. */
  private normedInput(scratch: Scratch, calls: CallList, { sequence, first, rows }: Block): number {
    const { hidden } = this.sizes;
    const kept = sequence.inputs.attention;
    const room = padded(rows);
    const result = kept === NOT_KEPT ? scratch.allocate(room * hidden) : kept + 4 * first * hidden;
    const values = sequence.hidden + 4 * first * hidden;
    const elements = this.config.hiddenSize;
    calls.call("norm", result, values, this.layer.attentionNorm, room, 4 * hidden, elements, this.epsilon);
    return result;
  }

  private headNorm(calls: CallList, heads: number, weights: number | undefined, count: number): void {
    if (weights === undefined) return;
    const { head } = this.sizes;
    calls.call("norm", heads, heads, weights, count, 4 * head, this.config.headSize, this.epsilon);
  }

  private rotary(
    calls: CallList,
    values: number,
    table: number,
    first: number,
    rows: number,
    heads: number,
  ): void {
    const { headSize, ropeInterleaved } = this.config;
    const pairs = headSize / 2;
    const [step, partner] = ropeInterleaved ? [8, 4] : [4, 4 * pairs];
    const row = table + 8 * first * pairs;
    calls.call("rotary", values, row, 0, rows, heads, 4 * this.sizes.head, pairs, step, partner);
  }
}

/** Tokens `first` .. first + rows - 1 of a sequence. */
interface Block {
  readonly sequence: PlacedSequence;
  readonly first: number;
  readonly rows: number;
}

const NOT_KEPT = 0;

/** The last parameters of a product whose factors have rows of `depth` elements that follow each other: depth, three strides. */
const strides = (resultSize: number, depth: number): readonly [number, number, number, number] => [
  4 * depth,
  4 * resultSize,
  4 * depth,
  4 * depth,
];
