/**
 * Everything around a board's design: the top with clock, reset and pins, the constraints, a Makefile. Invariant: each signal of the
 * top has one pin, and the top's clock is the frequency that the bit rate was computed for.
 */
import { fail } from "../../diagnostics/index.ts";
import { loadTemplate } from "../../templates/index.ts";
import type { TextFile } from "../verilog/write.ts";
import { type Board, LED_MEANINGS } from "./boards.ts";
import { PLL_OUTPUT, pllSettings } from "./pll.ts";

const top = loadTemplate<object>(new URL("top.v.hbs", import.meta.url));
const pcf = loadTemplate<object>(new URL("pins.pcf.hbs", import.meta.url));
const makefile = loadTemplate<object>(new URL("Makefile.hbs", import.meta.url));

export interface BoardClock {
  /** MHz; what the PLL gives, or the oscillator. */
  readonly frequency: number;
  /** Clock cycles a bit of the serial line. */
  readonly divisor: number;
  /** Bits a second that the divisor makes. */
  readonly baud: number;
}

/** Receiver and sender may differ by this, in percent, together with what a cable does to edges. */
const LARGEST_ERROR = 2;
const LEAST_DIVISOR = 4;

/** Clock and divisor for a board. Errors: BL0703 a clock that it cannot make, BL0701 a bit rate that the clock cannot. */
export function boardClock(board: Board, wanted: number, baud: number): BoardClock {
  const isOscillator = wanted === board.oscillator;
  const settings = isOscillator ? undefined : pllSettings(board.oscillator, wanted);
  const frequency = isOscillator ? board.oscillator : settings?.output;
  if (frequency === undefined) {
    const allowed = `${board.oscillator} or ${PLL_OUTPUT[0]} to ${PLL_OUTPUT[1]} MHz`;
    return fail("BL0703", { board: board.title, clock: wanted, allowed });
  }
  const divisor = Math.max(LEAST_DIVISOR, Math.round((frequency * 1e6) / baud));
  const made = (frequency * 1e6) / divisor;
  const error = Math.abs(made / baud - 1) * 100;
  if (error > LARGEST_ERROR || divisor > 65535) {
    fail("BL0701", {
      board: board.title,
      baud,
      clock: String(frequency),
      nearest: Math.round(made),
      error: error.toFixed(1),
    });
  }
  return { frequency, divisor, baud: Math.round(made) };
}

export interface BoardFilesOptions {
  readonly board: Board;
  readonly clock: BoardClock;
  /** Name of the design's module, with the ports of a board's design. */
  readonly core: string;
  /** Verilog files of the design. */
  readonly sources: readonly string[];
  readonly seed: number;
}

/** The board's top. */
export const boardTop = ({ name }: Board): string => `${name}_top`;

/** The top `NAME_top.v`, the constraints `NAME.pcf` and a `Makefile`, which runs the Yosys script `synth.ys` of src/synth. */
export function boardFiles({ board, clock, core, sources, seed }: BoardFilesOptions): {
  readonly top: string;
  readonly verilog: TextFile;
  readonly constraints: TextFile;
  readonly makefile: TextFile;
} {
  const name = boardTop(board);
  const settings =
    clock.frequency === board.oscillator ? undefined : pllSettings(board.oscillator, clock.frequency);
  const shown = board.leds.map(({ signal, active }, index) => {
    const meaning = LED_MEANINGS[index] ?? "1'b0";
    return { signal, value: active === "low" ? `!${meaning}` : meaning };
  });
  const { button } = board;
  const verilog = top({
    title: board.title,
    top: name,
    core,
    clock: board.clock.signal,
    clockLabel: board.clock.label,
    rx: board.rx.signal,
    tx: board.tx.signal,
    button: button?.signal ?? "",
    /** 1 while the button is not pressed. */
    released: button?.active === "low" ? button.signal : `!${button?.signal}`,
    leds: shown,
    unused: LED_MEANINGS.slice(board.leds.length),
    oscillator: board.oscillator,
    frequency: clock.frequency,
    pll:
      settings === undefined
        ? undefined
        : {
            ...settings,
            primitive: board.pll,
            input: board.pll === "SB_PLL40_PAD" ? "PACKAGEPIN" : "REFERENCECLK",
          },
  });
  const pins = [board.clock, board.rx, board.tx, ...(button === undefined ? [] : [button]), ...board.leds];
  const constraints = pcf({
    title: board.title,
    package: board.package,
    source: SOURCES[board.name] ?? "",
    pins,
    clock: board.clock.signal,
    oscillator: board.oscillator,
  });
  const file = `${name}.v`;
  const pcfName = `${board.name}.pcf`;
  return {
    top: name,
    verilog: { name: file, text: verilog },
    constraints: { name: pcfName, text: constraints },
    makefile: {
      name: "Makefile",
      text: makefile({
        top: name,
        sources: [...sources, file],
        pcf: pcfName,
        device: board.nextpnrDevice,
        package: board.package,
        frequency: clock.frequency,
        seed,
        program: board.program,
      }),
    },
  };
}

const SOURCES: Readonly<Record<string, string>> = {
  icebreaker: "Pins: schematic of the iCEBreaker v1.0e.",
  hx8k: "Pins: Lattice EB85, iCE40HX-8K Breakout Board, user's guide.",
};
