/**
 * Bodies of always blocks. Invariant: `if` and `case` appear as the design wrote them; a `case` that can match nothing
 * has a default, so no tool infers a latch or warns of a missing arm.
 */
import {
  type AssignStatement,
  bitWidth,
  bodiesOf,
  type IfStatement,
  type MatchArm,
  type MatchStatement,
  type Statement,
} from "../../ir/index.ts";
import { lineWidth } from "./layout.ts";
import { lowerElementTarget } from "./lower-index.ts";
import { printTarget, printValue, silent } from "./print.ts";
import type { ModuleScope } from "./scope.ts";
import { indented, renderLine, withComment } from "./text.ts";
import { invertedValue, rangeValue, type Value } from "./value.ts";

export type AssignmentSymbol = "=" | "<=";

/** `isChain`: `otherwise` starts with `if`. `isShort`: may be one line. */
export interface BranchForm {
  readonly depth: number;
  readonly isChain?: boolean;
  readonly isShort?: boolean;
}

export class StatementWriter {
  private readonly scope: ModuleScope;
  private readonly symbol: AssignmentSymbol;

  constructor(scope: ModuleScope, symbol: AssignmentSymbol) {
    this.scope = scope;
    this.symbol = symbol;
  }

  /** Lines without the margin of `depth` levels, which only decides where long lines break. */
  lines(statements: readonly Statement[], depth: number): string[] {
    return statements.flatMap((statement) => this.statement(statement, depth));
  }

  private statement(statement: Statement, depth: number): string[] {
    switch (statement.kind) {
      case "assign":
        return this.assignment(statement, depth);
      case "if":
        return this.conditional(statement, depth, true);
      case "match":
        return this.selection(statement, depth);
    }
  }

  /** `if (CONDITION) … else …` around ready lines. */
  branch(
    condition: Value,
    then: readonly string[],
    otherwise: readonly string[],
    form: BranchForm,
  ): string[] {
    const { depth, isChain = false, isShort = true } = form;
    if (then.length === 0 && otherwise.length === 0) return [];
    if (then.length === 0) return this.branch(invertedValue(condition), otherwise, [], { depth, isShort });
    const only = then.length === 1 && otherwise.length === 0 ? then[0] : undefined;
    if (isShort && only !== undefined && !only.startsWith("if")) {
      const [short, ...more] = renderLine("if (", printValue(condition, this.scope), `) ${only}`, depth);
      if (more.length === 0 && short !== undefined && short.length + 2 * depth <= lineWidth) return [short];
    }
    const head = renderLine("if (", printValue(condition, this.scope), ") begin", depth);
    if (otherwise.length === 0) return [...head, ...indented(then), "end"];
    if (isChain) return [...head, ...indented(then), `end else ${otherwise[0]}`, ...otherwise.slice(1)];
    return [...head, ...indented(then), "end else begin", ...indented(otherwise), "end"];
  }

  private assignment(statement: AssignStatement, depth: number): string[] {
    const { target } = statement;
    const { lowering } = this.scope;
    const net = this.scope.netOf(target.signal);
    const place =
      target.kind === "element"
        ? lowerElementTarget(lowering, target.signal, net, target)
        : {
            place:
              target.kind === "whole"
                ? rangeValue(net, net.width - 1, 0)
                : rangeValue(net, target.high, target.low),
            guard: undefined,
          };
    if (place === undefined) return [];
    const value = lowering.value(statement.value, target.signal.name);
    const doc = printValue(value, this.scope);
    // `a <= (b <= c)`: the same symbol for two things on one line.
    const isAmbiguous = this.symbol === "<=" && value.kind === "binary" && value.symbol === "<=";
    const left = printTarget(place.place, this.scope);
    const right = isAmbiguous ? ["(", doc, ")"] : doc;
    const inner = place.guard === undefined ? depth : depth + 1;
    const lines = renderLine("", [left, ` ${this.symbol} `, right], ";", inner);
    return place.guard === undefined ? lines : this.branch(place.guard, lines, [], { depth });
  }

  /** `isShort`: may be one line; not so after an `else`, where a chain keeps one form throughout. */
  private conditional(statement: IfStatement, depth: number, isShort: boolean): string[] {
    const target = firstTarget(statement) ?? "condition";
    const condition = this.scope.lowering.value(statement.condition, target);
    if (condition.kind === "literal") {
      return this.lines(condition.bits === 1n ? statement.then : statement.otherwise, depth);
    }
    const then = this.lines(statement.then, depth + 1);
    const chain = this.chain(statement.otherwise, depth);
    const otherwise = chain ?? this.lines(statement.otherwise, depth + 1);
    return this.branch(condition, then, otherwise, { depth, isChain: chain !== undefined, isShort });
  }

