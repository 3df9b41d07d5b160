/**
 * Builds IR modules by hand, for tests of the checks, the interpreter and the Verilog writer. Every construct gets a
 * made-up site `NAME.ts:N:1` with a running N, so a test can tell the parties of a diagnostic apart.
 */
import { type Site, siteAt } from "../diagnostics/index.ts";
import type {
  ClockDomain,
  DataType,
  Design,
  External,
  Instance,
  Memory,
  MemoryRead,
  MemoryWrite,
  Module,
  Property,
  ReadExpr,
  ReadUnderWrite,
  ResetKind,
  Signal,
  SignalRole,
  Statement,
  Target,
} from "../ir/index.ts";
import { bitWidth } from "../ir/index.ts";
import { expr, type Operand, readOf } from "./ir-expressions.ts";

type Assignable = Signal | Target;

export interface ModuleBuilder {
  /** Adds a clock domain; "default" is there from the first register or memory on, with a synchronous active-high reset. */
  domain(name: string, options?: Partial<Pick<ClockDomain, "resetKind" | "resetActive">>): string;
  input(name: string, type: DataType, options?: { domain?: string }): Signal;
  output(name: string, type: DataType, options?: { domain?: string }): Signal;
  wire(name: string, type: DataType): Signal;
  register(
    name: string,
    type: DataType,
    options?: { init?: bigint | number; domain?: string; crossing?: string },
  ): Signal;
  node(name: string, value: Operand): Signal;
  memory(
    name: string,
    type: DataType,
    options: {
      depth: number;
      latency: 0 | 1;
      readUnderWrite?: ReadUnderWrite;
      lanes?: number;
      init?: readonly bigint[];
      crossing?: string;
    },
  ): Memory;
  read(
    memory: Memory,
    name: string,
    options: { address: Operand; enable?: Operand; domain?: string },
  ): ReadExpr;
  write(
    memory: Memory,
    options: { enable: Operand; address: Operand; data: Operand; mask?: Operand; domain?: string },
  ): void;
  /** Gives the parent's signal of each port by name; child domains go to the parent's of the same name unless mapped. */
  instance(
    name: string,
    module: Module,
    options?: { domains?: Readonly<Record<string, string>>; array?: Instance["array"] },
  ): (port: string) => Signal;
  assign(target: Assignable, value: Operand): void;
  when(condition: Operand, then: () => void, otherwise?: () => void): void;
  /** Arms are pairs [values, body]. */
  match(
    subject: Operand,
    arms: readonly (readonly [readonly (bigint | number)[], () => void])[],
    otherwise?: () => void,
  ): void;
  property(
    kind: Property["kind"],
    name: string,
    condition: Operand,
    options?: { enable?: Operand; domain?: string; message?: string },
  ): void;
  build(): Module;
  /** A black box with the ports declared so far. */
  buildExternal(external?: Partial<External>): Module;
}

/** Fixed bits of a signal as an assignment target. */
export const bits = (signal: Signal, high: number, low: number): Target => ({
  kind: "bits",
  signal,
  high,
  low,
});

/** The element (of an array) or bit (of anything else) that `at` picks. */
export function element(signal: Signal, at: Operand): Target {
  const stride = signal.type.kind === "array" ? bitWidth(signal.type.element) : 1;
  return { kind: "element", signal, index: expr(at), stride, count: bitWidth(signal.type) / stride };
}

