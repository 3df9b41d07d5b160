/**
 * A module around a design with more ports than a package has pins: inputs come from a shift register, outputs go into a chain
 * of exclusive-ors. Invariant: every port bit is used and no register equals one of the design, so that nothing of it is optimized away.
 */

import { loadTemplate } from "../../templates/index.ts";
import { clockPorts, type Netlist } from "../netlist/index.ts";
import type { VerilogDesign } from "../source.ts";

/** Flip-flops that the module adds: one a port bit, but for clocks. */
export interface PinHarness {
  readonly design: VerilogDesign;
  readonly flipFlops: number;
}

/** Name of the design in the harness, with the dot, as flat names have it. */
export const DEVICE = "bitloom_device.";

interface Data {
  readonly top: string;
  readonly clocks: readonly string[];
  readonly ownClock: boolean;
  readonly clock: string;
  /** Highest index; absent without such ports. */
  readonly inputBits: string;
  readonly outputBits: string;
  readonly inputs: number;
  readonly connections: readonly { readonly port: string; readonly net: string }[];
}

const harness = loadTemplate<Data>(new URL("pins.v.hbs", import.meta.url));

/** Port bits of the top. */
export function portBits(netlist: Netlist): number {
  const ports = Object.values(netlist.modules.get(netlist.top)?.ports ?? {});
  return ports.reduce((sum, { bits }) => sum + bits.length, 0);
}

/** `rtl` is the design before its mapping. All shift registers are in the first clock's domain. */
export function pinHarness(design: VerilogDesign, rtl: Netlist): PinHarness {
  const ports = Object.entries(rtl.modules.get(design.top)?.ports ?? {});
  const clocks = clockPorts(rtl, ({ connections }) => (connections.CLK === undefined ? [] : ["CLK"]));
  let inputs = 0;
  let outputs = 0;
  const connections = ports.map(([port, { direction, bits }]) => {
    if (clocks.includes(port)) return { port, net: port };
    const isInput = direction === "input";
    const from = isInput ? inputs : outputs;
    if (isInput) inputs += bits.length;
    else outputs += bits.length;
    return { port, net: `bitloom_${isInput ? "inputs" : "outputs"}[${from + bits.length - 1}:${from}]` };
  });
  const text = harness({
    top: design.top,
    clocks,
    ownClock: clocks.length === 0,
    clock: clocks[0] ?? "bitloom_clock",
    inputBits: inputs === 0 ? "" : String(inputs - 1),
    outputBits: outputs === 0 ? "" : String(outputs - 1),
    inputs,
    connections,
  });
  const files = [...design.files, { name: "bitloom_pins.v", text }];
  return { design: { top: "bitloom_pins", files }, flipFlops: inputs + outputs };
}
