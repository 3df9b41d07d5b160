/** The instructions that bring a program's layers into an engine and run them. Invariant: the register machine finds the same runs in them. */
import type { Instruction } from "./instructions.ts";
import { type LayerProgram, PROGRAM_FORMATS, type ProgramLayer } from "./program.ts";
import { DONE, ERRORS, REGISTERS, STAGED, START, STORE, shapeWord } from "./registers.ts";

/** Makes sure of the engine, then for each run: entries, their number, start, wait, and no error. */
export function programInstructions({ array, runs }: LayerProgram): Instruction[] {
  const { shape, capacity } = REGISTERS;
  return [
    expect(shape.address, shape.readable, shapeWord(array)),
    expect(capacity.address, capacity.readable, array.capacity),
    ...runs.flatMap(runInstructions),
    { kind: "end" },
  ];
}

function runInstructions(layers: readonly ProgramLayer[]): Instruction[] {
  const { control, status, errors, layers: count } = REGISTERS;
  return [
    ...layers.flatMap(entryInstructions),
    write(count.address, layers.length),
    write(status.address, DONE),
    write(errors.address, ERRORS),
    write(control.address, START),
    { kind: "poll", address: status.address, mask: DONE, value: DONE },
    expect(errors.address, ERRORS, 0),
  ];
}

function entryInstructions(layer: ProgramLayer, index: number): Instruction[] {
  const fields = STAGED.map((field) => {
    const value = field === "format" ? PROGRAM_FORMATS.indexOf(layer.format) : layer[field];
    return write(REGISTERS[field].address, value);
  });
  return [{ kind: "name", text: layer.name }, ...fields, write(REGISTERS.entry.address, STORE + index)];
}

const write = (address: number, value: number): Instruction => ({ kind: "write", address, value });

const expect = (address: number, mask: number, value: number): Instruction => ({
  kind: "expect",
  address,
  mask,
  value,
});
