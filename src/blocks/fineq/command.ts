/**
 * What the sequencer tells the columns in every cycle, and what the dispatcher writes into their stores. Both cross from
 * unit to unit as registers' outputs.
 */
import { array, bit, type Fields, type StructOf, struct, type UintOf, uint } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { BLOCK_BITS, type FineqConfiguration } from "./parameters.ts";

/** Bits of a slot number in the column stores. */
export const slotBits = ({ blockDepth }: Pick<FineqConfiguration, "blockDepth">): number =>
  bitsFor(blockDepth - 1);

export type CommandShape = Pick<FineqConfiguration, "phases" | "blockDepth">;

type CommandFields = {
  readonly step: UintOf<1>;
  readonly boundary: UintOf<1>;
  readonly slot: UintOf<number>;
  readonly cluster: UintOf<3>;
  readonly position: UintOf<2>;
  readonly phase: UintOf<number>;
};

/**
 * One cycle of the array: `step` (a step is made), `boundary` (finished sums leave), and which weight of which block:
 * slot, cluster 0..7, position 0..2 in it, phase 0..T-1 of it. Direct coding has one phase and no field for it.
 */
export function commandType({ phases, blockDepth }: CommandShape): StructOf<CommandFields> {
  const fields = {
    step: bit,
    boundary: bit,
    slot: uint(slotBits({ blockDepth })),
    cluster: uint(3),
    position: uint(2),
    ...(phases > 1 ? { phase: uint(bitsFor(phases - 1)) } : {}),
  };
  // Who handles direct coding never looks at `phase`: tsc keeps one type for all codings.
  return struct(fields as Fields) as unknown as StructOf<CommandFields>;
}

/** Blocks for neighbouring columns on their way into the stores; bit i of `select` chooses columns from i * blocksPerBeat. */
export const storeWriteType = ({
  blockDepth,
  beatsPerRound,
  blocksPerBeat,
}: Pick<FineqConfiguration, "blockDepth" | "beatsPerRound" | "blocksPerBeat">) =>
  struct({
    select: array(bit, beatsPerRound),
    slot: uint(slotBits({ blockDepth })),
    blocks: array(uint(BLOCK_BITS), blocksPerBeat),
  });
