/**
 * Which types are signals. A signal is whatever carries the brand of the language's values, so designs are recognised
 * from source, from a build and from an installed package alike.
 */
import type { ts } from "ts-morph";

export interface SignalTypes {
  /** Every possible value of the expression is a signal. */
  isSignal(node: ts.Expression): boolean;
  /** A signal that may also be absent: `undefined` or `null` beside signals. */
  isOptionalSignal(node: ts.Expression): boolean;
  /** Only `undefined` or `null`. */
  isAbsent(node: ts.Expression): boolean;
}

/** The name that the compiler gives to a property under the symbol `signalBrand`. */
const brandPrefix = "__@signalBrand@";

/** Answers from a program's type checker; a type is a signal's when it has the language's brand. */
export function signalTypes(syntax: typeof ts, checker: ts.TypeChecker): SignalTypes {
  const branded = new Map<ts.Type, boolean>();
  const { TypeFlags } = syntax;
  const absent = TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void;
  const unknown = TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never;

  const hasBrand = (type: ts.Type): boolean => {
    let known = branded.get(type);
    if (known === undefined) {
      const properties = checker.getPropertiesOfType(type);
      known = properties.some((property) => String(property.escapedName).startsWith(brandPrefix));
      branded.set(type, known);
    }
    return known;
  };

  /** Behind a test the compiler takes for always true a signal narrows to never; its declared type still counts. */
  const typeOf = (node: ts.Expression): ts.Type => {
    const type = checker.getTypeAtLocation(node);
    if ((type.flags & TypeFlags.Never) === 0) return type;
    const symbol = checker.getSymbolAtLocation(node);
    return symbol === undefined ? type : checker.getTypeOfSymbol(symbol);
  };

  const partsOf = (node: ts.Expression): readonly ts.Type[] => {
    const own = typeOf(node);
    const type = checker.getBaseConstraintOfType(own) ?? own;
    return type.isUnion() ? type.types : [type];
  };

  const signalOf = (node: ts.Expression): "always" | "optional" | "absent" | "no" => {
    const parts = partsOf(node);
    const present = parts.filter((part) => (part.flags & absent) === 0);
    if (present.length === 0) return "absent";
    if (!present.every((part) => (part.flags & unknown) === 0 && hasBrand(part))) return "no";
    return present.length === parts.length ? "always" : "optional";
  };

  return {
    isSignal: (node) => signalOf(node) === "always",
    isOptionalSignal: (node) => signalOf(node) === "optional",
    isAbsent: (node) => signalOf(node) === "absent",
  };
}
