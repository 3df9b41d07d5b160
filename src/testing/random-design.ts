/**
 * Random small designs, and modules of random expressions, for comparing the Verilog writer with the interpreter.
 * Invariant: the design passes `verifyDesign` and `checkDesign` without an error, and after `warmupSteps` steps in
 * reset no value depends on the start values of registers, so four-state simulators agree from there on.
 */
import {
  bitWidth,
  type DataType,
  type Design,
  type Expr,
  indexWidth,
  type Memory,
  type Module,
  type ReadExpr,
  type ResetKind,
  type Signal,
} from "../ir/index.ts";
import { designOf, type ModuleBuilder, moduleBuilder } from "./ir-builder.ts";
import {
  and,
  arrayOf,
  binary,
  bit,
  enumType,
  lit,
  mux,
  not,
  readOf,
  ref,
  structOf,
  uint,
} from "./ir-expressions.ts";
import { type Random, seededRandom } from "./random.ts";
import { ExpressionMaker, randomNumberType } from "./random-expression.ts";
import { StatementMaker } from "./random-statements.ts";

export interface RandomExpressionOptions {
  /** Expressions in the module, each with its own output `y0`, `y1`, ... Default 20. */
  readonly expressions?: number;
  /** Operators on a path. Default 4. */
  readonly depth?: number;
  /** Widest signal or intermediate in bits. Default 130. */
  readonly widest?: number;
}

/** A combinational module of random expressions over inputs `a0`, `a1`, ... of every kind of type. */
export function randomExpressions(seed: number, options: RandomExpressionOptions = {}): Design {
  const { expressions = 20, depth = 4, widest = 130 } = options;
  const random = seededRandom(seed);
  const m = moduleBuilder(`expressions_${seed}`);
  const leaves: Expr[] = [];
  for (let i = 0; i < 8; i++) leaves.push(ref(m.input(`a${i}`, randomType(random, widest, i))));
  const make = new ExpressionMaker(random, leaves, widest);
  for (let i = 0; i < expressions; i++) {
    const type = randomType(random, widest, random.below(12));
    const value = make.of(type, random.between(1, depth));
    m.assign(m.output(`y${i}`, type), value);
  }
  return designOf(m.build());
}

export interface RandomDesignOptions {
  /** 1 is a handful of signals; 3 is about ten times that. Default 2. */
  readonly size?: number;
  /** Levels of instances below the top. Default 2. */
  readonly levels?: number;
  /** Widest signal in bits. Default 40. */
  readonly widest?: number;
}

/** Registers, wires, memories, instances, one or two clock domains: see the file comment. Shrink with `size` and `levels`. */
export function randomDesign(seed: number, options: RandomDesignOptions = {}): Design {
  const random = seededRandom(seed);
  const { size = 2, levels = 2, widest = 40 } = options;
  const resetKind = random.pick<ResetKind>(["sync", "sync", "async"]);
  const resetActive = random.pick(["high", "high", "low"] as const);
  const maker = new DesignMaker(random, { size, widest, resetKind, resetActive }, `random_${seed}`);
  return designOf(maker.module(levels));
}

/** Steps in reset, with every domain stepping, after which nothing depends on start values. */
export function warmupSteps(design: Design): number {
  const delays = (module: Module): number => {
    const registers = module.signals.filter((s) => s.role === "register" && s.init === undefined).length;
    const reads = module.memories.reduce((sum, m) => sum + (m.latency === 1 ? m.reads.length : 0), 0);
    return module.instances.reduce((sum, instance) => sum + delays(instance.module), registers + reads);
  };
  return delays(design.top) + 2;
}

interface Style {
  readonly size: number;
  readonly widest: number;
  readonly resetKind: ResetKind;
  readonly resetActive: "high" | "low";
}

/** Encodings are dense from 0, or picked at random with gaps. */
function randomEnum(random: Random): DataType {
  const names = ["idle", "start", "data", "stop", "done"].slice(0, random.between(3, 5));
  const dense = enumType("State", names);
  if (random.chance(0.6)) return dense;
  const width = random.between(3, 5);
  const values = new Set<bigint>();
  while (values.size < names.length) values.add(BigInt(random.below(2 ** width)));
  const members = [...values].map((value, i) => ({ name: names[i] ?? "", value }));
  return { ...dense, width, members };
}

