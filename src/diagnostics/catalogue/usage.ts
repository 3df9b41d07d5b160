/** BL06xx: the command line and the parameters of blocks. BL061x blocks, BL062x register tables. */
import { entry } from "./entry.ts";

const usage = { kind: "usage", severity: "error" } as const;

export const usageEntries = {
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
