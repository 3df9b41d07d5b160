/**
 * The output-stationary FineQ arrays without their edges, as the engine holds them: whoever drives them skews activations and
 * pulses. Invariant: a run is that of the same array with edges, each port delayed as the edge's registers delay it.
 */
import { FineqArray, type FineqCoding } from "../../blocks/index.ts";
import { pulseWeights, temporalPulses } from "../../golden/index.ts";
import { joined } from "./bits.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import { ACCUMULATOR_BITS, outputFamily, WEIGHT_BITS } from "./fineq-families.ts";
import type { ArrayFamily, ArrayRun, ArraySize, PortValues } from "./run.ts";

/** Direct coding is left out: its rows carry three times the activation too. */
type BareCoding = Exclude<FineqCoding, "direct">;

/** A pulse counts up to 1, or up to 2. */
const PULSE_BITS: Readonly<Record<BareCoding, number>> = { unary: 1, binary: 2 };

function bareFamily(coding: BareCoding): ArrayFamily {
  const edged = outputFamily(coding, "signed");
  const array = ({ rows, columns }: ArraySize) =>
    FineqArray({ rows, columns, coding, activationBits: ACTIVATION_BITS, accumulatorBits: ACCUMULATOR_BITS });
  return {
    ...edged,
    name: `${edged.name}-bare`,
    title: `${edged.title}, without edges`,
    array,
    run: (size, product) => {
      const run = edged.run(size, product);
      return { ...run, module: array(size), cycles: skewed(run.cycles, size, coding) };
    },
  };
}

/** What the edges of an array would make of its ports; they hold 0 before the first cycle. */
function skewed(cycles: ArrayRun["cycles"], { rows, columns }: ArraySize, coding: BareCoding): PortValues[] {
  const held: PortValues[] = [];
  for (const cycle of cycles) held.push({ ...held.at(-1), ...cycle });
  const field = (port: string, cycle: number, at: number, bits: number): number =>
    Number(((held[cycle]?.[port] ?? 0n) >> BigInt(at * bits)) & ((1n << BigInt(bits)) - 1n));
  const along = (count: number, valueAt: (place: number) => number): number[] =>
    Array.from({ length: count }, (_, place) => valueAt(place));
  const pulse = (code: number, phase: number): number =>
    (temporalPulses(coding, code & 3)[phase] ?? 0) * (pulseWeights(coding)[phase] ?? 0);
  return held.map(({ shift = 0n }, now) => {
    const activations = along(rows, (row) => field("activations", now - row - 1, row, ACTIVATION_BITS));
    const codes = along(columns, (column) => field("weights", now - column - 1, column, WEIGHT_BITS));
    const phases = along(columns, (column) => field("phase", now - column - 1, 0, 2));
    const ends = along(columns, (column) => field("boundary", now - column - 1, 0, 1));
    return {
      shift,
      activations: joined(activations, ACTIVATION_BITS),
      code_pulse: joined(
        codes.map((code, column) => pulse(code, phases[column] as number)),
        PULSE_BITS[coding],
      ),
      code_negative: joined(
        codes.map((code) => code >> 2),
        1,
      ),
      code_boundary: joined(ends, 1),
    };
  });
}

/** Blocks of the catalogue in this form; not compared, since others have their edges. */
export const BARE_FAMILIES: readonly ArrayFamily[] = [bareFamily("unary"), bareFamily("binary")];
