/** Blocks with specifications, in the order of the data through them. */
import { fail } from "../../diagnostics/index.ts";
import { arithmeticProofs } from "./arithmetic.ts";
import { baselineProofs } from "./baseline.ts";
import { fineqProofs } from "./fineq.ts";
import type { BlockProof } from "./proof.ts";
import { tileRowsProof } from "./tile-rows.ts";
import { tileProofs } from "./tiles.ts";

export { type BlockProof, claimOf, type Specification } from "./proof.ts";

/** Everything that `bitloom prove` knows; names of blocks are unique. */
export const blockProofs: readonly BlockProof[] = [
  ...fineqProofs,
  ...arithmeticProofs,
  ...baselineProofs,
  ...tileProofs,
  tileRowsProof,
];

/** What can be proved of a block; BL0499 when nothing can. */
export function findProof(name: string): BlockProof {
  const known = blockProofs.map(({ entry }) => entry.name).join(", ");
  return (
    blockProofs.find(({ entry }) => entry.name === name) ??
    fail("BL0499", { block: name, reason: `it has no specification; those with one are ${known}` })
  );
}
