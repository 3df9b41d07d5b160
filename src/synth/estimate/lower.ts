/**
 * From modules to bits. Invariant: only what an output or a black box needs is lowered, so logic that nothing reads costs nothing; a register's bits
 * are leaves of the graph, with what they take at the next edge beside it.
 */
import {
  bitWidth,
  type Expr,
  type Instance,
  type Memory,
  type MemoryRead,
  type MemoryWrite,
  type Module,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import type { Bits } from "./arithmetic.ts";
import { driversOf } from "./drivers.ts";
import { BitGraph, FALSE, type Literal, not, TRUE } from "./graph.ts";
import { Collected, type FlipFlop, type Lowered, type LowerOptions } from "./lowered.ts";
import { binary, codeOf, unary } from "./operators.ts";
import { stateMachines } from "./states.ts";

export function lowerModule(module: Module, options: LowerOptions): Lowered {
  const graph = new BitGraph();
  const all = new Collected(graph, options);
  const scope = new Scope(module, all, undefined);
  const outputs = module.ports.filter(({ role }) => role === "output").flatMap((port) => scope.bitsOf(port));
  if (!options.flatten) outputs.push(...module.instances.flatMap((instance) => scope.inputsOf(instance)));
  else all.queue.push(() => scope.visitBlackBoxes());
  for (let work = all.queue.shift(); work !== undefined; work = all.queue.shift()) work();
  const { flipFlops, blockRams, proxies } = all;
  return { graph, flipFlops, blockRams, proxies, outputs: [...outputs, ...all.outputs] };
}

interface Reset {
  readonly when: Literal;
  readonly isAsync: boolean;
}

/** A register with one bit a state. */
interface Machine {
  readonly states: readonly bigint[];
  readonly held: Bits;
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
  private readonly words = new Map<Memory, readonly Bits[]>();
  private readonly reads = new Map<MemoryRead, Bits>();
  private readonly resets = new Map<string, Reset | undefined>();

  constructor(module: Module, all: Collected, parent: Scope["parent"]) {
    this.module = module;
    this.all = all;
    this.parent = parent;
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
          ? this.leaves(width)
          : this.parent.scope.bitsOf(this.portOf(signal.name, this.parent.instance));
      case "node":
        return value === undefined ? this.leaves(width) : this.value(value);
      case "instanceOutput":
        if (instance === undefined || !this.all.options.flatten || instance.instance.module.external)
          return this.leaves(width);
        return this.childOf(instance.instance).bitsOf(instance.port);
      case "register":
        return this.register(signal, width);
      default:
        return this.run(driversOf(this.module).get(signal) ?? [], this.constant(0n, width));
    }
  }

  private register(signal: Signal, width: number): Bits {
    const { domain, init } = signal;
    const reset = init === undefined ? undefined : this.resetOf(domain ?? "");
    const drivers = driversOf(this.module).get(signal) ?? [];
    const states = stateMachines(this.module).get(signal);
    if (states === undefined)
      return this.flipFlops(width, reset, init ?? 0n, (bits) => this.run(drivers, bits));
    return this.flipFlops(states.length, reset, codeOf(init ?? 0n, states), (bits) =>
      this.run(drivers, bits, { states, held: bits }),
    );
  }

  private flipFlops(
    width: number,
    reset: Reset | undefined,
    init: bigint,
    next: (held: Bits) => Bits,
  ): Literal[] {
    const { graph, flipFlops, queue } = this.all;
    const made = Array.from({ length: width }, (_, i): FlipFlop => {
      const output = graph.flipFlop();
      const value = ((init >> BigInt(i)) & 1n) === 1n ? TRUE : FALSE;
      return { output, next: output, reset: reset && { ...reset, value } };
    });
    flipFlops.push(...made);
    const held = made.map(({ output }) => output);
    queue.push(() => {
      const taken = next(held);
      made.forEach((flipFlop, i) => {
        flipFlop.next = taken[i] as Literal;
      });
    });
    return held;
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

  /** `driven`: what is driven is a register with one bit a state. */
  private run(body: readonly Statement[], before: Bits, driven?: Machine): Bits {
    const { bits } = this.all;
    let now = before;
    for (const statement of body) {
      switch (statement.kind) {
        case "assign":
          now =
            driven === undefined
              ? this.assigned(statement.target, this.value(statement.value), now)
              : this.state(statement.value, driven);
          break;
        case "if": {
          const [condition = FALSE] = this.value(statement.condition);
          now = bits.choose(
            condition,
            this.run(statement.then, now, driven),
            this.run(statement.otherwise, now, driven),
          );
          break;
        }
        case "match": {
          now = this.matched(statement, now, driven);
        }
      }
    }
    return now;
  }

  /** Arms exclude each other, so each bit is an or of what they give: the flow's `$pmux`. */
  private matched(
    { subject, arms, otherwise }: Extract<Statement, { kind: "match" }>,
    before: Bits,
    driven: Machine | undefined,
  ): Bits {
    const { bits, graph } = this.all;
    const hitOf = this.comparison(subject);
    const listed = otherwise === undefined ? arms.slice(0, -1) : arms;
    const machine = subject.op === "ref" ? stateMachines(this.module).get(subject.signal) : undefined;
    const named = new Set(listed.flatMap(({ values }) => values));
    // Where the driven register is the subject itself, an arm of one state knows what it holds.
    const heldIn = (values: readonly bigint[]): Bits => {
      const [only] = values;
      if (driven === undefined || machine !== driven.states || values.length !== 1 || only === undefined)
        return before;
      const code = this.constant(codeOf(only, driven.states), driven.states.length);
      return before.map((bit, i) => (bit === driven.held[i] ? (code[i] as Literal) : bit));
    };
    const others = machine?.filter((state) => !named.has(state)) ?? [];
    const rest = this.run(otherwise ?? arms.at(-1)?.body ?? [], heldIn(others), driven);
    const hits = listed.map(({ values }) => bits.any(values.map(hitOf)));
    const results = listed.map(({ values, body }) => this.run(body, heldIn(values), driven));
    const isRest = machine && bits.any(others.map(hitOf));
    return rest.map((usual, at) => {
      const groups = new Map<Literal, Literal[]>();
      hits.forEach((hit, i) => {
        const value = results[i]?.[at] as Literal;
        if (value !== usual) groups.set(value, [...(groups.get(value) ?? []), hit]);
      });
      const chosen = [...groups].map(([value, of]) => [bits.any(of), value] as const);
      const [only] = chosen;
      if (only === undefined) return usual;
      if (chosen.length === 1) return graph.mux(only[0], only[1], usual);
      const usually = machine
        ? bits.any([isRest ?? FALSE, ...hits.filter((_, i) => results[i]?.[at] === usual)])
        : not(bits.any(chosen.map(([hit]) => hit)));
      return bits.any([...chosen, [usually, usual] as const].map(([hit, value]) => graph.and(hit, value)));
    });
  }

  /** Next state of a register with one bit a state: a constant, the state itself, or a choice of these. */
  private state(expr: Expr, machine: Machine): Bits {
    const { states, held } = machine;
    if (expr.op === "literal") return this.constant(codeOf(expr.bits, states), states.length);
    if (expr.op !== "mux") return held;
    const [condition = FALSE] = this.value(expr.condition);
    return this.all.bits.choose(
      condition,
      this.state(expr.whenTrue, machine),
      this.state(expr.whenFalse, machine),
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
    const { bits } = this.all;
    const width = bitWidth(expr.type);
    switch (expr.op) {
      case "literal":
        return this.constant(expr.bits, width);
      case "ref":
        return this.bitsOf(expr.signal);
      case "read":
        return this.read(expr.port);
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
      case "mux":
        return bits.choose(
          this.value(expr.condition)[0] ?? FALSE,
          this.value(expr.whenTrue),
          this.value(expr.whenFalse),
        );
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

  private read(port: MemoryRead): Bits {
    const known = this.reads.get(port);
    if (known !== undefined) return known;
    const { memory } = port;
    const width = bitWidth(memory.type);
    if (this.isBlockRam(memory)) {
      const stored = this.leaves(width);
      // A read without register had its address register moved into the RAM; a word that is written then must pass by it.
      const word = memory.latency === 1 ? stored : this.passed(memory, port, stored);
      this.reads.set(port, word);
      this.all.queue.push(() => {
        this.wordsOf(memory);
        const enable = port.enable === undefined ? [] : this.value(port.enable);
        this.all.outputs.push(...this.value(port.address), ...enable);
      });
      return word;
    }
    const look = (): Bits => this.all.bits.select(this.wordsOf(memory), this.value(port.address), width);
    if (memory.latency === 0) {
      const word = look();
      this.reads.set(port, word);
      return word;
    }
    const held = this.flipFlops(width, undefined, 0n, (before) =>
      port.enable === undefined
        ? look()
        : this.all.bits.choose(this.value(port.enable)[0] ?? FALSE, look(), before),
    );
    this.reads.set(port, held);
    return held;
  }

  private passed({ writes }: Memory, port: MemoryRead, stored: Bits): Bits {
    const { bits, graph } = this.all;
    return writes.reduce<Bits>((word, write) => {
      const data = this.flipFlops(word.length, undefined, 0n, () => this.value(write.data));
      const hit = this.flipFlops(1, undefined, 0n, () => [
        graph.and(
          this.value(write.enable)[0] ?? FALSE,
          bits.equal(this.value(port.address), this.value(write.address)),
        ),
      ]);
      return bits.choose(hit[0] ?? FALSE, data, word);
    }, stored);
  }

  private isBlockRam(memory: Memory): boolean {
    return this.all.options.isBlockRam(memory);
  }

  /** The words' bits, made of flip-flops, or of constants where nothing writes; none for a block RAM. */
  private wordsOf(memory: Memory): readonly Bits[] {
    const known = this.words.get(memory);
    if (known !== undefined) return known;
    const width = bitWidth(memory.type);
    if (this.isBlockRam(memory)) {
      this.words.set(memory, []);
      this.all.blockRams.push({ depth: memory.depth, width, reads: memory.reads.length });
      for (const { enable, address, data, mask } of memory.writes) {
        for (const part of [enable, address, data, ...(mask === undefined ? [] : [mask])])
          this.all.outputs.push(...this.value(part));
      }
      return [];
    }
    const words = Array.from({ length: memory.depth }, (_, at) =>
      memory.writes.length === 0
        ? this.constant(memory.init?.[at] ?? 0n, width)
        : this.flipFlops(width, undefined, 0n, (held) =>
            memory.writes.reduce<Bits>((word, write) => this.written(write, at, word), held),
          ),
    );
    this.words.set(memory, words);
    return words;
  }

  private written(write: MemoryWrite, at: number, word: Bits): Bits {
    const { graph, bits } = this.all;
    const [enable = FALSE] = this.value(write.enable);
    const hit = graph.and(enable, bits.equalTo(this.value(write.address), BigInt(at)));
    const data = this.value(write.data);
    const mask = write.mask === undefined ? undefined : this.value(write.mask);
    const lane = word.length / write.memory.lanes;
    return word.map((bit, i) => {
      const select = mask === undefined ? hit : graph.and(hit, mask[Math.floor(i / lane)] ?? FALSE);
      return graph.mux(select, data[i] as Literal, bit);
    });
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

  private leaves(width: number): Literal[] {
    return Array.from({ length: width }, () => this.all.graph.leaf());
  }

  private constant(value: bigint, width: number): Literal[] {
    return Array.from({ length: width }, (_, i) => (((value >> BigInt(i)) & 1n) === 1n ? TRUE : FALSE));
  }
}
