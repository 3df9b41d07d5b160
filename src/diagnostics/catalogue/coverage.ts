/** BL047x: coverage of simulations, its files and waivers. */
import { entry } from "./entry.ts";

export const coverageEntries = {
  BL0470: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Unreadable coverage data",
    message: (d) => `${d.file} is no coverage data that this version reads: ${d.reason}.`,
    help: () => "Collect it anew: run the tests with BITLOOM_COVERAGE=DIR, then `bitloom coverage DIR`.",
    page: `Simulations write what they covered as JSON files of the format "bitloom-coverage", one for each process. Any number
of them merge into one report; the order does not matter.`,
  }),
  BL0471: entry<{ found: string }>({
    kind: "input",
    severity: "error",
    title: "No coverage to report",
    message: (d) => `There is no coverage data in ${d.found}.`,
    help: () => "Run the tests with BITLOOM_COVERAGE=DIR and give that DIR.",
    page: "A report over nothing would look like a good one, so it is refused. Folders are searched for files `*.json`.",
  }),
  BL0472: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed waivers",
    message: (d) => `${d.file} is no list of waivers: ${d.reason}.`,
    help: () =>
      'Write an array of { "module": ..., "kind": ..., "point": ..., "reason": ... }; the reason says why the point need not be hit.',
    page: `A waiver takes a point out of the count and says why:

    [{ "module": "fifo_8x4", "kind": "toggle", "point": "count[2] *", "reason": "the test never fills the queue" }]

\`*\` in module and point stands for any text. A waiver without a reason is refused: nobody could judge it later.`,
  }),
  BL0473: entry<{ module: string; kind: string; point: string; why: string; file: string }>({
    kind: "mismatch",
    severity: "error",
    title: "Stale waiver",
    message: (d) => `The waiver of ${d.kind} "${d.point}" in ${d.module} ${d.why}.`,
    help: (d) => `Remove it from ${d.file}, or correct its names.`,
    page: `A waiver excuses a point that is missed. One that matches no point, or only points that were hit or cannot be hit,
would hide the next change, so it has to go.`,
  }),
  BL0474: entry<{ module: string }>({
    kind: "usage",
    severity: "error",
    title: "Simulation without coverage",
    message: (d) => `The simulation of \`${d.module}\` was made without coverage.`,
    help: () => "Ask for it when the simulation is made: `simulate(dut, { coverage: true })`.",
    page: `Coverage is recorded by hardware that is added to the design before it is compiled, so it cannot be asked for
afterwards. Under BITLOOM_COVERAGE=DIR every simulation records it.`,
  }),
} as const;
