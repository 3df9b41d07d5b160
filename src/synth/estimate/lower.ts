/**
 * From modules to bits. Invariant: only what an output or a black box needs is lowered, so logic that nothing reads costs nothing; a register's bits
 * are leaves of the graph, with what they take at the next edge beside it.
 */
import {
  bitWidth,
  type Expr,
  type Instance,
  type Module,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import type { Bits } from "./arithmetic.ts";
import { type Controlled, controlsOf } from "./control.ts";
import { driversOf } from "./drivers.ts";
import { FALSE, type Literal, nodeOf, not, TRUE } from "./graph.ts";
import { Collected, type Lowered, type LowerStyle, type Reset } from "./lowered.ts";
import { Memories } from "./memories.ts";
import { binary, codeOf, unary } from "./operators.ts";
import { stateMachines } from "./states.ts";

export function lowerModule(module: Module, style: LowerStyle): Lowered {
  const all = new Collected(style);
  const scope = new Scope(module, all, undefined);
  const outputs = module.ports.filter(({ role }) => role === "output").flatMap((port) => scope.bitsOf(port));
  if (!all.isForTables) outputs.push(...module.instances.flatMap((instance) => scope.inputsOf(instance)));
  else all.queue.push(() => scope.visitBlackBoxes());
  for (let work = all.queue.shift(); work !== undefined; work = all.queue.shift()) work();
  for (const work of all.late) work();
  const { graph, blockRams, proxies, choosers } = all;
  const flipFlops = [...all.registers.values()];
  return { graph, flipFlops, blockRams, proxies, choosers, outputs: [...outputs, ...all.outputs] };
}

/** The register that statements drive. */
interface Driven {
  readonly held: Bits;
  /** Of a register with one bit a state. */
  readonly states?: readonly bigint[];
}

/** A module at one place. */
class Scope {
  private readonly module: Module;
  private readonly all: Collected;
  private readonly parent: { readonly scope: Scope; readonly instance: Instance } | undefined;
  private readonly known = new Map<Signal, Bits>();
  private readonly busy = new Set<Signal>();
  private readonly expressions = new Map<Expr, Bits>();
  private readonly children = new Map<Instance, Scope>();
  private readonly memories: Memories;
  private readonly resets = new Map<string, Reset | undefined>();

  constructor(module: Module, all: Collected, parent: Scope["parent"]) {
    this.module = module;
    this.all = all;
    this.parent = parent;
    this.memories = new Memories(all, (expr) => this.value(expr));
  }

  inputsOf(instance: Instance): Literal[] {
    return instance.ports.filter(({ role }) => role === "instanceInput").flatMap((port) => this.bitsOf(port));
  }

  /** Black boxes use their inputs, wherever they are. */
  visitBlackBoxes(): void {
    for (const instance of this.module.instances) {
      if (instance.module.external !== undefined) this.all.outputs.push(...this.inputsOf(instance));
      else this.childOf(instance).visitBlackBoxes();
    }
  }

  bitsOf(signal: Signal): Bits {
    const known = this.known.get(signal);
    if (known !== undefined) return known;
    const { graph, proxies } = this.all;
    if (this.busy.has(signal)) {
      const stand = Array.from({ length: bitWidth(signal.type) }, () => graph.leaf());
      this.known.set(signal, stand);
      return stand;
    }
    this.busy.add(signal);
    const bits = this.driven(signal);
    const stand = this.known.get(signal);
    // The signal was read on the way to itself: its bits do not form a loop, but its words do.
    if (stand !== undefined && stand !== bits) {
      stand.forEach((literal, i) => {
        proxies.set(literal, bits[i] as Literal);
      });
    }
    this.known.set(signal, bits);
    return bits;
  }

  private driven(signal: Signal): Bits {
    const { role, type, value, instance } = signal;
    const width = bitWidth(type);
    switch (role) {
      case "input":
        return this.parent === undefined
          ? this.all.leaves(width)
          : this.parent.scope.bitsOf(this.portOf(signal.name, this.parent.instance));
      case "node":
        return value === undefined ? this.all.leaves(width) : this.value(value);
      case "instanceOutput":
        if (instance === undefined || !this.all.isForTables || instance.instance.module.external)
          return this.all.leaves(width);
        return this.childOf(instance.instance).bitsOf(instance.port);
      case "register":
        return this.register(signal, width);
      default:
        return this.run(driversOf(this.module).get(signal) ?? [], this.all.constant(0n, width));
    }
  }

  private register(signal: Signal, width: number): Bits {
    const { domain, init } = signal;
    const reset = init === undefined ? undefined : this.resetOf(domain ?? "");
    const drivers = driversOf(this.module).get(signal) ?? [];
    const states = stateMachines(this.module).get(signal);
    if (states === undefined)
      return this.all.flipFlops(width, reset, init ?? 0n, (held) => this.run(drivers, held, { held }));
    return this.all.flipFlops(states.length, reset, codeOf(init ?? 0n, states), (held) =>
      this.run(drivers, held, { states, held }),
    );
  }

  private resetOf(domain: string): Reset | undefined {
    if (this.resets.has(domain)) return this.resets.get(domain);
    const found = this.module.domains.find(({ name }) => name === domain);
    const above = this.parent?.instance.domains.get(domain);
    const isNone = found === undefined || found.resetKind === "none";
    const when =
      above !== undefined && this.parent !== undefined
        ? this.parent.scope.resetOf(above)?.when
        : isNone
          ? undefined
          : this.all.graph.leaf() ^ (found.resetActive === "low" ? 1 : 0);
    const reset = isNone || when === undefined ? undefined : { when, isAsync: found.resetKind === "async" };
    this.resets.set(domain, reset);
    return reset;
  }

  private run(body: readonly Statement[], before: Bits, driven?: Driven): Bits {
    let now = before;
    for (const statement of body) {
      switch (statement.kind) {
        case "assign":
          now =
            driven?.states === undefined
              ? this.assigned(statement.target, this.value(statement.value), now)
              : this.state(statement.value, driven.held, driven.states);
          break;
        case "if": {
          const [condition = FALSE] = this.value(statement.condition);
          const whenTrue = this.run(statement.then, now, driven);
          now = this.either(condition, whenTrue, this.run(statement.otherwise, now, driven), driven);
          break;
        }
        case "match": {
          now = this.matched(statement, now, driven);
        }
      }
    }
    return now;
  }

  private either(condition: Literal, whenTrue: Bits, whenFalse: Bits, driven: Driven | undefined): Bits {
    const { bits, graph, choosers, isChoice, isForTables } = this.all;
    choosers.add(nodeOf(condition));
    if (driven === undefined || !isForTables) return bits.choose(condition, whenTrue, whenFalse);
    return whenTrue.map((one, i) => {
      const other = whenFalse[i] as Literal;
      const held = driven.held[i] as Literal;
      const [a, b] = [one, other].map((value) => controlsOf(graph, value, held, isChoice)) as [
        Controlled,
        Controlled,
      ];
      if (a.enable === TRUE && b.enable === TRUE) return graph.mux(condition, one, other);
      const takes = graph.mux(condition, a.enable, b.enable);
      if (a.enable === FALSE) return graph.hold(takes, b.data, held);
      return graph.hold(takes, b.enable === FALSE ? a.data : graph.mux(condition, a.data, b.data), held);
    });
  }

  /** Arms exclude each other, so each bit is an or of what they give: the flow's `$pmux`. */
  private matched(
    { subject, arms, otherwise }: Extract<Statement, { kind: "match" }>,
    before: Bits,
    driven: Driven | undefined,
  ): Bits {
    const { bits, graph } = this.all;
    const hitOf = this.comparison(subject);
    const listed = otherwise === undefined ? arms.slice(0, -1) : arms;
    const machine = subject.op === "ref" ? stateMachines(this.module).get(subject.signal) : undefined;
    const named = new Set(listed.flatMap(({ values }) => values));
    // Where the driven register is the subject itself, an arm of one state knows what it holds.
    const heldIn = (values: readonly bigint[]): Bits => {
      const [only] = values;
      if (
        driven?.states === undefined ||
        machine !== driven.states ||
        values.length !== 1 ||
        only === undefined
      )
        return before;
      const code = this.all.constant(codeOf(only, driven.states), driven.states.length);
      return before.map((bit, i) => (bit === driven.held[i] ? (code[i] as Literal) : bit));
    };
    const others = machine?.filter((state) => !named.has(state)) ?? [];
    const rest = this.run(otherwise ?? arms.at(-1)?.body ?? [], heldIn(others), driven);
    const hits = listed.map(({ values }) => bits.any(values.map(hitOf)));
    const results = listed.map(({ values, body }) => this.run(body, heldIn(values), driven));
    const isRest = machine && bits.any(others.map(hitOf));
    return rest.map((usual, at) => {
      const values = results.map((bits) => bits[at] as Literal);
      const held = this.all.isForTables ? driven?.held[at] : undefined;
      if (held === undefined) return this.oneOf(hits, values, usual, isRest);
      // What holds is taken out first, so that the register's enable does not depend on what it takes.
      const parts = [...values, usual].map((value) => controlsOf(graph, value, held, this.all.isChoice));
      if (parts.every(({ enable }) => enable === TRUE)) return this.oneOf(hits, values, usual, isRest);
      const taken = parts.map(({ enable, data }) => (enable === FALSE ? undefined : data));
      const otherwise = isRest ?? not(bits.any(hits));
      const takes = bits.any(parts.map(({ enable }, i) => graph.and(hits[i] ?? otherwise, enable)));
      return graph.hold(takes, this.oneOf(hits, taken.slice(0, -1), taken.at(-1), isRest), held);
    });
  }

  /** A choice by hits that exclude each other; undefined values do not matter. `isRest`: no hit, where that is known. */
  private oneOf(
    hits: readonly Literal[],
    values: readonly (Literal | undefined)[],
    usual: Literal | undefined,
    isRest: Literal | undefined,
  ): Literal {
    const { bits, graph, choosers } = this.all;
    const groups = new Map<Literal, Literal[]>();
    hits.forEach((hit, i) => {
      const value = values[i];
      if (value !== undefined && value !== usual) groups.set(value, [...(groups.get(value) ?? []), hit]);
    });
    const chosen = [...groups].map(([value, of]) => [bits.any(of), value] as const);
    for (const [hit] of chosen) choosers.add(nodeOf(hit));
    const [first, second] = chosen;
    if (first === undefined) return usual ?? FALSE;
    if (usual === undefined) {
      if (second === undefined) return first[1];
      if (chosen.length === 2) return graph.mux(first[0], first[1], second[1]);
      return bits.any(chosen.map(([hit, value]) => graph.and(hit, value)));
    }
    if (second === undefined) return graph.mux(first[0], first[1], usual);
    const usually =
      isRest === undefined
        ? not(bits.any(chosen.map(([hit]) => hit)))
        : bits.any([isRest, ...hits.filter((_, i) => values[i] === usual)]);
    return bits.any([...chosen, [usually, usual] as const].map(([hit, value]) => graph.and(hit, value)));
  }

  /** Next state of a register with one bit a state: a constant, the state itself, or a choice of these. */
  private state(expr: Expr, held: Bits, states: readonly bigint[]): Bits {
    if (expr.op === "literal") return this.all.constant(codeOf(expr.bits, states), states.length);
    if (expr.op !== "mux") return held;
    const [condition = FALSE] = this.value(expr.condition);
    return this.all.bits.choose(
      condition,
      this.state(expr.whenTrue, held, states),
      this.state(expr.whenFalse, held, states),
    );
  }

  /** Whether the expression has a value, for any value. */
  private comparison(expr: Expr): (value: bigint) => Literal {
    const states = expr.op === "ref" ? stateMachines(this.module).get(expr.signal) : undefined;
    const subject = this.value(expr);
    if (states === undefined) return (value) => this.all.bits.equalTo(subject, value);
    return (value) => subject[states.indexOf(value)] ?? FALSE;
  }

  private assigned(
    target: Extract<Statement, { kind: "assign" }>["target"],
    value: Bits,
    before: Bits,
  ): Bits {
    switch (target.kind) {
      case "whole":
        return value;
      case "bits":
        return before.map((bit, i) =>
          i >= target.low && i <= target.high ? (value[i - target.low] as Literal) : bit,
        );
      case "element": {
        const index = this.value(target.index);
        const hits = Array.from({ length: target.count }, (_, i) => this.all.bits.equalTo(index, BigInt(i)));
        return before.map((bit, i) => {
          const hit = hits[Math.floor(i / target.stride)];
          return hit === undefined ? bit : this.all.graph.mux(hit, value[i % target.stride] as Literal, bit);
        });
      }
    }
  }

  private value(expr: Expr): Bits {
    const known = this.expressions.get(expr);
    if (known !== undefined) return known;
    const bits = this.evaluated(expr);
    this.expressions.set(expr, bits);
    return bits;
  }

  private evaluated(expr: Expr): Bits {
    const { bits, choosers } = this.all;
    const width = bitWidth(expr.type);
    switch (expr.op) {
      case "literal":
        return this.all.constant(expr.bits, width);
      case "ref":
        return this.bitsOf(expr.signal);
      case "read":
        return this.memories.read(expr.port);
      case "unary":
        return unary(bits, expr.operator, this.value(expr.operand));
      case "binary": {
        const { operator, left, right } = expr;
        const [subject, other] = left.op === "literal" ? [right, left] : [left, right];
        if ((operator === "eq" || operator === "ne") && subject.op === "ref" && other.op === "literal") {
          const isEqual = this.comparison(subject)(other.bits);
          return [operator === "eq" ? isEqual : not(isEqual)];
        }
        return binary(this.all.bits, expr, this.value(expr.left), this.value(expr.right));
      }
      case "mux": {
        const [condition = FALSE] = this.value(expr.condition);
        choosers.add(nodeOf(condition));
        return bits.choose(condition, this.value(expr.whenTrue), this.value(expr.whenFalse));
      }
      case "cat":
        return expr.parts.toReversed().flatMap((part) => this.value(part));
      case "slice":
        return this.value(expr.source).slice(expr.low, expr.high + 1);
      case "index": {
        const source = this.value(expr.source);
        const elements = Array.from({ length: expr.count }, (_, i) =>
          source.slice(i * expr.stride, i * expr.stride + width),
        );
        return bits.select(elements, this.value(expr.index), width);
      }
      case "resize": {
        const source = this.value(expr.source);
        const fill = expr.source.type.kind === "sint" ? (source.at(-1) ?? FALSE) : FALSE;
        return Array.from({ length: width }, (_, i) => source[i] ?? fill);
      }
      case "cast":
        return this.value(expr.source);
    }
  }

  private portOf(name: string, { ports }: Instance): Signal {
    const found = ports.find(({ instance }) => instance?.port.name === name);
    if (found === undefined) throw new RangeError(`no port ${name}`);
    return found;
  }

  private childOf(instance: Instance): Scope {
    const known = this.children.get(instance);
    if (known !== undefined) return known;
    const child = new Scope(instance.module, this.all, { scope: this, instance });
    this.children.set(instance, child);
    return child;
  }
}
