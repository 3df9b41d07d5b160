/**
 * Random inputs with the outputs that belong to them, cycle by cycle from reset, for whoever runs a netlist of a design. Invariant: an
 * output that depends on what registers held at power-up is not expected.
 */
import type { PortValues } from "../gen/index.ts";
import { bitWidth, type Design } from "../ir/index.ts";
import { resetLevel } from "../sim/index.ts";
import { recordTestbench } from "./record.ts";

export interface PortCycles {
  /** Inputs and resets from each clock edge to the next, by port name, as unsigned numbers. Ports left out keep their value. */
  readonly cycles: readonly PortValues[];
  /** Whole outputs just before the edge that ends `cycle`. */
  readonly expected: readonly {
    readonly cycle: number;
    readonly port: string;
    readonly low: number;
    readonly bits: number;
    readonly value: bigint;
  }[];
  /** First cycle after reset. */
  readonly afterReset: number;
}

const RESET_CYCLES = 2;

/** New values for every input in each of `cycles` cycles after reset; all clocks rise in every cycle. `seed`: any 32-bit number. */
export function randomPortCycles(
  design: Design,
  options: { readonly cycles: number; readonly seed: number },
): PortCycles {
  const { steps } = recordTestbench(design, { ...options, engine: "compiled" });
  const reset = (isActive: boolean): PortValues =>
    Object.fromEntries(
      design.top.domains.flatMap(({ name, reset: port }) =>
        port === undefined ? [] : [[port, BigInt(resetLevel(design, name, isActive))] as const],
      ),
    );
  const widths = new Map(design.top.ports.map(({ name, type }) => [name, bitWidth(type)]));
  return {
    cycles: [
      ...Array.from({ length: RESET_CYCLES }, () => reset(true)),
      ...steps.map(({ inputs }, i) => ({ ...(i === 0 && reset(false)), ...inputs })),
    ],
    expected: steps.flatMap(({ expected, care }, i) =>
      Object.entries(expected).flatMap(([port, value]) =>
        (care?.[port] ?? 0n) === 0n
          ? []
          : [{ cycle: RESET_CYCLES + i, port, low: 0, bits: widths.get(port) ?? 1, value }],
      ),
    ),
    afterReset: RESET_CYCLES,
  };
}
