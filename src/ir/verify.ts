/**
 * Verifies the invariants that the comments of design.ts promise to every reader of an elaborated design. A violation
 * is a fault of whatever built the design, never of the designer: those get checkDesign's diagnostics.
 */
import { BitloomError, diagnostic } from "../diagnostics/index.ts";
import type { Design, Instance, Memory, Module, Signal, SignalRole, Statement, Target } from "./design.ts";
import { bitWidth, type DataType, indexWidth, sameType, typeName } from "./types.ts";
import { ExpressionVerifier } from "./verify-expressions.ts";

/** Throws a BitloomError with one BL0290 for each module that breaks an invariant. */
export function verifyDesign(design: Design): void {
  const diagnostics = design.modules.flatMap((module) => {
    const violations = [...orderViolations(design, module), ...moduleViolations(module)];
    return violations.length === 0 ? [] : [diagnostic("BL0290", { module: module.name, violations })];
  });
  if (design.modules.at(-1) !== design.top) {
    diagnostics.push(diagnostic("BL0290", { module: design.top.name, violations: ["top is not last"] }));
  }
  if (diagnostics.length > 0) throw new BitloomError(diagnostics);
}

function orderViolations(design: Design, module: Module): string[] {
  const violations: string[] = [];
  const position = design.modules.indexOf(module);
  if (design.modules.lastIndexOf(module) !== position) violations.push("module listed twice");
  if (design.modules.some((other) => other !== module && other.name === module.name)) {
    violations.push("module name not unique");
  }
  for (const instance of module.instances) {
    const child = design.modules.indexOf(instance.module);
    if (child === -1 || child >= position)
      violations.push(`child ${instance.module.name} is not listed before`);
  }
  return violations;
}

/** Every broken invariant inside one module, in words. */
export function moduleViolations(module: Module): string[] {
  return new ModuleVerifier(module).run();
}

const identifier = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const assignable: ReadonlySet<SignalRole> = new Set(["output", "wire", "register", "instanceInput"]);

class ModuleVerifier {
  private readonly module: Module;
  private readonly violations: string[] = [];
  private readonly domainNames: ReadonlySet<string>;
  private readonly expressions: ExpressionVerifier;

  constructor(module: Module) {
    this.module = module;
    this.domainNames = new Set(module.domains.map((d) => d.name));
    this.expressions = new ExpressionVerifier(module, (holds, what) => this.check(holds, what));
  }

  run(): string[] {
    this.names();
    for (const signal of this.module.signals) this.signal(signal);
    for (const memory of this.module.memories) this.memory(memory);
    for (const instance of this.module.instances) this.instance(instance);
    this.statements(this.module.body);
    for (const property of this.module.properties) {
      const where = `property ${property.name}`;
      this.domain(property.domain, where);
      this.expressions.oneBit(property.condition, `condition of ${where}`);
      if (property.enable !== undefined) this.expressions.oneBit(property.enable, `enable of ${where}`);
    }
    if (this.module.external !== undefined) this.externalHasNoContent();
    return this.violations;
  }

  private check(holds: boolean, what: string): void {
    if (!holds) this.violations.push(what);
  }

  private domain(name: string | undefined, where: string): void {
    this.check(name !== undefined && this.domainNames.has(name), `${where} has no domain of the module`);
  }

  private externalHasNoContent(): void {
    const { body, memories, instances, properties, signals, ports } = this.module;
    const isEmpty = [body, memories, instances, properties].every((list) => list.length === 0);
    this.check(isEmpty && signals.length === ports.length, "a black box has content");
  }

  private names(): void {
    const { module } = this;
    const reads = module.memories.flatMap((m) => m.reads);
    const clocks = module.domains.flatMap((d) => (d.reset === undefined ? [d.clock] : [d.clock, d.reset]));
    const named = [...module.signals, ...module.memories, ...reads, ...module.instances].map((x) => x.name);
    const seen = new Set<string>();
    for (const name of [...clocks, ...named]) {
      this.check(identifier.test(name), `${name} is no Verilog identifier`);
      this.check(!seen.has(name), `name ${name} not unique`);
      seen.add(name);
    }
    for (const list of [module.signals, module.memories, reads, module.instances]) {
      const ids = new Set(list.map((x) => x.id));
      this.check(ids.size === list.length, "ids not unique");
    }
    const ascending = module.signals.every((s, i) => i === 0 || s.id > (module.signals[i - 1]?.id ?? 0));
    this.check(ascending, "signals not in order of their ids");
    for (const port of module.ports) {
      const isPort = port.role === "input" || port.role === "output";
      this.check(isPort && this.expressions.owns(port), `port ${port.name} is no port signal of the module`);
    }
    const portSignals = module.signals.filter((s) => s.role === "input" || s.role === "output");
    this.check(portSignals.length === module.ports.length, "a port signal is missing from ports");
    for (const domain of module.domains) {
      const hasReset = domain.reset !== undefined;
      this.check(
        hasReset === (domain.resetKind !== "none"),
        `domain ${domain.name}: reset port against kind`,
      );
    }
  }

