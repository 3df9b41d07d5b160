/** Families of cluster tiles that multiply whole FineQ clusters in a cycle: any, and those with one outlier cluster in four. */
import { TileArray, type TileArrayShape, tileArrayLatency, tileArraySumBits } from "../../blocks/index.ts";
import { ACTIVATION_BITS, CLUSTERS_PER_OUTLIER } from "./constants.ts";
import { wholeVectors, wholeWeights } from "./deep-kinds.ts";
import { deepRun } from "./deep-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

/** Rows of the smallest group that a tile is made of: a pair; four clusters. */
const ROW_STEP = { any: 6, sparse: 3 * CLUSTERS_PER_OUTLIER } as const;
/** What tables show: the columns that share a register of activations, as deep as an array of 64 inputs. */
const ELEMENT_COLUMNS = 16;
const ELEMENT_ROWS = 64;

function tilesFamily(kind: TileArrayShape["kind"], tokens: number): ArrayFamily {
  const rowStep = ROW_STEP[kind];
  const shapeOf = (size: ArraySize): TileArrayShape => ({
    ...size,
    kind,
    activationBits: ACTIVATION_BITS,
    clustersPerOutlier: CLUSTERS_PER_OUTLIER,
  });
  const array = (size: ArraySize) => TileArray(shapeOf(size));
  const lanes = ({ rows, columns }: ArraySize): number => rows * columns * tokens;
  const element: ArraySize = {
    rows: Math.ceil(ELEMENT_ROWS / rowStep) * rowStep,
    columns: ELEMENT_COLUMNS,
    tokens,
  };
  return {
    name: `tiles-${kind}${tokens === 1 ? "" : `-x${tokens}`}`,
    title: `FineQ tiles, ${kind === "any" ? "any clusters" : "one outlier cluster in four"}${tokens === 1 ? "" : `, ${tokens} tokens at a time`}`,
    weights: kind === "any" ? "fineq" : "fineq-sparse",
    dataflow: "weight-stationary",
    rowStep,
    tokens,
    array,
    element: () => ({ module: array(element), lanes: lanes(element) }),
    lanes,
    cycles: { least: 1, most: 1 },
    run: (size, product) =>
      deepRun(
        {
          module: array(size),
          vectorCycles: wholeVectors,
          phases: 1,
          latency: tileArrayLatency,
          sumBits: tileArraySumBits(shapeOf(size)),
          passes: [wholeWeights],
        },
        size,
        product,
      ),
  };
}

export const tilesFamilies: readonly ArrayFamily[] = [
  tilesFamily("any", 1),
  tilesFamily("any", 4),
  tilesFamily("any", 8),
  tilesFamily("sparse", 1),
  tilesFamily("sparse", 4),
  tilesFamily("sparse", 8),
];
