/** BL07xx: FPGA boards, and the host that talks to them over a serial line. */
import { entry } from "./entry.ts";

export const boardEntries = {
  BL0701: entry<{ board: string; baud: number; clock: string; nearest: number; error: string }>({
    kind: "usage",
    severity: "error",
    title: "Bit rate that the clock cannot make",
    message: (d) =>
      `${d.board} at ${d.clock} MHz cannot make ${d.baud} bits a second; the nearest is ${d.nearest}, off by ${d.error} %.`,
    help: () => "Choose a rate that divides the clock, such as 1000000, or another --clock.",
    page: `A bit takes a whole number of clock cycles, 4 at least. Sender and receiver may differ by 2 %:

\`\`\`sh
bitloom board hx8k --clock 12 --baud 5000000    # wrong: two cycles and a fraction
bitloom board hx8k --clock 12 --baud 1000000    # right: 12 cycles
\`\`\``,
  }),
  BL0702: entry<{ top: string; clock: string; achieved: string; wanted: string }>({
    kind: "design",
    severity: "error",
    title: "Routed design is too slow for its clock",
    message: (d) =>
      `${d.top} runs at ${d.achieved} MHz after place and route, and its clock ${d.clock} has ${d.wanted} MHz.`,
    help: () => "Choose a slower --clock, another --seed, or a smaller array.",
    page: "A bitstream whose paths are longer than its clock's period gives wrong results now and then, so none is written. nextpnr's report names the longest path.",
  }),
  BL0703: entry<{ board: string; clock: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Clock that the board cannot make",
    message: (d) => `${d.board} cannot run at ${d.clock} MHz; allowed is ${d.allowed}.`,
    help: () => "The oscillator's own frequency needs no PLL; others are made by the PLL from it.",
    page: "The PLL of an iCE40 multiplies the oscillator's 12 MHz to 533 to 1066 MHz and divides that by a power of two, so it gives 16 to 275 MHz in steps that depend on the frequency.",
  }),
  BL0704: entry<{ port: string; reason: string }>({
    kind: "tool",
    severity: "error",
    title: "Serial port cannot be opened",
    message: (d) => `The serial port ${d.port} cannot be opened: ${d.reason}.`,
    help: () =>
      "Plug the board in and look for its port: `ls /dev/ttyUSB*` (the second port of the board is the UART), and be a member of its group, mostly dialout.",
    page: "Ports are opened as files and set up by `stty`. `bitloom host --simulate` runs the same bytes through a simulation of the board and needs no port.",
  }),
  BL0705: entry<{ port: string; request: string; tries: number; seconds: string }>({
    kind: "tool",
    severity: "error",
    title: "Board does not answer",
    message: (d) => `Nothing on ${d.port} has answered ${d.request}: ${d.tries} tries, ${d.seconds} s each.`,
    help: () =>
      "Check that the board holds a bitstream of `bitloom board`, that --baud is the one it was made for, and that the port is the board's second one.",
    page: "The host sends every request again when no answer comes in time; the bridge carries it out once. After the last try the host gives up.",
  }),
  BL0706: entry<{ port: string; found: string; expected: string; design: string }>({
    kind: "input",
    severity: "error",
    title: "Board holds another design",
    message: (d) => `The design on ${d.port} has identity ${d.found}, expected ${d.expected} of ${d.design}.`,
    help: () =>
      "Load the bitstream that `bitloom board` writes for the same options, or give the options that the loaded one was made with.",
    page: "The identity is a CRC-32 over the design's name, which tells board, clock, bit rate and every parameter of the engine. It is part of the bitstream.",
  }),
  BL0707: entry<{ port: string; found: string; expected: string }>({
    kind: "input",
    severity: "error",
    title: "Board speaks another protocol",
    message: (d) => `The bridge on ${d.port} answers with protocol ${d.found}, expected ${d.expected}.`,
    help: () => "Write a bitstream with this version of `bitloom board` and load it.",
    page: "The first thing that a host reads is the bridge's protocol register; everything else depends on it.",
  }),
  BL0708: entry<{ port: string; request: string; status: string }>({
    kind: "input",
    severity: "error",
    title: "Bridge refuses a request",
    message: (d) => `The bridge on ${d.port} has refused ${d.request}: ${d.status}.`,
    help: () => "The statuses are explained in docs/boards.md; nothing was done.",
    page: "A refusal is an answer that came whole: an address without a register, a stream that there is not, or a request of the wrong length.",
  }),
  BL0709: entry<{ port: string; request: string; tries: number; reason: string }>({
    kind: "tool",
    severity: "error",
    title: "Serial line is too bad",
    message: (d) =>
      `${d.request} on ${d.port} came through broken ${d.tries} times; the last time ${d.reason}.`,
    help: () => "Use a shorter cable, or make bitstream and host run at a lower --baud.",
    page: "Every frame carries a CRC. A broken one is sent again, a few times.",
  }),
  BL0710: entry<{ port: string; what: string; done: number; total: number; seconds: string }>({
    kind: "tool",
    severity: "error",
    title: "Engine makes no progress",
    message: (d) =>
      `The engine on ${d.port} has stopped ${d.what}: ${d.done} of ${d.total} bytes, and nothing for ${d.seconds} s.`,
    help: () => "Run again; if it stays, read the engine's counters: they tell which stream it waits for.",
    page: "The host feeds all streams in turn and takes results as they come, so an engine that gets everything and gives nothing has a fault, or has been reset.",
  }),
  BL0711: entry<{ port: string; reason: string }>({
    kind: "tool",
    severity: "error",
    title: "Serial port is lost",
    message: (d) => `The serial port ${d.port} was open and is of no use any more: ${d.reason}.`,
    help: () =>
      "Plug the board in again and look whether its port still has the same name: `ls /dev/ttyUSB*`. A new run starts the job anew.",
    page: "A port goes away when its board is unplugged or when a hub resets it. Nothing is lost on the board's side: every run begins with a restart.",
  }),
} as const;
