/**
 * Named expressions. `const last = value.eq(255)` makes a node `last`; every use of the expression then refers to it.
 * Rewriting keeps shared sub-expressions shared.
 */
import type { Site } from "../diagnostics/index.ts";
import type { Expr, Statement, Target } from "../ir/index.ts";
import type { Draft, ModuleBuilder, SignalDraft } from "./context.ts";
import { nameOf } from "./naming.ts";

/** The direct operands of an expression. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case "literal":
    case "ref":
    case "read":
      return [];
    case "unary":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "mux":
      return [expr.condition, expr.whenTrue, expr.whenFalse];
    case "cat":
      return expr.parts;
    case "slice":
    case "resize":
    case "cast":
      return [expr.source];
    case "index":
      return [expr.source, expr.index];
  }
}

function withOperands(expr: Expr, replace: (operand: Expr) => Expr): Expr {
  switch (expr.op) {
    case "literal":
    case "ref":
    case "read":
      return expr;
    case "unary":
      return { ...expr, operand: replace(expr.operand) };
    case "binary":
      return { ...expr, left: replace(expr.left), right: replace(expr.right) };
    case "mux":
      return {
        ...expr,
        condition: replace(expr.condition),
        whenTrue: replace(expr.whenTrue),
        whenFalse: replace(expr.whenFalse),
      };
    case "cat":
      return { ...expr, parts: expr.parts.map(replace) };
    case "slice":
    case "resize":
    case "cast":
      return { ...expr, source: replace(expr.source) };
    case "index":
      return { ...expr, source: replace(expr.source), index: replace(expr.index) };
  }
}

/** Visits every expression that the module computes with, roots in source order. */
function forEachRoot(builder: ModuleBuilder, visit: (root: Expr) => void): void {
  const target = (t: Target): void => {
    if (t.kind === "element") visit(t.index);
  };
  const statements = (list: readonly Statement[]): void => {
    for (const statement of list) {
      if (statement.kind === "assign") {
        target(statement.target);
        visit(statement.value);
      } else if (statement.kind === "if") {
        visit(statement.condition);
        statements(statement.then);
        statements(statement.otherwise);
      } else {
        visit(statement.subject);
        for (const arm of statement.arms) statements(arm.body);
        statements(statement.otherwise ?? []);
      }
    }
  };
  statements(builder.body);
  for (const memory of builder.memories) {
    for (const port of memory.reads) {
      visit(port.address);
      if (port.enable) visit(port.enable);
    }
    for (const port of memory.writes) {
      visit(port.enable);
      visit(port.address);
      visit(port.data);
      if (port.mask) visit(port.mask);
    }
  }
  for (const property of builder.properties) {
    if (property.enable) visit(property.enable);
    visit(property.condition);
  }
}

/** Makes a node signal (still without a name) for every expression that a variable names, operands before users. */
export function nodesOf(builder: ModuleBuilder): Map<Expr, SignalDraft> {
  const seen = new Set<Expr>();
  const namedSites = new Set<Site>();
  const nodes = new Map<Expr, SignalDraft>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    const given = builder.expressionNames.get(expr);
    let isNode = given !== undefined;
    const path = builder.fieldPaths.get(expr);
    // One call of the language may build several expressions; the outermost, met first, is the one the variable holds.
    // Fields of a struct are a variable's together.
    if (!isNode && nameable(expr) && expr.site && (path !== undefined || !namedSites.has(expr.site))) {
      namedSites.add(expr.site);
      isNode = nameOf(expr.site)?.from === "variable";
    }
    for (const operand of operandsOf(expr)) visit(operand);
    if (isNode) {
      nodes.set(
        expr,
        builder.newSignal("node", expr.type, expr.site, {
          fixedName: given,
          group: path === undefined ? undefined : { name: "", path },
        }),
      );
    }
  };
  forEachRoot(builder, visit);
  return nodes;
}

const nameable = (expr: Expr): boolean => expr.op !== "literal" && expr.op !== "ref" && expr.op !== "read";

/** Puts references to the nodes in place of the expressions they name, everywhere in the module. */
export function rewriteModule(builder: ModuleBuilder, nodes: ReadonlyMap<Expr, SignalDraft>): void {
  if (nodes.size === 0) return;
  const done = new Map<Expr, Expr>();
  const rewrite = (expr: Expr): Expr => {
    const known = done.get(expr);
    if (known) return known;
    const operands = operandsOf(expr);
    const changed = operands.some((operand) => rewrite(operand) !== operand);
    const inner = changed ? withOperands(expr, rewrite) : expr;
    const node = nodes.get(expr);
    let result = inner;
    if (node) {
      node.value = inner;
      result = { op: "ref", type: expr.type, signal: node, site: expr.site };
    }
    done.set(expr, result);
    return result;
  };
  const statements = (list: readonly Statement[]): void => {
    for (const item of list) {
      if (item.kind === "assign") {
        const statement = item as Draft<typeof item>;
        if (item.target.kind === "element")
          statement.target = { ...item.target, index: rewrite(item.target.index) };
        statement.value = rewrite(item.value);
      } else if (item.kind === "if") {
        (item as Draft<typeof item>).condition = rewrite(item.condition);
        statements(item.then);
        statements(item.otherwise);
      } else {
        (item as Draft<typeof item>).subject = rewrite(item.subject);
        for (const arm of item.arms) statements(arm.body);
        statements(item.otherwise ?? []);
      }
    }
  };
  statements(builder.body);
  for (const memory of builder.memories) {
    for (const port of memory.reads) {
      port.address = rewrite(port.address);
      if (port.enable) port.enable = rewrite(port.enable);
    }
    for (const port of memory.writes) {
      port.enable = rewrite(port.enable);
      port.address = rewrite(port.address);
      port.data = rewrite(port.data);
      if (port.mask) port.mask = rewrite(port.mask);
    }
  }
  for (const property of builder.properties) {
    if (property.enable) property.enable = rewrite(property.enable);
    property.condition = rewrite(property.condition);
  }
}
