/** BL06xx: the command line and the parameters of blocks. BL061x blocks, BL062x register tables. */
import { entry } from "./entry.ts";

const usage = { kind: "usage", severity: "error" } as const;

export const usageEntries = {
  BL0601: entry<{ reason: string }>({
    ...usage,
    title: "Bad arguments",
    message: (d) => `${d.reason.replace(/\.$/, "")}.`,
    help: () =>
      "`bitloom --help` lists the commands, `bitloom COMMAND --help` the options of one, with examples.",
    page: "The command line was not understood: an unknown command or option, a missing argument, or a value that is not among the choices.",
  }),
  BL0602: entry<{ code: string }>({
    ...usage,
    title: "No such code",
    message: (d) => `There is no message with the code ${d.code}.`,
    help: () => "`bitloom explain` without a code lists all of them.",
    page: "Codes have the form BL0104; every error and warning prints its own.",
  }),
  BL0603: entry<{ block: string; known: string }>({
    ...usage,
    title: "No such block",
    message: (d) => `There is no block \`${d.block}\`; the catalogue has ${d.known}.`,
    help: () => "`bitloom blocks` lists the blocks with their parameters.",
    page: "`bitloom generate BLOCK` takes a name of the catalogue.",
  }),
  BL0604: entry<{ argument: string; found: string; allowed: string }>({
    ...usage,
    title: "Bad argument",
    message: (d) => `${d.argument} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Give a value in the allowed range.",
    page: "An argument of a command has a value that the command cannot work with. Nothing was written.",
  }),
  BL0605: entry<{ path: string; reason: string }>({
    ...usage,
    title: "Cannot write",
    message: (d) => `Cannot write ${d.path}: ${d.reason}.`,
    help: () => "Choose another place with `--out`, or make this one writable.",
    page: "Output is written to a temporary place first and moved when it is complete, so a failure leaves nothing half-written.",
  }),
  BL0610: entry<{ block: string; parameter: string; found: string; allowed: string }>({
    ...usage,
    title: "Block parameter out of range",
    message: (d) => `${d.parameter} of ${d.block} is ${d.found}; allowed is ${d.allowed}.`,
    help: (d) =>
      `Choose another ${d.parameter}; \`bitloom blocks\` and the block's doc comment say what each parameter means.`,
    page: `Blocks refuse parameters that make no hardware or hardware that does not do what the block promises.

\`\`\`ts
AsyncFifo(uint(8), 12);   // wrong: Gray-code pointers need a power of two
AsyncFifo(uint(8), 16);   // right
Fifo(uint(8), 12);        // right: one clock, any depth
\`\`\``,
  }),
  BL0611: entry<{ block: string; parameter: string; known: string }>({
    ...usage,
    title: "No such parameter",
    message: (d) => `${d.block} has no parameter \`${d.parameter}\`; it has ${d.known}.`,
    help: () => "`bitloom blocks` lists every block's parameters.",
    page: "`bitloom generate BLOCK --param name=value` takes the parameters that the catalogue lists for the block.",
  }),
  BL0612: entry<{ block: string; parameter: string; found: string; allowed: string }>({
    ...usage,
    title: "Bad value of a parameter",
    message: (d) => `Parameter \`${d.parameter}\` of ${d.block} is "${d.found}"; allowed is ${d.allowed}.`,
    help: (d) =>
      `Give \`--param ${d.parameter}=VALUE\` with an allowed value, or leave it out for the default.`,
    page: `Numbers are written in decimal, choices as the catalogue spells them.

\`\`\`sh
bitloom generate fifo --param width=wide   # wrong
bitloom generate fifo --param width=16     # right
\`\`\``,
  }),
  BL0620: entry<{ table: string; path: string; problem: string }>({
    ...usage,
    title: "Malformed register table",
    message: (d) => `Register table \`${d.table}\`: ${d.path === "" ? "the table" : d.path}: ${d.problem}.`,
    help: () => "Correct the table; `bitloom explain BL0620` shows one.",
    page: `A register table is plain data:

\`\`\`ts
const table = registerTable({
  name: "blinker",
  registers: [
    {
      name: "control",
      address: 0x00,
      fields: [
        { name: "start", bits: 0, access: "pulse" },
        { name: "period", bits: [31, 8], access: "rw", reset: 1000, doc: "cycles" },
      ],
    },
  ],
});
\`\`\`

Names are lower-case, access is rw, ro, w1c, pulse or wo, and every register has a field.`,
  }),
  BL0621: entry<{ table: string; register: string; found: string; allowed: string }>({
    ...usage,
    title: "Register at an impossible address",
    message: (d) =>
      `Register table \`${d.table}\`: register ${d.register} is at ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Addresses are in bytes; registers have 4 of them.",
    page: "AXI4-Lite with 32 data bits moves whole words, so every register lies at a multiple of 4 within the addresses of the bus.",
  }),
  BL0622: entry<{ table: string; first: string; second: string }>({
    ...usage,
    title: "Overlap in a register table",
    message: (d) => `Register table \`${d.table}\`: ${d.first} and ${d.second} overlap.`,
    help: () => "Move one of them.",
    page: "Registers take 4 bytes each, and a bit of a register belongs to one field.",
  }),
  BL0623: entry<{ table: string; name: string; first: string; second: string }>({
    ...usage,
    title: "One name twice in a register table",
    message: (d) =>
      `Register table \`${d.table}\`: ${d.first} and ${d.second} are both called \`${d.name}\`.`,
    help: () => "Rename one; a field is called REGISTER_FIELD in the Verilog and in the C header.",
    page: "Register `a` with field `b_c` and register `a_b` with field `c` would both have a port `a_b_c`.",
  }),
  BL0624: entry<{ table: string; field: string; found: string; allowed: string }>({
    ...usage,
    title: "Field that does not fit its bits",
    message: (d) => `Register table \`${d.table}\`: ${d.field} has ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Correct the field's bits or its reset value.",
    page: "`bits` is one bit or [high, low]; the reset value fits them. Fields that hardware gives (ro) or that last a cycle (pulse) keep no value and have no reset.",
  }),
  BL0625: entry<{ what: string; found: string; allowed: string }>({
    ...usage,
    title: "Value that does not fit a register",
    message: (d) => `${d.what}: found ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Give whole numbers in the field's range, and only fields that software can write.",
    page: "Accessors check what they encode: a value that was cut to the field's width would be a silent error in a driver.",
  }),
  BL0626: entry<{ path: string; reason: string }>({
    ...usage,
    kind: "input",
    title: "Unreadable register table",
    message: (d) => `${d.path} is no register table: ${d.reason}.`,
    help: () => "Give a JSON file with a table; `bitloom explain BL0620` shows its shape.",
    page: "A register table in a file is the object that `registerTable` takes, as JSON; addresses are decimal there, because JSON has no other numbers.",
  }),
} as const;
