/**
 * Instructions carried out on a model of the engine's registers, so that a layer table is what the engine would hold and not what somebody
 * wrote beside it. Invariant: nothing is ignored; what an engine would ignore, refuse or wait for without end is an error.
 */
import { arrayProblem, hex, isWithin } from "./check.ts";
import type { Instruction } from "./instructions.ts";
import { PROGRAM_FORMATS, type ProgramArray, type ProgramLayer } from "./program.ts";
import {
  arrayOfWords,
  DONE,
  ERRORS,
  INDEX,
  REGISTERS,
  registerAt,
  STAGED,
  START,
  STORE,
  type StagedField,
  shapeWord,
} from "./registers.ts";

const stagedAt = new Map<number, StagedField>(STAGED.map((field) => [REGISTERS[field].address, field]));

/** What a program does, one instruction after the other. */
export class RegisterMachine {
  private readonly array: ProgramArray;
  private readonly finished: ProgramLayer[][] = [];
  private readonly staged = new Map<StagedField, number>();
  private readonly stored = new Map<number, ProgramLayer>();
  private readonly seen = new Set<number>();
  private name: string | undefined;
  private count = 0;
  /** idle; started; over, when `done` is set; judged, when errors were looked at. */
  private state: "idle" | "started" | "over" | "judged" = "idle";
  private isDone = false;
  private isEnded = false;

  /** `array` as the program's header states it. */
  constructor(array: ProgramArray) {
    this.array = array;
  }

  /** Layers of each run that has ended. */
  get runs(): readonly (readonly ProgramLayer[])[] {
    return this.finished;
  }

  /** What is wrong with the instruction, undefined when nothing is. */
  step(instruction: Instruction): string | undefined {
    if (this.isEnded) return "instructions follow the end";
    if (instruction.kind === "end") return this.end();
    if (instruction.kind === "name") {
      if (this.name !== undefined) return `the name "${instruction.text}" follows the name "${this.name}"`;
      this.name = instruction.text;
      return undefined;
    }
    const { address, kind } = instruction;
    const register = registerAt(address);
    if (register === undefined) return `no register that programs use is at ${hex(address)}`;
    if (kind === "write") {
      const { value } = instruction;
      if ((value & ~register.writable) !== 0) {
        return register.writable === 0
          ? `register ${register.name} cannot be written`
          : `register ${register.name} cannot hold ${hex(value)}; its fields are ${hex(register.writable)}`;
      }
      return this.write(address, value);
    }
    const { mask, value } = instruction;
    if (mask === 0 || (mask & ~register.readable) !== 0 || (value & ~mask) !== 0) {
      return `register ${register.name} cannot be ${hex(value)} under the mask ${hex(mask)}; its fields are ${hex(register.readable)}`;
    }
    return kind === "poll" ? this.poll(address, mask, value) : this.expect(address, mask, value);
  }

  private write(address: number, value: number): string | undefined {
    if (this.state === "started") return "a write while the engine runs";
    if (this.state === "over" && address === REGISTERS.errors.address)
      return "errors of a run are cleared before they are looked at";
    const field = stagedAt.get(address);
    if (field !== undefined) this.staged.set(field, value);
    else if (address === REGISTERS.layers.address) this.count = value;
    else if (address === REGISTERS.status.address) this.isDone &&= (value & DONE) === 0;
    else if (address === REGISTERS.entry.address) return this.store(value);
    else if (address === REGISTERS.control.address) return this.start(value);
    return undefined;
  }

  private store(value: number): string | undefined {
    const { name } = this;
    const index = value & INDEX;
    if ((value & STORE) === 0) return "a write to entry does not store";
    if (index >= this.array.capacity)
      return `entry ${index} is stored, and the table has ${this.array.capacity}`;
    if (name === undefined) return `entry ${index} is stored without a name`;
    if (this.stored.has(index)) return `entry ${index} is stored twice in one run`;
    const missing = STAGED.find((field) => !this.staged.has(field));
    if (missing !== undefined) return `entry ${index} is stored before ${REGISTERS[missing].name} is written`;
    const field = (of: StagedField): number => this.staged.get(of) as number;
    const format = PROGRAM_FORMATS[field("format")];
    if (format === undefined)
      return `entry ${index} has the format ${field("format")}; expected 0..${PROGRAM_FORMATS.length - 1}`;
    const { m, n, k, weightsBase, weightsBytes, scalesBase, scalesBytes, ...rest } = Object.fromEntries(
      STAGED.map((of) => [of, field(of)]),
    ) as Record<StagedField, number>;
    const { activationsBase, resultsBase, resultsBytes } = rest;
    this.stored.set(index, {
      name,
      format,
      m,
      n,
      k,
      weightsBase,
      weightsBytes,
      scalesBase,
      scalesBytes,
      activationsBase,
      resultsBase,
      resultsBytes,
    });
    this.name = undefined;
    return undefined;
  }

  private start(value: number): string | undefined {
    if (value !== START) return "a write to control does not start";
    if (!this.seen.has(REGISTERS.shape.address) || !this.seen.has(REGISTERS.capacity.address))
      return "the engine is started before its shape and capacity are looked at";
    if (this.state === "over")
      return "the engine is started before the errors of the run before are looked at";
    if (this.isDone)
      return "the engine is started while done is set, so that waiting for it would end at once";
    if (!isWithin(this.count, 1, this.array.capacity))
      return `a run of ${this.count} layers is started; expected 1..${this.array.capacity}`;
    if (this.stored.size !== this.count || Math.max(...this.stored.keys()) !== this.count - 1)
      return `a run of ${this.count} layers is started, and entries ${[...this.stored.keys()].join(", ") || "none"} were stored for it`;
    this.state = "started";
    return undefined;
  }

  private poll(address: number, mask: number, value: number): string | undefined {
    if (address !== REGISTERS.status.address || mask !== DONE || value !== DONE)
      return "a wait for something else than the end of a run";
    if (this.state !== "started") return "a wait for the end of a run that was not started";
    this.finished.push([...this.stored].sort(([a], [b]) => a - b).map(([, layer]) => layer));
    this.stored.clear();
    this.isDone = true;
    this.state = "over";
    return undefined;
  }

  private expect(address: number, mask: number, value: number): string | undefined {
    const { shape, capacity, errors } = REGISTERS;
    if (this.state === "started") return "a read while the engine runs";
    if (address === errors.address) {
      if (mask !== ERRORS || value !== 0) return "errors other than none are expected";
      if (this.state === "over") this.state = "judged";
      return undefined;
    }
    if (address !== shape.address && address !== capacity.address)
      return "something else than shape, capacity and errors is expected";
    const [register, own] =
      address === shape.address ? [shape, shapeWord(this.array)] : [capacity, this.array.capacity];
    if (mask !== register.readable || value !== own)
      return `${register.name} is expected to be ${hex(value)} under ${hex(mask)}, and the header says ${hex(own)}`;
    this.seen.add(address);
    return undefined;
  }

  private end(): string | undefined {
    this.isEnded = true;
    if (this.state === "started") return "it ends while the engine runs";
    if (this.state === "over") return "it ends before the errors of the last run are looked at";
    if (this.name !== undefined) return `it ends after the name "${this.name}"`;
    if (this.stored.size > 0) return `it ends with ${this.stored.size} entries stored and not run`;
    return this.finished.length === 0 ? "it ends without a run" : undefined;
  }
}

/** The array of a header, or what is wrong with it. */
export function arrayOfHeader(shape: number, capacity: number): ProgramArray | string {
  const array = arrayOfWords(shape, capacity);
  return arrayProblem(array) ?? array;
}
