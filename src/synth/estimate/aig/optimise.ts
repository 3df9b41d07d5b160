/**
 * What ABC's `dc2` does before it maps: trees made flat, cuts rewritten, and again. Invariant: outputs compute what they did.
 */
import type { Aig } from "./aig.ts";
import { balanced } from "./balance.ts";
import { type RewriteOptions, rewritten } from "./rewrite.ts";

/** Nodes from which a graph is large: chance evens out there, and time counts. */
export const LARGE = 2000;

const SMALL_CUTS: Omit<RewriteOptions, "isEager"> = { size: 5, limit: 10 };
const LARGE_CUTS: Omit<RewriteOptions, "isEager"> = { size: 4, limit: 6 };

export function optimised(aig: Aig): Aig {
  if (aig.size > LARGE) return balanced(rewritten(balanced(aig), { ...LARGE_CUTS, isEager: false }));
  const rewrite = (from: Aig, isEager: boolean): Aig => rewritten(from, { ...SMALL_CUTS, isEager });
  const once = balanced(rewrite(balanced(aig), false));
  const twice = balanced(rewrite(rewrite(once, false), true));
  return balanced(rewrite(twice, true));
}
