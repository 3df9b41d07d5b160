/**
 * Cells of a library as tables over their states, for a simulator that looks up and never evaluates. Invariant: bit i of a state
 * is input i; a flip-flop's state has its clock and what it holds above them.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  type CellLibrary,
  type ElectricalCell,
  type ElectricalLibrary,
  electricalLibrary,
  evaluateFunction,
  type InternalEnergy,
  variablesOf,
} from "../liberty/index.ts";

export interface CellModel {
  readonly cell: ElectricalCell;
  /** Without the clock. */
  readonly inputs: readonly string[];
  readonly outputs: readonly OutputModel[];
  /** Of flip-flops. */
  readonly register: RegisterModel | undefined;
  /** Of transitions of the inputs themselves, by input. */
  readonly inputEnergies: readonly EnergyChoice[];
  /** nW by state. */
  readonly leakage: Float64Array;
}

export interface OutputModel {
  readonly name: string;
  /** Value by state. */
  readonly values: Uint8Array;
  /** By input; a flip-flop's clock is the last one. */
  readonly energies: readonly EnergyChoice[];
}

export interface RegisterModel {
  readonly clockPin: string;
  readonly isRisingEdge: boolean;
  /** Bits of the state. */
  readonly clockBit: number;
  readonly heldBit: number;
  /** By state: what the clock's edge makes it hold. */
  readonly next: Uint8Array;
  /** By state: 0 or 1 if clear or preset force it, 2 if they do not. */
  readonly forced: Uint8Array;
  /** Of the clock pin's own transitions. */
  readonly clockEnergies: EnergyChoice;
}

/** Which of a pin's energies hold in which state. */
export interface EnergyChoice {
  /** Each the energies that add up. */
  readonly sums: readonly (readonly EnergyShare[])[];
  /** By state: an entry of `sums`. */
  readonly choice: Uint8Array;
}

export interface EnergyShare {
  readonly energy: InternalEnergy;
  /** 0..1. */
  readonly share: number;
}

/** More inputs would make tables of a million states. */
const MOST_INPUTS = 12;

/** Models of the library's cells, made as they are asked for. */
export class CellModels {
  readonly electrical: ElectricalLibrary;
  readonly #library: CellLibrary;
  readonly #models = new Map<string, CellModel>();

  constructor(library: CellLibrary) {
    this.#library = library;
    this.electrical = electricalLibrary(library);
  }

  /** BL0489: a cell that is no gate and no flip-flop, BL0481 numbers that are none. `place` is for the message. */
  of(type: string, place: string): CellModel {
    const found = this.#models.get(type) ?? this.#make(type, place);
    this.#models.set(type, found);
    return found;
  }

  #make(type: string, place: string): CellModel {
    const refuse = (reason: string): never => fail("BL0489", { cell: type, place, reason });
    const kind = this.#library.cells.get(type)?.kind;
    if (kind === undefined) return refuse("the library does not have it");
    const cell = this.electrical.cell(type);
    if (kind !== "combinational" && (kind !== "flip-flop" || cell.register === undefined)) {
      return refuse("it is neither a gate nor a plain flip-flop");
    }
    if (cell.outputs.some(({ arcs }) => arcs.length === 0)) return refuse("the library gives it no delays");
    if (cell.inputs.length > MOST_INPUTS) return refuse(`it has more than ${MOST_INPUTS} inputs`);
    return modelOf(cell, refuse);
  }
}

