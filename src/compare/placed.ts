/**
 * Arrays placed and routed on an FPGA. Invariant: none is placed that computes anything wrong at the very size that is placed, no number
 * stands in for one that was not measured, and what stands in for missing pins is counted, and told apart.
 */
import { fail } from "../diagnostics/index.ts";
import { decodeCluster, type FineqIndex } from "../golden/index.ts";
import { FPGA_ARRAYS, type FpgaArray, type IntegerProduct } from "../jobs/index.ts";
import { type SynthesisReport, synthesiseAndPlace, type ToolReport } from "../synth/index.ts";
import { findNextpnr, findYosys } from "../tools/index.ts";
import type { PlacedMeasurement } from "./comparison.ts";
import { playExactly, sourceOf, verilogOf } from "./measure.ts";
import { type Memory, noMemory } from "./memory.ts";

export interface PlacedOptions {
  readonly timeoutSeconds: number;
  /** Of the placement; 1 unless stated. */
  readonly seed?: number;
  readonly arrays?: readonly FpgaArray[];
  readonly memory?: Memory;
  /** `done` of the arrays, with a word on what is under way. */
  readonly onProgress?: (done: number, what: string) => void;
}

export interface PlacedComparison {
  readonly placed: readonly PlacedMeasurement[];
  readonly tools: readonly ToolReport[];
}

/**
 * Plays, places and routes all arrays, one after the other; some minutes each. Errors: BL0495 a wrong output; BL0497 a placement that
 * does not tell cells or clock; those of `synthesiseAndPlace`.
 */
export async function placeArrays(options: PlacedOptions): Promise<PlacedComparison> {
  const { timeoutSeconds, seed = 1, arrays = FPGA_ARRAYS, memory = noMemory, onProgress } = options;
  const versions = [await findYosys(undefined), await findNextpnr(undefined)].map(({ version }) => version);
  const found: PlacedMeasurement[] = [];
  let tools: readonly ToolReport[] = [];
  for (const [index, array] of arrays.entries()) {
    const { name, device } = array;
    onProgress?.(index, `${name}: simulation`);
    const verified = verifyPlaced(array);
    const verilog = verilogOf(array.module());
    const { report } = await memory.remember(
      ["placed", device, seed, versions, sourceOf(array.module())],
      async () => {
        const done = await synthesiseAndPlace(verilog, {
          target: device,
          seed,
          timeoutSeconds,
          onProgress: (part, what) => onProgress?.(index + part, `${name}: ${what}`),
        });
        return { report: done.report };
      },
    );
    tools = report.tools;
    found.push(placedMeasurement(array, report.placed, verified));
  }
  return { placed: found, tools };
}

/** What the tools told of an array. BL0497 names what they did not. */
export function placedMeasurement(
  { name, title, device: target, weights, tokens, cycles }: FpgaArray,
  report: SynthesisReport["placed"],
  verified: number,
): PlacedMeasurement {
  const lacking = (lacks: string): never => fail("BL0497", { array: name, lacks, device: target });
  const { device, utilisation, clocks, harness } = report ?? lacking("placement");
  const cells = utilisation.find(({ element }) => element === "ICESTORM_LC");
  const [clock] = clocks;
  return {
    name,
    title,
    device,
    weights,
    tokens,
    cycles,
    logicCells: cells?.used ?? lacking("logic cells"),
    // Without a harness every port has a pin.
    standIns: harness?.flipFlops ?? 0,
    frequency: clock?.maximumFrequency ?? lacking("frequency of a clock"),
    verified,
  };
}

/** Activation vectors of each filling. */
const PLAYED_VECTORS = 12;

/** Outputs compared: those of as many products as give the array every FineQ cluster once. BL0495 names the first that is wrong. */
export function verifyPlaced(array: FpgaArray): number {
  const pairs = (array.inputs / PAIR_WEIGHTS) * array.channels;
  const fillings = Math.ceil(EVERY_CLUSTER / (2 * pairs));
  let checked = 0;
  for (let filling = 0; filling < fillings; filling++) {
    checked += playExactly(array.name, array.run(playedProduct(array, filling * pairs)));
  }
  return checked;
}

const PAIR_WEIGHTS = 6;
/** Four pair indices, 64 codes each. */
const EVERY_CLUSTER = 4 * 64;

/** Pairs number `from` and up of a list that has every cluster in 128 pairs; activations over their whole range. */
function playedProduct({ inputs: k, channels: n }: FpgaArray, from: number): IntegerProduct {
  const count = (k / PAIR_WEIGHTS) * n;
  const pairs = Array.from({ length: count }, (_, i) => from + i);
  // Every index in every place of a channel.
  const indexOf = (pair: number) => ((pair + (pair >> 2)) % 4) as FineqIndex;
  const weights = pairs.flatMap((pair) => {
    const code = (2 * (pair >> 2)) % 64;
    return [...decodeCluster(indexOf(pair), code), ...decodeCluster(indexOf(pair), code + 1)];
  });
  // 89 is odd, so that 256 activations in a row are all that there are.
  const activations = Int8Array.from({ length: PLAYED_VECTORS * k }, (_, i) => ((89 * i) % 256) - 128);
  return {
    m: PLAYED_VECTORS,
    k,
    n,
    activations,
    weights: Int8Array.from(weights),
    indices: Uint8Array.from(pairs, indexOf),
  };
}
