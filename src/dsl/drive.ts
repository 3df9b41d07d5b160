/**
 * Driving values: `.value =` on wires, outputs and instance inputs, `.next =` on registers. Structs are driven field by
 * field; an assignment that is not allowed is reported with the target's declaration.
 */
import { captureSite, fail, type Site } from "../diagnostics/index.ts";
import {
  bitWidth,
  type DataType,
  type Expr,
  type Signal,
  type Statement,
  sameType,
  type Target,
  typeName,
} from "../ir/index.ts";
import { type ModuleBuilder, requireBuilder } from "./context.ts";
import { displayName } from "./display-name.ts";
import { coerce, literalExpr, refusedExpr } from "./operand.ts";
import { isValue, makeValue, type Place, ValueImplementation } from "./value.ts";

export class DrivableValue extends ValueImplementation {
  get value(): this {
    return this;
  }

  set value(driver: unknown) {
    drive(this, "value", driver, captureSite());
  }

  get next(): never {
    return fail("BL0111", {}, [{ label: "read here", site: captureSite() }]);
  }

  set next(driver: unknown) {
    drive(this, "next", driver, captureSite());
  }
}

/** The value of a whole signal. */
export function signalValue(signal: Signal, owner: ModuleBuilder): ValueImplementation {
  return makeValue({ op: "ref", type: signal.type, signal, site: signal.site }, owner, { signal, low: 0 });
}

/** A struct whose fields are values of their own, drivable or not. */
export class StructImplementation extends DrivableValue {
  readonly fields: ReadonlyMap<string, ValueImplementation>;

  constructor(
    expr: Expr,
    fields: ReadonlyMap<string, ValueImplementation>,
    owner: ModuleBuilder | undefined,
    place?: Place,
  ) {
    super(expr, owner, place);
    this.fields = fields;
    for (const [name, field] of fields) {
      Object.defineProperty(this, name, { value: field, enumerable: true });
    }
  }
}

const driveRole = { value: ["wire", "output", "instanceInput"], next: ["register"] } as const;

function drive(target: ValueImplementation, how: "value" | "next", driver: unknown, site: Site): void {
  const builder = requireBuilder(`an assignment to \`.${how}\``, site);
  // An element that a run-time index picks is driven as a whole.
  if (target instanceof StructImplementation && !target.place?.element) {
    const given =
      driver instanceof StructImplementation
        ? Object.fromEntries(driver.fields)
        : isValue(driver)
          ? Object.fromEntries(
              unpackStruct(coerce(target.expr.type, driver, { what: "a struct", site }), builder),
            )
          : driver;
    if (typeof given !== "object" || given === null) {
      builder.report(
        "BL0107",
        { what: "a struct", found: String(given), expected: typeName(target.expr.type) },
        [{ label: "here", site }],
      );
      refuse(target, how, site);
      return;
    }
    const names = [...target.fields.keys()];
    const entries = Object.entries(given);
    if (entries.length !== names.length || entries.some(([name]) => !target.fields.has(name))) {
      builder.report(
        "BL0107",
        {
          what: "a struct",
          found: `fields ${entries.map(([name]) => name).join(", ")}`,
          expected: `fields ${names.join(", ")}`,
        },
        [{ label: "here", site }],
      );
      refuse(target, how, site);
      return;
    }
    for (const [name, field] of target.fields)
      drive(field, how, (given as Record<string, unknown>)[name], site);
    return;
  }
  const { place } = target;
  if (!place) {
    builder.report("BL0110", { how, role: "an expression" }, [{ label: "assigned here", site }]);
    return;
  }
  const { signal } = place;
  const declared = { label: "declared here", site: signal.site };
  if (target.owner !== builder) {
    builder.report(
      "BL0112",
      { how, module: builder.definition.name, owner: target.owner?.definition.name ?? "no module" },
      [{ label: "assigned here", site }, declared],
    );
    return;
  }
  if (!(driveRole[how] as readonly string[]).includes(signal.role)) {
    builder.report("BL0110", { how, role: roleOf(signal) }, [{ label: "assigned here", site }, declared]);
    const meant = how === "next" ? "value" : "next";
    // Meant to be driven, the other way: it is not reported again as undriven.
    if (!(driveRole[meant] as readonly string[]).includes(signal.role)) return;
  }
  const value = coerce(target.expr.type, driver, {
    // Looked up for a message only: names cost a parse of the source.
    get what() {
      const name = displayName(signal);
      return name === undefined ? `an assignment to \`.${how}\`` : `the assignment to \`${name}.${how}\``;
    },
    site,
    partner: declared,
  });
  builder.block.push({
    kind: "assign",
    target: targetOf(place, target.expr.type),
    value,
    site,
  } satisfies Statement);
}

/** Counts the fields of a struct as driven after a reported error. */
function refuse(target: StructImplementation, how: "value" | "next", site: Site): void {
  for (const field of target.fields.values()) {
    drive(field, how, new ValueImplementation(refusedExpr(site), undefined), site);
  }
}

const roleWords: Record<Signal["role"], string> = {
  input: "input",
  output: "output",
  wire: "wire",
  register: "register",
  node: "expression",
  instanceInput: "instance input",
  instanceOutput: "instance output",
};

function roleOf(signal: Signal): string {
  const [name, role] = [displayName(signal), roleWords[signal.role]];
  if (name !== undefined) return `the ${role} \`${name}\``;
  return /^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`;
}

function targetOf(place: Place, type: DataType): Target {
  if (place.element) return { kind: "element", signal: place.signal, ...place.element };
  const width = bitWidth(type);
  if (width === bitWidth(place.signal.type)) return { kind: "whole", signal: place.signal };
  return { kind: "bits", signal: place.signal, high: place.low + width - 1, low: place.low };
}

/**
 * The fields of a packed struct expression by name: the parts of a concatenation as they are, slices of anything else.
 * Where the struct is part of a signal that can be driven, so are they.
 */
export function unpackStruct(
  expr: Expr,
  owner: ModuleBuilder | undefined,
  place?: Place,
): Map<string, ValueImplementation> {
  if (expr.type.kind !== "struct") throw new Error("not a struct");
  const parts =
    expr.op === "cat" && expr.parts.length === expr.type.fields.length ? [...expr.parts].reverse() : [];
  const fields = new Map<string, ValueImplementation>();
  let low = 0;
  for (const [i, field] of expr.type.fields.entries()) {
    const width = bitWidth(field.type);
    const part =
      expr.op === "literal" ? literalExpr(field.type, expr.bits >> BigInt(low), expr.site) : parts[i];
    const own =
      part && sameType(part.type, field.type) ? part : sliceExpr(expr, low + width - 1, low, field.type);
    if (own !== part) {
      const above = owner?.fieldPaths.get(expr);
      owner?.fieldPaths.set(own, above === undefined ? field.name : `${above}_${field.name}`);
    }
    const within = place && !place.element ? { signal: place.signal, low: place.low + low } : undefined;
    fields.set(field.name, makeValue(own, owner, within));
    low += width;
  }
  return fields;
}

/** Bits high..low as `type`; of a cat on exact part boundaries the part itself. */
export function sliceExpr(
  source: Expr,
  high: number,
  low: number,
  type: DataType,
  site: Site | undefined = source.site,
): Expr {
  return { op: "slice", source, high, low, type, site };
}
