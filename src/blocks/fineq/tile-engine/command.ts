/** What the tile sequencer tells the columns in every cycle; it passes from band to band as a register's output. */
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

/**
 * One cycle of the tiles: `step` (token group `group` meets the weights) and, with it, `load` (from this step on they are
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

/** The low `width` bits, or zeros above. */
export const fitted = (value: Uint, width: number): Uint =>
  value.width < width ? value.zext(width) : value.width > width ? value.trunc(width) : value;
