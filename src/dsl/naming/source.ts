/**
 * Source files as syntax trees, each parsed once, and the call expression at a position that V8 reports. Syntax only:
 * no program is built, so a missing or unparsable file costs a name and nothing else.
 */
import { createRequire } from "node:module";
import type { Project, ts } from "ts-morph";

/** The compiler's syntax helpers; ts-morph takes 0.4 s to load, so it waits for the first name. */
export function compiler(): typeof ts {
  return morph().ts;
}

/** The syntax tree of a file, or undefined when it cannot be read. */
export function parsed(file: string): ts.SourceFile | undefined {
  let tree = trees.get(file);
  if (tree === undefined && !trees.has(file)) {
    tree = parse(file);
    trees.set(file, tree);
  }
  return tree;
}

/** A call, `new`, or the read of a property that may be a getter: what a stack frame can stand on. */
export type CallSyntax = ts.CallExpression | ts.NewExpression | ts.PropertyAccessExpression;

/**
 * The call whose position V8 reports. V8 gives the start of the last identifier of the callee (`b` in `a.b(x)`), or the
 * opening parenthesis when the callee does not end in one (`f(1)(2)`, `a?.(x)`). Lines and columns count from 1.
 */
export function callAt(tree: ts.SourceFile, line: number, column: number): CallSyntax | undefined {
  const lineStarts = tree.getLineStarts();
  const lineStart = lineStarts[line - 1];
  if (lineStart === undefined) return undefined;
  const offset = lineStart + column - 1;
  if (offset >= tree.end) return undefined;
  const syntax = compiler();
  for (let node = nodeAt(tree, offset); node.parent !== undefined; node = node.parent) {
    if (syntax.isCallExpression(node) && standsOnCall(node, tree, offset)) return node;
    if (syntax.isNewExpression(node) && node.getStart(tree) === offset) return node;
    if (syntax.isPropertyAccessExpression(node) && standsOnRead(node, tree, offset)) return node;
    if (syntax.isStatement(node)) break;
  }
  return undefined;
}

interface Morph {
  readonly Project: typeof Project;
  readonly ts: typeof ts;
}

let loaded: Morph | undefined;

function morph(): Morph {
  loaded ??= createRequire(import.meta.url)("ts-morph") as Morph;
  return loaded;
}

const trees = new Map<string, ts.SourceFile | undefined>();
let project: Project | undefined;

function parse(file: string): ts.SourceFile | undefined {
  project ??= new (morph().Project)({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: { allowJs: true },
  });
  try {
    return project.addSourceFileAtPathIfExists(file)?.compilerNode;
  } catch {
    // A folder, an unknown extension, a file without read permission: a design still elaborates, without names.
    return undefined;
  }
}

function nodeAt(tree: ts.SourceFile, offset: number): ts.Node {
  const syntax = compiler();
  let node: ts.Node = tree;
  for (;;) {
    const child: ts.Node | undefined = syntax.forEachChild(node, (candidate) =>
      candidate.pos <= offset && offset < candidate.end && candidate.getStart(tree) <= offset
        ? candidate
        : undefined,
    );
    if (child === undefined) return node;
    node = child;
  }
}

/** True when the offset lies from the last name of the callee to the opening parenthesis. */
function standsOnCall(call: ts.CallExpression, tree: ts.SourceFile, offset: number): boolean {
  const syntax = compiler();
  const callee = call.expression;
  const last = syntax.isPropertyAccessExpression(callee) ? callee.name : callee;
  const isPlain = syntax.isIdentifier(last) || syntax.isPrivateIdentifier(last);
  const start = isPlain ? last.getStart(tree) : callee.getStart(tree);
  const firstArgument = call.typeArguments?.end ?? callee.end;
  const open = tree.text.indexOf("(", firstArgument);
  return start <= offset && offset <= open;
}

/** The read of a property is reported at its name, or at the end of a call in front of the dot. */
function standsOnRead(read: ts.PropertyAccessExpression, tree: ts.SourceFile, offset: number): boolean {
  const syntax = compiler();
  const parent = read.parent;
  if (syntax.isCallExpression(parent) && parent.expression === read) return false;
  const name = read.name.getStart(tree);
  return (
    offset === name ||
    (syntax.isCallExpression(read.expression) && read.expression.end - 1 <= offset && offset < name)
  );
}
