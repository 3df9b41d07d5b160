/**
 * What there is to cover in one module: arms of `when` and `match`, members of enum registers, properties, and the bits of
 * signals. Invariant: names are unique in the module for each kind, and equal in every elaboration of the same module.
 */
import type { Site } from "../../diagnostics/index.ts";
import {
  bitWidth,
  type Expr,
  exprText,
  type IfStatement,
  type MatchStatement,
  type Module,
  type Signal,
  type Statement,
  signalName,
  valueText,
} from "../../ir/index.ts";
import type { CoverageKind } from "./data.ts";
import { SampleDomains } from "./domains.ts";
import { and, asUint, eq, every, literal, not, ref, some } from "./expressions.ts";
import { Knowledge } from "./knowledge.ts";

interface PointBase {
  readonly name: string;
  readonly site: Site | undefined;
  /** Sampled at the edges of this clock domain of the module, out of reset. */
  readonly domain: string;
  /** A condition on the way is constant: the point cannot be hit. */
  readonly unreachable: boolean;
}

/** Hit when `condition` was 1 at an edge. */
export interface FlagPoint extends PointBase {
  readonly kind: "branch" | "state";
  readonly condition: Expr;
  /** Branch: the `when` or `match` that the chain of arms begins with. */
  readonly chain: Site | undefined;
}

/** Counts the edges at which `condition` was 1. */
export interface CountPoint extends PointBase {
  readonly kind: "cover" | "assertion";
  readonly condition: Expr;
}

/** The value at one edge and `before`, at the one before it. */
export interface TransitionPoint extends PointBase {
  readonly kind: "transition";
  readonly register: Signal;
  readonly from: bigint;
  readonly to: bigint;
}

/** A bit is hit when it went up and, as a second point, when it went down. */
export interface TogglePoint extends PointBase {
  readonly kind: "toggle";
  readonly signal: Signal;
}

export type CoveragePoint = FlagPoint | CountPoint | TransitionPoint | TogglePoint;

/** Every point of these kinds; none for a black box. */
export function pointsOf(
  module: Module,
  kinds: ReadonlySet<CoverageKind>,
  domains: SampleDomains = new SampleDomains(module),
): readonly CoveragePoint[] {
  if (module.external !== undefined) return [];
  const points: CoveragePoint[] = [];
  if (kinds.has("branch")) points.push(...new Branches(domains).of(module.body));
  for (const register of module.signals.filter(({ role }) => role === "register")) {
    if (kinds.has("state")) points.push(...statesOf(register, domains));
    if (kinds.has("transition")) points.push(...transitionsOf(register, domains));
  }
  points.push(...propertiesOf(module, kinds));
  if (kinds.has("toggle")) points.push(...togglesOf(module, domains));
  return withUniqueNames(points);
}

/** A second point of the same name becomes `name #2`, in source order. */
function withUniqueNames(points: readonly CoveragePoint[]): readonly CoveragePoint[] {
  const counts = new Map<string, number>();
  return points.map((point) => {
    const key = `${point.kind} ${point.name}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? point : { ...point, name: `${point.name} #${count}` };
  });
}

// ---------------------------------------------------------------- branches

/** The conditions under which control comes to a place. */
interface Path {
  /** Undefined for always. */
  readonly condition: Expr | undefined;
  readonly knowledge: Knowledge;
  /** Control cannot come here. */
  readonly closed: boolean;
}

class Branches {
  private readonly points: FlagPoint[] = [];
  private readonly domains: SampleDomains;

  constructor(domains: SampleDomains) {
    this.domains = domains;
  }

  of(body: readonly Statement[]): readonly FlagPoint[] {
    this.walk(body, { condition: undefined, knowledge: Knowledge.none(), closed: false });
    return this.points;
  }

  private walk(body: readonly Statement[], path: Path): void {
    for (const statement of body) {
      if (statement.kind === "if") this.arms(statement, path, "when", statement.site);
      else if (statement.kind === "match") this.match(statement, path);
    }
  }

  /** An `if` alone in the else part continues the chain: the arms of a chain exclude each other and cover all cases. */
  private arms(statement: IfStatement, path: Path, word: "when" | "elseWhen", chain: Site | undefined): void {
    const { condition, then, otherwise, site } = statement;
    const text = exprText(condition);
    const taken = extend(path, condition, 1n);
    this.point(`${word} ${text}`, taken, condition, { site, chain });
    this.walk(then, taken);
    const rest = extend(path, condition, 0n);
    const [next, ...others] = otherwise;
    if (next?.kind === "if" && others.length === 0) {
      this.arms(next, rest, "elseWhen", chain);
      return;
    }
    this.point(`otherwise of ${text}`, rest, condition, { site, chain });
    this.walk(otherwise, rest);
  }