function randomType(random: Random, widest: number, kind = random.below(8)): DataType {
  if (kind === 0) return randomEnum(random);
  if (kind === 1) {
    const length = random.between(2, 5);
    const element = random.chance(0.3)
      ? structOf({ low: uint(random.between(1, 3)), high: uint(random.between(1, 3)) })
      : randomNumberType(random, Math.max(1, Math.floor(widest / length / 2)));
    return arrayOf(element, length);
  }
  return kind === 2 ? bit : randomNumberType(random, widest);
}

class DesignMaker {
  private readonly random: Random;
  private readonly style: Style;
  private readonly prefix: string;
  private modules = 0;

  constructor(random: Random, style: Style, prefix: string) {
    this.random = random;
    this.style = style;
    this.prefix = prefix;
  }

  module(levels: number): Module {
    const { random, style } = this;
    const children = levels > 0 ? Array.from({ length: random.below(3) }, () => this.module(levels - 1)) : [];
    const name = children.length === 0 || levels < 2 ? `${this.prefix}_${this.modules++}` : this.prefix;
    const m = moduleBuilder(name, { resetKind: style.resetKind, resetActive: style.resetActive });
    const domains = ["default"];
    m.domain("default");
    if (random.chance(0.2)) domains.push(m.domain("other"));
    const foreign: Signal[] = [];
    for (const domain of domains) {
      const island = new IslandMaker(random, style, m, domain);
      const isMine = children.filter(() => random.chance(0.7));
      foreign.push(...island.fill(isMine, foreign));
    }
    return m.build();
  }
}

/** Fills one clock domain of a module; names carry the domain so that islands do not clash. */
class IslandMaker {
  private readonly random: Random;
  private readonly style: Style;
  private readonly m: ModuleBuilder;
  private readonly domain: string;
  private readonly pool: Expr[] = [];
  private readonly shown: Signal[] = [];
  private warm: Signal | undefined;
  private count = 0;

  constructor(random: Random, style: Style, m: ModuleBuilder, domain: string) {
    this.random = random;
    this.style = style;
    this.m = m;
    this.domain = domain;
  }

  /** Returns the initialised registers, which the other domain may synchronise to. */
  fill(children: readonly Module[], foreign: readonly Signal[]): Signal[] {
    const { random, m, domain, style } = this;
    for (let i = random.between(2, 4); i > 0; i--) {
      this.pool.push(ref(m.input(this.name("in"), this.type(), { domain })));
    }
    const registers: Signal[] = [];
    for (let i = random.between(1, 1 + style.size); i > 0; i--) {
      const type = this.type();
      const init = type.kind === "enum" ? random.pick(type.members).value : random.bits(bitWidth(type));
      registers.push(this.show(m.register(this.name("state"), type, { domain, init })));
    }
    for (const source of foreign.filter(() => random.chance(0.5))) this.synchronise(source);
    const memories: Memory[] = [];
    const rest = [...children];
    for (let i = random.between(2, 2 + 3 * style.size); i > 0; i--) {
      const kind = random.below(8);
      if (kind === 0) this.delay();
      else if (kind <= 2) this.show(m.node(this.name("node"), this.expression(this.type())));
      else if (kind === 3 && memories.length < 2) memories.push(this.memory());
      else if (kind === 4) this.chain();
      else if (kind === 5 && rest.length > 0)
        this.instance(random.chance(0.3) ? random.pick(rest) : (rest.pop() as Module));
      else this.wires();
    }
    this.statements().drive(registers);
    for (const memory of memories.filter((m) => m.writes.length === 0)) this.writes(memory);
    for (const signal of this.shown) {
      const output = m.output(`${signal.name}_out`, signal.type, { domain });
      m.assign(output, signal);
    }
    return registers;
  }

  private name(kind: string): string {
    return this.domain === "default" ? `${kind}${this.count++}` : `${this.domain}_${kind}${this.count++}`;
  }

  private type(): DataType {
    return randomType(this.random, this.style.widest);
  }

  private expressions(): ExpressionMaker {
    return new ExpressionMaker(this.random, this.pool, this.style.widest);
  }

  private expression(type: DataType): Expr {
    return this.expressions().of(type, 2);
  }

  private statements(): StatementMaker {
    return new StatementMaker(this.random, this.m, this.expressions(), 2);
  }

  /** Makes a signal usable in later expressions and visible at an output. */
  private show(signal: Signal): Signal {
    this.pool.push(ref(signal));
    this.shown.push(signal);
    return signal;
  }

  private synchronise(source: Signal): void {
    const crossing = "random data, no protocol: both simulators sample it at the same instants";
    const name = this.name("synchronised");
    const register = this.m.register(name, source.type, { domain: this.domain, init: 0, crossing });
    this.m.assign(register, source);
    this.show(register);
  }

