/**
 * What a Liberty file says about delay, capacitance and energy of its cells. Invariant: whatever units the file has, here times
 * are in ns, capacitances in fF, energies in fJ, leakage in nW and voltages in V. Source: Liberty User Guide and Reference
 * Manual, "Modeling Power and Electromigration": the unit of internal energy is that of capacitance times voltage squared, and
 * charging the load is not part of it.
 */
import { fail } from "../../diagnostics/index.ts";
import type { CellLibrary } from "./library.ts";
import { type LibertyGroup, parseLiberty } from "./parse.ts";
import { type LookupTable, readTable, readTemplates } from "./table.ts";

export interface ElectricalLibrary {
  /** V: of the default operating conditions, else the nominal one. */
  readonly voltage: number;
  /** BL0481: no such cell, or numbers that are none. Read once. */
  readonly cell: (name: string) => ElectricalCell;
}

export interface ElectricalCell {
  readonly name: string;
  readonly inputs: readonly InputPin[];
  readonly outputs: readonly OutputPin[];
  /** Of cells with one flip-flop. */
  readonly register?: CellRegister;
  /** Leakage without condition, or the mean that the library states. */
  readonly leakage: number;
  readonly leakages: readonly { readonly when: string; readonly power: number }[];
}

export interface CellRegister {
  /** Names of the state and its inverse in functions. */
  readonly state: string;
  readonly inverse: string;
  readonly nextState: string;
  readonly clockedOn: string;
  readonly clear?: string;
  readonly preset?: string;
}

export interface InputPin {
  readonly name: string;
  /** Mean of rise and fall. */
  readonly capacitance: number;
  /** Energy of a transition of the pin itself. */
  readonly energies: readonly InternalEnergy[];
}

export interface OutputPin {
  readonly name: string;
  readonly function: string;
  readonly arcs: readonly TimingArc[];
  /** Energy of a transition of this pin, by the input that made it. */
  readonly energies: readonly InternalEnergy[];
  /** Above it the library's numbers do not hold; infinite if it is not stated. */
  readonly maximumLoad: number;
}

export interface TimingArc {
  readonly from: string;
  readonly sense: "positive" | "negative" | "both";
  readonly rise: EdgeTiming | undefined;
  readonly fall: EdgeTiming | undefined;
}

/** Of an edge of the output. */
export interface EdgeTiming {
  readonly delay: LookupTable;
  readonly slew: LookupTable;
}

export interface InternalEnergy {
  /** The input that made the transition; undefined for any, and for energies of inputs. */
  readonly from: string | undefined;
  readonly when: string | undefined;
  /** Energies of several supplies add up. */
  readonly supply: string;
  /** Undefined counts for nothing. */
  readonly rise: LookupTable | undefined;
  readonly fall: LookupTable | undefined;
}

const known = new WeakMap<CellLibrary, ElectricalLibrary>();

/** Reads the library's electrical side, cell by cell as they are asked for. BL0481: units or voltages that make no sense. */
export function electricalLibrary(library: CellLibrary): ElectricalLibrary {
  const found = known.get(library) ?? readElectrical(library);
  known.set(library, found);
  return found;
}

interface Context {
  readonly file: string;
  readonly templates: ReadonlyMap<string, LibertyGroup>;
  readonly units: { readonly time: number; readonly capacitance: number };
  /** fJ and nW that the file's numbers stand for. */
  readonly energy: number;
  readonly leakage: number;
  readonly inputCapacitance: number;
}

function readElectrical({ text, file }: CellLibrary): ElectricalLibrary {
  const root = parseLiberty(text, file);
  const refuse = (reason: string): never => fail("BL0481", { file, place: `line ${root.line}`, reason });
  const unit = (name: string, suffix: string, otherwise: string): number =>
    scaleOf(root.attributes.get(name) ?? otherwise, suffix) ?? refuse(`${name} is not a number of ${suffix}`);
  const capacitance = (unit("capacitive_load_unit", "f", "1pf") * 1e15) as number;
  const volts = unit("voltage_unit", "V", "1V");
  const context: Context = {
    file,
    templates: readTemplates(root),
    units: { time: unit("time_unit", "s", "1ns") * 1e9, capacitance },
    energy: capacitance * volts * volts,
    leakage: unit("leakage_power_unit", "W", "1nW") * 1e9,
    inputCapacitance: Number(root.attributes.get("default_input_pin_cap") ?? 0) * capacitance,
  };
  const conditions = root.attributes.get("default_operating_conditions");
  const chosen = root.groups.find(
    ({ name, arguments: [first] }) => name === "operating_conditions" && first === conditions,
  );
  const voltage = Number(chosen?.attributes.get("voltage") ?? root.attributes.get("nom_voltage")) * volts;
  if (!(voltage > 0)) refuse("it does not state its voltage (nom_voltage)");
  const groups = new Map(
    root.groups.filter(({ name }) => name === "cell").map((cell) => [cell.arguments[0] ?? "", cell]),
  );
  const cells = new Map<string, ElectricalCell>();
  return {
    voltage,
    cell: (name) => {
      const group = groups.get(name) ?? refuse(`it has no cell ${name}`);
      const cell = cells.get(name) ?? readCell(group, context);
      cells.set(name, cell);
      return cell;
    },
  };
}

const PREFIXES: Readonly<Record<string, number>> = {
  a: 1e-18,
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
};

