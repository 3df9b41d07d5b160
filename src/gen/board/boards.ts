/**
 * The boards that Bitloom makes bitstreams for: device, pins, oscillator. Invariant: pins are those of the boards' schematics, as the
 * boards' own constraint files have them too; nextpnr refuses one that the package lacks.
 */

/** A signal of the generated top: which pin it has, and the level that means "on". */
export interface BoardPin {
  readonly signal: string;
  readonly pin: string;
  readonly active: "high" | "low";
  /** For the comment in the constraints. */
  readonly label: string;
}

export interface Board {
  readonly name: string;
  readonly title: string;
  /** Name of the target for synthesis and nextpnr. */
  readonly target: "ice40-up5k" | "ice40-hx8k";
  readonly nextpnrDevice: string;
  readonly package: string;
  /** MHz. */
  readonly oscillator: number;
  /** How the PLL takes the oscillator: through the pad that belongs to it, or from the fabric. */
  readonly pll: "SB_PLL40_PAD" | "SB_PLL40_CORE";
  readonly clock: BoardPin;
  readonly rx: BoardPin;
  readonly tx: BoardPin;
  /** A button that resets the design. */
  readonly button?: BoardPin;
  /** In the order of `LED_MEANINGS`, as many as the board has. */
  readonly leds: readonly BoardPin[];
  /** Programs the bitstream. */
  readonly program: string;
}

const high = (signal: string, pin: string, label: string): BoardPin => ({
  signal,
  pin,
  label,
  active: "high",
});
const low = (signal: string, pin: string, label: string): BoardPin => ({ signal, pin, label, active: "low" });

/** What a LED shows, in order of importance. */
export const LED_MEANINGS = ["heartbeat", "fault", "activity", "hasResults"] as const;

export const BOARDS: readonly Board[] = [
  {
    // Schematic of the iCEBreaker v1.0e: oscillator on pin 35, FT2232H port B on 6 and 9, user button on 10, LEDs on 11 and 37.
    name: "icebreaker",
    title: "iCEBreaker",
    target: "ice40-up5k",
    nextpnrDevice: "--up5k",
    package: "sg48",
    oscillator: 12,
    pll: "SB_PLL40_PAD",
    clock: high("clk", "35", "12 MHz oscillator"),
    rx: high("rx", "6", "FT2232H BDBUS0: the host's TX"),
    tx: high("tx", "9", "FT2232H BDBUS1: the host's RX"),
    button: low("button", "10", "user button BTN_N"),
    leds: [low("led_0", "37", "green LED"), low("led_1", "11", "red LED")],
    program: "iceprog",
  },
  {
    // Lattice EB85, iCE40HX-8K Breakout Board user's guide: oscillator on J3, FT2232H port B on B10 and B12, LEDs D2 to D9.
    name: "hx8k",
    title: "iCE40-HX8K breakout board",
    target: "ice40-hx8k",
    nextpnrDevice: "--hx8k",
    package: "ct256",
    oscillator: 12,
    pll: "SB_PLL40_CORE",
    clock: high("clk", "J3", "12 MHz oscillator"),
    rx: high("rx", "B10", "FT2232H BDBUS0: the host's TX"),
    tx: high("tx", "B12", "FT2232H BDBUS1: the host's RX"),
    leds: [
      ["B5", "D9"],
      ["B4", "D8"],
      ["A2", "D7"],
      ["A1", "D6"],
      ["C5", "D5"],
      ["C4", "D4"],
      ["B3", "D3"],
      ["C3", "D2"],
    ].map(([pin = "", label = ""], index) => high(`led_${index}`, pin, `LED ${label}`)),
    program: "iceprog -S",
  },
];
