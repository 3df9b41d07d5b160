/**
 * What depends on what inside a module. The vertices are the IR's own objects: signals, expressions, memory read ports,
 * and one object for each branch around an assignment. Invariant: edges point from a value to what it is computed
 * from, and every object is visited once however often it is shared.
 */
import type { Site } from "../../diagnostics/index.ts";
import type {
  Expr,
  Instance,
  MemoryRead,
  MemoryWrite,
  Module,
  Signal,
  Statement,
  Target,
} from "../design.ts";
import { bitWidth } from "../types.ts";
import { bodiesOf, operandsOf, propertyOperands, readOperands, writeOperands } from "../walk.ts";
import { stronglyConnected } from "./components.ts";

/** The condition under which an assignment runs: this one and those of the branches around it. */
export interface Branch {
  readonly kind: "branch";
  /** Condition or match subject. */
  readonly on: Expr;
  readonly outer: Branch | undefined;
}

/** One assignment to a signal. */
export interface Driver {
  readonly target: Target;
  readonly value: Expr;
  readonly branch: Branch | undefined;
  readonly site: Site | undefined;
}

export type Vertex = Signal | Expr | MemoryRead | Branch;

export const isSignal = (vertex: Vertex): vertex is Signal => "role" in vertex;
export const isExpr = (vertex: Vertex): vertex is Expr => "op" in vertex;
export const isBranch = (vertex: Vertex): vertex is Branch => "kind" in vertex && vertex.kind === "branch";

/** For an output of a child, the child's inputs that reach it without a register. */
export type PortDependencies = (instance: Instance, output: Signal) => readonly Signal[];

export class ModuleGraph {
  readonly module: Module;
  readonly drivers: ReadonlyMap<Signal, readonly Driver[]>;
  private readonly dependencies: PortDependencies;
  private parts: readonly (readonly Vertex[])[] | undefined;
  private readonly known = new Map<Vertex, readonly Vertex[]>();

  constructor(module: Module, dependencies: PortDependencies) {
    this.module = module;
    this.drivers = collectDrivers(module.body);
    this.dependencies = dependencies;
  }

  driversOf(signal: Signal): readonly Driver[] {
    return this.drivers.get(signal) ?? [];
  }

  /** What the value depends on in the same cycle; empty at registers, inputs and latency-1 reads. */
  combinational(vertex: Vertex): readonly Vertex[] {
    let result = this.known.get(vertex);
    if (result === undefined) {
      result = this.combinationalOf(vertex);
      this.known.set(vertex, result);
    }
    return result;
  }

  /** Strongly connected parts of the combinational logic, each before those that depend on it. */
  components(): readonly (readonly Vertex[])[] {
    this.parts ??= stronglyConnected(everything(this), (vertex) => this.combinational(vertex));
    return this.parts;
  }

  private combinationalOf(vertex: Vertex): readonly Vertex[] {
    if (isSignal(vertex)) return this.ofSignal(vertex);
    if (isBranch(vertex)) return vertex.outer === undefined ? [vertex.on] : [vertex.on, vertex.outer];
    return isExpr(vertex) ? operandVertices(vertex) : this.ofRead(vertex);
  }

  /** All the expressions and branches that decide what a signal is assigned; also for registers. */
  drivingVertices(signal: Signal): Vertex[] {
    return this.driversOf(signal).flatMap(({ target, value, branch }) => [
      value,
      ...(target.kind === "element" ? [target.index] : []),
      ...(branch === undefined ? [] : [branch]),
    ]);
  }

  private ofSignal(signal: Signal): readonly Vertex[] {
    switch (signal.role) {
      case "input":
      case "register":
        return [];
      case "node":
        return signal.value === undefined ? [] : [signal.value];
      case "instanceOutput": {
        if (signal.instance === undefined) return [];
        const { instance, port } = signal.instance;
        return this.dependencies(instance, port).map((input) => portSignal(instance, input));
      }
      default:
        return this.drivingVertices(signal);
    }
  }

  private ofRead(port: MemoryRead): readonly Vertex[] {
    const { memory, address } = port;
    if (memory.latency === 1) return [];
    return [address, ...forwardingWrites(port).flatMap(writeOperands)];
  }
}

/** Every vertex that something in the module starts from: all signals and ports, and what feeds registers. */
function everything(graph: ModuleGraph): Vertex[] {
  const { signals, memories, properties } = graph.module;
  const roots: Vertex[] = [...signals];
  for (const signal of signals) {
    if (signal.role === "register") roots.push(...graph.drivingVertices(signal));
  }
  for (const { reads, writes } of memories) {
    roots.push(...reads, ...reads.flatMap(readOperands), ...writes.flatMap(writeOperands));
  }
  for (const property of properties) roots.push(...propertyOperands(property));
  return roots;
}

/** At latency 0 with "new", the writes of the port's domain show in the same cycle. */
export function forwardingWrites({ memory, domain }: MemoryRead): readonly MemoryWrite[] {
  if (memory.latency === 1 || memory.readUnderWrite !== "new") return [];
  return memory.writes.filter((write) => write.domain === domain);
}

/** The parent's signal for a port of the child. */
export function portSignal(instance: Instance, port: Signal): Signal {
  const at = instance.module.ports.indexOf(port);
  return instance.ports[at] ?? port;
}

function operandVertices(expr: Expr): readonly Vertex[] {
  if (expr.op === "ref") return [expr.signal];
  return expr.op === "read" ? [expr.port] : operandsOf(expr);
}

function collectDrivers(body: readonly Statement[]): Map<Signal, Driver[]> {
  const drivers = new Map<Signal, Driver[]>();
  const visit = (statements: readonly Statement[], branch: Branch | undefined): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        const { target, value, site } = statement;
        const list = drivers.get(target.signal);
        if (list === undefined) drivers.set(target.signal, [{ target, value, branch, site }]);
        else list.push({ target, value, branch, site });
      } else {
        const on = statement.kind === "if" ? statement.condition : statement.subject;
        const inside: Branch = { kind: "branch", on, outer: branch };
        for (const inner of bodiesOf(statement)) visit(inner, inside);
      }
    }
  };
  visit(body, undefined);
  return drivers;
}

/** Bits of the value at a vertex; a branch counts as one bit. */
export function vertexWidth(vertex: Vertex): number {
  if (isSignal(vertex) || isExpr(vertex)) return bitWidth(vertex.type);
  return isBranch(vertex) ? 1 : bitWidth(vertex.memory.type);
}
