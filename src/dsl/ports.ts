/**
 * Ports are declared first, as an object literal. The body sees them from inside (inputs readable, outputs drivable); an
 * instance shows the mirror image. Names are the keys, joined with `_` through groups, streams and structs.
 */
import { captureSite, fail, type Site } from "../diagnostics/index.ts";
import type { DataType, Signal } from "../ir/index.ts";
import { makeSignals } from "./aggregates.ts";
import type { ModuleBuilder } from "./context.ts";
import { describeOperand } from "./operand.ts";
import type { Direction, Inside, Outside, PortForm, PortMap, PortOptions, PortSpec } from "./port-types.ts";
import { type Incoming, makeStream, type Outgoing } from "./stream.ts";
import { type AnyType, bit, type ValueOf, type WireOf } from "./types.ts";
import type { ValueImplementation } from "./value.ts";

export {
  asynchronous,
  type Inside,
  type Outside,
  type PortMap,
  type PortOptions,
  type PortSpec,
} from "./port-types.ts";

const spec = <In, Out>(form: PortForm): PortSpec<In, Out> => ({ form }) as PortSpec<In, Out>;

/** A port that the module reads and its parent drives, of any type; a struct becomes a Verilog port a field. */
export function input<T extends AnyType>(
  type: T,
  options: PortOptions = {},
): PortSpec<ValueOf<T>, WireOf<T>> {
  return signal("input", type, options, captureSite());
}

/** A port that the module drives, like a wire, and its parent reads; a struct becomes a Verilog port a field. */
export function output<T extends AnyType>(
  type: T,
  options: PortOptions = {},
): PortSpec<WireOf<T>, ValueOf<T>> {
  return signal("output", type, options, captureSite());
}

/** A ready-valid stream that the module receives: `NAME_valid` and `NAME_data` in, `NAME_ready` out. */
export function sink<T extends AnyType>(
  type: T,
  options: PortOptions = {},
): PortSpec<Incoming<T>, Outgoing<T>> {
  return stream("sink", type, options, captureSite());
}

/** A ready-valid stream that the module sends: `NAME_valid` and `NAME_data` out, `NAME_ready` in. */
export function source<T extends AnyType>(
  type: T,
  options: PortOptions = {},
): PortSpec<Outgoing<T>, Incoming<T>> {
  return stream("source", type, options, captureSite());
}

/** Several ports under one name, such as the channels of a bus. */
export function group<P extends PortMap>(members: P): PortSpec<Inside<P>, Outside<P>> {
  return spec({ kind: "group", members });
}

function signal<In, Out>(
  direction: Direction,
  type: AnyType,
  options: PortOptions,
  site: Site,
): PortSpec<In, Out> {
  requireType(direction, type, site);
  return spec({ kind: "signal", direction, type, options, site });
}

function stream<In, Out>(
  kind: "sink" | "source",
  type: AnyType,
  options: PortOptions,
  site: Site,
): PortSpec<In, Out> {
  requireType(kind, type, site);
  return spec({ kind: "stream", receives: kind === "sink", type, options, site });
}

/** tsc says so too; plain JavaScript would fail far from here. */
function requireType(what: string, type: unknown, site: Site): void {
  if (typeof type === "object" && type !== null && "data" in type && "kind" in type) return;
  const expected = "a type such as `uint(8)`";
  fail("BL0107", { what: `the type of ${what}`, found: describeOperand(type), expected }, [
    { label: "here", site },
  ]);
}

/** Makes the signal for one leaf of one port. */
export type MakeLeaf = (
  name: string,
  direction: Direction,
  data: DataType,
  leaf: { readonly options: PortOptions; readonly site: Site; readonly base: string; readonly path: string },
) => Signal;

/** Builds a view of a port map; leaves are visited in declared order. */
export function layPorts(
  builder: ModuleBuilder,
  ports: PortMap,
  make: MakeLeaf,
  prefix = "",
): Record<string, unknown> {
  const view: Record<string, unknown> = {};
  for (const [key, port] of Object.entries(ports)) {
    const name = prefix === "" ? key : `${prefix}_${key}`;
    if (typeof port !== "object" || port === null || !("form" in port)) {
      const expected = "a port: input(type), output(type), sink(type), source(type) or group({...})";
      fail("BL0107", { what: `port \`${name}\``, found: describeOperand(port), expected }, [
        { label: "of this module", site: builder.definition.site },
      ]);
    }
    const { form } = port;
    if (form.kind === "group") {
      view[key] = layPorts(builder, form.members, make, name);
      continue;
    }
    const leaf = (base: string, direction: Direction, type: AnyType): ValueImplementation =>
      makeSignals(builder, type, (data, path) =>
        make([base, ...path].join("_"), direction, data, {
          options: form.options,
          site: form.site,
          base,
          path: path.join("_"),
        }),
      );
    if (form.kind === "signal") {
      view[key] = leaf(name, form.direction, form.type);
      continue;
    }
    const forward: Direction = form.receives ? "input" : "output";
    const backward: Direction = form.receives ? "output" : "input";
    const valid = leaf(`${name}_valid`, forward, bit);
    const data = leaf(`${name}_data`, forward, form.type);
    const ready = leaf(`${name}_ready`, backward, bit);
    view[key] = makeStream(builder, name, valid, data, ready);
  }
  return view;
}
