/**
 * Random statements that drive given signals. Invariant: a combinational target is assigned on every path and no
 * assignment is overridden by a later one of the same list, so `checkDesign` finds no error.
 */
import { bitWidth, type DataType, type Expr, type Signal } from "../ir/index.ts";
import { bits, element, type ModuleBuilder } from "./ir-builder.ts";
import { uint } from "./ir-expressions.ts";
import type { Random } from "./random.ts";
import type { ExpressionMaker } from "./random-expression.ts";

export class StatementMaker {
  private readonly random: Random;
  private readonly module: ModuleBuilder;
  private readonly make: ExpressionMaker;
  private readonly depth: number;

  constructor(random: Random, module: ModuleBuilder, make: ExpressionMaker, depth: number) {
    this.random = random;
    this.module = module;
    this.make = make;
    this.depth = depth;
  }

  /** Drives every target: combinational ones completely, registers at will. */
  drive(targets: readonly Signal[]): void {
    const { random } = this;
    const later: Signal[] = [];
    for (const target of targets) {
      if (target.role === "register") later.push(target);
      else if (random.chance(0.6)) {
        this.module.assign(target, this.value(target.type));
        later.push(target);
      } else this.onEveryPath(target, 2);
    }
    const blocks = random.between(later.some((t) => t.role === "register") ? 1 : 0, 2);
    for (let i = 0; i < blocks && later.length > 0; i++) this.branch((inner) => this.some(later, inner), 2);
    for (const register of later.filter((t) => t.role === "register")) {
      // What the blocks above left out gets one assignment of its own, so that no register is constant.
      this.branch(() => this.assignSome(register), 0);
    }
  }

  private value(type: DataType): Expr {
    return this.make.of(type, this.depth);
  }

  private some(targets: readonly Signal[], nesting: number): void {
    for (const target of targets) {
      if (this.random.chance(0.5)) this.assignSome(target);
      if (nesting > 0 && this.random.chance(0.3))
        this.branch((inner) => this.some([target], inner), nesting - 1);
    }
  }

  /** The whole signal, some bits of it, two disjoint parts, or an element. */
  private assignSome(target: Signal): void {
    const { random } = this;
    const width = bitWidth(target.type);
    const kind = random.below(4);
    if (kind === 0 || width === 1) {
      this.module.assign(target, this.value(target.type));
    } else if (kind === 1) {
      const high = random.between(0, width - 1);
      const low = random.between(0, high);
      this.module.assign(bits(target, high, low), this.value(uint(high - low + 1)));
    } else if (kind === 2) {
      this.halves(target, width);
    } else {
      const at = this.make.of(uint(random.between(1, 4)), 1);
      const part = element(target, at);
      const type = target.type.kind === "array" ? target.type.element : uint(1);
      this.module.assign(part, this.value(type));
    }
  }

  private halves(target: Signal, width: number): void {
    const cut = this.random.between(1, width - 1);
    this.module.assign(bits(target, width - 1, cut), this.value(uint(width - cut)));
    this.module.assign(bits(target, cut - 1, 0), this.value(uint(cut)));
  }

  private onEveryPath(target: Signal, nesting: number): void {
    const width = bitWidth(target.type);
    const kind = this.random.below(3);
    if (kind === 0 && width > 1) this.halves(target, width);
    else if (kind === 1 || nesting === 0) this.module.assign(target, this.value(target.type));
    else {
      this.branchOnEveryPath((inner) => this.onEveryPath(target, inner), nesting - 1);
    }
  }

  private branch(fill: (nesting: number) => void, nesting: number): void {
    const inner = () => fill(nesting);
    if (this.random.chance(0.35)) {
      this.match(inner, this.random.chance(0.5) ? inner : undefined);
    } else {
      this.module.when(this.make.condition(1), inner, this.random.chance(0.5) ? inner : undefined);
    }
  }

  private branchOnEveryPath(fill: (nesting: number) => void, nesting: number): void {
    const inner = () => fill(nesting);
    if (this.random.chance(0.35)) this.match(inner, inner);
    else this.module.when(this.make.condition(1), inner, inner);
  }

  /** Over an enum (every member, sometimes without otherwise) or over a few values of a uint. */
  private match(fill: () => void, otherwise: (() => void) | undefined): void {
    const { random } = this;
    const subject = this.make.subject();
    if (subject.type.kind === "enum") {
      const values = subject.type.members.map((member) => member.value);
      const arms = values.map((value) => [[value], fill] as const);
      const isComplete = otherwise === undefined || random.chance(0.5);
      this.module.match(subject, isComplete ? arms : arms.slice(1), isComplete ? undefined : otherwise);
      return;
    }
    const width = bitWidth(subject.type);
    const values = [...new Set(Array.from({ length: random.between(2, 6) }, () => random.bits(width)))];
    const arms: (readonly [bigint[], () => void])[] = [];
    while (values.length > 0) arms.push([values.splice(0, random.between(1, 2)), fill]);
    // Arms that list every value leave nothing for otherwise.
    const listed = arms.flatMap(([of]) => of).length;
    this.module.match(subject, arms, listed === 2 ** width ? undefined : otherwise);
  }
}
