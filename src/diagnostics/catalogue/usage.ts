/** BL06xx: the command line and the parameters of blocks. BL061x blocks, BL062x register tables. */
import { entry } from "./entry.ts";

const usage = { kind: "usage", severity: "error" } as const;

export const usageEntries = {
  BL0601: entry<{ reason: string }>({
    ...usage,
    title: "Bad arguments",
    message: (d) => d.reason,
    help: () => "`bitloom --help` lists the commands, `bitloom COMMAND --help` the options of one, with examples.",
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
    help: (d) => `Choose another ${d.parameter}; the block's doc comment says what each parameter means.`,
    page: `Blocks refuse parameters that make no hardware or hardware that does not do what the block promises.

\`\`\`ts
AsyncFifo(uint(8), 12);   // wrong: Gray-code pointers need a power of two
AsyncFifo(uint(8), 16);   // right
Fifo(uint(8), 12);        // right: one clock, any depth
\`\`\``,
  }),
} as const;
