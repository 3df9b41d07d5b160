/**
 * Every signal of a design that waves can show, by instance. Invariant: paths are those of `Engine.probe`; a port of an
 * instance is listed once, inside the instance.
 */
import { bitWidth, type DataType, type Design, type Module, type Signal } from "../../ir/index.ts";
import { selectSignals } from "./select.ts";

export interface DesignSignal {
  readonly path: string;
  /** In its module. */
  readonly name: string;
  readonly type: DataType;
  /** A port of its module. */
  readonly isPort: boolean;
  /** Path of the struct it is a field of. */
  readonly group: string | undefined;
}

export interface DesignScope {
  /** Name of the instance; of the module for the top. */
  readonly name: string;
  readonly module: Module;
  readonly signals: readonly DesignSignal[];
  readonly scopes: readonly DesignScope[];
}

/** A signal or a part of one. */
export interface SelectedSignal {
  readonly name: string;
  /** Of the whole signal. */
  readonly path: string;
  /** Of the part. */
  readonly type: DataType;
  readonly low: number;
  readonly width: number;
  /** Bits of the whole signal. */
  readonly whole: number;
}

/** The signals of the top and, below it, of all instances. Black boxes show their ports. */
export function designScopes(design: Design): DesignScope {
  const scope = (module: Module, name: string, path: string): DesignScope => {
    const inside = path === "" ? "" : `${path}.`;
    const own = module.signals.filter((s) => s.role !== "instanceInput" && s.role !== "instanceOutput");
    const reads = module.memories.flatMap((memory) => (memory.latency === 1 ? memory.reads : []));
    return {
      name,
      module,
      signals: [
        ...(path === "" ? resetSignals(module) : []),
        ...own.map((signal) => designSignal(signal, inside)),
        ...reads.map((port) => plainSignal(port.name, inside, port.memory.type)),
      ],
      scopes: module.instances.map((one) => scope(one.module, one.name, `${inside}${one.name}`)),
    };
  };
  return scope(design.top, design.top.name, "");
}

/** All signals, the top's first, then instance by instance. */
export const allSignals = (scope: DesignScope): readonly DesignSignal[] => [
  ...scope.signals,
  ...scope.scopes.flatMap(allSignals),
];

const resetSignals = (module: Module): DesignSignal[] =>
  module.domains.flatMap(({ reset }) =>
    reset === undefined ? [] : [{ ...plainSignal(reset, "", { kind: "uint", width: 1 }), isPort: true }],
  );

const plainSignal = (name: string, inside: string, type: DataType): DesignSignal => ({
  path: `${inside}${name}`,
  name,
  type,
  isPort: false,
  group: undefined,
});

const designSignal = (signal: Signal, inside: string): DesignSignal => ({
  ...plainSignal(signal.name, inside, signal.type),
  isPort: signal.role === "input" || signal.role === "output",
  group: signal.group === undefined ? undefined : `${inside}${signal.group.name}`,
});

/**
 * The signals that the names stand for, each once: a path, a stream, struct or group, an instance (its ports), a pattern
 * with `*`, or an element or field of an array (`values[2]`, `pairs[0].high`). Fails with BL0460.
 */
export function selectFromDesign(
  names: readonly string[],
  signals: readonly DesignSignal[],
  where: string,
): SelectedSignal[] {
  const byPath = new Map(signals.map((signal) => [signal.path, signal]));
  const selected = names.flatMap(
    (name) => partSelected(name, byPath) ?? selectSignals(name, signals, where).map(wholeSelected),
  );
  const seen = new Set<string>();
  return selected.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function wholeSelected({ path, type }: DesignSignal): SelectedSignal {
  const width = bitWidth(type);
  return { name: path, path, type, low: 0, width, whole: width };
}

/** `path[1].field[0]` taken apart; undefined when it is not an existing part of a signal. */
function partSelected(name: string, byPath: ReadonlyMap<string, DesignSignal>): SelectedSignal | undefined {
  const at = name.indexOf("[");
  const signal = at < 0 ? undefined : byPath.get(name.slice(0, at));
  if (signal === undefined) return undefined;
  let { type } = signal;
  let low = 0;
  let rest = name.slice(at);
  while (rest !== "") {
    const index = rest.match(/^\[(\d+)\]/);
    const field = rest.match(/^\.(\w+)/);
    if (index !== null && type.kind === "array" && Number(index[1]) < type.length) {
      low += Number(index[1]) * bitWidth(type.element);
      type = type.element;
    } else if (field !== null && type.kind === "struct") {
      const position = type.fields.findIndex((one) => one.name === field[1]);
      const found = type.fields[position];
      if (found === undefined) return undefined;
      low += type.fields.slice(0, position).reduce((sum, one) => sum + bitWidth(one.type), 0);
      type = found.type;
    } else {
      return undefined;
    }
    rest = rest.slice((index ?? field)?.[0].length);
  }
  return { name, path: signal.path, type, low, width: bitWidth(type), whole: bitWidth(signal.type) };
}
