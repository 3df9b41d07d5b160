/**
 * The clock domain in which a value is observed: that of the registers, ports and reads it comes from. Invariant: every
 * expression has one, since a sample needs a clock: a value that comes from constants alone is observed with the module's first.
 */
import {
  bodiesOf,
  type Expr,
  expressionsOf,
  type Instance,
  type Module,
  operandsOf,
  type Signal,
  type Statement,
} from "../../ir/index.ts";

/** What a port says that belongs to no clock. */
const asynchronous = "async";

export class SampleDomains {
  /** Where a value without origin is observed. */
  readonly fallback: string;
  private readonly drivers = new Map<Signal, Expr[]>();
  private readonly known = new Map<Signal | Expr, string | undefined>();

  constructor(module: Module) {
    const ofPort = module.ports.map(({ domain }) => domain).find((name) => name !== asynchronous);
    this.fallback = module.domains[0]?.name ?? ofPort ?? "default";
    this.collect(module.body, []);
  }

  ofExpression(expr: Expr): string {
    return this.find(expr) ?? this.fallback;
  }

  ofSignal(signal: Signal): string {
    return this.findSignal(signal) ?? this.fallback;
  }

  private collect(statements: readonly Statement[], conditions: readonly Expr[]): void {
    for (const statement of statements) {
      const own = expressionsOf(statement);
      if (statement.kind === "assign") {
        const list = this.drivers.get(statement.target.signal) ?? [];
        list.push(...own, ...conditions);
        this.drivers.set(statement.target.signal, list);
      } else {
        for (const body of bodiesOf(statement)) this.collect(body, [...own, ...conditions]);
      }
    }
  }

  private find(expr: Expr): string | undefined {
    if (expr.op === "literal") return undefined;
    if (expr.op === "ref") return this.findSignal(expr.signal);
    if (expr.op === "read") return expr.port.domain;
    if (this.known.has(expr)) return this.known.get(expr);
    const found = this.first(operandsOf(expr));
    this.known.set(expr, found);
    return found;
  }

  private findSignal(signal: Signal): string | undefined {
    if (signal.domain !== undefined && signal.domain !== asynchronous) return signal.domain;
    if (this.known.has(signal)) return this.known.get(signal);
    // Bits of a wire may depend on other bits of it: the second visit finds nothing new.
    this.known.set(signal, undefined);
    const found =
      signal.value === undefined ? this.first(this.drivers.get(signal) ?? []) : this.find(signal.value);
    this.known.set(signal, found);
    return found;
  }

  private first(expressions: readonly Expr[]): string | undefined {
    for (const expr of expressions) {
      const found = this.find(expr);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The parent's domain in which a child's domain is observed: the one it is connected to, or that its outputs belong to. */
export function outerDomain(instance: Instance, domain: string, parent: SampleDomains): string {
  const connected = instance.domains.get(domain);
  if (connected !== undefined) return connected;
  const ports = instance.ports.filter((signal) => signal.instance?.port.domain === domain);
  const output = ports.find(({ role }) => role === "instanceOutput") ?? ports[0];
  return output === undefined ? parent.fallback : parent.ofSignal(output);
}
