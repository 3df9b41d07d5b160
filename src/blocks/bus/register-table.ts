/**
 * Register tables: the one description from which the AXI4-Lite slave, the C header, the Markdown page and the typed
 * accessors are made. Invariant: a `RegisterTable` was checked; its registers are in order of address, its fields in
 * order of their lowest bit, nothing overlaps and every name is unique where it appears.
 */
import { z } from "zod";
import { BitloomError, type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { callSite } from "../call-site.ts";
import { bitsFor } from "../parameters.ts";

/** Bits of a register and of the bus. */
export const REGISTER_BITS = 32;
const REGISTER_BYTES = REGISTER_BITS / 8;

/**
 * What software and hardware may do with a field:
 *
 * - `rw`: software reads and writes, hardware sees the value;
 * - `ro`: hardware gives the value, software reads it;
 * - `w1c`: hardware sets bits, software reads them and clears them by writing ones; setting wins over clearing;
 * - `pulse`: what software writes is seen by hardware for one cycle, reads give 0;
 * - `wo`: as `rw`, but reads give 0.
 */
export type Access = "rw" | "ro" | "w1c" | "pulse" | "wo";

export interface FieldDescription {
  /** Lower-case, digits and `_`. */
  readonly name: string;
  /** One bit, or `[high, low]`, both included. */
  readonly bits: number | readonly [high: number, low: number];
  readonly access: Access;
  /** Value after reset, 0 unless stated; not for `ro` and `pulse`. */
  readonly reset?: number;
  readonly doc?: string;
}

export interface RegisterDescription {
  readonly name: string;
  /** In bytes, a multiple of 4. */
  readonly address: number;
  readonly doc?: string;
  readonly fields: readonly FieldDescription[];
}

export interface RegisterTableDescription {
  /** Name of the module and prefix in the C header. */
  readonly name: string;
  readonly doc?: string;
  /** Width of the bus's addresses; the fewest that reach every register unless stated. */
  readonly addressBits?: number;
  readonly registers: readonly RegisterDescription[];
}

/** A field with its place spelt out. */
export interface CheckedField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  readonly width: number;
  readonly access: Access;
  readonly reset: number;
  readonly doc: string;
}

export interface CheckedRegister {
  readonly name: string;
  readonly address: number;
  readonly doc: string;
  readonly fields: readonly CheckedField[];
}

/** `T` is the description with its literal names, for the types of ports and accessors. */
export interface RegisterTable<T extends RegisterTableDescription = RegisterTableDescription> {
  readonly name: T["name"];
  readonly doc: string;
  readonly addressBits: number;
  readonly registers: readonly CheckedRegister[];
  readonly description: T;
}

/** Register and field whose software side is written. */
export const isWritable = (access: Access): boolean => access !== "ro";
export const isReadable = (access: Access): boolean => access !== "wo" && access !== "pulse";

const name = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, {
  error: "lower-case letters and digits in words joined by single _, a letter first",
});
const bitIndex = z
  .int()
  .min(0)
  .max(REGISTER_BITS - 1);
const field = z.strictObject({
  name,
  bits: z.union([bitIndex, z.tuple([bitIndex, bitIndex])], {
    error: `a bit from 0 to ${REGISTER_BITS - 1} or [high, low]`,
  }),
  access: z.enum(["rw", "ro", "w1c", "pulse", "wo"]),
  reset: z.int().min(0).optional(),
  doc: z.string().optional(),
});
const register = z.strictObject({
  name,
  address: z.int().min(0),
  doc: z.string().optional(),
  fields: z.array(field).min(1),
});
const tableSchema = z.strictObject({
  name,
  doc: z.string().optional(),
  addressBits: z.int().min(3).max(32).optional(),
  registers: z.array(register).min(1),
});

/**
 * Checks a description. Fails with every problem found: BL0620 (shape), BL0621 (address not a multiple of 4 or out of
 * reach), BL0622 (two registers or fields in one place), BL0623 (two of one name), BL0624 (field's bits or reset).
 */
