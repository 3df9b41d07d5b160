/** The LieQ engine as the command line offers it. 0 stands for a default that depends on the others. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { LieqEngine } from "./engine.ts";
import type { LieqParameters } from "./parameters.ts";
import { lieqRegisters } from "./registers.ts";

const whole = (doc: string, usual: number, min: number, max: number) =>
  integerParameter({ doc, default: usual, min, max });

type Given = Omit<LieqParameters, "columns"> & { readonly cols: number };

/** Parameters of the catalogue as the engine takes them; 0 becomes the default. */
export const lieqParameters = ({ cols, lanes, ...given }: Given): LieqParameters => ({
  ...given,
  columns: cols,
  lanes: lanes || undefined,
});

export const lieqBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "lieq-engine",
    title: "LieQ engine",
    doc: "The temporal array for layers of different formats: FineQ blocks and uniform codes of 2, 3, 4 and 8 bits in groups of 128, run layer after layer from a table with base addresses. AXI4-Stream weights, scales and activations in, exact results out, transfers for four data movers, AXI4-Lite registers with counters for each layer.",
    parameters: {
      rows: whole("rows of the array: activation rows at a time", 16, 1, 128),
      cols: whole("columns of the array: output channels at a time", 16, 1, 128),
      coding: choiceParameter({
        doc: "steps of a digit 0..3: unary 3 pulses of 1, binary pulses of 2 and 1, direct one step",
        default: "unary",
        choices: ["unary", "binary", "direct"],
      }),
      accumulatorBits: whole("two's complement bits of a sum in the array", 24, 24, 32),
      lanes: whole(
        "results a beat, at most cols and 51 (a stream of 4096 bits); 0 for the default",
        0,
        0,
        51,
      ),
      wordDepth: whole("words stored for each column: 2, 4 or 8", 4, 2, 8),
      layers: whole("entries of the layer table", 64, 1, 1024),
    },
    reference: { rows: "4", cols: "4", layers: "16" },
    referenceFolder: "lieq",
    registers: () => lieqRegisters,
    make: (given) => LieqEngine(lieqParameters(given)),
  }),
];
