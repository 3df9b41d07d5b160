/**
 * A hierarchy as one module: instances are dissolved, and what they held is named INSTANCE_NAME. Invariant: the result computes the same, cycle
 * by cycle, as the design; its registers have the names and the values of the design's.
 */
import { fail } from "../diagnostics/index.ts";
import type { Expr, MatchArm, Module, Signal, Statement, Target } from "../ir/index.ts";

export interface InlinedModule {
  /** Ports have their roles; ports of instances are wires. */
  readonly signals: readonly Signal[];
  readonly ports: readonly Signal[];
  readonly body: readonly Statement[];
}

/** Dissolves the instances of `top`; BL0498 where there is a memory or Verilog from outside. */
export function inlineInstances(top: Module): InlinedModule {
  const signals: Signal[] = [];
  const body: Statement[] = [];
  const names = new Set(top.signals.map(({ name }) => name));

  const unique = (name: string): string => {
    let found = name;
    for (let count = 1; names.has(found); count++) found = `${name}_${count}`;
    names.add(found);
    return found;
  };

  /** Copies a module under a prefix; `ports` are the signals of its parent that stand for its own, `domains` its clock domains there. */
  function copy(
    module: Module,
    prefix: string,
    ports: ReadonlyMap<Signal, Signal>,
    domains: ReadonlyMap<string, string>,
  ): Copy {
    const [memory] = module.memories;
    if (memory !== undefined) fail("BL0498", { block: top.name, part: prefix + memory.name, what: "memory" });
    if (module.external !== undefined) {
      fail("BL0498", { block: top.name, part: module.external.verilogName, what: "outside module" });
    }
    const isTop = module === top;
    const copied = new Copy((signal, translate) => {
      const port = ports.get(signal);
      if (port !== undefined) return port;
      const isPort = isTop && (signal.role === "input" || signal.role === "output");
      const isWire = !isPort && signal.role !== "register" && signal.role !== "node";
      const made: Signal = {
        ...signal,
        id: signals.length,
        name: isTop ? signal.name : unique(prefix + signal.name),
        role: isWire ? "wire" : signal.role,
        domain: signal.domain === undefined ? undefined : (domains.get(signal.domain) ?? signal.domain),
        value: signal.value === undefined ? undefined : translate(signal.value),
        instance: undefined,
      };
      signals.push(made);
      return made;
    });
    for (const signal of module.signals) copied.signal(signal);
    body.push(...module.body.map((statement) => copied.statement(statement)));
    for (const instance of module.instances) {
      const outer = instance.ports.map(
        (signal, at) => [instance.module.ports[at] as Signal, copied.signal(signal)] as const,
      );
      const inner = [...instance.domains].map(
        ([child, parent]) => [child, domains.get(parent) ?? parent] as const,
      );
      copy(instance.module, `${prefix}${instance.name}_`, new Map(outer), new Map(inner));
    }
    return copied;
  }

  const copied = copy(top, "", new Map(), new Map());
  return { signals, body, ports: top.ports.map((port) => copied.signal(port)) };
}

/** Copies expressions and statements; equal nodes stay one. */
export class Copy {
  readonly #signals = new Map<Signal, Signal>();
  readonly #exprs = new Map<Expr, Expr>();
  readonly #make: (signal: Signal, translate: (expr: Expr) => Expr) => Signal;

  /** `make` gives the copy of a signal that was not met before. */
  constructor(make: (signal: Signal, translate: (expr: Expr) => Expr) => Signal) {
    this.#make = make;
  }

  signal(signal: Signal): Signal {
    const known = this.#signals.get(signal);
    if (known !== undefined) return known;
    const made = this.#make(signal, (expr) => this.expr(expr));
    this.#signals.set(signal, made);
    return made;
  }

  expr(expr: Expr): Expr {
    const known = this.#exprs.get(expr);
    if (known !== undefined) return known;
    const made = this.#copy(expr);
    this.#exprs.set(expr, made);
    return made;
  }

  statement(statement: Statement): Statement {
    const list = (body: readonly Statement[]): Statement[] => body.map((one) => this.statement(one));
    switch (statement.kind) {
      case "assign":
        return { ...statement, target: this.#target(statement.target), value: this.expr(statement.value) };
      case "if":
        return {
          ...statement,
          condition: this.expr(statement.condition),
          then: list(statement.then),
          otherwise: list(statement.otherwise),
        };
      case "match":
        return {
          ...statement,
          subject: this.expr(statement.subject),
          arms: statement.arms.map((arm): MatchArm => ({ ...arm, body: list(arm.body) })),
          otherwise: statement.otherwise === undefined ? undefined : list(statement.otherwise),
        };
    }
  }

  #target(target: Target): Target {
    const signal = this.signal(target.signal);
    return target.kind === "element"
      ? { ...target, signal, index: this.expr(target.index) }
      : { ...target, signal };
  }

  #copy(expr: Expr): Expr {
    switch (expr.op) {
      case "literal":
        return expr;
      case "ref":
        return { ...expr, signal: this.signal(expr.signal) };
      case "read":
        return fail("BL0494", {
          where: "copying an expression",
          found: "a read of a memory",
          expected: "a module without memories",
        });
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
      case "slice":
      case "resize":
      case "cast":
        return { ...expr, source: this.expr(expr.source) };
    }
  }
}
