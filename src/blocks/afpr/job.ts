/** Jobs and the settings of a conversion, as the units of the engine pass them on. */
import { bit, struct, uint } from "../../dsl/index.ts";
import { SHIFT_BITS } from "./parameters.ts";
import { FORMAT_BITS, LIMIT_BITS, OUTPUT_SHIFT_BITS, SIZE_BITS, VECTOR_BITS } from "./registers.ts";

/** A job as software asks for it; they stay while it runs. Sizes may be beyond the engine until they were checked. */
export const Job = struct({
  vectors: uint(VECTOR_BITS),
  rows: uint(SIZE_BITS),
  columns: uint(SIZE_BITS),
  isFirst: bit,
  isLast: bit,
  /** Programming only. */
  limit: uint(LIMIT_BITS),
});

/** What a conversion takes at its start and carries to its results. */
export const Settings = struct({
  shift: uint(SHIFT_BITS),
  outputShift: uint(OUTPUT_SHIFT_BITS),
  format: uint(FORMAT_BITS),
});
