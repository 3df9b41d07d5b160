/** Arrays placed and routed on an FPGA. Invariant: what stands in for missing pins is counted, and told apart. */
import { FPGA_ARRAYS, type FpgaArray } from "../jobs/index.ts";
import { synthesiseAndPlace, type ToolReport } from "../synth/index.ts";
import { requireTool } from "../tools/index.ts";
import type { PlacedMeasurement } from "./comparison.ts";
import { verilogOf } from "./measure.ts";
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

/** Places and routes all arrays, one after the other; some minutes each. Errors: those of `synthesiseAndPlace`. */
export async function placeArrays(options: PlacedOptions): Promise<PlacedComparison> {
  const { timeoutSeconds, seed = 1, arrays = FPGA_ARRAYS, memory = noMemory, onProgress } = options;
  const versions = [await requireTool("yosys"), await requireTool("nextpnr-ice40")].map(
    ({ version }) => version,
  );
  const found: PlacedMeasurement[] = [];
  let tools: readonly ToolReport[] = [];
  for (const [index, array] of arrays.entries()) {
    const { name, title, device, weights, tokens, cycles } = array;
    const verilog = verilogOf(array.module());
    const { report } = await memory.remember(["placed", device, seed, versions, verilog], async () => {
      const done = await synthesiseAndPlace(verilog, {
        target: device,
        seed,
        timeoutSeconds,
        onProgress: (part, what) => onProgress?.(index + part, `${name}: ${what}`),
      });
      return { report: done.report };
    });
    tools = report.tools;
    const cells = report.placed?.utilisation.find(({ element }) => element === "ICESTORM_LC")?.used ?? 0;
    found.push({
      name,
      title,
      device: report.placed?.device ?? device,
      weights,
      tokens,
      cycles,
      logicCells: cells,
      standIns: report.placed?.harness?.flipFlops ?? 0,
      frequency: report.placed?.clocks[0]?.maximumFrequency ?? 0,
    });
  }
  return { placed: found, tools };
}
