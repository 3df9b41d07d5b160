/**
 * Structural equality of modules. Two modules are the same when they would give the same Verilog up to comments: sites,
 * ids, doc comments and the module's own name do not count; names inside, types, statements in order and children do.
 */
import { createHash } from "node:crypto";
import type { Expr, Memory, MemoryRead, Module, Signal, Statement, Target } from "./design.ts";
import type { DataType } from "./types.ts";

/** Same content; the names of the two modules may differ. */
export function sameModule(a: Module, b: Module): boolean {
  return a === b || moduleDigest(a) === moduleDigest(b);
}

const digests = new WeakMap<Module, string>();

/**
 * SHA-256 of a canonical form of the module, remembered per module object (a module never changes once it is built).
 * Subexpressions that are shared and ones that are repeated give the same digest.
 */
export function moduleDigest(module: Module): string {
  const known = digests.get(module);
  if (known !== undefined) return known;
  const digest = new Canonical(module).digest();
  digests.set(module, digest);
  return digest;
}

/**
 * Writes the module as lines. Expressions are numbered by their text (operands as numbers), so equal subexpressions get
 * one number whatever their sharing, and each is written once.
 */
class Canonical {
  private readonly module: Module;
  private readonly lines: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly visited = new Map<Expr, number>();
  private readonly signalNumbers: ReadonlyMap<Signal, number>;
  private readonly readNames = new Map<MemoryRead, string>();

  constructor(module: Module) {
    this.module = module;
    this.signalNumbers = new Map(module.signals.map((signal, i) => [signal, i]));
    module.memories.forEach((memory, m) => {
      memory.reads.forEach((read, r) => {
        this.readNames.set(read, `${m}.${r}`);
      });
    });
  }

  digest(): string {
    const { module } = this;
    for (const d of module.domains) {
      this.line("domain", d.name, d.clock, d.reset ?? "-", d.resetKind, d.resetActive);
    }
    for (const signal of module.signals) this.signal(signal);
    for (const memory of module.memories) this.memory(memory);
    for (const { name, module: child, domains, ports, array } of module.instances) {
      const map = [...domains].map(([inner, outer]) => `${inner}=${outer}`).sort();
      const indices = array === undefined ? "-" : `${array.name}[${array.indices.join("][")}]`;
      const numbers = ports.map((port) => this.signalNumbers.get(port));
      this.line("instance", name, child.name, moduleDigest(child), ...map, indices, ...numbers);
    }
    this.statements(module.body);
    for (const p of module.properties) {
      const enable = p.enable === undefined ? "-" : this.expr(p.enable);
      this.line("property", p.kind, p.name, enable, this.expr(p.condition), quoted(p.message), p.domain);
    }
    if (module.external !== undefined) {
      const { verilogName, parameters, files, combinationalPaths } = module.external;
      const values = [...parameters].map(([name, value]) => `${name}=${typeof value}:${quoted(`${value}`)}`);
      this.line("external", verilogName, ...values, ...files.map(quoted), ...combinationalPaths.flat());
    }
    return createHash("sha256").update(this.lines.join("\n")).digest("hex");
  }

  private line(...words: readonly unknown[]): void {
    this.lines.push(words.join(" "));
  }

  private signal(signal: Signal): void {
    const { role, name, domain, init, crossing, group, value } = signal;
    const owner = group === undefined ? "-" : `${group.name}/${group.path}`;
    const driver = value === undefined ? "-" : this.expr(value);
    const reason = crossing === undefined ? "-" : quoted(crossing);
    this.line("signal", role, name, typeText(signal.type), domain ?? "-", init ?? "-", reason, owner, driver);
  }

  private memory(memory: Memory): void {
    const { name, type, depth, latency, readUnderWrite, lanes, init, crossing } = memory;
    const words = init === undefined ? "-" : init.join(",");
    const reason = crossing === undefined ? "-" : quoted(crossing);
    this.line("memory", name, typeText(type), depth, latency, readUnderWrite, lanes, words, reason);
    for (const read of memory.reads) {
      const enable = read.enable === undefined ? "-" : this.expr(read.enable);
      this.line("read", read.name, this.expr(read.address), enable, read.domain);
    }
    for (const { enable, address, data, mask, domain } of memory.writes) {
      const numbers = [enable, address, data].map((e) => this.expr(e));
      this.line("write", ...numbers, mask === undefined ? "-" : this.expr(mask), domain);
    }
  }

  private statements(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        this.line("assign", this.target(statement.target), this.expr(statement.value));
      } else if (statement.kind === "if") {
        this.line("if", this.expr(statement.condition));
        this.statements(statement.then);
        this.line("else");
        this.statements(statement.otherwise);
        this.line("end");
      } else {
        this.line("match", this.expr(statement.subject));
        for (const arm of statement.arms) {
          this.line("arm", ...arm.values);
          this.statements(arm.body);
        }
        this.line(statement.otherwise === undefined ? "complete" : "otherwise");
        this.statements(statement.otherwise ?? []);
        this.line("end");
      }
    }
  }

  private target(target: Target): string {
    const signal = this.signalNumbers.get(target.signal);
    if (target.kind === "whole") return `${signal}`;
    if (target.kind === "bits") return `${signal}[${target.high}:${target.low}]`;
    return `${signal}[${this.expr(target.index)}*${target.stride}/${target.count}]`;
  }

  private expr(expr: Expr): number {
    const known = this.visited.get(expr);
    if (known !== undefined) return known;
    const text = `${expr.op} ${typeText(expr.type)} ${this.content(expr)}`;
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(text, number);
      this.lines.push(text);
    }
    this.visited.set(expr, number);
    return number;
  }

  private content(expr: Expr): string {
    switch (expr.op) {
      case "literal":
        return `${expr.bits}`;
      case "ref":
        return `${this.signalNumbers.get(expr.signal)}`;
      case "read":
        return `${this.readNames.get(expr.port)}`;
      case "unary":
        return `${expr.operator} ${this.expr(expr.operand)}`;
      case "binary":
        return `${expr.operator} ${this.expr(expr.left)} ${this.expr(expr.right)}`;
      case "mux":
        return [expr.condition, expr.whenTrue, expr.whenFalse].map((e) => this.expr(e)).join(" ");
      case "cat":
        return expr.parts.map((e) => this.expr(e)).join(" ");
      case "slice":
        return `${this.expr(expr.source)} ${expr.high} ${expr.low}`;
      case "index":
        return `${this.expr(expr.source)} ${this.expr(expr.index)} ${expr.stride} ${expr.count}`;
      case "resize":
      case "cast":
        return `${this.expr(expr.source)}`;
    }
  }
}

const quoted = (text: string): string => JSON.stringify(text);

const typeTexts = new WeakMap<DataType, string>();

function typeText(type: DataType): string {
  const known = typeTexts.get(type);
  if (known !== undefined) return known;
  const text = writeType(type);
  typeTexts.set(type, text);
  return text;
}

function writeType(type: DataType): string {
  switch (type.kind) {
    case "uint":
      return `u${type.width}`;
    case "sint":
      return `s${type.width}`;
    case "enum":
      return `e${type.name}:${type.width}{${type.members.map((m) => `${m.name}=${m.value}`).join(",")}}`;
    case "array":
      return `[${typeText(type.element)}*${type.length}]`;
    case "struct":
      return `{${type.fields.map((f) => `${f.name}:${typeText(f.type)}`).join(",")}}`;
  }
}