  private match(statement: MatchStatement, path: Path): void {
    const { subject, arms, otherwise, site } = statement;
    const type = subject.type;
    const text = exprText(subject);
    const matches = arms.map(({ values }) => some(values.map((bits) => eq(subject, literal(bits, type)))));
    const none = every(matches.map(not));
    arms.forEach(({ values, body }, i) => {
      const isLast = i === arms.length - 1 && otherwise === undefined;
      // The last arm of an enum match also takes the encodings that are no member.
      const takesRest = isLast && type.kind === "enum";
      const condition = takesRest ? every(matches.slice(0, -1).map(not)) : matches[i];
      if (condition === undefined) return;
      const arm = extend(path, condition, 1n);
      const names = values.map((bits) => valueText(bits, type)).join(", ");
      this.point(`match ${text}: ${names}`, arm, subject, { site, chain: site });
      this.walk(body, arm);
    });
    if (otherwise === undefined) return;
    const isComplete = arms.flatMap(({ values }) => values).length === 2 ** bitWidth(type);
    const rest = extend(path, none, 1n);
    const closed = rest.closed || isComplete;
    this.point(`match ${text}: otherwise`, { ...rest, closed }, subject, { site, chain: site });
    this.walk(otherwise, { ...rest, closed });
  }

  private point(
    name: string,
    { condition, closed }: Path,
    decidedBy: Expr,
    places: { readonly site: Site | undefined; readonly chain: Site | undefined },
  ): void {
    this.points.push({
      kind: "branch",
      name,
      ...places,
      domain: this.domains.ofExpression(decidedBy),
      condition: condition ?? every([]),
      unreachable: closed,
    });
  }
}

/** The path on which `condition`, one bit, has this value. */
function extend({ condition: before, knowledge, closed }: Path, condition: Expr, value: 0n | 1n): Path {
  const known = knowledge.valueOf(condition);
  const own = asUint(value === 1n ? condition : not(condition), 1);
  return {
    condition: before === undefined ? own : and(before, own),
    knowledge: knowledge.given(condition, value),
    closed: closed || (known !== undefined && known !== value),
  };
}

// ---------------------------------------------------------------- states, properties, toggles

function statesOf(register: Signal, domains: SampleDomains): readonly FlagPoint[] {
  const { type, site } = register;
  if (type.kind !== "enum") return [];
  return type.members.map(({ name, value }) => ({
    kind: "state",
    name: `${signalName(register)} = ${name}`,
    site,
    chain: undefined,
    domain: domains.ofSignal(register),
    condition: eq(ref(register), literal(value, type)),
    unreachable: false,
  }));
}

function transitionsOf(register: Signal, domains: SampleDomains): readonly TransitionPoint[] {
  const { type, site } = register;
  if (type.kind !== "enum") return [];
  const { members } = type;
  const pairs = members.flatMap((from) => members.filter((to) => to !== from).map((to) => ({ from, to })));
  return pairs.map(({ from, to }) => ({
    kind: "transition",
    name: `${signalName(register)}: ${from.name} -> ${to.name}`,
    site,
    domain: domains.ofSignal(register),
    register,
    from: from.value,
    to: to.value,
    unreachable: false,
  }));
}

function propertiesOf(module: Module, kinds: ReadonlySet<CoverageKind>): readonly CountPoint[] {
  return module.properties.flatMap(({ kind: property, name, site, domain, enable, condition }) => {
    const kind = property === "cover" ? "cover" : "assertion";
    if (!kinds.has(kind)) return [];
    const parts = [...(enable === undefined ? [] : [enable]), ...(kind === "cover" ? [condition] : [])];
    const counted = every(parts.map((part) => asUint(part, 1)));
    const unreachable = Knowledge.none().valueOf(counted) === 0n;
    return [{ kind, name, site, domain, condition: counted, unreachable }];
  });
}

/** Ports, registers, wires and named expressions; the ports of a child are covered in the child, if it is no black box. */
function togglesOf(module: Module, domains: SampleDomains): readonly TogglePoint[] {
  const constants = constantsOf(module.body);
  const none = Knowledge.none();
  return module.signals
    .filter(({ instance }) => instance === undefined || instance.instance.module.external !== undefined)
    .map((signal) => {
      const driver = signal.value ?? constants.get(signal);
      return {
        kind: "toggle",
        name: signalName(signal),
        site: signal.site ?? signal.instance?.instance.site,
        domain: domains.ofSignal(signal),
        signal,
        unreachable: driver !== undefined && none.valueOf(driver) !== undefined,
      };
    });
}

/** The value of each combinational signal that is assigned once, as a whole and always. */
function constantsOf(body: readonly Statement[]): ReadonlyMap<Signal, Expr> {
  const found = new Map<Signal, Expr>();
  for (const statement of body) {
    if (statement.kind !== "assign") continue;
    const { target, value } = statement;
    if (target.kind === "whole" && target.signal.role !== "register") found.set(target.signal, value);
  }
  for (const signal of assignedTwice(body)) found.delete(signal);
  return found;
}

function assignedTwice(body: readonly Statement[]): ReadonlySet<Signal> {
  const once = new Set<Signal>();
  const twice = new Set<Signal>();
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        const { signal } = statement.target;
        if (once.has(signal)) twice.add(signal);
        once.add(signal);
      } else if (statement.kind === "if") {
        visit(statement.then);
        visit(statement.otherwise);
      } else {
        for (const arm of statement.arms) visit(arm.body);
        visit(statement.otherwise ?? []);
      }
    }
  };
  visit(body);
  return twice;
}
