/**
 * Grids of tiles that fill an iCE40 HX8K, played and then placed and routed: `npm run bench -- fpga [--only TEXT] [--seed N]`. A few minutes
 * each. The grids have more ports than the package has pins; the shift registers that stand in for them are counted apart.
 */
import { placeArrays } from "../src/compare/index.ts";
import { FPGA_ARRAYS } from "../src/jobs/index.ts";
import { printTable } from "./report.ts";

/** Seconds that each tool may take. */
const TIME_LIMIT = 3600;

/** Grids with `--only` in their name, all unless given; seed 1 unless given. Errors: RangeError for options that say nothing of use. */
export async function run(options: readonly string[]): Promise<void> {
  const optionOf = (option: string): string | undefined => {
    const at = options.indexOf(option);
    return at < 0 ? undefined : (options[at + 1] ?? "");
  };
  const only = optionOf("--only") ?? "";
  const seed = seedOf(optionOf("--seed") ?? "1");
  const arrays = FPGA_ARRAYS.filter(({ name }) => name.includes(only));
  if (arrays.length === 0) throw new RangeError(`no grid has "${only}" in its name`);
  const { placed, tools } = await placeArrays({ seed, arrays, timeoutSeconds: TIME_LIMIT });
  const rows = arrays.map((array) => {
    const found = placed.find(({ name }) => name === array.name);
    if (found === undefined) throw new RangeError(`${array.name} was not placed`);
    const { logicCells, standIns, frequency, weights, tokens } = found;
    const { least, most } = found.cycles;
    const rate = (cycles: number): string => ((weights * tokens * frequency) / cycles / 1000).toFixed(1);
    return [
      found.title,
      `${array.inputs} x ${array.channels}`,
      `${logicCells - standIns} + ${standIns}`,
      (logicCells / weights).toFixed(1),
      ((logicCells - standIns) / weights).toFixed(1),
      frequency.toFixed(0),
      least === most ? `${most}` : `${least} to ${most}`,
      least === most ? rate(most) : `${rate(most)} to ${rate(least)}`,
    ];
  });
  const versions = tools.map(({ name, version }) => `${name} ${version}`).join(", ");
  printTable(
    `Grids of tiles on an iCE40 HX8K, 8-bit activations, placed and routed, seed ${seed}; ${versions}`,
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

/** nextpnr's seed. */
function seedOf(text: string): number {
  const seed = Number(text);
  if (text === "" || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) {
    throw new RangeError(`--seed is "${text}"; allowed is a whole number from 0 to ${2 ** 31 - 1}`);
  }
  return seed;
}
