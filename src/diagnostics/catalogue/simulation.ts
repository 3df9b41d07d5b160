/** BL042x to BL044x and BL0454: the in-process simulator, its clocks, tasks and typed handles. */
import { capital, entry } from "./entry.ts";

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

export const simulationEntries = {
  BL0420: entry<{ lane: number; lanes: number }>({
    kind: "usage",
    severity: "error",
    title: "Stimulus lane that is not there",
    message: (d) => `Lane ${d.lane} was asked for; the simulation has ${d.lanes}, counted from 0.`,
    help: () => "Give the number of lanes when the simulation is made: `simulate(dut, { lanes: 16 })`.",
    page: `A simulation runs one or more lanes: independent copies of the state under the same clock. Peeks and pokes take the
number of a lane; without one a peek reads lane 0 and a poke drives all lanes.`,
  }),
  BL0421: entry<{ name: string; kind: string }>({
    kind: "usage",
    severity: "error",
    title: "Poke of a value that logic drives",
    message: (d) =>
      `\`${d.name}\` is ${d.kind === "output" ? "an" : "a"} ${d.kind}: its value follows from others and cannot be poked.`,
    help: () => "Poke the inputs, resets or registers that it follows from.",
    page: `A poke puts a value where the design keeps one: an input port, a reset, a register, a word of a memory. Outputs,
wires and named expressions are computed, so a value poked there would be gone at the next settling.`,
  }),
  BL0422: entry<{ name: string; address: number; depth: number }>({
    kind: "usage",
    severity: "error",
    title: "Address outside a memory",
    message: (d) => `\`${d.name}\` has ${d.depth} words; address ${d.address} is none of them.`,
    help: (d) => `Give a whole number from 0 to ${d.depth - 1}.`,
    page: "Words of a memory are read and written from a test by their address, which counts from 0.",
  }),
  BL0423: entry<{ module: string }>({
    kind: "usage",
    severity: "error",
    title: "Fork of a simulation with a black box",
    message: (d) =>
      `The simulation cannot be forked: the model of the black box \`${d.module}\` keeps state of its own.`,
    help: () => "Make two simulations from the start, or simulate the design without the black box.",
    page: `A fork copies the state of registers and memories. The TypeScript model of a black box is an object of the test; how
to copy it is not known here. Saving and restoring has the same limit: the model is not part of a snapshot.`,
  }),
  BL0424: entry<{ name: string; reason: string; known: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Clock that cannot be simulated",
    message: (d) => `Clock domain \`${d.name}\`: ${d.reason}; the top module has ${list(d.known)}.`,
    help: () =>
      "Name a domain of the top module; give a period of 1 or more and a phase of 0 or more, whole numbers.",
    page: `A domain has its rising edges at phase + k * period for k = 0, 1, 2, and so on, in a time unit of your choice:
\`clocks: { default: { period: 10 }, write: { period: 7, phase: 3 } }\`. Edges of several domains at one instant go in
one step, and every register sees the values from before it. Without a timing a domain has period 10 and phase 0.`,
  }),
  BL0425: entry<{ name: string; type: string; found: string; expected: string; near: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Value that does not fit its signal",
    message: (d) => `\`${d.name}\` is of type ${d.type} and takes ${d.expected}, not ${d.found}.`,
    help: (d) =>
      d.near.length > 0
        ? `Did you mean ${d.near.join(", ")}?`
        : "Give a value of the type; nothing is cut off silently.",
    page: `Values of a simulation have the form of their type: whole numbers (or bigints) that fit, signed for \`sint\`, the
name of a member for an enum, an array with every element, an object with every field. Values of up to 53 bits are read
as numbers, wider ones as bigints.`,
  }),
  BL0426: entry<{
    kind: "assert" | "assume" | "cover";
    path: string;
    message: string;
    cycle: number;
    lane: number | undefined;
    values: readonly string[];
  }>({
    kind: "mismatch",
    severity: "error",
    title: "Property violated in simulation",
    message: (d) =>
      `The ${d.kind === "assume" ? "assumption" : "assertion"} \`${d.path}\` ("${d.message}") does not hold in cycle ${d.cycle}${d.lane === undefined ? "" : ` of lane ${d.lane}`}: ${d.values.join(", ") || "its condition names no signal"}.`,
    help: (d) =>
      d.kind === "assume"
        ? "The test drives what the design was promised not to see; or the promise is wrong."
        : "The simulation stands in that cycle, before its edge: look at more with `sim.peek` and `sim.wave`.",
    page: `Assertions and assumptions are looked at in every cycle before the edge of their domain, unless its reset is
active. The first violation stops the run: nothing is committed, and every value can be peeked as it was. With
\`properties: "record"\` the run goes on and \`sim.violations\` has them.`,
  }),
  BL0427: entry<{ task: string }>({
    kind: "usage",
    severity: "error",
    title: "Join of a killed task",
    message: (d) => `${capital(d.task)} was killed, so it has no result to wait for.`,
    help: () => "Join tasks that end by themselves, or look at `task.state` first.",
    page: "`yield* task.join()` gives what the task's generator returned. A task that was killed returned nothing.",
  }),
  BL0428: entry<{ what: string; cycles: number; tasks: readonly string[] }>({
    kind: "mismatch",
    severity: "error",
    title: "Simulation waited too long",
    message: (d) =>
      d.what === "the condition"
        ? `The condition did not hold within ${d.cycles} cycles; tasks that still wait: ${list(d.tasks)}.`
        : `${capital(d.what)} did not come to an end within ${d.cycles} cycles; still waiting: ${list(d.tasks)}.`,
    help: () => "Look at what each task waits for; when the run is only long, raise the limit.",
    page: `\`runUntil\`, \`runUntilDone\` and \`sim.timeout\` stop after a number of cycles, so that a handshake that never
comes ends the test with the place of every task that waits and not with a hang.`,
  }),
  BL0429: entry<{ tasks: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Tasks wait for each other",
    message: (d) => `Every task waits for the end of another, so none can ever go on: ${list(d.tasks)}.`,
    help: () => "Break the circle of joins.",
    page: "A task that joins itself, or two that join each other, wait for ever; the simulation finds it at once.",
  }),
  BL0430: entry<{ name: string }>({
    kind: "usage",
    severity: "error",
    title: "Poke in the sample phase",
    message: (d) =>
      `\`${d.name}\` was poked in the sample phase, in which every task sees the same settled values.`,
    help: () => "`yield cycle` first: the poke then belongs to the next cycle.",
    page: `A cycle has a drive phase, in which tasks poke, and after it a sample phase, in which they look: \`yield sample\`
leads from the one to the other. A poke there would change what other tasks have already seen.`,
  }),
  BL0431: entry<{ tasks: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Restore with living tasks",
    message: (d) => `The simulation cannot go back while tasks live: ${list(d.tasks)}.`,
    help: () => "Let them end, kill them, or restore in a fork of the simulation.",
    page: "A snapshot holds the design's state. A generator cannot be put back to where it was at that moment.",
  }),
  BL0432: entry<{ module: string }>({
    kind: "usage",
    severity: "error",
    title: "Simulation without waves",
    message: (d) => `The simulation of \`${d.module}\` was made with \`waves: false\` and keeps none.`,
    help: () => "Leave the option out.",
    page: "Waves are made from the recorded stimulus. Long runs that need none save the memory with `waves: false`.",
  }),
  BL0433: entry<{ name: string; bits: number; members: readonly string[] }>({
    kind: "mismatch",
    severity: "error",
    title: "Enum signal that holds no member",
    message: (d) => `\`${d.name}\` holds the bits ${d.bits}, which are none of ${list(d.members)}.`,
    help: () => "Reset the register first, or read the raw bits with `peekBits()`.",
    page: `An enum of three members has two bits, and so an encoding that is no member. A register without reset starts with
any bits. Waves show such an encoding as a number.`,
  }),
  BL0434: entry<{ stream: string; signal: string; cycles: number }>({
    kind: "mismatch",
    severity: "error",
    title: "Stream that does not move",
    message: (d) => `A beat of \`${d.stream}\` waited ${d.cycles} cycles for \`${d.signal}\`.`,
    help: () => "Look at what holds the other side back, or raise the timeout.",
    page: "`send` and `receive` take a `timeout` in cycles of the stream's clock, so that a stuck handshake names its place.",
  }),
  BL0435: entry<{ name: string; found: number; lanes: number }>({
    kind: "usage",
    severity: "error",
    title: "Wrong number of values for the lanes",
    message: (d) => `\`${d.name}\` got ${d.found} values for ${d.lanes} lanes.`,
    help: () => "Give one value for each lane.",
    page: "`pokeLanes` takes one value a stimulus lane, lane 0 first.",
  }),
  BL0436: entry<{ stream: string; cycle: number; rule: string }>({
    kind: "mismatch",
    severity: "error",
    title: "Broken rule of streams",
    message: (d) => `\`${d.stream}\` in cycle ${d.cycle}: ${d.rule} before the beat was taken.`,
    help: () => "Keep `valid` and the data until a cycle in which `ready` is 1.",
    page: `A sender that has raised \`valid\` keeps it, and the data with it, until \`ready\` is 1 in the same cycle (as AXI4-Stream,
IHI 0051A section 2.2.1). A monitor checks both in every cycle in which the reset is inactive.`,
  }),
  BL0437: entry<{ stream: string }>({
    kind: "usage",
    severity: "error",
    title: "Two tasks drive one stream",
    message: (d) => `A task drives \`${d.stream}\` while another one does.`,
    help: () => "Let one task drive each stream, or join the first before the second starts.",
    page: "A stream's `valid` or `ready` is one signal; of two tasks that drive it in the same cycle only the last would count.",
  }),
  BL0438: entry<{ stream: string; stall: number }>({
    kind: "usage",
    severity: "error",
    title: "Stall that is no probability",
    message: (d) => `A stall of ${d.stall} was given for \`${d.stream}\`; allowed is 0 to below 1.`,
    help: () => "Give the probability of waiting in each cycle, such as 0.3.",
    page: "With a stall of 0 a side never waits by itself; with 1 it would wait for ever.",
  }),
  BL0439: entry<{ board: string; index: number; found: string; expected: string; cycle: number }>({
    kind: "mismatch",
    severity: "error",
    title: "Output that the golden function did not expect",
    message: (d) =>
      `Output ${d.index} of ${d.board} in cycle ${d.cycle} is ${d.found}; the golden function expected ${d.expected}.`,
    help: () => "Look at the waves before that cycle; outputs are compared in the order of the inputs.",
    page: `A scoreboard gives every input to a golden function and compares the design's outputs with its results, in order.
Outputs count from 0.`,
  }),
  BL0440: entry<{ board: string; index: number; found: string; cycle: number }>({
    kind: "mismatch",
    severity: "error",
    title: "Output without an input",
    message: (d) =>
      `Output ${d.index} of ${d.board} in cycle ${d.cycle} is ${d.found}; the design had got no input for it.`,
    help: () => "The design repeated a word, or the scoreboard does not see all inputs.",
    page: "A scoreboard expects one output for each input, not before it.",
  }),
  BL0441: entry<{ board: string; inputs: number; outputs: number; next: string }>({
    kind: "mismatch",
    severity: "error",
    title: "Outputs that never came",
    message: (d) =>
      `At the end of the simulation ${d.board} has seen ${d.inputs} inputs and only ${d.outputs} outputs; the next one expected was ${d.next}.`,
    help: () => "Let the simulation run until the design is empty, or find where the words were lost.",
    page: "What a scoreboard still expects when its simulation is disposed of (`using sim = ...`) is an error.",
  }),
  BL0442: entry<{
    bus: string;
    access: "read" | "write";
    address: string;
    found: string;
    expected: string;
    cycle: number;
  }>({
    kind: "mismatch",
    severity: "error",
    title: "AXI response that was not expected",
    message: (d) =>
      `The ${d.access} at ${d.address} of \`${d.bus}\` was answered with ${d.found} in cycle ${d.cycle}; expected was ${d.expected}.`,
    help: () => 'Correct the address, or state the response: `read(address, { response: "slverr" })`.',
    page: `Every AXI4-Lite access is answered with OKAY, SLVERR or DECERR (ARM IHI 0022, table A3-4). The master of a simulation
expects OKAY unless the access says otherwise.`,
  }),
  BL0443: entry<{ bus: string; cycle: number; rule: string }>({
    kind: "mismatch",
    severity: "error",
    title: "Broken rule of the AXI bus",
    message: (d) => `\`${d.bus}\` in cycle ${d.cycle}: ${d.rule}.`,
    help: () => "Correct the slave; the rule is in ARM IHI 0022, section A3.",
    page: `The AXI4-Lite master of a simulation checks what a slave may do: a response comes after its address and data, and
an offered response stays and does not change until it is taken.`,
  }),
  BL0444: entry<{ stream: string; what: string; needed: string }>({
    kind: "usage",
    severity: "error",
    title: "Packet that the AXI stream cannot carry",
    message: (d) => `\`${d.stream}\` cannot carry ${d.what}: that needs ${d.needed}.`,
    help: () => "Declare the stream with the signal, or send what it can carry.",
    page: `AXI4-Stream marks the end of a packet with TLAST and bytes that do not count with TKEEP. Both are optional signals
of \`axiStream(bits, { last: true, keep: true })\`.`,
  }),
  BL0445: entry<{ what: string; found: string; expected: string }>({
    kind: "usage",
    severity: "error",
    title: "Setting that a simulation cannot use",
    message: (d) => `${capital(d.what)} is ${d.found}; it takes ${d.expected}.`,
    help: (d) => `Give ${d.expected}.`,
    page: "Numbers of lanes, steps and limits are whole; names of engines and simulators are those listed.",
  }),
  BL0446: entry<{ task: string; found: string; isStart: boolean }>({
    kind: "usage",
    severity: "error",
    title: "Task that is no generator, or waits for nothing",
    message: (d) =>
      d.isStart
        ? `${capital(d.task)} was forked from ${d.found}; a task is a generator.`
        : `${capital(d.task)} yielded ${d.found}, for which nothing can wait.`,
    help: (d) =>
      d.isStart
        ? "Write `sim.fork(function* () { ... })`, with the star."
        : "Write `yield* sim.dut.enq.send(value)` with a star; a plain `yield` takes `cycle`, `sample`, `sim.edge(...)` or nothing.",
    page: `A task is a generator: \`function* () { ... }\`, or what such a function gives. It waits with \`yield\` for \`cycle\`,
\`sample\`, \`sim.edge(domain)\` or \`sim.sampleOf(domain)\`, and runs other generators with \`yield*\`. Without the star
such a generator would never run.`,
  }),
  BL0447: entry<{ task: string }>({
    kind: "usage",
    severity: "error",
    title: "Step from within a task",
    message: (d) => `${capital(d.task)} steps the simulation that it runs in.`,
    help: () => "Wait instead: `yield cycle`, `yield* sim.cycles(n)` or `yield* sim.until(condition)`.",
    page: `Tasks run inside a step, so they cannot make one: \`step\`, \`run\`, \`runUntil\`, \`runUntilDone\` and \`reset\` are for
the code that stands around the tasks.`,
  }),
  BL0448: entry<{ module: string; found: number; expected: number }>({
    kind: "usage",
    severity: "error",
    title: "Snapshot of another simulation",
    message: (d) =>
      `The snapshot has ${d.found} bytes of state; the simulation of \`${d.module}\` has ${d.expected}.`,
    help: () => "Restore what `save()` of this simulation, or of a fork of it, has given.",
    page: "A snapshot fits the same design on the same engine with the same number of lanes.",
  }),
  BL0449: entry<{ module: string; what: string }>({
    kind: "usage",
    severity: "error",
    title: "Use of a simulation that was disposed of",
    message: (d) => `The simulation of \`${d.module}\` is over; ${d.what} came after it was disposed of.`,
    help: () => "Make a new simulation, or let the scope of `using sim = simulate(...)` end later.",
    page: `At the end of its scope \`using sim = ...\` disposes of a simulation: tasks end, files are complete, checks at the
end have run. Values and waves can still be read; poking, stepping, forking and restoring are refused.`,
  }),
  BL0454: entry<{ found: string; near: readonly string[]; known: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Option that `simulate` does not have",
    message: (d) => `\`simulate\` has no option \`${d.found}\`.`,
    help: (d) =>
      d.near.length > 0 ? `Did you mean ${d.near.join(", ")}?` : `It takes ${d.known.join(", ")}.`,
    page: "An option with a typing error would be ignored, and the run would be another one than was asked for.",
  }),
} as const;
