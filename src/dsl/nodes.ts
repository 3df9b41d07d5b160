/**
 * Named expressions. `const last = value.eq(255)` makes a node `last`; every use of the expression then refers to it.
 * Rewriting keeps shared sub-expressions shared.
 */
import type { Site } from "../diagnostics/index.ts";
import {
  bodiesOf,
  type Expr,
  expressionsOf,
  operandsOf,
  propertyOperands,
  readOperands,
  type Statement,
  writeOperands,
} from "../ir/index.ts";
import type { Draft, ModuleBuilder, SignalDraft } from "./context.ts";
import { nameOf } from "./naming/index.ts";

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
  const statements = (list: readonly Statement[]): void => {
    for (const statement of list) {
      for (const expr of expressionsOf(statement)) visit(expr);
      for (const body of bodiesOf(statement)) statements(body);
    }
  };
  statements(builder.body);
  for (const { reads, writes } of builder.memories) {
    for (const expr of [...reads.flatMap(readOperands), ...writes.flatMap(writeOperands)]) visit(expr);
  }
  for (const expr of builder.properties.flatMap(propertyOperands)) visit(expr);
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

/** A struct is named field by field, a word read by its port. */
const nameable = (expr: Expr): boolean =>
  expr.op !== "literal" && expr.op !== "ref" && expr.op !== "read" && expr.type.kind !== "struct";

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
      } else {
        (item as Draft<typeof item>).subject = rewrite(item.subject);
      }
      for (const body of bodiesOf(item)) statements(body);
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
