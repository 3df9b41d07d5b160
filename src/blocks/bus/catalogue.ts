/** The bus blocks as the command line offers them. */
import { type BlockEntry, blockEntry, fileParameter } from "../catalogue-entry.ts";
import { AxiLiteRegisters } from "./axi-lite.ts";
import { readRegisterTable } from "./register-file.ts";
import { registerTable } from "./register-table.ts";

/** A field of every kind of access. */
const exampleTable = registerTable({
  name: "axi_lite_registers",
  doc: "Example of a register file: one field of every kind of access.",
  registers: [
    {
      name: "control",
      address: 0x00,
      doc: "Starts and configures.",
      fields: [
        { name: "start", bits: 0, access: "pulse", doc: "1 starts." },
        { name: "key", bits: [7, 4], access: "wo", doc: "Not readable." },
      ],
    },
    {
      name: "length",
      address: 0x04,
      fields: [{ name: "words", bits: [31, 0], access: "rw", reset: 1, doc: "Words to move." }],
    },
    {
      name: "status",
      address: 0x08,
      fields: [
        { name: "busy", bits: 31, access: "ro", doc: "1 while it runs." },
        { name: "errors", bits: [1, 0], access: "w1c", doc: "Kept until a 1 is written." },
      ],
    },
  ],
});

const tableOf = (path: string) => (path === "" ? exampleTable : readRegisterTable(path));

export const busBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "axi-lite-registers",
    title: "AXI4-Lite register file",
    doc: "A slave made from a register table: s_axi, and a port for every field, with a C header and a page from the same table. A write and a read every two cycles, independent; SLVERR outside the table.",
    parameters: {
      table: fileParameter({
        doc: "JSON file with the table (`bitloom explain BL0620` shows its shape); an example without it",
        allowed: "a path",
      }),
    },
    registers: ({ table }) => tableOf(table),
    make: ({ table }) => AxiLiteRegisters(tableOf(table)),
  }),
];
