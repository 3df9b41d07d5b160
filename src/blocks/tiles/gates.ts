/**
 * Tile columns for cell libraries, kinds any and sparse: the rows of all weights in one bit heap. Invariant: a sum counts the
 * weights that were loaded before its activations came.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
  instance,
  memoize,
  module,
  named,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { anyCode } from "./any-code.ts";
import { PAIR_BITS, PAIR_WEIGHTS, type TileShape, tileSumBits } from "./parameters.ts";
import { sparseCode } from "./sparse-code.ts";
import type { TileCode } from "./tile-code.ts";

/** Kinds with a code of their own. */
export type GatesShape = Omit<TileShape, "kind" | "style"> & { readonly kind: "any" | "sparse" };

const codeOf = ({ kind, clustersPerOutlier }: GatesShape): TileCode =>
  kind === "any" ? anyCode : sparseCode(clustersPerOutlier);

/** Parts of modules' names that tell tiles apart. */
export const gatesSlug = ({ kind, pairs, clustersPerOutlier, activationBits }: GatesShape): string =>
  `${kind}${kind === "any" ? "" : clustersPerOutlier}_${pairs}_a${activationBits}`;

/** Bits of a column's code. */
export const tileCodeBits = (shape: GatesShape): number => {
  const { pairs, bits } = codeOf(shape);
  return (shape.pairs / pairs) * bits;
};

/** From a column's raw pairs to what `CodedColumn` holds. */
export function tileCode(shape: GatesShape, weights: readonly Uint[]): Uint {
  const { pairs, code } = codeOf(shape);
  const groups = Array.from({ length: shape.pairs / pairs }, (_, group) =>
    code(weights.slice(group * pairs, (group + 1) * pairs)),
  );
  return cat(...groups.toReversed());
}

const complementsOf = (shape: GatesShape): number => {
  const { pairs, complemented } = codeOf(shape);
  return (shape.pairs / pairs) * complemented.length;
};

/** What columns take beside `activations`, those of all tokens: the complements of some, once for all columns that see them. */
export function tileComplements(shape: GatesShape, activations: readonly Uint[]): Uint[] {
  const { pairs, complemented } = codeOf(shape);
  const inputs = PAIR_WEIGHTS * pairs;
  return activations.flatMap((activation, i) =>
    complemented.includes(i % inputs) ? [named("complement", activation.not())] : [],
  );
}

/** Ports and latency as `TileColumn`. */
export function gatesColumn(shape: TileShape & GatesShape) {
  const { kind, pairs, tokens, activationBits } = shape;
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_${kind}_gates_${pairs}x${tokens}_a${activationBits}${kind === "any" ? "" : `_n${shape.clustersPerOutlier}`}`,
    {
      load: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(uint(activationBits), inputs * tokens)),
      sums: output(array(uint(tileSumBits(shape)), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const code = tileCode(shape, weights.elements());
      const values = activations.elements();
      sums.value = columnSums(shape, {
        load,
        code,
        activations: values,
        complements: tileComplements(shape, values),
      });
    },
    { doc: `Column of a cluster tile (${kind}): ${inputs} inputs, ${tokens} tokens at a time.` },
  );
}

/** A column that takes weights as `tileCode` gives them; everything else as `TileColumn`. For arrays, which recode once. */
export const CodedColumn = memoize((shape: GatesShape) => {
  const { pairs, tokens, activationBits } = shape;
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `coded_column_${gatesSlug(shape)}_x${tokens}`,
    {
      load: input(bit),
      code: input(uint(tileCodeBits(shape))),
      activations: input(array(uint(activationBits), inputs * tokens)),
      complements: input(array(uint(activationBits), complementsOf(shape) * tokens)),
      sums: output(array(uint(tileSumBits(shape)), tokens)),
    },
    ({ load, code, activations, complements, sums }) => {
      sums.value = columnSums(shape, {
        load,
        code,
        activations: activations.elements(),
        complements: complements.elements(),
      });
    },
    { doc: `Column of a cluster tile, recoded weights: ${inputs} inputs, ${tokens} tokens at a time.` },
  );
});

interface ColumnInputs {
  readonly load: Bit;
  readonly code: Uint;
  readonly activations: readonly Uint[];
  /** As `tileComplements` gives them. */
  readonly complements: readonly Uint[];
}

/** Registers of the code and of the sums, which come a cycle after the activations. */
function columnSums(shape: GatesShape, { load, code, activations, complements }: ColumnInputs): Uint[] {
  const held = reg(uint(code.width));
  when(load, () => {
    held.next = code;
  });
  const { bits, controls } = codeOf(shape);
  const groups = Array.from({ length: code.width / bits }, (_, group) =>
    controls(held.slice((group + 1) * bits - 1, group * bits)),
  );
  const inputs = PAIR_WEIGHTS * shape.pairs;
  const inverted = complementsOf(shape);
  return Array.from({ length: shape.tokens }, (_, token) => {
    const rows = instance(TileRows(rowsShape(shape)), { name: `token_${token}` });
    rows.controls.value = cat(...groups.toReversed());
    rows.activations.value = activations.slice(token * inputs, (token + 1) * inputs);
    rows.complements.value = complements.slice(token * inverted, (token + 1) * inverted);
    const total = reg(uint(tileSumBits(shape)), { name: `total_${token}` });
    total.next = rows.sum;
    return total;
  });
}

/** One definition for columns of any number of tokens. */
const rowsShape = (shape: GatesShape): GatesShape => ({ ...shape, tokens: 1 });

/** The sum of one activation vector, combinational. */
const TileRows = memoize((shape: GatesShape) => {
  const { pairs, activationBits } = shape;
  const code = codeOf(shape);
  const groups = pairs / code.pairs;
  const inputs = PAIR_WEIGHTS * code.pairs;
  const sumBits = tileSumBits(shape);
  return module(
    `tile_rows_${gatesSlug(shape)}`,
    {
      controls: input(uint(code.controlBits * groups)),
      activations: input(array(uint(activationBits), PAIR_WEIGHTS * pairs)),
      complements: input(array(uint(activationBits), code.complemented.length * groups)),
      sum: output(uint(sumBits)),
    },
    ({ controls, activations, complements, sum }) => {
      const heap = bitHeap(sumBits);
      const values = activations.elements();
      const inverse = complements.elements();
      for (let group = 0; group < groups; group++) {
        const from = group * code.controlBits;
        code.subtractRows(
          heap,
          controls.slice(from + code.controlBits - 1, from),
          values.slice(group * inputs, (group + 1) * inputs),
          inverse.slice(group * code.complemented.length, (group + 1) * code.complemented.length),
        );
      }
      // -sum - 1 is the sum's complement.
      heap.addConstant(-1);
      sum.value = heapSum(heap).not();
    },
    { doc: "Rows of a tile's weights and their sum, one activation vector." },
  );
});