  private signal(signal: Signal): void {
    const where = `${signal.role} ${signal.name}`;
    const { role } = signal;
    const isPort = role === "input" || role === "output";
    this.check(signal.type.kind !== "struct", `${where} is a struct`);
    this.check(!hasZeroWidth(signal.type), `${where} has no bits`);
    this.check((role === "node") === (signal.value !== undefined), `${where}: value against role`);
    this.check(
      (role === "instanceInput" || role === "instanceOutput") === (signal.instance !== undefined),
      `${where}: instance against role`,
    );
    if (role === "register") this.domain(signal.domain, where);
    if (isPort) this.check(signal.domain !== undefined, `${where} has no domain`);
    if (signal.init !== undefined) {
      this.check(role === "register", `${where} has an init`);
      this.check(this.expressions.fits(signal.init, bitWidth(signal.type)), `init of ${where} does not fit`);
    }
    if (signal.value !== undefined) {
      this.expressions.verify(signal.value);
      this.check(sameType(signal.value.type, signal.type), `${where} differs in type from its value`);
    }
  }

  private memory(memory: Memory): void {
    const where = `memory ${memory.name}`;
    const width = bitWidth(memory.type);
    const addressWidth = indexWidth(memory.depth);
    this.check(width > 0 && memory.depth > 0, `${where} is empty`);
    this.check(memory.lanes >= 1 && width % memory.lanes === 0, `${where}: lanes do not divide the word`);
    const init = memory.init ?? [];
    const initFits = init.every((word) => this.expressions.fits(word, width));
    this.check(init.length <= memory.depth && initFits, `init of ${where} does not fit`);
    for (const port of [...memory.reads, ...memory.writes]) {
      this.check(port.memory === memory, `${where} lists a port of another memory`);
      this.domain(port.domain, `port of ${where}`);
      this.expressions.verify(port.address);
      const { type } = port.address;
      const fits = type.kind === "uint" && type.width === addressWidth;
      this.check(fits, `address of ${where} is ${typeName(type)}, not uint(${addressWidth})`);
      if (port.enable !== undefined) this.expressions.oneBit(port.enable, `enable of ${where}`);
    }
    for (const read of memory.reads) {
      this.check(read.enable === undefined || memory.latency === 1, `${where}: read enable at latency 0`);
    }
    for (const write of memory.writes) {
      this.expressions.ofWidth(write.data, width, `data of ${where}`);
      if (write.mask !== undefined) this.expressions.ofWidth(write.mask, memory.lanes, `mask of ${where}`);
    }
  }

  private instance(instance: Instance): void {
    const where = `instance ${instance.name}`;
    const { ports } = instance.module;
    this.check(instance.ports.length === ports.length, `${where}: number of ports`);
    instance.ports.forEach((signal, i) => {
      const port = ports[i];
      const role = port?.role === "input" ? "instanceInput" : "instanceOutput";
      const isIts = signal.instance?.instance === instance && signal.instance.port === port;
      this.check(
        isIts && signal.role === role,
        `${where}: port ${signal.name} is not number ${i} of the child`,
      );
      this.check(port !== undefined && sameType(signal.type, port.type), `${where}: type of ${signal.name}`);
      this.check(this.expressions.owns(signal), `${where}: ${signal.name} is no signal of the module`);
    });
    for (const domain of instance.module.domains) {
      this.domain(instance.domains.get(domain.name), `${where}, child domain ${domain.name}`);
    }
  }

  private statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        this.expressions.verify(statement.value);
        this.target(statement.target, bitWidth(statement.value.type));
      } else if (statement.kind === "if") {
        this.expressions.oneBit(statement.condition, "condition of an if");
        this.statements(statement.then);
        this.statements(statement.otherwise);
      } else {
        this.match(statement);
        for (const arm of statement.arms) this.statements(arm.body);
        this.statements(statement.otherwise ?? []);
      }
    }
  }

  private match(statement: Statement & { kind: "match" }): void {
    const { subject, arms, otherwise } = statement;
    this.expressions.verify(subject);
    const values = arms.flatMap((arm) => arm.values);
    const width = bitWidth(subject.type);
    this.check(new Set(values).size === values.length, "a match value occurs in two arms");
    const allFit = values.every((value) => this.expressions.fits(value, width));
    this.check(allFit, "a match value does not fit the subject");
    if (subject.type.kind === "enum" && otherwise === undefined) {
      const isComplete = subject.type.members.every((member) => values.includes(member.value));
      this.check(isComplete, `match on ${typeName(subject.type)} lists not every member`);
    }
  }

  private target(target: Target, valueWidth: number): void {
    const { signal } = target;
    const width = bitWidth(signal.type);
    const where = `target ${signal.name}`;
    this.check(this.expressions.owns(signal), `${where} is no signal of the module`);
    this.check(assignable.has(signal.role), `${where} is a ${signal.role}`);
    if (target.kind === "whole") {
      this.check(valueWidth === width, `${where}: ${valueWidth} bits for ${width}`);
    } else if (target.kind === "bits") {
      const { high, low } = target;
      this.check(0 <= low && low <= high && high < width, `${where}: bits ${high}..${low} of ${width}`);
      this.check(valueWidth === high - low + 1, `${where}: ${valueWidth} bits for ${high}..${low}`);
    } else {
      this.expressions.verify(target.index);
      this.check(target.index.type.kind === "uint", `${where}: index is no uint`);
      const isInside = target.stride > 0 && target.count > 0 && target.stride * target.count <= width;
      this.check(isInside, `${where}: elements outside the signal`);
      this.check(valueWidth === target.stride, `${where}: ${valueWidth} bits an element of ${target.stride}`);
    }
  }
}

function hasZeroWidth(type: DataType): boolean {
  if (type.kind === "array") return type.length < 1 || hasZeroWidth(type.element);
  if (type.kind === "struct")
    return type.fields.length === 0 || type.fields.some((f) => hasZeroWidth(f.type));
  return !(Number.isInteger(type.width) && type.width >= 1);
}
