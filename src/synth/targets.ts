/**
 * What can be synthesised for. Invariant: a target that is returned has its library at hand, checked, or needs none.
 */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fail } from "../diagnostics/index.ts";
import { type CellLibrary, readLibrary } from "./liberty/index.ts";

export interface CellTarget {
  readonly kind: "cells";
  readonly name: string;
  readonly library: CellLibrary;
}

export interface FpgaTarget {
  readonly kind: "fpga";
  readonly name: string;
  readonly family: "ice40" | "ecp5" | "xc7";
  /** For reports. */
  readonly device: string;
  /** For nextpnr; undefined where nothing places and routes. */
  readonly place: PlaceDevice | undefined;
}

/** A device of nextpnr-ice40 in the package of its usual board. */
export interface PlaceDevice {
  readonly option: string;
  readonly package: string;
  /** Input and output pins of that package. */
  readonly pins: number;
  readonly logicCells: number;
  readonly blockRamBits: number;
}

export type Target = CellTarget | FpgaTarget;

/** Where a library known by name is found; it need not be there. */
export const LIBRARIES = {
  nangate45: () => join(process.env.BITLOOM_DATA ?? "../shared/data", "liberty/nangate45_typ.lib.gz"),
  osu018: () => "/usr/share/qflow/tech/osu018/osu018_stdcells.lib",
} as const;

// Packages of the iCE40-HX8K breakout board and of the iCEBreaker; pins as icestorm's databases list them.
const HX8K: PlaceDevice = {
  option: "--hx8k",
  package: "ct256",
  pins: 206,
  logicCells: 7680,
  blockRamBits: 32 * 4096,
};
const UP5K: PlaceDevice = {
  option: "--up5k",
  package: "sg48",
  pins: 39,
  logicCells: 5280,
  blockRamBits: 30 * 4096,
};

const FPGAS: Readonly<Record<string, Omit<FpgaTarget, "kind" | "name">>> = {
  ice40: { family: "ice40", device: "iCE40 HX8K", place: HX8K },
  "ice40-hx8k": { family: "ice40", device: "iCE40 HX8K", place: HX8K },
  "ice40-up5k": { family: "ice40", device: "iCE40 UP5K", place: UP5K },
  ecp5: { family: "ecp5", device: "ECP5", place: undefined },
  xc7: { family: "xc7", device: "7 series", place: undefined },
};

/** Names that `findTarget` knows; it takes Liberty files by path too. */
export const TARGETS: readonly string[] = [...Object.keys(LIBRARIES), ...Object.keys(FPGAS)];

/** Targets with place and route. */
export const PLACED_TARGETS: readonly string[] = Object.keys(FPGAS).filter((name) => FPGAS[name]?.place);

/** What the target called `text` is, if it is one: everything but FPGAs is a library of cells. */
export const targetKind = (text: string): Target["kind"] => (Object.hasOwn(FPGAS, text) ? "fpga" : "cells");

/**
 * The target called `text`, or the one of a Liberty file at that path. Errors: BL0480 neither, BL0481 and BL0482 a library
 * that is broken or missing, BL0491 one that lacks a gate which every mapping needs.
 */
export function findTarget(text: string): Target {
  const fpga = Object.hasOwn(FPGAS, text) ? FPGAS[text] : undefined;
  if (fpga !== undefined) return { kind: "fpga", name: text, ...fpga };
  if (isLibrary(text)) return { kind: "cells", name: text, library: usableLibrary(LIBRARIES[text]()) };
  if (!/\.lib(\.gz)?$/.test(text) && !existsSync(text)) {
    return fail("BL0480", { found: text, known: TARGETS.join(", ") });
  }
  const name = basename(text)
    .replace(/\.gz$/, "")
    .replace(/\.lib$/, "");
  return { kind: "cells", name, library: usableLibrary(text) };
}

const isLibrary = (text: string): text is keyof typeof LIBRARIES => Object.hasOwn(LIBRARIES, text);

/** ABC would say that it has no output. */
function usableLibrary(path: string): CellLibrary {
  const library = readLibrary(path);
  const { name, file, lacks } = library;
  if (lacks.length > 0) fail("BL0491", { library: name, file, lacks: lacks.join(", nor ") });
  return library;
}
