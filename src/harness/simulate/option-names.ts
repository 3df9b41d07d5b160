/** Names of the options of `simulate`. Invariant: the compiler holds the list and the type together. */
import { fail } from "../../diagnostics/index.ts";
import { nearNames } from "../../sim/index.ts";
import type { SimulateModuleOptions } from "./simulate.ts";

const names: Readonly<Record<keyof SimulateModuleOptions, true>> = {
  clocks: true,
  coverage: true,
  engine: true,
  lanes: true,
  models: true,
  properties: true,
  record: true,
  reset: true,
  resetActive: true,
  seed: true,
  switches: true,
  waves: true,
};

/** BL0454 on an option that `simulate` does not have. */
export function requireKnownOptions(options: object): void {
  const known = Object.keys(names);
  for (const found of Object.keys(options)) {
    if (!known.includes(found)) fail("BL0454", { found, near: nearNames(found, known), known });
  }
}