/** `10ps` or `1,pf` in the unit itself; undefined where it is something else. */
function scaleOf(text: string, unit: string): number | undefined {
  const [, value, prefix] =
    new RegExp(`^\\s*([\\d.eE+-]+)\\s*,?\\s*([afpnumk]?)${unit}\\s*$`, "i").exec(text) ?? [];
  const scale = PREFIXES[prefix?.toLowerCase() ?? ""];
  return value === undefined || scale === undefined || !(Number(value) > 0)
    ? undefined
    : Number(value) * scale;
}

function readCell(group: LibertyGroup, context: Context): ElectricalCell {
  const pins = group.groups.filter(({ name }) => name === "pin");
  const of = (direction: string) =>
    pins
      .filter(({ attributes }) => attributes.get("direction") === direction)
      .flatMap((pin) => pin.arguments.map((name) => ({ name, pin })));
  const leakages = group.groups
    .filter(({ name }) => name === "leakage_power")
    .map(({ attributes }) => ({
      when: attributes.get("when"),
      power: Number(attributes.get("value") ?? 0) * context.leakage,
    }));
  const stated = group.attributes.get("cell_leakage_power");
  const unconditional = leakages.filter(({ when }) => when === undefined);
  const register = readRegister(group);
  return {
    name: group.arguments[0] ?? "",
    inputs: of("input").map(({ name, pin }) => ({
      name,
      capacitance: capacitanceOf(pin, context),
      energies: energiesOf(pin, context),
    })),
    outputs: of("output").map(({ name, pin }) => outputOf(name, pin, context)),
    ...(register === undefined ? {} : { register }),
    leakage:
      stated === undefined
        ? unconditional.reduce((sum, { power }) => sum + power, 0)
        : Number(stated) * context.leakage,
    leakages: leakages.flatMap(({ when, power }) => (when === undefined ? [] : [{ when, power }])),
  };
}

function readRegister(group: LibertyGroup): CellRegister | undefined {
  const found = group.groups.filter(({ name }) => name === "ff");
  const [ff] = found;
  if (ff === undefined || found.length > 1) return undefined;
  const [state = "IQ", inverse = "IQN"] = ff.arguments;
  const clear = ff.attributes.get("clear");
  const preset = ff.attributes.get("preset");
  return {
    state,
    inverse,
    nextState: ff.attributes.get("next_state") ?? state,
    clockedOn: ff.attributes.get("clocked_on") ?? "",
    ...(clear === undefined ? {} : { clear }),
    ...(preset === undefined ? {} : { preset }),
  };
}

function capacitanceOf(pin: LibertyGroup, { units, inputCapacitance }: Context): number {
  const value = (name: string): number | undefined => {
    const text = pin.attributes.get(name);
    return text === undefined ? undefined : Number(text) * units.capacitance;
  };
  const whole = value("capacitance") ?? inputCapacitance;
  return ((value("rise_capacitance") ?? whole) + (value("fall_capacitance") ?? whole)) / 2;
}

function outputOf(name: string, pin: LibertyGroup, context: Context): OutputPin {
  const maximum = pin.attributes.get("max_capacitance");
  return {
    name,
    function: pin.attributes.get("function") ?? "",
    arcs: pin.groups.filter(isDelay).flatMap((timing) => arcsOf(timing, context)),
    energies: energiesOf(pin, context),
    maximumLoad:
      maximum === undefined ? Number.POSITIVE_INFINITY : Number(maximum) * context.units.capacitance,
  };
}

/** Delays alone: setup, hold and three-state times have other types. */
const isDelay = ({ name, attributes }: LibertyGroup): boolean =>
  name === "timing" &&
  /^(combinational(_rise|_fall)?|rising_edge|falling_edge|clear|preset)$/.test(
    attributes.get("timing_type") ?? "combinational",
  );

function arcsOf(timing: LibertyGroup, context: Context): TimingArc[] {
  const { units, templates, file } = context;
  const table = (name: string): LookupTable | undefined => {
    const group = timing.groups.find((inner) => inner.name === name);
    return group && readTable(group, templates, units, units.time, file);
  };
  const edge = (delayName: string, slewName: string): EdgeTiming | undefined => {
    const delay = table(delayName);
    const slew = table(slewName);
    return delay && slew && { delay, slew };
  };
  const sense = timing.attributes.get("timing_sense") ?? "non_unate";
  const rise = edge("cell_rise", "rise_transition");
  const fall = edge("cell_fall", "fall_transition");
  return namesOf(timing.attributes.get("related_pin")).map((from) => ({
    from,
    sense: sense === "positive_unate" ? "positive" : sense === "negative_unate" ? "negative" : "both",
    rise,
    fall,
  }));
}

function energiesOf(pin: LibertyGroup, { units, templates, energy, file }: Context): InternalEnergy[] {
  return pin.groups
    .filter(({ name }) => name === "internal_power")
    .flatMap((power): InternalEnergy[] => {
      const table = (name: string): LookupTable | undefined => {
        const group = power.groups.find((inner) => inner.name === name || inner.name === "power");
        return group && readTable(group, templates, units, energy, file);
      };
      const common = {
        when: power.attributes.get("when"),
        supply: power.attributes.get("related_pg_pin") ?? "",
        rise: table("rise_power"),
        fall: table("fall_power"),
      };
      const causes = namesOf(power.attributes.get("related_pin"));
      return causes.length === 0
        ? [{ ...common, from: undefined }]
        : causes.map((from) => ({ ...common, from }));
    });
}

const namesOf = (text: string | undefined): string[] =>
  text?.split(/\s+/).filter((name) => name !== "") ?? [];