export function registerTable<const T extends RegisterTableDescription>(description: T): RegisterTable<T> {
  const parties = [{ label: "described here", site: callSite() }];
  const shape = tableSchema.safeParse(description);
  const title = typeof description?.name === "string" ? description.name : "?";
  if (!shape.success) {
    throw new BitloomError(
      shape.error.issues.map((issue) =>
        diagnostic("BL0620", { table: title, path: issue.path.join("."), problem: issue.message }, parties),
      ),
    );
  }
  const problems: Diagnostic[] = [];
  const registers = shape.data.registers
    .map(
      (entry): CheckedRegister => ({
        name: entry.name,
        address: entry.address,
        doc: entry.doc ?? "",
        fields: entry.fields.map(placed).sort((a, b) => a.low - b.low),
      }),
    )
    .sort((a, b) => a.address - b.address);
  const highest = Math.max(...registers.map((entry) => entry.address)) + REGISTER_BYTES - 1;
  const addressBits = shape.data.addressBits ?? Math.max(3, bitsFor(highest));

  const report = (found: Diagnostic): void => void problems.push(found);
  for (const entry of registers) {
    if (entry.address % REGISTER_BYTES !== 0) {
      const allowed = `a multiple of ${REGISTER_BYTES}`;
      report(
        diagnostic(
          "BL0621",
          { table: title, register: entry.name, found: hex(entry.address), allowed },
          parties,
        ),
      );
    } else if (entry.address >= 2 ** addressBits) {
      const allowed = `below ${hex(2 ** addressBits)}, as addressBits is ${addressBits}`;
      report(
        diagnostic(
          "BL0621",
          { table: title, register: entry.name, found: hex(entry.address), allowed },
          parties,
        ),
      );
    }
    for (const part of entry.fields) {
      const problem = problemOf(part);
      if (problem) {
        report(
          diagnostic("BL0624", { table: title, field: `${entry.name}.${part.name}`, ...problem }, parties),
        );
      }
    }
    for (const [first, second] of pairs(entry.fields)) {
      if (second.low <= first.high && first.low <= second.high) {
        report(
          diagnostic(
            "BL0622",
            {
              table: title,
              first: `field ${entry.name}.${first.name} (${bitsText(first)})`,
              second: `field ${entry.name}.${second.name} (${bitsText(second)})`,
            },
            parties,
          ),
        );
      }
    }
  }
  for (const [first, second] of pairs(registers)) {
    if (second.address - first.address < REGISTER_BYTES) {
      report(
        diagnostic(
          "BL0622",
          {
            table: title,
            first: `register ${first.name} (${hex(first.address)})`,
            second: `register ${second.name} (${hex(second.address)})`,
          },
          parties,
        ),
      );
    }
  }
  for (const [first, second] of pairs(namesOf(registers))) {
    if (first.name !== second.name) continue;
    report(
      diagnostic(
        "BL0623",
        { table: title, name: first.name, first: first.what, second: second.what },
        parties,
      ),
    );
  }
  if (problems.length > 0) throw new BitloomError(problems);
  return { name: description.name, doc: shape.data.doc ?? "", addressBits, registers, description };
}

function placed(entry: z.infer<typeof field>): CheckedField {
  const [high, low] = typeof entry.bits === "number" ? [entry.bits, entry.bits] : entry.bits;
  const { name, access, reset = 0, doc = "" } = entry;
  return { name, high, low, width: high - low + 1, access, reset, doc };
}

function problemOf(part: CheckedField): { found: string; allowed: string } | undefined {
  if (part.high < part.low) {
    return { found: `bits [${part.high}, ${part.low}]`, allowed: "[high, low] with high >= low" };
  }
  const isStateless = part.access === "ro" || part.access === "pulse";
  if (isStateless && part.reset !== 0) {
    return { found: `reset ${part.reset}`, allowed: `none, because ${part.access} fields keep no value` };
  }
  if (part.reset >= 2 ** part.width) {
    return { found: `reset ${part.reset}`, allowed: `0 to ${2 ** part.width - 1} in ${part.width} bit(s)` };
  }
  return undefined;
}

/** Everything that becomes a name in the Verilog or in the C header. */
function namesOf(registers: readonly CheckedRegister[]): { name: string; what: string }[] {
  return registers.flatMap((entry) => [
    { name: entry.name, what: `register ${entry.name}` },
    ...entry.fields.flatMap((part) => {
      const name = `${entry.name}_${part.name}`;
      const what = `field ${entry.name}.${part.name}`;
      const set = { name: `${name}_set`, what: `the set input of ${what}` };
      return [{ name, what }, ...(part.access === "w1c" ? [set] : [])];
    }),
  ]);
}

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((first, i) => list.slice(i + 1).map((second): [T, T] => [first, second]));
}

const bitsText = ({ high, low }: CheckedField): string =>
  high === low ? `bit ${low}` : `bits ${high} to ${low}`;

/** A byte address in hexadecimal, two digits or more. */
export const hex = (address: number): string => `0x${address.toString(16).padStart(2, "0")}`;
