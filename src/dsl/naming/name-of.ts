/**
 * Names and doc comments for signals, instances and enums, from the variable that the designer assigned them to. A name
 * is returned as written; where the source gives none the answer is undefined, never an exception.
 */
import type { ts } from "ts-morph";
import { type Site, type UserFrame, userFrames } from "../../diagnostics/index.ts";
import { type Binding, bindingOf, nameOfTarget, type Path } from "./climb.ts";
import { leadingDoc } from "./doc.ts";
import { hintAround } from "./hint.ts";
import { type CallSyntax, callAt, compiler, parsed } from "./source.ts";

export interface NameInSource {
  /** The variable or property, parts of arrays and objects joined by underscores: `stage`, `taps_0`, `sum_carry`. */
  readonly name: string;
  /** The doc comment of that variable or property, without its stars. */
  readonly doc: string | undefined;
  /** A key alone (an object literal given to a call) is enough for a register, too little for an expression. */
  readonly from: "variable" | "key";
}

/**
 * The name of the variable that receives the value of the call at a site. When the call is what a function returns,
 * the search goes on at the place where that function was called. A call that is an argument or a receiver of another
 * call has no name. Many sites may share a name (a loop, a callback); the caller numbers them.
 */
export function nameOf(site: Site): NameInSource | undefined {
  let path: Path = [];
  let doc: string | undefined;
  let isCaller = false;
  for (const frame of userFrames(site)) {
    if (isCaller && frame.acrossLanguage) break;
    const place = placeOf(frame);
    if (place === undefined || (isCaller && isFold(place.call))) break;
    isCaller = true;
    path = [...place.binding.path, ...path];
    doc ??= place.binding.doc;
    if (place.binding.kind === "returned") continue;
    if (place.binding.kind === "anonymous") break;
    const name = nameOfTarget(place.binding.target, path);
    if (name !== undefined) return { name, doc, from: "variable" };
    break;
  }
  // Keys of an object that is never named as a whole still say what the value is.
  const keys = path.filter((key) => !/^\d/.test(key));
  return keys.length === 0 ? undefined : { name: keys.join("_"), doc, from: "key" };
}

/**
 * The doc comment of the generator that a module is made in: above `const Counter = (width) => module(…)`, above
 * a function or method that returns it, or above a variable that holds it.
 */
export function moduleDoc(site: Site): string | undefined {
  const [frame] = userFrames(site);
  const place = frame === undefined ? undefined : placeOf(frame);
  return place === undefined ? undefined : docOfValue(place.call);
}

/**
 * A readable base for a value that has no name of its own: the variable or the driven signal it contributes to, else
 * the function it is made in. `sum` for `a.add(b)` in `const sum = f(a.add(b))`, `count` in `count.next = a.add(b)`.
 */
export function hintOf(site: Site): string | undefined {
  let isCaller = false;
  for (const frame of userFrames(site)) {
    if (isCaller && frame.acrossLanguage) return undefined;
    isCaller = true;
    const place = placeOf(frame);
    const hint = place === undefined ? undefined : hintAround(place.call);
    if (hint?.kind === "name") return hint.name;
    if (hint?.kind !== "returned") return undefined;
  }
  return undefined;
}

interface Place {
  readonly call: CallSyntax;
  readonly binding: Binding;
}

const places = new Map<string, Place | undefined>();

/** The call that a frame stands on and what it is bound to; frames of equal text are looked up once. */
function placeOf(frame: UserFrame): Place | undefined {
  if (!frame.isCall) return undefined;
  let place = places.get(frame.key);
  if (place === undefined && !places.has(frame.key)) {
    place = findPlace(frame);
    places.set(frame.key, place);
  }
  return place;
}

function findPlace(frame: UserFrame): Place | undefined {
  const tree = parsed(frame.absoluteFile);
  if (tree === undefined) return undefined;
  const call = callAt(tree, frame.location.line, frame.location.column);
  return call === undefined ? undefined : { call, binding: bindingOf(call) };
}

function docOfValue(value: ts.Expression): string | undefined {
  const binding = bindingOf(value);
  if (binding.kind !== "returned" || binding.doc !== undefined) return binding.doc;
  const syntax = compiler();
  const owner = syntax.findAncestor(value.parent, syntax.isFunctionLike);
  if (owner === undefined) return undefined;
  if (!syntax.isArrowFunction(owner) && !syntax.isFunctionExpression(owner)) return leadingDoc(owner);
  // A generator inside a call, such as `memoize(() => …)`, is documented where the call's result is held.
  const isArgument = syntax.isCallExpression(owner.parent) && owner.parent.expression !== owner;
  return docOfValue(isArgument ? owner.parent : owner);
}

/** A fold calls back once a step, and only the last result is what the variable holds. */
function isFold(call: ts.Node): boolean {
  const syntax = compiler();
  if (!syntax.isCallExpression(call) || !syntax.isPropertyAccessExpression(call.expression)) return false;
  const method = call.expression.name.text;
  return method === "reduce" || method === "reduceRight";
}
