/** What is told to bands and channels of tiles, as the types of their ports. Invariant: what only some families need stands in a struct with what all do. */
import { bit, struct, type Uint, uint } from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { slotBits } from "../command.ts";
import type { FineqConfiguration } from "../parameters.ts";
import type { TileConfiguration } from "./parameters.ts";

export type TileCommandShape = Pick<FineqConfiguration, "blockDepth"> & {
  readonly tile: Pick<TileConfiguration, "groups">;
};

/** Bits of a token group's number. */
export const groupBits = ({ groups }: Pick<TileConfiguration, "groups">): number => bitsFor(groups - 1);

/** Bits of the number of a token in its group. */
export const tokenBits = ({ tokensAtOnce }: Pick<TileConfiguration, "tokensAtOnce">): number =>
  bitsFor(tokensAtOnce - 1);

/**
 * One cycle of the tiles, from the sequencer; it passes from band to band as a register's output: `step` (token group `group` meets the weights) and, with it, `load` (from this step on they are
 * those of slot `slot`, in planes those of `plane`), `isFirst` (sums begin anew), `isLast` (sums are finished with this step).
 */
export const tileCommandType = ({ blockDepth, tile }: TileCommandShape) =>
  struct({
    step: bit,
    load: bit,
    slot: uint(slotBits({ blockDepth })),
    plane: bit,
    group: uint(groupBits(tile)),
    isFirst: bit,
    isLast: bit,
  });

/** What a channel loads: `load`, and with it the slot of a block and, in planes, the plane. */
export const loadType = ({ blockDepth }: Pick<FineqConfiguration, "blockDepth">) =>
  struct({ load: bit, slot: uint(slotBits({ blockDepth })), plane: bit });

/** What a channel does with sums: `fetch` and `fetchGroup` in the cycle before `add` and its companions. */
export const addType = ({ tile }: Pick<TileCommandShape, "tile">) =>
  struct({
    fetch: bit,
    fetchGroup: uint(groupBits(tile)),
    add: bit,
    group: uint(groupBits(tile)),
    isFirst: bit,
    isLast: bit,
  });

/** Which finished sums to show: `read` fetches those of `group`, `token` chooses of those that were fetched last. */
export const drainReadType = ({
  tile,
}: {
  readonly tile: Pick<TileConfiguration, "groups" | "tokensAtOnce">;
}) => struct({ read: bit, group: uint(groupBits(tile)), token: uint(tokenBits(tile)) });

/** A round of blocks that is in the stores: `counted`, and with it whether some block of it has a magnitude above 1. */
export const roundType = struct({ counted: bit, hasOutlier: bit });

/** The low `width` bits, or zeros above. */
export const fitted = (value: Uint, width: number): Uint =>
  value.width < width ? value.zext(width) : value.width > width ? value.trunc(width) : value;
