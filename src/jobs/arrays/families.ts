/** Every family of arrays that is compared. Names are unique. */
import { baselineFamilies } from "./baseline-families.ts";
import { fineqFamilies } from "./fineq-families.ts";
import { planesFamilies } from "./planes.ts";
import type { ArrayFamily } from "./run.ts";
import { serialFamilies } from "./serial.ts";
import { tileBaselines } from "./tile-baselines.ts";
import { tilesFamilies } from "./tiles.ts";

export const ARRAY_FAMILIES: readonly ArrayFamily[] = [
  ...baselineFamilies,
  ...fineqFamilies,
  ...planesFamilies,
  ...serialFamilies,
  ...tilesFamilies,
  ...tileBaselines,
];
