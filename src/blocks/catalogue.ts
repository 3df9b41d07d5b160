/** Every block that the command line lists and generates, in the order of the list. Names are unique. */
import { afprBlocks } from "./afpr/index.ts";
import { arithmeticBlocks } from "./arithmetic/index.ts";
import { baselineBlocks } from "./baseline/index.ts";
import { boardBlocks } from "./board/index.ts";
import { busBlocks } from "./bus/index.ts";
import type { BlockEntry } from "./catalogue-entry.ts";
import { fineqBlocks } from "./fineq/index.ts";
import { lieqBlocks } from "./lieq/index.ts";
import { streamBlocks } from "./stream/index.ts";
import { tileBlocks } from "./tiles/index.ts";

export const blockCatalogue: readonly BlockEntry[] = [
  ...streamBlocks,
  ...busBlocks,
  ...arithmeticBlocks,
  ...baselineBlocks,
  ...fineqBlocks,
  ...tileBlocks,
  ...afprBlocks,
  ...lieqBlocks,
  ...boardBlocks,
];
