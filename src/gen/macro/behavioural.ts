/**
 * The compute-in-memory macro of the AFPR engine as a behavioural Verilog-2005 model with real numbers. Invariant: name and
 * ports are those of the elaborated digital twin that it is written for, so that it stands in for it by a file list; with all
 * non-idealities off, signs, comparators and levels are the twin's wherever the engine looks at them.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Module } from "../../ir/index.ts";
import { loadTemplate } from "../../templates/index.ts";
import { deviceInterface, requirePort } from "../testbench/device.ts";
import type { TextFile } from "../verilog/write.ts";

/** What is not ideal, as src/golden's Monte-Carlo model has it; all 0 is an ideal macro. Our design choice throughout. */
export interface MacroNonIdealities {
  /** Relative standard deviation of a cell's log-normal factor, 0 or more. */
  readonly conductanceSpread: number;
  /** Fraction of cells that are stuck at 0 or 15, 0 to 1. */
  readonly stuckCells: number;
  /** Standard deviation of a column's charge, one draw a conversion, in LSB of range 0; 0 or more. */
  readonly readNoise: number;
  /** Standard deviation of a column's comparator, one draw for good, in LSB of the range that is on; 0 or more. */
  readonly comparatorOffset: number;
  /** Fraction of a row's drive that is lost on the way to the last column, 0 to 1. */
  readonly irDrop: number;
  /** Standard deviation of the step of a programming pulse, in levels; 0 or more. */
  readonly stepVariation: number;
}

export interface BehaviouralMacro {
  /** The digital twin, elaborated; the model's sizes follow from its ports. */
  readonly top: Module;
  /** Defaults of the model's parameters; ideal, and seed 1, unless stated. The seed is a whole number of 31 bits. */
  readonly nonIdealities?: Partial<MacroNonIdealities> | undefined;
  readonly seed?: number | undefined;
}

const IDEAL: MacroNonIdealities = {
  conductanceSpread: 0,
  stuckCells: 0,
  readNoise: 0,
  comparatorOffset: 0,
  irDrop: 0,
  stepVariation: 0,
};

interface Rendered extends Readonly<Record<keyof MacroNonIdealities, string>> {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  readonly clock: string;
  /** "" or a condition and an `or`. */
  readonly isReset: string;
  readonly ports: readonly { readonly direction: string; readonly range: string; readonly name: string }[];
}

const render = loadTemplate<Rendered>(new URL("behavioural.v.hbs", import.meta.url));

/** What the model reads and drives, with bits a row, a column, or in all. */
const EXPECTED = [
  ["shift", "input", "all", 4],
  ["drive_on", "input", "rows", 1],
  ["drive_isNegative", "input", "rows", 1],
  ["drive_level", "input", "rows", 6],
  ["drive_gain", "input", "rows", 3],
  ["discharge", "input", "all", 1],
  ["integrate", "input", "all", 1],
  ["subtract", "input", "all", 1],
  ["capacitors", "input", "columns", 3],
  ["reference_isFull", "input", "columns", 1],
  ["reference_isUpper", "input", "columns", 1],
  ["reference_ramp", "input", "all", 5],
  ["access_isMinus", "input", "all", 1],
  ["access_read", "input", "all", 1],
  ["access_pulse", "input", "all", 1],
  ["access_set", "input", "columns", 1],
  ["access_clear", "input", "columns", 1],
  ["comparator", "output", "columns", 1],
  ["isNegative", "output", "columns", 1],
  ["levels", "output", "columns", 4],
] as const;

/**
 * The model as `NAME.v`, for Icarus Verilog and other event-driven simulators. The options' figures become defaults of its
 * parameters, which a simulator may override. Errors: BL0411 and BL0610 for a module whose ports are not those of a
 * macro, BL0610 for a figure out of range.
 */
export function writeBehaviouralMacro({ top, nonIdealities = {}, seed = 1 }: BehaviouralMacro): TextFile {
  const device = deviceInterface(top);
  const sizes = {
    all: 1,
    rows: requirePort(device, "drive_on", "input").width,
    columns: requirePort(device, "comparator", "output").width,
  };
  for (const [name, direction, count, bits] of EXPECTED) {
    const { width } = requirePort(device, name, direction);
    const expected = sizes[count] * bits;
    if (width !== expected) refuse(device.name, `the width of ${name}`, width, String(expected));
  }
  requirePort(device, "access_row", "input");
  const [domain] = device.clocks;
  if (domain === undefined || device.clocks.length !== 1) {
    return refuse(device.name, "the number of clocks", device.clocks.length, "1");
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) {
    refuse(device.name, "seed", seed, `a whole number from 0 to ${2 ** 31 - 1}`);
  }
  const figures = { ...IDEAL, ...nonIdealities };
  for (const [name, figure] of Object.entries(figures)) {
    const most = name === "stuckCells" || name === "irDrop" ? 1 : Number.MAX_VALUE;
    const allowed = most === 1 ? "a number from 0 to 1" : "a number, 0 or more";
    if (!(figure >= 0 && figure <= most)) refuse(device.name, name, figure, allowed);
  }
  const { clock, reset, resetActive } = domain;
  const pins = reset === undefined ? [clock] : [clock, reset];
  return {
    name: `${device.name}.v`,
    text: render({
      name: device.name,
      rows: sizes.rows,
      columns: sizes.columns,
      seed,
      clock,
      isReset: reset === undefined ? "" : `${resetActive === "low" ? "!" : ""}${reset} || `,
      ports: [
        ...pins.map((name) => ({ direction: "input", range: "", name })),
        ...device.ports.map(({ name, direction, width }) => ({
          direction,
          range: width === 1 ? "" : `[${width - 1}:0] `,
          name,
        })),
      ],
      conductanceSpread: realLiteral(figures.conductanceSpread),
      stuckCells: realLiteral(figures.stuckCells),
      readNoise: realLiteral(figures.readNoise),
      comparatorOffset: realLiteral(figures.comparatorOffset),
      irDrop: realLiteral(figures.irDrop),
      stepVariation: realLiteral(figures.stepVariation),
    }),
  };
}

const refuse = (block: string, parameter: string, found: unknown, allowed: string): never =>
  fail("BL0610", { block, parameter, found: String(found), allowed });

/** Verilog takes 0.5 and 1e-7 for real numbers, and 1 for an integer. */
const realLiteral = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
