/** The part of docs/results.md about arrays, from docs/hardware.json. Invariant: the text is a pure function of the comparison. */
import {
  BASELINE,
  type Comparison,
  compareFamilies,
  comparisonTables,
  findFamilies,
  folderMemory,
  operandsOf,
  placeArrays,
  ratiosTo,
  THREE_BIT_BASELINE,
} from "../../src/compare/index.ts";
import { FPGA_ARRAYS } from "../../src/jobs/index.ts";
import { type CellTarget, findTarget } from "../../src/synth/index.ts";
import { listed, table, wrapped } from "./markdown.ts";

/** Of the arrays that the page shows. */
const SIZE = 64;
/** ns; every array of the comparison settles within it. */
const PERIOD = 4;
/** Seconds. */
const TIME_LIMIT = 3600;

/** All families at 64 x 64 with energies, and grids on an FPGA. What has been measured is kept in `folder`. */
export async function compareForResults(
  folder: string,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<Comparison> {
  const memory = folderMemory(folder);
  const operands = await operandsOf();
  const families = findFamilies([]);
  const total = FPGA_ARRAYS.length + families.length;
  const tell = (before: number) => (done: number, what: string) =>
    onProgress(Math.floor(before + done), total, what);
  const placed = await placeArrays({ timeoutSeconds: TIME_LIMIT, memory, onProgress: tell(0) });
  return compareFamilies({
    size: SIZE,
    target: findTarget("nangate45") as CellTarget,
    timeoutSeconds: TIME_LIMIT,
    families,
    operands: operands.of,
    operandsFrom: operands.from,
    energy: { period: PERIOD },
    placed,
    memory,
    onProgress: tell(FPGA_ARRAYS.length),
  });
}

/** What sums by need are worth on both sides: FineQ arrays have them, the baselines of the goals have 24 bits. */
function bySize(families: Comparison["families"]): string {
  const best = (weights: string) =>
    families
      .filter((family) => family.weights === weights)
      .toSorted((a, b) => a.area / a.lanes - b.area / b.lanes)
      .find(({ cycles }) => cycles.most === 1);
  const parts = ["fineq", "fineq-sparse"].flatMap((weights) => {
    const tile = best(weights);
    return tile === undefined
      ? []
      : ["int8", "int3"].flatMap((operand) => {
          const sized = families.find(({ name }) => name === `${operand}-ws-biased-sized`);
          if (sized === undefined) return [];
          const { elementThroughputPerArea, throughputPerArea } = ratiosTo(sized, tile);
          const least = Math.min(elementThroughputPerArea, throughputPerArea).toFixed(2);
          return [`${tile.name} over ${sized.name} ${least}`];
        });
  });
  return parts.length === 0
    ? ""
    : ` FineQ arrays have sums as wide as they need, the baselines of the goals 24 bits. With sums by need in both, throughput per area is: ${listed(parts)}.`;
}

/** Tables and what they mean; the goals first. */
export function hardwareSection(comparison: Comparison): string[] {
  const { size, target, tools, operands, period, families, goals } = comparison;
  const named = listed(tools.map(({ name, version }) => `${name} ${version}`));
  const checked = families.reduce((sum, { verified }) => sum + verified, 0);
  const missed = goals.filter(({ verdict }) => verdict !== "met");
  const paragraphs = [
    `\`npm run results -- --hardware\` measures this part in one run (\`bitloom compare --size ${size} --target ${target}\` prints the same tables) and keeps the numbers in [hardware.json](hardware.json). ${named}. ${operands}`,
    `Every array takes 8-bit activations and gives exact sums: ${checked} outputs of small arrays of every family (12 inputs or a few more, 17 channels) were compared with integer dot products in simulation, grids for FPGAs at the size that is placed, and the arrays whose energy is told once more as cells. Areas are sums of cells before layout, of whole arrays with their edges, without wires, clock tree and memories. **x** is over our best INT8 x INT8 weight-stationary array with 24-bit sums, ${BASELINE}; against 3-bit weights, over ${THREE_BIT_BASELINE}; other baselines, the naive ones too, stand beside them. **Throughput per area** counts multiply-accumulates a cycle, at the most and at the least cycles that the data may ask for. Of elements it leaves out an array's edges, skew registers and load chains, which tiles save the most of (for tiles an element is 16 columns of 66 or 72 inputs with all their registers); the goals are held to the lesser of the two. **At own clocks** both run as fast as their element's longest path allows, without wires and buffers: tiles add more in a cycle, and a weight's register drives the rows of all tokens unbuffered, which a layout would mend.`,
    `Arrays whose rows come in steps hold a little more than ${size} x ${size} products (66 inputs, of sparse tiles 72): the column of areas counts them whole and gives no credit, throughput does.${bySize(families)}`,
    ...(period === undefined
      ? []
      : [
          `Energies are of cells and pins, glitches included, at a clock of ${period} ns, from a simulation of the netlist with the library's delays; wires and the clock tree are left out ([how](energy.md)).`,
        ]),
    missed.length === 0
      ? "All goals are met."
      : `Goals not met: ${listed(missed.map(({ measure, found, goal }) => `${measure} (${found === "" ? "not measured" : found}, asked ${goal})`))}. What was tried: [tiles for cells](adr/0035-cluster-tiles.md), [tiles for FPGAs](adr/0030-tiles-on-fpgas.md).`,
  ];
  return [
    "## What arrays cost",
    "",
    ...paragraphs.flatMap((text) => [...wrapped(text), ""]),
    ...comparisonTables(comparison).flatMap(({ title, header, rows }) => [
      `### ${title}`,
      "",
      ...table(header, rows),
      "",
    ]),
  ];
}
