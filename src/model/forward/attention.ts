/**
 * Causal grouped-query attention (Ainslie et al., 2023), with the keys and values of earlier tokens. Invariant: a query sees its own
 * position and those before it, nothing else.
 */
import { multiplyTransposed } from "./multiply.ts";
import { maskedSoftmax } from "./operations.ts";

export interface AttentionSizes {
  readonly attentionHeads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
}

/** Queries whose scores are computed at once: what they see beyond their positions is thrown away. */
const QUERIES_AT_ONCE = 64;

/**
 * Attention of `queries` [new tokens, attentionHeads * headSize], the last of all tokens, to `keys` and `values` [all tokens,
 * keyValueHeads * headSize]; head h reads key-value head floor(h * keyValueHeads / attentionHeads). The result has the shape of `queries`.
 */
export function attend(
  { attentionHeads, keyValueHeads, headSize }: AttentionSizes,
  queries: Float32Array,
  keys: Float32Array,
  values: Float32Array,
): Float32Array {
  const [queryStride, keyStride] = [attentionHeads * headSize, keyValueHeads * headSize];
  const newTokens = queries.length / queryStride;
  const allTokens = keys.length / keyStride;
  const earlier = allTokens - newTokens;
  const group = attentionHeads / keyValueHeads;
  const result = new Float32Array(queries.length);
  const scores = new Float32Array(Math.min(QUERIES_AT_ONCE, newTokens) * allTokens);
  const columns = new Float32Array(headSize * allTokens);
  const scale = 1 / Math.sqrt(headSize);
  for (let head = 0; head < attentionHeads; head++) {
    const shared = Math.floor(head / group) * headSize;
    if (head % group === 0) transposeHead(values, shared, headSize, keyStride, columns);
    for (let first = 0; first < newTokens; first += QUERIES_AT_ONCE) {
      const rows = Math.min(QUERIES_AT_ONCE, newTokens - first);
      const seen = earlier + first + rows;
      const here = {
        rows,
        columns: headSize,
        stride: queryStride,
        offset: first * queryStride + head * headSize,
      };
      const weights = { values: scores, rows, columns: seen };
      const headKeys = {
        values: keys,
        rows: seen,
        columns: headSize,
        stride: keyStride,
        offset: shared,
      };
      multiplyTransposed({ ...here, values: queries }, headKeys, weights);
      for (let row = 0; row < rows; row++) {
        maskedSoftmax(scores, row * seen, earlier + first + row + 1, seen, scale);
      }
      const headValues = { values: columns, rows: headSize, columns: seen, stride: allTokens };
      multiplyTransposed(weights, headValues, { ...here, values: result });
    }
  }
  return result;
}

/** Writes one head of [tokens, stride] as [headSize, tokens]. */
function transposeHead(
  values: Float32Array,
  offset: number,
  headSize: number,
  stride: number,
  result: Float32Array,
): void {
  const tokens = result.length / headSize;
  for (let token = 0; token < tokens; token++) {
    for (let k = 0; k < headSize; k++) {
      result[k * tokens + token] = values[token * stride + offset + k] as number;
    }
  }
}
