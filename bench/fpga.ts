/**
 * Grids of tiles that fill an iCE40 HX8K, placed and routed: `npm run bench -- fpga [--only TEXT] [--seed N]`. A few minutes each.
 * The grids have more ports than the package has pins; the shift registers that stand in for them are counted apart.
 */
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { FPGA_ARRAYS } from "../src/jobs/index.ts";
import { synthesiseAndPlace } from "../src/synth/index.ts";
import { printTable } from "./report.ts";

/** Grids with `--only` in their name, all unless given; seed 1 unless given. */
export async function run(options: readonly string[]): Promise<void> {
  const optionOf = (option: string): string | undefined => {
    const at = options.indexOf(option);
    return at < 0 ? undefined : options[at + 1];
  };
  const only = optionOf("--only") ?? "";
  const seed = Number(optionOf("--seed") ?? 1);
  const rows: string[][] = [];
  let tools = "";
  for (const grid of FPGA_ARRAYS.filter(({ name }) => name.includes(only))) {
    const definition = grid.module();
    const { files } = writeVerilog(elaborate(definition));
    const { report } = await synthesiseAndPlace(
      { top: definition.name, files },
      { target: grid.device, seed },
    );
    tools = report.tools.map(({ name, version }) => `${name} ${version}`).join(", ");
    const cells =
      report.placed?.utilisation.find(({ element }) => element === "ICESTORM_LC")?.used ?? Number.NaN;
    const harness = report.placed?.harness?.flipFlops ?? 0;
    const frequency = report.placed?.clocks[0]?.maximumFrequency ?? Number.NaN;
    const rate = (cycles: number): string =>
      ((grid.weights * grid.tokens * frequency) / cycles / 1000).toFixed(1);
    const { least, most } = grid.cycles;
    rows.push([
      grid.title,
      `${grid.inputs} x ${grid.channels}`,
      `${cells - harness} + ${harness}`,
      (cells / grid.weights).toFixed(1),
      ((cells - harness) / grid.weights).toFixed(1),
      frequency.toFixed(0),
      least === most ? `${most}` : `${least} to ${most}`,
      least === most ? rate(most) : `${rate(most)} to ${rate(least)}`,
    ]);
  }
  if (rows.length === 0) throw new RangeError(`no grid has "${only}" in its name`);
  printTable(
    `Grids of tiles on an iCE40 HX8K, 8-bit activations, placed and routed, seed ${seed}; ${tools}`,
    [
      "grid",
      "inputs x channels",
      "logic cells + stand-ins for pins",
      "cells a weight",
      "without stand-ins",
      "Fmax (MHz)",
      "cycles",
      "G multiply-accumulates a second",
    ],
    rows,
  );
  console.log();
}