  /** A register without reset, fed by what is already there: no feedback, so it forgets its start value. */
  private delay(): void {
    const type = this.type();
    const value = this.expression(type);
    const register = this.m.register(this.name("delay"), type, { domain: this.domain });
    this.m.assign(register, value);
    this.show(register);
  }

  private wires(): void {
    const targets = Array.from({ length: this.random.between(1, 2) }, () => {
      return this.m.wire(this.name("wire"), this.type());
    });
    this.statements().drive(targets);
    for (const target of targets) this.show(target);
  }

  /** A wire whose element i + 1 depends on its element i. */
  private chain(): void {
    const { random, m } = this;
    const length = random.between(2, 5);
    const type = uint(random.between(1, 6));
    const wire = m.wire(this.name("chain"), arrayOf(type, length));
    const link = (i: number) => ({ high: (i + 1) * type.width - 1, low: i * type.width });
    const order = Array.from({ length }, (_, i) => (random.chance(0.5) ? i : length - 1 - i));
    const once = [...new Set([...order, ...Array.from({ length }, (_, i) => i)])];
    for (const i of once) {
      const start = this.expression(type);
      const before: Expr = { op: "slice", source: ref(wire), ...link(i - 1), type, site: undefined };
      const operator = random.pick(["add", "xor", "sub", "mul"] as const);
      m.assign({ kind: "bits", signal: wire, ...link(i) }, i === 0 ? start : binary(operator, before, start));
    }
    this.show(wire);
  }

  private instance(child: Module): void {
    const domains = Object.fromEntries(child.domains.map((d) => [d.name, this.domain]));
    const port = this.m.instance(this.name("child"), child, { domains });
    const inputs = child.ports.filter((p) => p.role === "input").map((p) => port(p.name));
    this.statements().drive(inputs);
    for (const output of child.ports.filter((p) => p.role === "output")) this.show(port(output.name));
  }

  private memory(): Memory {
    const { random, m, domain } = this;
    const lanes = random.pick([1, 1, 2, 3]);
    const type = lanes === 1 ? this.type() : uint(lanes * random.between(1, 8));
    const depth = random.pick([1, 2, 4, 5, 8, 16]);
    const latency = random.pick([0, 1] as const);
    const words = random.pick([0, Math.ceil(depth / 2), depth]);
    const init = Array.from({ length: words }, () => random.bits(bitWidth(type)));
    const readUnderWrite = random.pick(["old", "new", "undefined"] as const);
    const memory = m.memory(this.name("memory"), type, { depth, latency, readUnderWrite, lanes, init });
    // Forwarding makes the read depend on the writes: they must not see the read.
    const isForwarding = latency === 0 && readUnderWrite === "new";
    if (isForwarding) this.writes(memory);
    for (let i = random.between(1, 2); i > 0; i--) {
      const address = this.addressInside(memory);
      const enabled = this.expression(bit);
      const enable = binary("or", enabled, not(this.warmRegister()));
      const isGated = latency === 1 && random.chance(0.5);
      const port = m.read(memory, this.name("word"), { address, domain, ...(isGated ? { enable } : {}) });
      this.read(port);
    }
    return memory;
  }

  private read(port: ReadExpr): void {
    this.show(this.m.node(this.name("read"), readOf(port.port)));
  }

  /** A read past the end is unspecified, so reads stay inside; writes need not. */
  private addressInside(memory: Memory): Expr {
    const type = uint(indexWidth(memory.depth));
    const address = this.expression(type);
    if (memory.depth === 2 ** type.width) return address;
    return mux(binary("lt", address, lit(memory.depth, type)), address, lit(0, type));
  }

  private writes(memory: Memory): void {
    const { random, m, domain } = this;
    const addressType = uint(indexWidth(memory.depth));
    for (let i = random.between(1, 2); i > 0; i--) {
      m.write(memory, {
        enable: and(this.expression(bit), this.warmRegister()),
        address: this.expression(addressType),
        data: this.expression(memory.type),
        ...(memory.lanes > 1 && random.chance(0.8) ? { mask: this.expression(uint(memory.lanes)) } : {}),
        domain,
      });
    }
  }

  /** 0 in reset, 1 after: holds back writes whose address or data may still depend on start values. */
  private warmRegister(): Signal {
    if (this.warm === undefined) {
      this.warm = this.m.register(this.name("warm"), bit, { domain: this.domain, init: 0 });
      this.m.assign(this.warm, lit(1, 1));
    }
    return this.warm;
  }
}
