/** Products that tests put to engines of every family. Invariant: each family can work them off. */
import type { FineqProduct } from "../../../golden/index.ts";
import type { FineqFamily } from "./index.ts";

const BLOCK_BYTES = 7;

/** The product with blocks that the family takes: for tiles-sparse of every four neighbouring clusters one has outliers at most. */
export function tileProduct(
  family: FineqFamily,
  product: FineqProduct,
  clustersPerOutlier = 4,
): FineqProduct {
  if (family !== "tiles-sparse") return product;
  const packed = product.weights.packed.slice();
  for (let at = 0; at < packed.length; at += BLOCK_BYTES) obeySparsity(packed, at, clustersPerOutlier);
  return { ...product, weights: { ...product.weights, packed } };
}

/** Clears the second and further outlier clusters of a group; an outlier is a 3-bit field with its middle bit (layout: docs/formats.md). */
function obeySparsity(packed: Uint8Array, at: number, clustersPerOutlier: number): void {
  let outliers = 0;
  for (let cluster = 0; cluster < 8; cluster++) {
    if (cluster % clustersPerOutlier === 0) outliers = 0;
    const index = ((packed[at] as number) >> (2 * (cluster >> 1))) & 3;
    const bitAt = (i: number): number => ((packed[at + 1 + (i >> 3)] as number) >> (i & 7)) & 1;
    if (index === 0 || bitAt(6 * cluster + 1) + bitAt(6 * cluster + 4) === 0) continue;
    if (++outliers === 1) continue;
    for (let i = 6 * cluster; i < 6 * cluster + 6; i++) {
      packed[at + 1 + (i >> 3)] = (packed[at + 1 + (i >> 3)] as number) & ~(1 << (i & 7));
    }
  }
}
