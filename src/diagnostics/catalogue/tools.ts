/** BL04xx: outside tools, testbenches and simulation runs. */
import { entry } from "./entry.ts";

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

export const toolEntries = {
  /** Without a command the tool is an npm package. */
  BL0401: entry<{ tool: string; command?: string; install: string }>({
    kind: "tool",
    severity: "error",
    title: "Missing tool",
    message: (d) =>
      d.command === undefined
        ? `The npm package ${d.tool} is needed, but neither Bitloom nor the project of the working folder has it.`
        : `${d.tool} is needed, but there is no program "${d.command}" on the PATH.`,
    help: (d) => `Install it with: ${d.install}`,
    page: `Bitloom writes Verilog by itself and calls outside tools to simulate it. \`scripts/install-tools.sh\` installs
those that the tests use from Debian's packages.`,
  }),
  BL0402: entry<{ tool: string; found: string; needed: string; install: string }>({
    kind: "tool",
    severity: "error",
    title: "Tool too old",
    message: (d) => `${d.tool} ${d.found} was found; ${d.needed} or newer is needed.`,
    help: (d) => `Install a newer one, on Debian 12 or newer with: ${d.install}`,
    page: `Testbenches rely on the exit codes of Icarus Verilog 11 and on \`--timing\` of Verilator 5. Older versions accept
the same files and behave differently, so they are refused.`,
  }),
  BL0403: entry<{ tool: string; command: string; output: string }>({
    kind: "tool",
    severity: "error",
    title: "Tool does not tell its version",
    message: (d) => `"${d.command}" printed no version of ${d.tool} but: ${d.output || "nothing"}`,
    help: (d) => `Check that the first "${d.command}" on the PATH is ${d.tool} and that it runs.`,
    page: "The version is read from the first lines that the tool prints about itself.",
  }),
  BL0404: entry<{ tool: string; directory: string; output: string }>({
    kind: "design",
    severity: "error",
    title: "Tool refuses the Verilog",
    message: (d) => `${d.tool} does not accept the Verilog in ${d.directory}:\n${d.output}`,
    help: () => "The first of the tool's messages is the one to look at; each names file and line.",
    page: `The messages are the tool's own. For Verilog that Bitloom wrote, the comment at the end of the line names the
TypeScript line it came from.`,
  }),
  BL0405: entry<{ tool: string; step: string; seconds: number }>({
    kind: "tool",
    severity: "error",
    title: "Tool took too long",
    message: (d) => `${d.tool} was stopped after ${d.seconds} s in ${d.step}.`,
    help: () => "Raise the time limit, or make the design or the number of vectors smaller.",
    page: `A build has a time limit. A simulation has one as well, but reaching it is a failed run and not this error: a
combinational loop can hold a simulator in one moment for ever.`,
  }),
  BL0406: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "No testbench to simulate",
    message: (d) => `${d.file} is not a testbench description: ${d.reason}.`,
    help: () => "Name a folder that `bitloom generate` or `bitloom run` wrote; it holds a testbench.json.",
    page: "`testbench.json` names the testbench, the Verilog files and the vectors of a folder.",
  }),
  BL0407: entry<{ tool: string; directory: string; exitCode: string; output: string }>({
    kind: "tool",
    severity: "error",
    title: "Simulation without a result",
    message: (d) =>
      `The simulation in ${d.directory} under ${d.tool} ended (${d.exitCode}) without a result line; its last words: ${d.output || "none"}`,
    help: () => "Run the testbench by hand in that folder to see where it ends.",
    page: "Every generated testbench ends with a line `BITLOOM RESULT pass|fail ...`. Without it nothing was verified.",
  }),
  BL0410: entry<{ module: string; port: string; prefix: string }>({
    kind: "design",
    severity: "error",
    title: "Port name reserved for testbenches",
    message: (d) =>
      `Port ${d.port} of ${d.module} starts with "${d.prefix}", as the testbench's own names do.`,
    help: () => "Rename the port.",
    page: "Ports keep their names in the testbench, so that waves and messages read like the design.",
  }),
  BL0411: entry<{ module: string; port: string; direction: string; known: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Testbench names a port that is not there",
    message: (d) =>
      `${d.module} has no ${d.direction} "${d.port}"; its ${d.direction}s are: ${list(d.known)}.`,
    help: () => "Use the port's name on the module, with its direction as seen from outside.",
    page: `Streams are named by their prefix: \`enq\` stands for \`enq_valid\`, \`enq_ready\` and the other ports \`enq_...\`.
A producer of the testbench drives valid, a consumer drives ready.`,
  }),
  BL0412: entry<{ module: string; port: string; width: number; value: bigint }>({
    kind: "usage",
    severity: "error",
    title: "Vector does not fit the port",
    message: (d) =>
      `${d.value} does not fit ${d.port} of ${d.module}, which takes raw bits of ${d.width} bits.`,
    help: () => "Give two's complement as raw bits: BigInt.asUintN(width, value).",
    page: "Vectors are raw bits, 0 <= value < 2^width.",
  }),
  BL0413: entry<{ name: string }>({
    kind: "usage",
    severity: "error",
    title: "Testbench that checks nothing",
    message: (d) => `Testbench ${d.name} compares no value, so it could not fail.`,
    help: () => "Give at least one expected output, beat, register value or cycle count.",
    page: "A testbench that cannot fail is worse than none: it is refused here, and again at the end of a run.",
  }),
  BL0414: entry<{ module: string; clock: string; reason: string; known: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Impossible clock of a testbench",
    message: (d) => `Clock "${d.clock}" of ${d.module}: ${d.reason}; its clocks are: ${list(d.known)}.`,
    help: () =>
      "In cycle testbenches `every` is 1 or more steps and 0 <= phase < every; in stream testbenches periods are even nanoseconds.",
    page: "Clocks are named by their port. All times are integers, so that every simulator agrees on the order of edges.",
  }),
  BL0415: entry<{ name: string; parameter: string; found: string; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Testbench parameter out of range",
    message: (d) => `${d.parameter} of testbench ${d.name} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Correct the plan of the testbench.",
    page: "Plans are checked before anything is written.",
  }),
  BL0416: entry<{ file: string; reason: string }>({
    kind: "mismatch",
    severity: "error",
    title: "Mutation run failed",
    message: (d) => `${d.file}: ${d.reason}.`,
    help: () => "Add a test that catches the mutant, or write down why it changes nothing that can be seen.",
    page: `\`npm run mutate\` changes one operator or constant of the generated Verilog at a time. Every change is caught by a
testbench or has a written reason; a reason that fits no survivor is stale and has to go.`,
  }),
} as const;
