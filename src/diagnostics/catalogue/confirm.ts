/** BL0450 to BL0459: recorded runs replayed in Verilog simulators. */
import { entry } from "./entry.ts";

export const confirmEntries = {
  BL0450: entry<{
    module: string;
    simulator: string;
    port: string;
    cycle: number;
    step: number;
    lane: number;
    expected: string;
    got: string;
    directory: string;
  }>({
    kind: "mismatch",
    severity: "error",
    title: "Verilog disagrees with the run",
    message: (d) =>
      `Output ${d.port} of ${d.module} is ${d.got} in ${d.simulator} where the run had ${d.expected}: cycle ${d.cycle} (step ${d.step} of lane ${d.lane}). Verilog, testbench and vectors are in ${d.directory}.`,
    help: () =>
      "Run the folder's testbench by hand; an x is a value that nothing sets, such as a read past the end of a memory.",
    page: `A run records what went into and came out of the ports. \`confirm(sim, "icarus" | "verilator")\` replays it through
the Verilog that Bitloom writes, from the same start values, and every output has to be the same at every step. A
disagreement is an error of Bitloom's engine or of its Verilog, not of the test.`,
  }),
  BL0451: entry<{ module: string; simulator: string; found: number; expected: number; directory: string }>({
    kind: "tool",
    severity: "error",
    title: "Replay did not reach its end",
    message: (d) =>
      `The replay of ${d.module} in ${d.simulator} made ${d.found} steps of ${d.expected}; see ${d.directory}.`,
    help: () => "Run the folder's testbench by hand to see where it ends.",
    page: "A replay that compared fewer steps than were recorded has confirmed nothing.",
  }),
  BL0452: entry<{ module: string; reason: string }>({
    kind: "usage",
    severity: "error",
    title: "Nothing to confirm",
    message: (d) => `The run of ${d.module} cannot be replayed: ${d.reason}.`,
    help: () =>
      "Simulate with `record: true`, make at least one step, and compare a design that has outputs.",
    page: `A replay needs recorded traffic with at least one step and one output. Black boxes need Verilog files, and their
state must not have been changed from outside, because only their own Verilog knows it.`,
  }),
  BL0453: entry<{ found: string }>({
    kind: "usage",
    severity: "error",
    title: "Unknown simulator in BITLOOM_SIM",
    message: (d) => `BITLOOM_SIM is "${d.found}"; it takes icarus or verilator.`,
    help: () => "Set BITLOOM_SIM to icarus or verilator, or unset it.",
    page: `With \`BITLOOM_SIM=icarus\` or \`BITLOOM_SIM=verilator\` every simulation records its port traffic and is confirmed in
that simulator when it is disposed of.`,
  }),
} as const;