function modelOf(cell: ElectricalCell, refuse: (reason: string) => never): CellModel {
  const { register } = cell;
  const clock = register === undefined ? undefined : clockOf(cell, refuse);
  const inputs = cell.inputs.map(({ name }) => name).filter((name) => name !== clock?.pin);
  const clockBit = inputs.length;
  const heldBit = inputs.length + 1;
  const states = 1 << (inputs.length + (register === undefined ? 0 : 2));
  const bitOf = new Map(inputs.map((name, i) => [name, i]));
  if (clock !== undefined) bitOf.set(clock.pin, clockBit);
  const functions = new Map(cell.outputs.map((output) => [output.name, output.function]));
  /** Value of a function of pins and state; conditions name outputs too. */
  const valueIn = (text: string, state: number): boolean => {
    const value = evaluateFunction(text, (name) => {
      const bit = bitOf.get(name);
      if (bit !== undefined) return ((state >> bit) & 1) === 1;
      if (name === register?.state) return ((state >> heldBit) & 1) === 1;
      if (name === register?.inverse) return ((state >> heldBit) & 1) === 0;
      const inner = functions.get(name);
      return inner === undefined
        ? refuse(`"${text}" names ${name}, which it does not have`)
        : valueIn(inner, state);
    });
    return value ?? refuse(`"${text}" is not a function`);
  };
  const table = (value: (state: number) => number) =>
    Uint8Array.from({ length: states }, (_, state) => value(state));
  const bit = (text: string) => table((state) => Number(valueIn(text, state)));
  const choose = (energies: readonly InternalEnergy[], otherwise: Otherwise) =>
    choiceOf(energies, otherwise, states, valueIn, refuse);
  const causes = clock === undefined ? inputs : [...inputs, clock.pin];
  const ofInput = (name: string | undefined) =>
    choose(cell.inputs.find((input) => input.name === name)?.energies ?? [], "nothing");
  return {
    cell,
    inputs,
    outputs: cell.outputs.map((output) => ({
      name: output.name,
      values: bit(output.function),
      energies: causes.map((cause) =>
        choose(
          output.energies.filter(({ from }) => from === undefined || from === cause),
          "mean",
        ),
      ),
    })),
    register:
      register === undefined || clock === undefined
        ? undefined
        : {
            clockPin: clock.pin,
            isRisingEdge: clock.isRisingEdge,
            clockBit,
            heldBit,
            next: bit(register.nextState),
            forced: table((state) =>
              register.clear !== undefined && valueIn(register.clear, state)
                ? 0
                : register.preset !== undefined && valueIn(register.preset, state)
                  ? 1
                  : 2,
            ),
            clockEnergies: ofInput(clock.pin),
          },
    inputEnergies: inputs.map(ofInput),
    leakage: Float64Array.from({ length: states }, (_, state) => {
      const matching = cell.leakages.filter(({ when }) => valueIn(when, state));
      return matching.length === 0 ? cell.leakage : matching.reduce((sum, { power }) => sum + power, 0);
    }),
  };
}

/** The pin of `clocked_on` and its edge. */
function clockOf(
  { register }: ElectricalCell,
  refuse: (reason: string) => never,
): { readonly pin: string; readonly isRisingEdge: boolean } {
  const text = register?.clockedOn ?? "";
  const [pin, ...others] = variablesOf(text);
  const rises = evaluateFunction(text, () => true);
  if (pin === undefined || others.length > 0 || rises === evaluateFunction(text, () => false)) {
    return refuse(`its clock "${text}" is not one pin`);
  }
  return { pin, isRisingEdge: rises === true };
}

/** What is charged where no condition holds: outputs may change while several inputs do; inputs have energies in some states only. */
type Otherwise = "mean" | "nothing";

/** In each state, for each supply: the first energy whose condition holds, else the one without condition, else `otherwise`. */
function choiceOf(
  energies: readonly InternalEnergy[],
  otherwise: Otherwise,
  states: number,
  valueIn: (text: string, state: number) => boolean,
  refuse: (reason: string) => never,
): EnergyChoice {
  const supplies = [...new Set(energies.map(({ supply }) => supply))];
  const sums: EnergyShare[][] = [];
  const known = new Map<string, number>();
  const choice = Uint8Array.from({ length: states }, (_, state) => {
    const sum = supplies.flatMap((supply): EnergyShare[] => {
      const own = energies.filter((energy) => energy.supply === supply);
      const chosen =
        own.find(({ when }) => when !== undefined && valueIn(when, state)) ??
        own.find(({ when }) => when === undefined);
      if (chosen !== undefined) return [{ energy: chosen, share: 1 }];
      return otherwise === "mean" ? own.map((energy) => ({ energy, share: 1 / own.length })) : [];
    });
    const key = sum.map(({ energy }) => energies.indexOf(energy)).join(",");
    const at = known.get(key) ?? sums.push(sum) - 1;
    known.set(key, at);
    if (at > 255) refuse("it has more than 256 kinds of internal energy at one pin");
    return at;
  });
  return { sums, choice };
}
