/**
 * The AFPR engine and those of its parts that make sense alone, as the command line offers them. 0 stands for a default that
 * depends on the others. Rows, programmer and readout answer to a protocol only, so random inputs say nothing of them.
 */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { AfprAdcColumn, AfprSequencer } from "./adc/index.ts";
import { AfprEngine } from "./engine.ts";
import { AfprMacro } from "./macro/index.ts";
import { type AfprParameters, afprConfiguration } from "./parameters.ts";
import { afprRegisters } from "./registers.ts";

const whole = (doc: string, usual: number, min: number, max: number) =>
  integerParameter({ doc, default: usual, min, max });
const derived = (doc: string, max: number) => whole(`${doc}; 0 for the default`, 0, 0, max);

const rows = whole("rows of the macro: inputs of a conversion", 576, 1, 1024);
const cols = whole("columns of the macro: outputs of a conversion", 256, 1, 512);
const inputs = choiceParameter({
  doc: "signs of inputs: positive and negative rows one after the other, or both lines of a row",
  default: "two-phase",
  choices: ["two-phase", "differential"],
});
const phases = {
  reset: whole("cycles in which the integrators discharge", 1, 1, 4096),
  integrate: whole("cycles in which the rows are on, both signs together", 28, 1, 4096),
  decide: whole("cycles of the two comparisons that decide the range", 2, 2, 4096),
  convert: whole("cycles of the ramp, a multiple of 32", 32, 32, 4096),
  latch: whole("cycles in which the codes settle", 1, 1, 4096),
};
const bus = derived("bits of the activation stream, a multiple of 8", 2048);
const weightBus = whole("bits of the weight stream, a multiple of 8; a byte a weight", 64, 8, 1024);
const lanes = derived("results a beat, at most cols and 512 bytes in all", 512);
const batch = whole("activation vectors whose partial sums are kept", 16, 1, 1024);
const accumulatorBits = whole("two's complement bits of a partial sum", 32, 26, 48);
const pulseCycles = whole("cycles of a programming pulse", 2, 1, 255);
const readCycles = whole("cycles of a verifying read", 2, 2, 255);

type Given = Readonly<Partial<Record<keyof typeof phases, number>>> & {
  readonly rows?: number;
  readonly cols?: number;
  readonly bus?: number;
  readonly lanes?: number;
} & Omit<AfprParameters, "rows" | "columns" | "phases" | "bus" | "lanes">;

/** Parameters of the catalogue as the blocks take them; 0 becomes the default, and what is left out is 1. */
export function afprParameters(given: Given): AfprParameters {
  const { reset, integrate, decide, convert, latch, bus, lanes, cols = 1, rows = 1, ...others } = given;
  const lengths = Object.entries({ reset, integrate, decide, convert, latch });
  return {
    ...others,
    rows,
    columns: cols,
    bus: bus || undefined,
    lanes: lanes || undefined,
    phases: Object.fromEntries(lengths.filter(([, cycles]) => cycles !== undefined)),
  };
}

export const afprBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "afpr-engine",
    title: "AFPR engine",
    doc: "FP8 (E2M5) converters around a compute-in-memory macro: AXI4-Stream activations and weights in, results and failed cells out, AXI4-Lite registers. rows * cols products every conversion, 64 cycles by default; weights are written and verified through the macro's port; partial sums over row tiles.",
    parameters: {
      rows,
      cols,
      inputs,
      ...phases,
      bus,
      weightBus,
      lanes,
      batch,
      accumulatorBits,
      pulseCycles,
      readCycles,
    },
    reference: { rows: "8", cols: "4", lanes: "2" },
    referenceFolder: "afpr",
    registers: () => afprRegisters,
    make: (given) => AfprEngine(afprParameters(given)),
  }),
  blockEntry({
    name: "afpr-sequencer",
    title: "AFPR conversion sequencer",
    doc: "Phases of a conversion (reset, integrate, range decision, ramp, latch) with the ramp's counter. A conversion every sum of the phases, as long as codes are loaded and the readout is free.",
    parameters: { inputs, ...phases },
    make: (given) => AfprSequencer(afprConfiguration(afprParameters(given))),
  }),
  blockEntry({
    name: "afpr-adc-column",
    title: "AFPR FP-ADC column",
    doc: "Range controller and mantissa latch of one column: two comparisons choose the capacitor, the ramp's count is latched when the comparator trips. The code stands until the next discharge.",
    parameters: {},
    make: () => AfprAdcColumn(),
  }),
  blockEntry({
    name: "afpr-macro",
    title: "AFPR macro, digital twin",
    doc: "The compute-in-memory macro as exact digital logic: cells in memories, charge summed over the words of a column during integration, comparators, access to the cells. It stands where silicon or the behavioural model stand.",
    parameters: { rows, cols, inputs, ...phases, readCycles },
    reference: { rows: "6", cols: "3" },
    make: (given) => AfprMacro(afprConfiguration(afprParameters(given))),
  }),
];
