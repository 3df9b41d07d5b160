/** The walkers' lists against what a look into the objects themselves finds, over random designs. */
import { expect, test } from "vitest";
import { randomDesign } from "../testing/index.ts";
import type { Design, Expr, Statement } from "./design.ts";
import {
  bodiesOf,
  expressionsOf,
  operandsOf,
  propertyOperands,
  readOperands,
  writeOperands,
} from "./walk.ts";

const isObject = (thing: unknown): thing is object => typeof thing === "object" && thing !== null;
const isExpr = (thing: unknown): thing is Expr => isObject(thing) && "op" in thing;

/** Expressions directly in an object's fields, lists and targets looked into, other things of the design not. */
function exprsIn(holder: object): Expr[] {
  return Object.entries(holder).flatMap(([key, value]: [string, unknown]): Expr[] => {
    if (isExpr(value)) return [value];
    if (Array.isArray(value)) return value.filter(isExpr);
    return key === "target" && isObject(value) ? exprsIn(value) : [];
  });
}

const designs: readonly Design[] = Array.from({ length: 40 }, (_, seed) => randomDesign(seed + 1));
const modules = designs.flatMap((design) => design.modules);

const expectSame = (found: readonly unknown[], expected: readonly unknown[]): void => {
  expect(found).toHaveLength(expected.length);
  expect(expected.every((one) => found.includes(one))).toBe(true);
};

test("nothing directly inside an expression, statement, port or property is missed", () => {
  const seen = new Set<Expr>();
  const kinds = new Set<string>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    kinds.add(expr.op);
    expectSame(operandsOf(expr), exprsIn(expr));
    for (const operand of operandsOf(expr)) visit(operand);
  };
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      kinds.add(statement.kind === "assign" ? statement.target.kind : statement.kind);
      expectSame(expressionsOf(statement), exprsIn(statement));
      for (const expr of expressionsOf(statement)) visit(expr);
      for (const body of bodiesOf(statement)) walk(body);
    }
  };
  for (const { body, signals, memories, properties } of modules) {
    walk(body);
    for (const { value } of signals) if (value !== undefined) visit(value);
    for (const { reads, writes } of memories) {
      for (const port of reads) expectSame(readOperands(port), exprsIn(port));
      for (const port of writes) expectSame(writeOperands(port), exprsIn(port));
      for (const expr of [...reads.flatMap(readOperands), ...writes.flatMap(writeOperands)]) visit(expr);
    }
    for (const property of properties) expectSame(propertyOperands(property), exprsIn(property));
  }
  const expressions = "binary cast cat index literal mux read ref resize slice unary".split(" ");
  expect([...kinds].sort()).toEqual([...expressions, "bits", "element", "if", "match", "whole"].sort());
});

test("the bodies of a statement hold all its nested assignments, in source order", () => {
  const assignments = (statement: Statement): Statement[] =>
    statement.kind === "assign" ? [statement] : bodiesOf(statement).flat().flatMap(assignments);
  /** By the fields of design.ts, spelt out. */
  const spelt = (statement: Statement): Statement[] => {
    if (statement.kind === "assign") return [statement];
    if (statement.kind === "if") return [...statement.then, ...statement.otherwise].flatMap(spelt);
    return [...statement.arms.flatMap((arm) => arm.body), ...(statement.otherwise ?? [])].flatMap(spelt);
  };
  const all = modules.flatMap(({ body }) => body);
  expect(all.flatMap(spelt).length).toBeGreaterThan(all.length);
  expect(all.flatMap(assignments)).toEqual(all.flatMap(spelt));
});
