/**
 * Typed access to registers from TypeScript (drivers, testbenches): addresses, and words from and to fields. Names and
 * directions are those of the table, checked by tsc; values are checked against the field's range when used.
 */
import { fail } from "../../diagnostics/index.ts";
import { callSite } from "../call-site.ts";
import {
  type CheckedRegister,
  type FieldDescription,
  isReadable,
  isWritable,
  type RegisterDescription,
  type RegisterTable,
  type RegisterTableDescription,
} from "./register-table.ts";

type FieldsOf<R extends RegisterDescription> = R["fields"][number];
type NamesOf<F, A extends string> = F extends FieldDescription
  ? F["access"] extends A
    ? F["name"]
    : never
  : never;

/** What can be read from and written to one register. */
export interface RegisterAccessor<R extends RegisterDescription> {
  /** Byte offset. */
  readonly address: R["address"];
  /** Word after reset. */
  readonly reset: number;
  /** Readable fields of a word that was read, 0 <= word < 2^32. */
  readonly decode: (word: number) => { readonly [N in NamesOf<FieldsOf<R>, "rw" | "ro" | "w1c">]: number };
  /**
   * The word to write. Fields that are left out have their reset value (rw, wo) or 0 (w1c, pulse). Fails with BL0625 on a
   * value that does not fit and on names that cannot be written.
   */
  readonly encode: (
    fields: {
      readonly [N in NamesOf<FieldsOf<R>, "rw" | "wo" | "w1c" | "pulse">]?: number;
    },
  ) => number;
}

/** Accessors by register name. */
export type RegisterAccessors<T extends RegisterTableDescription> = {
  readonly [R in T["registers"][number] as R["name"]]: RegisterAccessor<R>;
};

/** Makes the accessors of a checked table. */
export function registerAccessors<const T extends RegisterTableDescription>(
  table: RegisterTable<T>,
): RegisterAccessors<T> {
  const entries = table.registers.map((register) => [register.name, accessorOf(table.name, register)]);
  // Keys and members come from the same table that the type is computed from.
  return Object.fromEntries(entries) as RegisterAccessors<T>;
}

function accessorOf(table: string, register: CheckedRegister): RegisterAccessor<RegisterDescription> {
  const writable = register.fields.filter((field) => isWritable(field.access));
  const allowed = writable.map((field) => field.name).join(", ") || "no field";
  return {
    address: register.address,
    reset: register.fields.reduce((bits, field) => bits + field.reset * 2 ** field.low, 0),
    decode(word) {
      if (!Number.isInteger(word) || word < 0 || word >= 2 ** 32) {
        refuse(`${table}.${register.name}`, word, "a whole number from 0 to 2^32 - 1");
      }
      const readable = register.fields.filter((field) => isReadable(field.access));
      return Object.fromEntries(
        readable.map((field) => [field.name, Math.floor(word / 2 ** field.low) % 2 ** field.width]),
      );
    },
    encode(given) {
      const values: Readonly<Record<string, number | undefined>> = given;
      for (const name of Object.keys(values)) {
        if (!writable.some((field) => field.name === name))
          refuse(`${table}.${register.name}`, name, allowed);
      }
      return writable.reduce((word, field) => {
        const keepsReset = field.access === "rw" || field.access === "wo";
        const value = values[field.name] ?? (keepsReset ? field.reset : 0);
        if (!Number.isInteger(value) || value < 0 || value >= 2 ** field.width) {
          const range = `a whole number from 0 to ${2 ** field.width - 1}`;
          refuse(`${table}.${register.name}.${field.name}`, value, range);
        }
        return word + value * 2 ** field.low;
      }, 0);
    },
  };
}

const refuse = (what: string, found: unknown, allowed: string): never =>
  fail("BL0625", { what, found: String(found), allowed }, [{ label: "used here", site: callSite() }]);
