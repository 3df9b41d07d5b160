/**
 * Ready-valid streams: a beat moves in a cycle in which `valid` and `ready` are both 1. The sender may not take `valid`
 * back or change `data` until then (as AXI4-Stream, IHI 0051A section 2.2.1).
 */
import { captureSite, type Site } from "../diagnostics/index.ts";
import { type Expr, typeName } from "../ir/index.ts";
import { BIT, type ModuleBuilder, requireBuilder } from "./context.ts";
import { refusedExpr } from "./operand.ts";
import type { AnyType, UintOf, ValueOf, WireOf } from "./types.ts";
import { makeValue, ValueImplementation } from "./value.ts";
import type { Bit, Wire } from "./value-types.ts";

/** The receiving end: read `valid` and `data`, drive `ready`. */
export interface Incoming<T extends AnyType> {
  readonly valid: Bit;
  readonly data: ValueOf<T>;
  readonly ready: Bit & Wire<UintOf<1>>;
  /** One bit: a beat moves in this cycle. */
  readonly fire: Bit;
}

/** The sending end: drive `valid` and `data`, read `ready`. */
export interface Outgoing<T extends AnyType> {
  readonly valid: Bit & Wire<UintOf<1>>;
  readonly data: WireOf<T>;
  readonly ready: Bit;
  /** One bit: a beat moves in this cycle. */
  readonly fire: Bit;
}

class StreamEnd {
  readonly valid: ValueImplementation;
  readonly data: ValueImplementation;
  readonly ready: ValueImplementation;
  private readonly builder: ModuleBuilder;
  private readonly name: string | undefined;
  private fireValue: ValueImplementation | undefined;

  constructor(
    builder: ModuleBuilder,
    name: string | undefined,
    valid: ValueImplementation,
    data: ValueImplementation,
    ready: ValueImplementation,
  ) {
    this.builder = builder;
    this.name = name;
    this.valid = valid;
    this.data = data;
    this.ready = ready;
  }

  get fire(): ValueImplementation {
    if (!this.fireValue) {
      const site: Site = captureSite();
      const expr: Expr = {
        op: "binary",
        operator: "and",
        left: this.valid.expr,
        right: this.ready.expr,
        type: BIT,
        site,
      };
      this.fireValue = makeValue(expr, this.builder);
      if (this.name !== undefined) this.builder.expressionNames.set(expr, `${this.name}_fire`);
    }
    return this.fireValue;
  }
}

/** Bundles the three signals; `name` names `fire`, an instance's stream takes its name when the instance has one. */
export function makeStream(
  builder: ModuleBuilder,
  name: string | undefined,
  valid: ValueImplementation,
  data: ValueImplementation,
  ready: ValueImplementation,
): StreamEnd {
  return new StreamEnd(builder, name, valid, data, ready);
}

/** Joins the end that offers beats to the end that takes them; both carry the same payload type. */
export function connect<T extends AnyType>(from: Incoming<T>, to: Outgoing<T>): void {
  const site = captureSite();
  const builder = requireBuilder("connect", site);
  const given = from.data as unknown as ValueImplementation;
  const taken = to.data as unknown as ValueImplementation;
  if (given === undefined || taken === undefined) {
    builder.report("BL0107", { what: "connect", found: "something else", expected: "two stream ends" }, [
      { label: "here", site },
    ]);
    return;
  }
  const isTarget = (end: { readonly valid: Bit }): boolean => {
    const role = (end.valid as unknown as ValueImplementation).place?.signal.role;
    return role === "output" || role === "instanceInput" || role === "wire";
  };
  if (isTarget(from) && !isTarget(to)) {
    builder.report("BL0122", {}, [
      { label: "connected here", site },
      { label: "this end takes beats", site: given.expr.site },
      { label: "this end offers beats", site: taken.expr.site },
    ]);
    join(to as unknown as Incoming<T>, from as unknown as Outgoing<T>);
    return;
  }
  if (typeName(given.expr.type) !== typeName(taken.expr.type)) {
    const details = { found: typeName(given.expr.type), expected: typeName(taken.expr.type) };
    builder.report("BL0117", details, [
      { label: "connected here", site },
      { label: `offers ${details.found}`, site: given.expr.site },
      { label: `takes ${details.expected}`, site: taken.expr.site },
    ]);
    const refused = new ValueImplementation(refusedExpr(site), undefined);
    to.valid.value = from.valid;
    (to.data as Wire<T>).value = refused as unknown as ValueOf<T>;
    from.ready.value = to.ready;
    return;
  }
  join(from, to);
}

function join<T extends AnyType>(from: Incoming<T>, to: Outgoing<T>): void {
  to.valid.value = from.valid;
  (to.data as Wire<T>).value = from.data;
  from.ready.value = to.ready;
}