export function moduleBuilder(
  name: string,
  defaults: { resetKind?: ResetKind; resetActive?: "high" | "low" } = {},
): ModuleBuilder {
  const domains: ClockDomain[] = [];
  const signals: Signal[] = [];
  const memories: { memory: Memory; reads: MemoryRead[]; writes: MemoryWrite[] }[] = [];
  const instances: Instance[] = [];
  const properties: Property[] = [];
  const body: Statement[] = [];
  let list = body;
  let siteCount = 0;
  let readCount = 0;

  const site = (): Site => siteAt({ file: `${name}.ts`, line: ++siteCount, column: 1 });

  function useDomain(domain = "default"): string {
    if (!domains.some((d) => d.name === domain)) addDomain(domain, {});
    return domain;
  }

  function addDomain(domain: string, options: Partial<Pick<ClockDomain, "resetKind" | "resetActive">>): void {
    const resetKind = options.resetKind ?? defaults.resetKind ?? "sync";
    const prefix = domain === "default" ? "" : `${domain}_`;
    domains.push({
      name: domain,
      clock: `${prefix}clock`,
      reset: resetKind === "none" ? undefined : `${prefix}reset`,
      resetKind,
      resetActive: options.resetActive ?? defaults.resetActive ?? "high",
      site: site(),
    });
  }

  function signal(signalName: string, role: SignalRole, type: DataType, more: Partial<Signal> = {}): Signal {
    const made: Signal = {
      id: signals.length,
      name: signalName,
      role,
      type,
      domain: undefined,
      init: undefined,
      value: undefined,
      crossing: undefined,
      instance: undefined,
      group: undefined,
      doc: undefined,
      site: site(),
      ...more,
    };
    signals.push(made);
    return made;
  }

  function block(fill: () => void): Statement[] {
    const outer = list;
    const inner: Statement[] = [];
    list = inner;
    fill();
    list = outer;
    return inner;
  }

  function ofMemory(memory: Memory): (typeof memories)[number] {
    const found = memories.find((m) => m.memory === memory);
    if (found === undefined) throw new RangeError(`memory ${memory.name} belongs to another module`);
    return found;
  }

  const finish = (external: External | undefined): Module => ({
    name,
    doc: undefined,
    domains,
    ports: signals.filter((s) => s.role === "input" || s.role === "output"),
    signals,
    memories: memories.map((m) => m.memory),
    instances,
    body,
    properties,
    external,
    site: site(),
  });

  return {
    domain(domain, options = {}) {
      addDomain(domain, options);
      return domain;
    },
    input: (port, type, { domain = "default" } = {}) => signal(port, "input", type, { domain }),
    output: (port, type, { domain = "default" } = {}) => signal(port, "output", type, { domain }),
    wire: (wire, type) => signal(wire, "wire", type),
    register: (register, type, { init, domain, crossing } = {}) =>
      signal(register, "register", type, {
        domain: useDomain(domain),
        init: init === undefined ? undefined : BigInt.asUintN(bitWidth(type), BigInt(init)),
        crossing,
      }),
    node(node, value) {
      const named = expr(value);
      return signal(node, "node", named.type, { value: named });
    },
    memory(memoryName, type, { depth, latency, readUnderWrite = "old", lanes = 1, init, crossing }) {
      const reads: MemoryRead[] = [];
      const writes: MemoryWrite[] = [];
      const memory: Memory = {
        id: memories.length,
        name: memoryName,
        type,
        depth,
        latency,
        readUnderWrite,
        lanes,
        init,
        reads,
        writes,
        crossing,
        doc: undefined,
        site: site(),
      };
      memories.push({ memory, reads, writes });
      return memory;
    },
    read(memory, readName, { address, enable, domain }) {
      const port: MemoryRead = {
        id: readCount++,
        name: readName,
        memory,
        address: expr(address),
        enable: enable === undefined ? undefined : expr(enable),
        domain: useDomain(domain),
        site: site(),
      };
      ofMemory(memory).reads.push(port);
      return readOf(port);
    },
    write(memory, { enable, address, data, mask, domain }) {
      ofMemory(memory).writes.push({
        memory,
        enable: expr(enable),
        address: expr(address),
        data: expr(data),
        mask: mask === undefined ? undefined : expr(mask),
        domain: useDomain(domain),
        site: site(),
      });
    },
    instance(instanceName, module, { domains: mapped = {}, array } = {}) {
      const map = new Map(module.domains.map((d) => [d.name, mapped[d.name] ?? d.name]));
      for (const [child, parent] of map) {
        const inner = module.domains.find((d) => d.name === child);
        if (!domains.some((d) => d.name === parent)) addDomain(parent, inner ?? {});
      }
      const ports: Signal[] = [];
      const made: Instance = {
        id: instances.length,
        name: instanceName,
        module,
        ports,
        domains: map,
        array,
        doc: undefined,
        site: site(),
      };
      for (const port of module.ports) {
        const isOutput = port.role === "output";
        const of = port.domain === undefined ? undefined : (map.get(port.domain) ?? port.domain);
        ports.push(
          signal(`${instanceName}_${port.name}`, isOutput ? "instanceOutput" : "instanceInput", port.type, {
            domain: isOutput ? of : undefined,
            instance: { instance: made, port },
          }),
        );
      }
      instances.push(made);
      return (port) => {
        const found = ports.find((signal) => signal.instance?.port.name === port);
        if (found === undefined) throw new RangeError(`${module.name} has no port ${port}`);
        return found;
      };
    },
    assign(target, value) {
      const whole: Target = "role" in target ? { kind: "whole", signal: target } : target;
      list.push({ kind: "assign", target: whole, value: expr(value), site: site() });
    },
    when(condition, then, otherwise) {
      const at = site();
      const whenTrue = block(then);
      const whenFalse = otherwise === undefined ? [] : block(otherwise);
      list.push({ kind: "if", condition: expr(condition), then: whenTrue, otherwise: whenFalse, site: at });
    },
    match(subject, arms, otherwise) {
      const at = site();
      const made = arms.map(([values, fill]) => ({ values: values.map(BigInt), body: block(fill) }));
      const rest = otherwise === undefined ? undefined : block(otherwise);
      list.push({ kind: "match", subject: expr(subject), arms: made, otherwise: rest, site: at });
    },
    property(kind, propertyName, condition, { enable, domain, message = propertyName } = {}) {
      properties.push({
        kind,
        name: propertyName,
        enable: enable === undefined ? undefined : expr(enable),
        condition: expr(condition),
        message,
        domain: useDomain(domain),
        site: site(),
      });
    },
    build: () => finish(undefined),
    buildExternal: (external = {}) =>
      finish({ verilogName: name, parameters: new Map(), files: [], combinationalPaths: [], ...external }),
  };
}

/** A design of everything below `top`, children first. */
export function designOf(top: Module): Design {
  const modules: Module[] = [];
  const visit = (module: Module): void => {
    if (modules.includes(module)) return;
    for (const instance of module.instances) visit(instance.module);
    modules.push(module);
  };
  visit(top);
  return { top, modules };
}
