/**
 * What an entry of the block catalogue is. Invariant: parameters arrive as text, and a block is only made from values
 * that passed their parameter's check; the block's own checks on combinations come after.
 */
import { z } from "zod";
import { BitloomError, type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import type { ModuleDefinition } from "../dsl/index.ts";
import type { RegisterTable } from "./bus/register-table.ts";

/** One parameter as the command line shows and reads it. */
export interface BlockParameter<V extends number | string = number | string> {
  /** One line. */
  readonly doc: string;
  readonly type: "integer" | "choice" | "file";
  readonly default: V;
  /** "1 to 4096" or "flush, drop". */
  readonly allowed: string;
  /** Text to value; a refusal needs no message of its own. */
  readonly schema: z.ZodType<V, string>;
}

/** A block of the catalogue. */
export interface BlockEntry {
  /** Lower-case words joined by `-`; unique in the catalogue. */
  readonly name: string;
  readonly title: string;
  /** Ports, latency and throughput in a few sentences. */
  readonly doc: string;
  readonly parameters: Readonly<Record<string, BlockParameter>>;
  /**
   * What is given, and those parameters whose default depends on the target or on what is given; for `make` and the others. `device` is a
   * synthesis target's name, such as "ice40-up5k".
   */
  readonly forTarget: (
    given: Readonly<Record<string, string>>,
    target: "cells" | "fpga",
    device?: string,
  ) => Readonly<Record<string, string>>;
  /** Parameters of the committed reference configuration; those left out have their defaults. */
  readonly reference: Readonly<Record<string, string>>;
  /** Folder of the committed output in rtl-out and testbenches; the name unless stated. */
  readonly referenceFolder: string;
  /** What software sees, for the C header and the page beside the Verilog; undefined without registers. Fails as `make`. */
  readonly registers: (given: Readonly<Record<string, string>>) => RegisterTable | undefined;
  /** Every parameter's value. Fails with BL0611 and BL0612, all of them at once. */
  readonly values: (given: Readonly<Record<string, string>>) => Readonly<Record<string, number | string>>;
  /** Makes the block. Fails with BL0611 and BL0612, all of them at once, and with the block's own refusals. */
  readonly make: (given: Readonly<Record<string, string>>) => ModuleDefinition;
}

/** A whole number from `min` to `max`, in decimal. */
export function integerParameter(description: {
  readonly doc: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}): BlockParameter<number> {
  const { doc, min, max } = description;
  const schema = z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max)) as unknown as z.ZodType<number, string>;
  return {
    doc,
    type: "integer",
    default: description.default,
    allowed: `a whole number from ${min} to ${max}`,
    schema,
  };
}

/** The path of a file; "" stands for none. */
export function fileParameter(description: {
  readonly doc: string;
  readonly allowed: string;
}): BlockParameter<string> {
  const schema: z.ZodType<string, string> = z.string();
  return { ...description, type: "file", default: "", schema };
}

/** One of a few words. */
export function choiceParameter<const C extends string>(description: {
  readonly doc: string;
  readonly default: NoInfer<C>;
  readonly choices: readonly [C, ...C[]];
}): BlockParameter<C> {
  const { doc, choices } = description;
  const schema = z.enum(choices) as unknown as z.ZodType<C, string>;
  return { doc, type: "choice", default: description.default, allowed: choices.join(", "), schema };
}

type ValuesOf<P extends Readonly<Record<string, BlockParameter>>> = {
  readonly [K in keyof P]: P[K] extends BlockParameter<infer V> ? V : never;
};

/** Makes an entry from typed parameters and a generator that takes their values. */
export function blockEntry<const P extends Readonly<Record<string, BlockParameter>>>(description: {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  readonly parameters: P;
  /** Defaults that depend on the target, "cells" where there is none, or on what is given; the parameters' own are what they are for cells. */
  readonly usual?: (
    given: Readonly<Record<string, string>>,
    target: "cells" | "fpga",
    device: string | undefined,
  ) => Readonly<Record<string, string>>;
  readonly reference?: Readonly<Record<string, string>>;
  readonly referenceFolder?: string;
  readonly registers?: (values: ValuesOf<P>) => RegisterTable;
  readonly make: (values: ValuesOf<P>) => ModuleDefinition;
}): BlockEntry {
  const { name, title, doc, parameters } = description;
  const forTarget: BlockEntry["forTarget"] = (given, target, device) => ({
    ...description.usual?.(given, target, device),
    ...given,
  });
  const valuesOf = (given: Readonly<Record<string, string>>) =>
    parse(name, parameters, forTarget(given, "cells"));
  return {
    name,
    title,
    doc,
    parameters,
    reference: description.reference ?? {},
    referenceFolder: description.referenceFolder ?? name,
    forTarget,
    values: valuesOf,
    registers: (given) => {
      const values = valuesOf(given);
      return withoutPlaces(() => description.registers?.(values));
    },
    make: (given) => {
      const values = valuesOf(given);
      return withoutPlaces(() => description.make(values));
    },
  };
}

/** What a block refuses here came in as text: no line of a program is to blame, and none is shown. */
function withoutPlaces<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BitloomError)) throw error;
    throw new BitloomError(
      error.diagnostics.map((d) => (d.code.startsWith("BL06") ? { ...d, parties: [] } : d)),
    );
  }
}

function parse<P extends Readonly<Record<string, BlockParameter>>>(
  block: string,
  parameters: P,
  given: Readonly<Record<string, string>>,
): ValuesOf<P> {
  const problems: Diagnostic[] = [];
  const known = Object.keys(parameters).join(", ") || "none";
  for (const parameter of Object.keys(given)) {
    if (!Object.hasOwn(parameters, parameter))
      problems.push(diagnostic("BL0611", { block, parameter, known }));
  }
  const values = Object.entries(parameters).map(([parameter, { schema, allowed, default: usual }]) => {
    const text = given[parameter];
    if (text === undefined) return [parameter, usual];
    const result = schema.safeParse(text);
    if (result.success) return [parameter, result.data];
    problems.push(diagnostic("BL0612", { block, parameter, found: text, allowed }));
    return [parameter, usual];
  });
  if (problems.length > 0) throw new BitloomError(problems);
  // Every parameter's schema gave the value that its type promises.
  return Object.fromEntries(values) as ValuesOf<P>;
}
