/** BL028x: what is legal in a design but does not survive every use of its Verilog. */
import { entry } from "./entry.ts";

export const verilogEntries = {
  BL0280: entry<{ register: string; module: string; domain: string }>({
    kind: "design",
    severity: "warning",
    title: "Initial value without a reset",
    message: (d) =>
      `\`${d.module}.${d.register}\` has an initial value, but its clock domain \`${d.domain}\` has no reset to load it.`,
    help: () =>
      "Give the domain a reset, or drop the value if nothing depends on it; FPGAs load it at configuration, ASICs never do.",
    page: `In a clock domain without a reset, \`init\` becomes the value in the declaration: \`reg [7:0] value = 8'd3;\`.
Simulators start with it and FPGAs load it with the bitstream. An ASIC's flip-flop starts with either value, so a design
that depends on it works everywhere but on the chip.`,
  }),
} as const;
