/**
 * Clock domains and the bridges between them. A value of one domain may reach a register of another only through
 * `synchronize` (one bit) or the asynchronous FIFO of the block library, which is built on `expert`.
 */
import { captureSite } from "../diagnostics/index.ts";
import { bitWidth, type ClockDomain, type Expr, typeName } from "../ir/index.ts";
import { type ModuleBuilder, makeDomain, requireBuilder } from "./context.ts";
import { type MemoryHandle, type MemoryOptions, makeMemory } from "./memory.ts";
import { coerce } from "./operand.ts";
import { refusal } from "./operators.ts";
import { reg } from "./signals.ts";
import { type AnyType, bit, type ValueOf } from "./types.ts";
import type { ValueImplementation } from "./value.ts";
import type { Bit, Value } from "./value-types.ts";

export interface DomainOptions {
  /** When registers with an init are reset: at the clock edge (default), at once, or never. */
  readonly reset?: "sync" | "async" | "none";
  /** Level of the reset that resets; "high" by default. */
  readonly active?: "high" | "low";
}

/** A named clock domain with the ports `NAME_clock` and `NAME_reset` (`NAME_reset_n` when active low). */
export function clockDomain(name: string, options: DomainOptions = {}): ClockDomain {
  return makeDomain(name, { kind: options.reset ?? "sync", active: options.active ?? "high" });
}

/** Registers, memory ports, assertions and instances made in `body` belong to `domain`; returns what `body` returns. */
export function inDomain<R>(domain: ClockDomain, body: () => R): R {
  const builder = requireBuilder("inDomain");
  const outer = builder.domain;
  builder.domain = builder.useDomain(domain);
  try {
    return body();
  } finally {
    builder.domain = outer;
  }
}

export interface SynchronizeOptions {
  /** Registers in a row, 2 or more. */
  readonly stages?: number;
  /** Destination; the current domain by default. */
  readonly domain?: ClockDomain;
  /** Value after reset, 0 by default. */
  readonly init?: 0 | 1;
}

/** Brings one bit of another domain (or an asynchronous input) into the current domain through a chain of registers. */
export function synchronize(value: Bit, options: SynchronizeOptions = {}): Bit {
  const site = captureSite();
  const builder = requireBuilder("synchronize", site);
  const stages = options.stages ?? 2;
  if (!Number.isInteger(stages) || stages < 2) {
    builder.report(
      "BL0102",
      { what: "stages of synchronize", found: String(stages), allowed: "a whole number, 2 or more" },
      [{ label: "here", site }],
    );
    return value;
  }
  const source = value as unknown as ValueImplementation;
  if (bitWidth(source.expr.type) !== 1) {
    builder.report("BL0132", { found: typeName(source.expr.type) }, [
      { label: "here", site },
      { label: "the value", site: source.expr.site },
    ]);
    return refusal(site, builder) as unknown as Bit;
  }
  return chain(builder, bit, value as Value<AnyType>, "synchroniser", { ...options, stages }) as Bit;
}

function chain(
  builder: ModuleBuilder,
  type: AnyType,
  value: Value<AnyType>,
  reason: string,
  options: SynchronizeOptions & { readonly stages: number },
): Value<AnyType> {
  let last: Value<AnyType> = value;
  for (let stage = 0; stage < options.stages; stage++) {
    const register = reg(type, { init: options.init ?? 0, domain: options.domain });
    const { place } = register as unknown as ValueImplementation;
    if (place) Object.assign(place.signal, { crossing: reason });
    const expr: Expr = coerce(type.data, last, { what: "synchronize", site: captureSite() });
    builder.body.push({
      kind: "assign",
      target: { kind: "whole", signal: (place ?? missing()).signal },
      value: expr,
      site: captureSite(),
    });
    last = register as unknown as Value<AnyType>;
  }
  return last;
}

function missing(): never {
  throw new Error("a synchroniser stage is not a plain register");
}

/** Danger, visible at the call site: what builds bridges between domains. Reasons appear in the design. */
export const expert = {
  /**
   * Brings several bits into the current domain through `stages` registers. Safe only when at most one bit of `value`
   * changes between any two edges of its own clock (Gray code).
   */
  synchronizeGray<T extends AnyType>(
    value: Value<T>,
    options: { readonly stages?: number; readonly reason: string },
  ): ValueOf<T> {
    const builder = requireBuilder("expert.synchronizeGray");
    return chain(builder, value.type, value as unknown as Value<AnyType>, options.reason, {
      stages: options.stages ?? 2,
      init: 0,
    }) as unknown as ValueOf<T>;
  },
  /** A memory written in one domain and read in another. Safe only when a protocol keeps reads off words in flight. */
  dualClockMemory<T extends AnyType>(
    type: T,
    options: MemoryOptions<T> & { readonly reason: string },
  ): MemoryHandle<T> {
    return makeMemory(type, options, options.reason);
  },
} as const;