  /** The one `if` that the statements are, in the form that may follow `else`. */
  chain(statements: readonly Statement[], depth: number): string[] | undefined {
    const [first, ...rest] = statements;
    if (first?.kind !== "if" || rest.length > 0) return undefined;
    const lines = this.conditional(first, depth, false);
    const isIf =
      lines[0]?.startsWith("if (") === true &&
      lines.every((text, i) => i === 0 || text.startsWith(" ") || text.startsWith("end"));
    return isIf ? lines : undefined;
  }

  private selection(statement: MatchStatement, depth: number): string[] {
    const target = firstTarget(statement) ?? "subject";
    const { type } = statement.subject;
    const subject = this.scope.lowering.value(statement.subject, target);
    const { arms, otherwise, isLastArm } = arrange(statement);
    const label = (bits: bigint): Value => this.scope.lowering.literal(type, bits);
    const [only] = arms;
    if (arms.length === 0 || only === undefined) return this.lines(otherwise ?? [], depth);
    if (
      arms.length === 1 &&
      only.values.length === 1 &&
      (otherwise === undefined || otherwise.length === 0)
    ) {
      const condition = equality(subject, label(only.values[0] ?? 0n));
      return this.branch(condition, this.lines(only.body, depth + 1), [], { depth });
    }
    const head = renderLine("case (", printValue(subject, this.scope), ")", depth);
    const items = joinIdle(arms).flatMap((arm) => {
      const labels = arm.values.map((bits) => printValue(label(bits), this.scope)).join(", ");
      return this.arm(labels, arm.body, depth + 1);
    });
    const [opening, ...rest] = otherwise === undefined ? [] : this.arm("default", otherwise, depth + 1);
    if (opening === undefined) return [...head, ...indented(items), "endcase"];
    const members = isLastArm ? (statement.arms.at(-1)?.values ?? []).map(label) : [];
    const remark = members.map((member) => printValue(member, silent)).join(", ");
    const last = [withComment(opening, remark === "" ? undefined : remark), ...rest];
    return [...head, ...indented([...items, ...last]), "endcase"];
  }

  private arm(label: string, body: readonly Statement[], depth: number): string[] {
    const lines = this.lines(body, depth + 1);
    const [only] = lines;
    if (only === undefined) return [`${label}: ;`];
    if (lines.length === 1 && label.length + only.length + 2 * depth < lineWidth) {
      return [`${label}: ${only}`];
    }
    return [`${label}: begin`, ...indented(lines), "end"];
  }
}

function equality(subject: Value, label: Value): Value {
  if (subject.width === 1 && label.kind === "literal" && label.constant === undefined) {
    return label.bits === 1n ? subject : invertedValue(subject);
  }
  return { kind: "binary", width: 1, symbol: "==", signed: false, left: subject, right: label };
}

interface Arrangement {
  /** Arms that get a label. */
  readonly arms: readonly MatchArm[];
  /** Undefined: every encoding has an arm. */
  readonly otherwise: readonly Statement[] | undefined;
  /** `otherwise` is the last arm, which also takes the encodings that are no member. */
  readonly isLastArm: boolean;
}

function arrange(statement: MatchStatement): Arrangement {
  const { subject } = statement;
  const width = bitWidth(subject.type);
  const listed = statement.arms.reduce((sum, arm) => sum + arm.values.length, 0);
  const isComplete = width < 31 && listed === 2 ** width;
  let { arms } = statement;
  let otherwise = isComplete ? undefined : (statement.otherwise ?? []);
  if (!isComplete && statement.otherwise === undefined && subject.type.kind === "enum") {
    otherwise = arms.at(-1)?.body ?? [];
    arms = arms.slice(0, -1);
  }
  const isLastArm = arms.length < statement.arms.length;
  if (otherwise !== undefined && otherwise.length > 0) return { arms, otherwise, isLastArm };
  const busy = arms.filter((arm) => arm.body.length > 0);
  return { arms: busy, otherwise: busy.length === arms.length ? otherwise : [], isLastArm: false };
}

/** Arms without a body as one arm, in the place of the first: they stand there to be kept from the default. */
function joinIdle(arms: readonly MatchArm[]): MatchArm[] {
  const idle = arms.filter((arm) => arm.body.length === 0);
  const values = idle.flatMap((arm) => arm.values);
  return arms.flatMap((arm) => (arm === idle[0] ? [{ ...arm, values }] : idle.includes(arm) ? [] : [arm]));
}

function firstTarget(statement: Statement): string | undefined {
  if (statement.kind === "assign") return statement.target.signal.name;
  for (const child of bodiesOf(statement).flat()) {
    const found = firstTarget(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
