/** Every family of arrays that is compared. Names are unique. */
import { baselineFamilies } from "./baseline-families.ts";
import { fineqFamilies } from "./fineq-families.ts";
import type { ArrayFamily } from "./run.ts";

export const ARRAY_FAMILIES: readonly ArrayFamily[] = [...baselineFamilies, ...fineqFamilies];
