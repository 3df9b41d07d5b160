/** A program as text, one instruction a line with what it means. Invariant: for people; nothing reads it back. */
import { hex } from "./check.ts";
import type { Instruction } from "./instructions.ts";
import { type LayerProgram, layersOf, PROGRAM_FORMATS } from "./program.ts";
import { INDEX, REGISTERS, registerAt } from "./registers.ts";

/** One line for what the program is for. */
export function programTitle(program: LayerProgram): string {
  const { rows, columns, lanes, phases, capacity } = program.array;
  const [layers, runs] = [layersOf(program).length, program.runs.length];
  return (
    `${layers} ${layers === 1 ? "layer" : "layers"} in ${runs} ${runs === 1 ? "run" : "runs"}, ` +
    `for an array of ${rows} x ${columns}, ${lanes} ${lanes === 1 ? "result" : "results"} a beat, ${phases} ${phases === 1 ? "step" : "steps"} a digit, table of ${capacity}`
  );
}

/** The text of program.txt. */
export function programListing(program: LayerProgram, instructions: readonly Instruction[]): string {
  const runStarts = new Set<number>([2]);
  let run = 0;
  let layer = 0;
  const lines = instructions.flatMap((instruction, at) => {
    if (isStart(instructions[at - 3])) runStarts.add(at);
    const head = runStarts.has(at) && instruction.kind !== "end" ? ["", `# run ${run++}`] : [];
    if (instruction.kind === "name")
      return [...head, `name ${JSON.stringify(instruction.text)}  # layer ${layer++}`];
    return [...head, lineOf(instruction)];
  });
  return [`# LieQ program: ${programTitle(program)}`, ...lines, ""].join("\n");
}

const isStart = (instruction: Instruction | undefined): boolean =>
  instruction?.kind === "write" && instruction.address === REGISTERS.control.address;

function lineOf(instruction: Exclude<Instruction, { kind: "name" }>): string {
  if (instruction.kind === "end") return "end";
  const { kind, address, value } = instruction;
  const name = registerAt(address)?.name ?? "?";
  const place = `0x${address.toString(16).padStart(2, "0")}`;
  if (kind !== "write") return `${kind} ${place} ${hex(instruction.mask)} ${hex(value)}  # ${name}`;
  return `write ${place} ${hex(value)}  # ${name}${meaning(address, value)}`;
}

function meaning(address: number, value: number): string {
  const { format, m, n, k, layers, entry } = REGISTERS;
  if (address === format.address) return ` = ${PROGRAM_FORMATS[value] ?? "?"}`;
  if (address === entry.address) return ` ${value & INDEX}`;
  return [m, n, k, layers].some((register) => register.address === address) ? ` = ${value}` : "";
}
