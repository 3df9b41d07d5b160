/** Inline properties: checked at every active edge of the current domain while its reset is inactive. */
import { captureSite } from "../diagnostics/index.ts";
import { requireBuilder } from "./context.ts";
import { coerceBit } from "./operand.ts";
import type { Bit } from "./value-types.ts";

function property(kind: "assert" | "assume" | "cover", condition: Bit, message: string): void {
  const site = captureSite();
  const builder = requireBuilder(kind, site);
  builder.properties.push({
    kind,
    name: "",
    enable: builder.pathCondition(site),
    condition: coerceBit(condition, { what: `the condition of ${kind}`, site }),
    message,
    domain: builder.domain,
    site,
  });
}

/** `condition` must be 1 whenever control comes here. */
export const assert = (condition: Bit, message: string): void => property("assert", condition, message);

/** The environment promises that `condition` is 1; a simulation reports it when it is not, a proof relies on it. */
export const assume = (condition: Bit, message: string): void => property("assume", condition, message);

/** Counts as covered when `condition` has been 1. */
export const cover = (condition: Bit, message: string): void => property("cover", condition, message);
