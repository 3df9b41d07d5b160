/**
 * A pass: one tile of one layer over one group of K (all of K in FineQ), after which the array's sums leave. The walker cuts layers
 * into passes, and every unit follows the same list of them on its own. Invariant: nothing below the walker knows of layers, so the
 * array goes from one layer to the next as it goes from pass to pass.
 */
import { array, bit, type Fields, type StructOf, struct, type UintOf, uint } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { FORMAT_BITS, K_BITS, type LieqConfiguration, WORD_BITS } from "./parameters.ts";

/** What every unit is told of a pass. */
export const passType = ({ rows, columns }: Pick<LieqConfiguration, "rows" | "columns">) =>
  struct({
    format: uint(FORMAT_BITS),
    /** Weights along K, 1 and up: 128 or the rest of K in uniform formats. */
    length: uint(K_BITS),
    /** Rows and columns of the array that the tile uses, 1 and up. */
    rowsUsed: uint(bitsFor(rows)),
    columnsUsed: uint(bitsFor(columns)),
    /** The tile's first and last group of K. */
    isFirst: bit,
    isLast: bit,
    /** The layer's last pass. */
    endsLayer: bit,
  });

/** Bits of a slot number in the column stores. */
export const slotBits = ({ wordDepth }: Pick<LieqConfiguration, "wordDepth">): number =>
  bitsFor(wordDepth - 1);

export type CommandShape = Pick<LieqConfiguration, "phases" | "wordDepth">;

type CommandFields = {
  readonly step: UintOf<1>;
  readonly boundary: UintOf<1>;
  readonly format: UintOf<3>;
  readonly slot: UintOf<number>;
  readonly cluster: UintOf<3>;
  readonly position: UintOf<2>;
  readonly plane: UintOf<2>;
  readonly phase: UintOf<number>;
};

/**
 * One cycle of the array: `step` (a step is made), `boundary` (finished sums leave), and which digit of which weight: slot, cluster in
 * the word, position in the cluster, plane (digit 0 lowest), phase 0..T-1. Direct coding has one phase and no field for it.
 */
export function commandType({ phases, wordDepth }: CommandShape): StructOf<CommandFields> {
  const fields = {
    step: bit,
    boundary: bit,
    format: uint(FORMAT_BITS),
    slot: uint(slotBits({ wordDepth })),
    cluster: uint(3),
    position: uint(2),
    plane: uint(2),
    ...(phases > 1 ? { phase: uint(bitsFor(phases - 1)) } : {}),
  };
  // Who handles direct coding never looks at `phase`: tsc keeps one type for all codings.
  return struct(fields as Fields) as unknown as StructOf<CommandFields>;
}

/** A word on its way into one column's store; `select` is one-hot or zero. */
export const storeWriteType = ({ columns, wordDepth }: Pick<LieqConfiguration, "columns" | "wordDepth">) =>
  struct({ select: array(bit, columns), slot: uint(slotBits({ wordDepth })), word: uint(WORD_BITS) });
