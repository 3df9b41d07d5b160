/** What a port declaration is, as data and as tsc sees it; ports.ts makes them. */
import type { Site } from "../diagnostics/index.ts";
import type { ClockDomain } from "../ir/index.ts";
import type { AnyType } from "./value-types.ts";

export declare const insideOf: unique symbol;
export declare const outsideOf: unique symbol;

/** A port declaration; the two views exist for tsc only. */
export interface PortSpec<In = unknown, Out = unknown> {
  readonly form: PortForm;
  readonly [insideOf]: In;
  readonly [outsideOf]: Out;
}

export type PortMap = { readonly [name: string]: PortSpec };
/** The ports as the module's body sees them. */
export type Inside<P extends PortMap> = { readonly [K in keyof P]: P[K][typeof insideOf] };
/** The ports as the parent of an instance sees them. */
export type Outside<P extends PortMap> = { readonly [K in keyof P]: P[K][typeof outsideOf] };

export interface PortOptions {
  /** Domain the port's value belongs to; `asynchronous` for none. The module's default domain when absent. */
  readonly domain?: ClockDomain | typeof asynchronous;
  /** Carried into the Verilog; a JSDoc comment on the property does the same. */
  readonly doc?: string;
}

/** The domain of an input that belongs to no clock; only a synchroniser may take it. */
export const asynchronous = "async" as const;

export type Direction = "input" | "output";
export type PortForm =
  | {
      readonly kind: "signal";
      readonly direction: Direction;
      readonly type: AnyType;
      readonly options: PortOptions;
      readonly site: Site;
    }
  | {
      readonly kind: "stream";
      readonly receives: boolean;
      readonly type: AnyType;
      readonly options: PortOptions;
      readonly site: Site;
    }
  | { readonly kind: "group"; readonly members: PortMap };
