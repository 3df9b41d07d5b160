/**
 * What a wave file has a variable for: every signal of a design, taken apart into ground types. Invariant: variables that
 * always have the same value share one cell, and cells are numbered from 0 in the order of the scopes.
 */
import { bitWidth, type DataType, type Design, type GroundType } from "../../ir/index.ts";
import { aliasesOf } from "./aliases.ts";
import { type DesignScope, designScopes } from "./design-signals.ts";

/** A part of a signal with a ground type: `count`, `values[2]`, `pairs[0].high`. */
export interface Leaf {
  /** In its scope. */
  readonly name: string;
  readonly type: GroundType;
  readonly cell: number;
  readonly isRegister: boolean;
}

export interface LeafScope {
  readonly name: string;
  readonly leaves: readonly Leaf[];
  readonly scopes: readonly LeafScope[];
}

/** One stored value: bits `low` to `low + width - 1` of the signal at `path`, which has `whole` bits. */
export interface LeafCell {
  readonly path: string;
  readonly type: GroundType;
  readonly low: number;
  readonly width: number;
  readonly whole: number;
}

export interface Leaves {
  readonly top: LeafScope;
  readonly cells: readonly LeafCell[];
}

/** Every signal of the design. */
export function leavesOf(design: Design): Leaves {
  const aliases = aliasesOf(design);
  const cells: LeafCell[] = [];
  const numbers = new Map<string, number>();

  function cellOf(signal: string, low: number, type: GroundType, whole: number): number {
    const path = aliases.get(signal) ?? signal;
    const key = `${path} ${low}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = cells.push({ path, type, low, width: bitWidth(type), whole }) - 1;
    numbers.set(key, number);
    return number;
  }

  const scope = ({ name, module, signals, scopes }: DesignScope): LeafScope => {
    const registers = new Set(module.signals.filter((s) => s.role === "register").map((s) => s.name));
    return {
      name,
      leaves: signals.flatMap((signal) =>
        partsOf(signal.type, signal.name, 0).map(([part, type, low]) => ({
          name: part,
          type,
          cell: cellOf(signal.path, low, type, bitWidth(signal.type)),
          isRegister: registers.has(signal.name),
        })),
      ),
      scopes: scopes.map(scope),
    };
  };
  return { top: scope(designScopes(design)), cells };
}

function partsOf(type: DataType, name: string, low: number): [name: string, type: GroundType, low: number][] {
  switch (type.kind) {
    case "array": {
      const width = bitWidth(type.element);
      return Array.from({ length: type.length }, (_, i) =>
        partsOf(type.element, `${name}[${i}]`, low + i * width),
      ).flat();
    }
    case "struct": {
      let at = low;
      return type.fields.flatMap((field) => {
        at += bitWidth(field.type);
        return partsOf(field.type, `${name}.${field.name}`, at - bitWidth(field.type));
      });
    }
    default:
      return [[name, type, low]];
  }
}
