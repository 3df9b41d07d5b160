/**
 * Registers that Yosys' `fsm` recodes with one bit a state: only constants go in, and only comparisons with constants come out. Invariant: a register in
 * the answer is never read as a number.
 */
import {
  bodiesOf,
  type Expr,
  expressionsOf,
  type Module,
  operandsOf,
  readOperands,
  type Signal,
  type Statement,
  writeOperands,
} from "../../ir/index.ts";

/** More states than these stay binary, as in Yosys' fsm_recode. */
const MOST_STATES = 32;

const known = new WeakMap<Module, ReadonlyMap<Signal, readonly bigint[]>>();

/** Registers with the states that they can be in, the reset's among them. */
export function stateMachines(module: Module): ReadonlyMap<Signal, readonly bigint[]> {
  const found = known.get(module) ?? findMachines(module);
  known.set(module, found);
  return found;
}

function findMachines(module: Module): Map<Signal, readonly bigint[]> {
  const states = new Map<Signal, Set<bigint>>();
  for (const signal of module.signals) {
    const { role, type, init } = signal;
    if (role !== "register" || init === undefined || type.kind === "array" || type.kind === "struct")
      continue;
    if (type.width > 1) states.set(signal, new Set([init]));
  }
  const look = new Look(states);
  look.body(module.body);
  const memories = module.memories.flatMap(({ reads, writes }) => [
    ...reads.flatMap(readOperands),
    ...writes.flatMap(writeOperands),
  ]);
  const named = module.signals.flatMap(({ value }) => (value === undefined ? [] : [value]));
  for (const expr of [...memories, ...named]) look.expression(expr);
  return new Map(
    [...states]
      .filter(([, values]) => values.size > 1 && values.size <= MOST_STATES)
      .map(([signal, values]) => [signal, [...values].sort((a, b) => (a < b ? -1 : 1))]),
  );
}

/** Strikes out registers that are used otherwise. */
class Look {
  private readonly states: Map<Signal, Set<bigint>>;
  private readonly seen = new Set<Expr>();

  constructor(states: Map<Signal, Set<bigint>>) {
    this.states = states;
  }

  body(body: readonly Statement[]): void {
    for (const statement of body) {
      if (statement.kind === "assign") this.assigned(statement);
      const isSubject = statement.kind === "match" && statement.subject.op === "ref";
      for (const expr of isSubject ? [] : expressionsOf(statement)) this.expression(expr);
      for (const inside of bodiesOf(statement)) this.body(inside);
    }
  }

  expression(expr: Expr): void {
    if (this.seen.has(expr)) return;
    this.seen.add(expr);
    if (expr.op === "ref") {
      this.states.delete(expr.signal);
      return;
    }
    const isComparison = expr.op === "binary" && (expr.operator === "eq" || expr.operator === "ne");
    const operands = operandsOf(expr);
    const isWithConstant = isComparison && operands.some(({ op }) => op === "literal");
    for (const operand of operands) {
      if (!(isWithConstant && operand.op === "ref")) this.expression(operand);
    }
  }

  private assigned({ target, value }: Extract<Statement, { kind: "assign" }>): void {
    const states = this.states.get(target.signal);
    if (states === undefined) return;
    const values = target.kind === "whole" ? constantsOf(value, target.signal) : undefined;
    if (values === undefined) this.states.delete(target.signal);
    else {
      for (const bits of values) states.add(bits);
      // The value's own references to the register are the hold path.
      this.holds(value, target.signal);
    }
  }

  private holds(value: Expr, signal: Signal): void {
    if (value.op === "ref" && value.signal === signal) {
      this.seen.add(value);
      return;
    }
    if (value.op !== "mux") return;
    this.expression(value.condition);
    this.holds(value.whenTrue, signal);
    this.holds(value.whenFalse, signal);
    this.seen.add(value);
  }
}

/** Constants that a choice of constants and of the register itself can give. */
function constantsOf(expr: Expr, signal: Signal): bigint[] | undefined {
  if (expr.op === "literal") return [expr.bits];
  if (expr.op === "ref" && expr.signal === signal) return [];
  if (expr.op !== "mux") return undefined;
  const [a, b] = [constantsOf(expr.whenTrue, signal), constantsOf(expr.whenFalse, signal)];
  return a === undefined || b === undefined ? undefined : [...a, ...b];
}
