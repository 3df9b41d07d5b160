/**
 * What depends on what without a register in between. Invariant: an edge exists wherever a change can travel in the
 * same cycle, through named expressions, asynchronous memory reads and instances; too many edges only cost readability.
 */
import {
  bodiesOf,
  type Expr,
  expressionsOf,
  type Module,
  operandsOf,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import { asynchronousInputs } from "./memory-words.ts";

/** Answers for one design; modules are analysed once. */
export class Dependencies {
  private readonly paths = new Map<Module, ReadonlyMap<Signal, ReadonlySet<Signal>>>();

  /** Signals whose present value shapes the present value of `signal`, one step back. */
  sourcesIn(module: Module): (signal: Signal) => ReadonlySet<Signal> {
    const driven = drivenBy(module.body);
    const known = new Map<Signal, ReadonlySet<Signal>>();
    return (signal) => {
      const found = known.get(signal) ?? this.directSources(signal, driven);
      known.set(signal, found);
      return found;
    };
  }

  private directSources(
    signal: Signal,
    driven: ReadonlyMap<Signal, ReadonlySet<Signal>>,
  ): ReadonlySet<Signal> {
    switch (signal.role) {
      case "input":
      case "register":
        return new Set();
      case "node":
        return signalsIn(signal.value === undefined ? [] : [signal.value]);
      case "instanceOutput": {
        if (signal.instance === undefined) return new Set();
        const { instance, port } = signal.instance;
        const inputs = this.combinationalPaths(instance.module).get(port) ?? new Set();
        return new Set(instance.ports.filter((p) => p.instance !== undefined && inputs.has(p.instance.port)));
      }
      default:
        return driven.get(signal) ?? new Set();
    }
  }

  /** For each output port of a module, the input ports it depends on in the same cycle. */
  private combinationalPaths(module: Module): ReadonlyMap<Signal, ReadonlySet<Signal>> {
    const known = this.paths.get(module);
    if (known !== undefined) return known;
    const paths = module.external === undefined ? this.tracePaths(module) : externalPaths(module);
    this.paths.set(module, paths);
    return paths;
  }

  private tracePaths(module: Module): ReadonlyMap<Signal, ReadonlySet<Signal>> {
    const sources = this.sourcesIn(module);
    const outputs = module.ports.filter((port) => port.role === "output");
    return new Map(
      outputs.map((port) => {
        const reached = reachable([port], sources);
        return [port, new Set([...reached].filter((signal) => signal.role === "input"))];
      }),
    );
  }
}

/** Everything that `sources` leads to, the starting signals included. */
export function reachable(
  start: Iterable<Signal>,
  sources: (signal: Signal) => ReadonlySet<Signal>,
): ReadonlySet<Signal> {
  const seen = new Set(start);
  const pending = [...seen];
  for (let signal = pending.pop(); signal !== undefined; signal = pending.pop()) {
    for (const source of sources(signal)) {
      if (seen.has(source)) continue;
      seen.add(source);
      pending.push(source);
    }
  }
  return seen;
}

/** Signals that the expressions mention, addresses of asynchronous memory reads included. */
function signalsIn(exprs: readonly Expr[]): Set<Signal> {
  const signals = new Set<Signal>();
  const seen = new Set<Expr>();
  const pending = [...exprs];
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    if (seen.has(expr)) continue;
    seen.add(expr);
    if (expr.op === "ref") signals.add(expr.signal);
    if (expr.op === "read" && expr.port.memory.latency === 0) pending.push(...asynchronousInputs(expr.port));
    pending.push(...operandsOf(expr));
  }
  return signals;
}

function externalPaths(module: Module): ReadonlyMap<Signal, ReadonlySet<Signal>> {
  const pairs = module.external?.combinationalPaths ?? [];
  return new Map(
    module.ports.map((port) => {
      const inputs = new Set(pairs.filter(([, output]) => output === port.name).map(([input]) => input));
      return [port, new Set(module.ports.filter((candidate) => inputs.has(candidate.name)))];
    }),
  );
}

/** Per assigned signal, every signal that its values, indices and enclosing conditions mention. */
function drivenBy(body: readonly Statement[]): ReadonlyMap<Signal, ReadonlySet<Signal>> {
  const driven = new Map<Signal, Set<Signal>>();
  const visit = (statements: readonly Statement[], conditions: ReadonlySet<Signal>): void => {
    for (const statement of statements) {
      const mentioned = union(conditions, signalsIn(expressionsOf(statement)));
      for (const body of bodiesOf(statement)) visit(body, mentioned);
      if (statement.kind !== "assign") continue;
      const { signal } = statement.target;
      driven.set(signal, union(driven.get(signal) ?? new Set(), mentioned));
    }
  };
  visit(body, new Set());
  return driven;
}

const union = (a: ReadonlySet<Signal>, b: ReadonlySet<Signal>): Set<Signal> => new Set([...a, ...b]);
