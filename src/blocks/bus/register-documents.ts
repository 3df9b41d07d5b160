/** What software people get from a register table: the C header and the Markdown page. Text only, same order as the table. */
import {
  type Access,
  type CheckedField,
  hex,
  isReadable,
  isWritable,
  type RegisterTable,
} from "./register-table.ts";

const bitsText = ({ high, low }: CheckedField): string => (high === low ? `${low}` : `${high}:${low}`);
const word = (bits: number): string => `0x${(bits >>> 0).toString(16).padStart(8, "0")}`;

/** Ones at the field's place. */
const fieldMask = ({ width, low }: CheckedField): number => (2 ** width - 1) * 2 ** low;

/**
 * A C99 header: for each register `TABLE_REGISTER_ADDRESS` (byte offset) and `_RESET`, for each field `_SHIFT`, `_MASK`
 * (in place), `_GET(word)` where it can be read and `_PUT(value)` where it can be written.
 */
export function registerHeader(table: RegisterTable): string {
  const guard = `${table.name.toUpperCase()}_REGISTERS_H`;
  const lines = [
    `/* Registers of ${table.name}, made from its table by Bitloom: change the table, not this file. */`,
    `#ifndef ${guard}`,
    `#define ${guard}`,
  ];
  for (const register of table.registers) {
    const prefix = `${table.name}_${register.name}`.toUpperCase();
    const reset = register.fields.reduce((bits, field) => bits + field.reset * 2 ** field.low, 0);
    lines.push("");
    if (register.doc !== "") lines.push(comment(register.doc));
    lines.push(
      `#define ${prefix}_ADDRESS ${hex(register.address)}u`,
      `#define ${prefix}_RESET ${word(reset)}u`,
    );
    for (const field of register.fields) {
      const base = `${prefix}_${field.name.toUpperCase()}`;
      const doc =
        field.doc === "" ? accessWords[field.access] : `${field.doc} (${accessWords[field.access]})`;
      lines.push(
        comment(`${register.name}.${field.name}, bits ${bitsText(field)}: ${doc}`),
        `#define ${base}_SHIFT ${field.low}u`,
        `#define ${base}_MASK ${word(fieldMask(field))}u`,
      );
      if (isReadable(field.access)) {
        lines.push(`#define ${base}_GET(word) (((word) & ${base}_MASK) >> ${base}_SHIFT)`);
      }
      if (isWritable(field.access)) {
        lines.push(`#define ${base}_PUT(value) (((value) << ${base}_SHIFT) & ${base}_MASK)`);
      }
    }
  }
  lines.push("", `#endif /* ${guard} */`, "");
  return lines.join("\n");
}

/** One section a register, one row a field. */
export function registerMarkdown(table: RegisterTable): string {
  const lines = [`# Registers of ${table.name}`, ""];
  if (table.doc !== "") lines.push(table.doc, "");
  lines.push(
    "AXI4-Lite, 32-bit words. Other addresses answer SLVERR.",
    "",
    "| address | register | description |",
    "|---|---|---|",
    ...table.registers.map(
      (register) =>
        `| \`${hex(register.address)}\` | [${register.name}](#${register.name}) | ${cell(register.doc)} |`,
    ),
  );
  for (const register of table.registers) {
    lines.push(
      "",
      `## ${register.name}`,
      "",
      `Address \`${hex(register.address)}\`.${register.doc === "" ? "" : ` ${register.doc}`}`,
      "",
      "| bits | field | access | reset | description |",
      "|---|---|---|---|---|",
      ...register.fields.map((field) => {
        const keepsValue = field.access !== "ro" && field.access !== "pulse";
        const reset = keepsValue ? `\`0x${field.reset.toString(16)}\`` : "";
        return `| ${bitsText(field)} | ${field.name} | ${accessWords[field.access]} | ${reset} | ${cell(field.doc)} |`;
      }),
    );
  }
  return `${lines.join("\n")}\n`;
}

const accessWords: Readonly<Record<Access, string>> = {
  rw: "read, write",
  ro: "read only",
  w1c: "read, write 1 to clear",
  pulse: "write, one cycle",
  wo: "write only",
};

const comment = (text: string): string => `/* ${text.replaceAll("*/", "* /").replaceAll("\n", " ")} */`;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
