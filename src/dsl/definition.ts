/** What `module(...)` returns: a description that is elaborated when something needs it. */
import type { Site } from "../diagnostics/index.ts";
import type { External, ResetKind } from "../ir/index.ts";
import type { PortMap } from "./port-types.ts";

/** How a domain's registers reset. */
export interface ResetStyle {
  readonly kind: ResetKind;
  readonly active: "high" | "low";
}

/** Reset styles of a module's domains, by the module's own names for them; the default domain's is always there. */
export type DomainStyles = ReadonlyMap<string, ResetStyle>;

/** A module before elaboration; `P` is its port map, for tsc. */
export interface ModuleDefinition<P extends PortMap = PortMap> {
  readonly name: string;
  readonly ports: P;
  /** Runs the body; undefined for a black box. */
  readonly body: ((inside: never) => void) | undefined;
  readonly doc: string | undefined;
  /** Overrides the design's reset for the default domain. */
  readonly reset: ResetStyle | undefined;
  readonly external: External | undefined;
  /** Black box only: names of the clock and reset pins of the default domain. */
  readonly pins:
    | { readonly clock: string; readonly reset: string | undefined; readonly style: ResetStyle }
    | undefined;
  readonly site: Site;
}
