/**
 * A copy of a module whose children may be other modules, with room for additions. Invariant: the copy has the same
 * signals, memories, statements and properties in the same order under the same names; additions come after them.
 */
import type {
  ClockDomain,
  DataType,
  Expr,
  Instance,
  Memory,
  MemoryRead,
  MemoryWrite,
  Module,
  Property,
  Signal,
  SignalRole,
  Statement,
  Target,
} from "../../ir/index.ts";
import { whole } from "./expressions.ts";

/** A finished copy: the new signal of each port of the original. */
export interface CopiedModule {
  readonly module: Module;
  readonly portOf: ReadonlyMap<Signal, Signal>;
}

/** While parts refer to each other in circles, they are filled in after they were made. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

type InstanceDraft = Omit<Draft<Instance>, "ports"> & { readonly ports: Signal[] };

export class ModuleCopy {
  readonly original: Module;
  readonly domains: ClockDomain[];
  private readonly signals: Signal[] = [];
  private readonly instances: InstanceDraft[] = [];
  private readonly body: Statement[] = [];
  private readonly memories: readonly Memory[];
  private readonly properties: readonly Property[];
  private readonly signalOf = new Map<Signal, Draft<Signal>>();
  private readonly memoryOf = new Map<Memory, Draft<Memory>>();
  private readonly readOf = new Map<MemoryRead, Draft<MemoryRead>>();
  private readonly expressions = new Map<Expr, Expr>();

  /** `childOf` gives the copy that stands for a child. */
  constructor(original: Module, childOf: (module: Module) => CopiedModule) {
    this.original = original;
    this.domains = [...original.domains];
    for (const signal of original.signals) this.signalOf.set(signal, { ...signal });
    for (const memory of original.memories) {
      this.memoryOf.set(memory, { ...memory });
      for (const read of memory.reads) this.readOf.set(read, { ...read });
    }
    for (const instance of original.instances) this.instances.push(this.instance(instance, childOf));
    for (const [signal, copy] of this.signalOf) {
      if (signal.value !== undefined) copy.value = this.expr(signal.value);
      this.signals.push(copy);
    }
    this.memories = original.memories.map((memory) => this.memory(memory));
    this.body.push(...this.statements(original.body));
    this.properties = original.properties.map((property) => ({
      ...property,
      enable: property.enable && this.expr(property.enable),
      condition: this.expr(property.condition),
    }));
  }

  /** The copy of a signal of the original. */
  signal(signal: Signal): Draft<Signal> {
    const copy = this.signalOf.get(signal);
    if (copy === undefined) throw new RangeError(signal.name);
    return copy;
  }

  /** The expression over the copied signals. */
  expr(expr: Expr): Expr {
    const known = this.expressions.get(expr);
    if (known !== undefined) return known;
    const copy = this.rebuild(expr);
    this.expressions.set(expr, copy);
    return copy;
  }

  addPort(name: string, role: "input" | "output", type: DataType, domain: string): Signal {
    return this.add({ name, role, type, domain });
  }

  /** An instance whose inputs take these values, by the name of the port. */
  addInstance(
    name: string,
    module: Module,
    domains: ReadonlyMap<string, string>,
    inputs: ReadonlyMap<string, Expr>,
  ): void {
    const id = (this.instances.at(-1)?.id ?? -1) + 1;
    const instance: InstanceDraft = { ...empty, id, name, module, ports: [], domains };
    this.instances.push(instance);
    this.connect(instance, module.ports, inputs);
  }

  /** Connects what the copy of a child has beyond the original: inputs and clock domains. */
  extendInstance(
    original: Instance,
    domains: ReadonlyMap<string, string>,
    added: readonly Signal[],
    inputs: ReadonlyMap<string, Expr>,
  ): void {
    const instance = this.instances.find(({ id }) => id === original.id);
    if (instance === undefined) throw new RangeError(original.name);
    instance.domains = new Map([...instance.domains, ...domains]);
    this.connect(instance, added, inputs);
  }

  finish(): CopiedModule {
    const { original, domains, signals, memories, instances, body, properties } = this;
    const ports = signals.filter(({ role }) => role === "input" || role === "output");
    const portOf = new Map(original.ports.map((port) => [port, this.signal(port) as Signal]));
    const ordered = [
      ...original.ports.map((port) => this.signal(port)),
      ...ports.filter((port) => ![...portOf.values()].includes(port)),
    ];
    const module = { ...original, domains, ports: ordered, signals, memories, instances, body, properties };
    return { module, portOf };
  }

  private connect(
    instance: InstanceDraft,
    added: readonly Signal[],
    inputs: ReadonlyMap<string, Expr>,
  ): void {
    for (const port of added) {
      const role = port.role === "input" ? "instanceInput" : "instanceOutput";
      const name = `${instance.name}$${port.name}`;
      const signal = this.add({ name, role, type: port.type, instance: { instance, port } });
      instance.ports.push(signal);
      const value = inputs.get(port.name);
      if (value !== undefined)
        this.body.push({ kind: "assign", target: whole(signal), value, site: undefined });
    }
  }

  private add(
    parts: Pick<Signal, "name" | "type"> & { readonly role: SignalRole } & Partial<Signal>,
  ): Signal {
    const id = (this.signals.at(-1)?.id ?? -1) + 1;
    const signal: Signal = { ...blank, ...parts, id };
    this.signals.push(signal);
    return signal;
  }

  private instance(original: Instance, childOf: (module: Module) => CopiedModule): InstanceDraft {
    const child = childOf(original.module);
    const copy: InstanceDraft = { ...original, module: child.module, ports: [] };
    for (const signal of original.ports) {
      const own = this.signal(signal);
      const port = signal.instance && child.portOf.get(signal.instance.port);
      if (port !== undefined) own.instance = { instance: copy, port };
      copy.ports.push(own);
    }
    return copy;
  }

  private memory(original: Memory): Memory {
    const copy = this.memoryOf.get(original) ?? { ...original };
    copy.reads = original.reads.map((read) => {
      const made = this.read(read);
      made.memory = copy;
      made.address = this.expr(read.address);
      made.enable = read.enable && this.expr(read.enable);
      return made;
    });
    copy.writes = original.writes.map(
      (write): MemoryWrite => ({
        ...write,
        memory: copy,
        enable: this.expr(write.enable),
        address: this.expr(write.address),
        data: this.expr(write.data),
        mask: write.mask && this.expr(write.mask),
      }),
    );
    return copy;
  }

  private read(original: MemoryRead): Draft<MemoryRead> {
    const copy = this.readOf.get(original);
    if (copy === undefined) throw new RangeError(original.name);
    return copy;
  }

  private statements(list: readonly Statement[]): Statement[] {
    return list.map((statement) => this.statement(statement));
  }

  private statement(statement: Statement): Statement {
    switch (statement.kind) {
      case "assign":
        return { ...statement, target: this.target(statement.target), value: this.expr(statement.value) };
      case "if":
        return {
          ...statement,
          condition: this.expr(statement.condition),
          then: this.statements(statement.then),
          otherwise: this.statements(statement.otherwise),
        };
      case "match":
        return {
          ...statement,
          subject: this.expr(statement.subject),
          arms: statement.arms.map((arm) => ({ ...arm, body: this.statements(arm.body) })),
          otherwise: statement.otherwise && this.statements(statement.otherwise),
        };
    }
  }

  private target(target: Target): Target {
    const signal = this.signal(target.signal);
    return target.kind === "element"
      ? { ...target, signal, index: this.expr(target.index) }
      : { ...target, signal };
  }

  private rebuild(expr: Expr): Expr {
    switch (expr.op) {
      case "literal":
        return expr;
      case "ref":
        return { ...expr, signal: this.signal(expr.signal) };
      case "read":
        return { ...expr, port: this.read(expr.port) };
      case "unary":
        return { ...expr, operand: this.expr(expr.operand) };
      case "binary":
        return { ...expr, left: this.expr(expr.left), right: this.expr(expr.right) };
      case "mux":
        return {
          ...expr,
          condition: this.expr(expr.condition),
          whenTrue: this.expr(expr.whenTrue),
          whenFalse: this.expr(expr.whenFalse),
        };
      case "cat":
        return { ...expr, parts: expr.parts.map((part) => this.expr(part)) };
      case "index":
        return { ...expr, source: this.expr(expr.source), index: this.expr(expr.index) };
      default:
        return { ...expr, source: this.expr(expr.source) };
    }
  }
}

const empty = { array: undefined, doc: undefined, site: undefined };

const blank = {
  domain: undefined,
  init: undefined,
  value: undefined,
  crossing: undefined,
  instance: undefined,
  group: undefined,
  doc: undefined,
  site: undefined,
};
