/** BL0477, BL0478, BL0480 to BL0491: synthesis, cell libraries, place and route, energy, estimates. */
import { entry } from "./entry.ts";

export const synthesisEntries = {
  BL0480: entry<{ found: string; known: string }>({
    kind: "usage",
    severity: "error",
    title: "No such synthesis target",
    message: (d) => `Target "${d.found}" is neither known nor a Liberty file; the known ones are ${d.known}.`,
    help: () => "Name one of those, or give the path of a .lib or .lib.gz file.",
    page: `A target is a cell library or a family of FPGAs. Any Liberty file serves as a cell library:

\`\`\`sh
bitloom synth fifo --target sky130          # wrong: not a known name
bitloom synth fifo --target ./sky130.lib    # right
bitloom synth fifo --target ice40-up5k      # right
\`\`\``,
  }),
  BL0481: entry<{ file: string; place: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Bad Liberty file",
    message: (d) => `${d.file}, ${d.place}: ${d.reason}.`,
    help: () =>
      "Give a complete Liberty file (.lib, or gzipped .lib.gz) with an area for every cell that has outputs.",
    page: "Areas, kinds of cells and clock pins are read from the library before Yosys runs, so a broken file ends here and not in the middle of the flow.",
  }),
  BL0482: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Liberty file cannot be read",
    message: (d) => `The Liberty file ${d.file} cannot be read: ${d.reason}.`,
    help: () =>
      "osu018 comes with Debian's package qflow-tech-osu018; nangate45 is looked for under the folder that BITLOOM_DATA names; others are given by path.",
    page: "Bitloom brings no cell library: they have licences of their own. `scripts/install-tools.sh synthesis` installs the free one of Debian.",
  }),
  BL0483: entry<{ tool: string; file: string; line: number; reason: string; text: string }>({
    kind: "design",
    severity: "error",
    title: "Synthesis refuses the Verilog",
    message: (d) =>
      `${d.tool} does not accept ${d.file}, line ${d.line}: ${d.reason}\n  ${d.file}:${d.line}: ${d.text}`,
    help: () => "The place in TypeScript is the last one that the Verilog names at or above that line.",
    page: "The message is the tool's own. Verilog that Bitloom wrote names the TypeScript line at the end of its lines, and the message carries it on.",
  }),
  BL0484: entry<{ top: string; count: number; cell: string; module: string }>({
    kind: "design",
    severity: "error",
    title: "Latch in the netlist",
    message: (d) =>
      `Synthesis of ${d.top} made ${d.count} ${d.count === 1 ? "latch" : "latches"}, the first in ${d.module} (${d.cell}).`,
    help: () => "Assign the signal on every path of its block, or make it a register.",
    page: "Bitloom's language has no latches. One in a netlist comes from Verilog that was not written by it, or from a fault of it.",
  }),
  BL0485: entry<{ target: string; others: number; cell: string; module: string }>({
    kind: "input",
    severity: "error",
    title: "Cells that the target does not have",
    message: (d) =>
      `${d.target} has no cell for ${d.cell} in ${d.module}${d.others === 0 ? "" : `, nor for ${d.others} more`}.`,
    help: () =>
      "Take a library that has such a cell: flip-flops with an asynchronous reset are a common lack, so is a black box without Verilog.",
    page: "Area and delay of such a netlist would leave something out, so nothing is reported.",
  }),
  BL0486: entry<{ tool: string; step: string; output: string }>({
    kind: "tool",
    severity: "error",
    title: "Synthesis tool failed",
    message: (d) => `${d.tool} failed in ${d.step}; its last words:\n${d.output || "none"}`,
    help: () =>
      "Its own words say why; if they blame the script that Bitloom wrote, report them with the tool's version.",
    page: "Yosys, OpenSTA, nextpnr and icepack are run with scripts from templates in src/synth. Refused Verilog and a design that does not fit have messages of their own; this one is for everything else.",
  }),
  BL0487: entry<{ target: string; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "No place and route for this target",
    message: (d) => `Place and route is there for ${d.allowed}, not for ${d.target}.`,
    help: () => "Leave out --pnr, or choose one of those devices.",
    page: "nextpnr-ice40 is the one that Debian carries. Vendor tools are not run.",
  }),
  BL0488: entry<{ top: string; device: string; reason: string }>({
    kind: "design",
    severity: "error",
    title: "Design cannot be placed and routed",
    message: (d) => `${d.top} cannot be placed and routed on ${d.device}: ${d.reason}`,
    help: () => "Make the design smaller (fewer rows or columns), or choose the larger device.",
    page: "The reason is nextpnr's own. A design with more ports than the package has pins is given shift registers at its ports first, which take logic cells too.",
  }),
  BL0489: entry<{ cell: string; place: string; reason: string }>({
    kind: "design",
    severity: "error",
    title: "Netlist cannot be simulated",
    message: (d) => `${d.cell} at ${d.place} cannot be simulated: ${d.reason}.`,
    help: () =>
      "The energy estimate takes gates and plain flip-flops whose clocks are input ports; leave out --energy for other designs.",
    page: "Energy comes from a simulation of the synthesised cells with their delays. Latches, clock gates, clocks that pass logic and loops of gates have no place in it.",
  }),
  BL0490: entry<{ target: string; known: string }>({
    kind: "usage",
    severity: "error",
    title: "Target is not estimated",
    message: (d) => `Nothing estimates what a design costs on ${d.target}; estimated are ${d.known}.`,
    help: () => "Estimate for one of those, or use `bitloom synth`, which synthesises for all targets.",
    page: `An estimate needs a model that was calibrated on what synthesis makes of the catalogue. There is one for cell libraries, from any Liberty
file, and one for the iCE40 without multipliers:

\`\`\`sh
bitloom estimate fifo --target ecp5     # wrong: no model
bitloom estimate fifo --target ice40    # right
bitloom synth fifo --target ecp5        # right: synthesises
\`\`\``,
  }),
  BL0477: entry<{
    cycle: number;
    port: string;
    low: number;
    bits: number;
    expected: string;
    found: string;
    wrong: number;
    checked: number;
  }>({
    kind: "mismatch",
    severity: "error",
    title: "Netlist computes something else",
    message: (d) =>
      `In cycle ${d.cycle} the netlist's ${d.port}[${d.low + d.bits - 1}:${d.low}] is ${d.found}, expected ${d.expected}; ${d.wrong} of ${d.checked} values are wrong.`,
    help: () =>
      "No energy is reported for a netlist that computes something else; look at its simulation first.",
    page: "The simulation that counts transitions also gives the outputs, and they are compared with what the stimulus expects. A difference means that the stimulus, the expectation, the design or its synthesis is wrong.",
  }),
  BL0478: entry<{ what: string; found: string; expected: string }>({
    kind: "usage",
    severity: "error",
    title: "Stimulus does not fit the netlist",
    message: (d) => `${d.what} is ${d.found}; expected ${d.expected}.`,
    help: () =>
      "Energies are for cell libraries; give each cycle values of input ports other than clocks, and count steady cycles that were simulated.",
    page: "A stimulus gives values of the top's input ports by their Verilog names, cycle by cycle; every clock port ticks once a cycle. Energy is counted from the first to before the last of the steady cycles.",
  }),
  BL0491: entry<{ library: string; file: string; lacks: string }>({
    kind: "input",
    severity: "error",
    title: "Library without a gate that is needed",
    message: (d) => `Nothing can be mapped to ${d.library} (${d.file}): it has no cell that is ${d.lacks}.`,
    help: () =>
      "Give the whole library. Cells marked dont_use, bus drivers and cells of several outputs do not count.",
    page: `Logic is mapped by ABC, which needs a buffer, an inverter and a gate of two inputs that makes all others with inverters. Cells are known by
the function of their output, not by their names. A flip-flop is needed only by designs that have registers; where it is missing, BL0485 says so.`,
  }),
} as const;
