/** BL046x: recorded waves and the files that hold them. */
import { entry } from "./entry.ts";

export const waveEntries = {
  BL0460: entry<{ name: string; where: string; near: readonly string[]; count: number }>({
    kind: "usage",
    severity: "error",
    title: "No such signal in the waves",
    message: (d) => `Nothing called \`${d.name}\` is among the ${d.count} signals of ${d.where}.`,
    help: (d) =>
      d.near.length > 0
        ? `Did you mean ${d.near.join(", ")}?`
        : "Name a signal by the instances that lead to it, `row_0.element_3.sum`; `*` stands for any part of a name.",
    page: `Waves name signals by the instances that lead to them and the signal's own name, joined by dots. A stream, struct
or group stands for all of its signals (\`enq\` for \`enq_valid\`, \`enq_ready\`, \`enq_data\`), an instance for its
ports, \`values[2]\` for an element of an array. \`*\` matches within a name, \`**\` across instances.`,
  }),
  BL0461: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Wave file cannot be read",
    message: (d) => `${d.file} cannot be read: ${d.reason}.`,
    help: () => "Name a file that `--waves`, `sim.writeWaves` or another simulator wrote.",
    page: "`bitloom wave` reads value change dumps (`.vcd`) and Bitloom's own traces (`.blt`).",
  }),
  BL0462: entry<{ file: string; line: number; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Broken value change dump",
    message: (d) => `${d.file}, line ${d.line}: ${d.reason}.`,
    help: () => "Record the waves again; a simulator that was stopped leaves a file that ends in the middle.",
    page: `A value change dump (IEEE 1364-2005, clause 18) is declarations up to \`$enddefinitions $end\`, then times \`#10\`
and changes: \`1!\` for a bit, \`b101 !\` for a vector, \`r0.5 !\` for a real, \`sidle !\` for a string. Files that break these
rules are refused with the line, so that nobody looks at half of the truth.`,
  }),
  BL0463: entry<{ file: string; at: number; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Broken trace",
    message: (d) => `${d.file}, byte ${d.at}: ${d.reason}.`,
    help: () => "Record the trace again.",
    page: `The layout of a trace is written down in \`docs/formats.md\`. Each block has a checksum; a file that was cut off is
read up to its last whole block only when that is asked for.`,
  }),
  BL0464: entry<{ file: string; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Unknown kind of wave file",
    message: (d) => `${d.file} does not say what kind of waves it holds; its name must end in ${d.allowed}.`,
    help: (d) => `Choose a name that ends in ${d.allowed}.`,
    page: "`.vcd` is a value change dump, which every wave viewer reads. `.blt` is Bitloom's own trace, smaller and faster.",
  }),
  BL0465: entry<{ from: number; to: number; recorded: { readonly from: number; readonly to: number } }>({
    kind: "usage",
    severity: "error",
    title: "Cycles that are not in the waves",
    message: (d) =>
      `Cycles ${d.from} to ${d.to - 1} were asked for; recorded are ${d.recorded.to === d.recorded.from ? "none" : `${d.recorded.from} to ${d.recorded.to - 1}`}.`,
    help: () => "Ask for cycles that the simulation made, or raise `waves: { keep: BYTES }` for long runs.",
    page: `A simulation keeps what it was fed with, and so can give the waves of any signal afterwards. In very long runs the
oldest cycles are dropped when the record passes its budget (64 MB by default).`,
  }),
  BL0466: entry<{ module: string; name: string; recorded: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Signal not recorded",
    message: (d) =>
      `\`${d.module}\` holds black boxes, so only chosen signals were recorded, and \`${d.name}\` is not among them: ${d.recorded.join(", ") || "none"}.`,
    help: (d) =>
      d.name === "**"
        ? 'Name the file before the run: simulate(..., { waves: { file: "waves.vcd" } }).'
        : `Ask for it before the run: simulate(..., { waves: { signals: ["${d.name}"] } }).`,
    page: `Waves are made by running the design again from the recorded inputs. The model of a black box has state that
Bitloom cannot take back, so a design with black boxes is recorded while it runs: the ports of its top, and what the
option \`waves.signals\` names.`,
  }),
  BL0467: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Wave file cannot be written",
    message: (d) => `${d.file} cannot be written: ${d.reason}.`,
    help: () => "Choose a place where you may write and that has room.",
    page: "Waves are written to a temporary file beside their name first, so an error leaves nothing half-written.",
  }),
  BL0468: entry<{ file: string }>({
    kind: "usage",
    severity: "error",
    title: "Waves in a file cannot go back",
    message: (d) =>
      `The simulation writes its waves to ${d.file} while it runs, so it cannot be restored to an earlier state.`,
    help: () => "Leave `waves.file` out and write the waves at the end: `sim.writeWaves(file)`.",
    page: `A wave file has one past. A simulation that jumps back with \`restore\` keeps the waves of its present past only,
and can write them at any time with \`sim.writeWaves(file)\`.`,
  }),
} as const;
