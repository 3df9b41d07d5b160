/**
 * FineQ engines of every family at like sizes, for a cell library and for an iCE40 HX8K: `npm run bench -- engines [--rows N] [--cols N]
 * [--tokens N] [--target NAME] [--only TEXT] [--pnr] [--seed N]`. What docs/adr/0037 decides rests on these tables. Cycles are those of a
 * matrix of the demo model, as its weights are.
 */
import {
  FINEQ_FAMILIES,
  FineqEngine,
  type FineqParameters,
  fineqConfiguration,
} from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { fineqOutlierRounds, fineqOutlierRule, predictFineqJob, quantizeFineq } from "../src/golden/index.ts";
import { openModel } from "../src/model/index.ts";
import {
  findTarget,
  type ModuleReport,
  type SynthesisReport,
  synthesise,
  synthesiseAndPlace,
} from "../src/synth/index.ts";
import { printTable } from "./report.ts";

const MODEL = "examples/models/kjv-1.8m";
const TENSOR = "model.layers.0.mlp.down_proj.weight";
/** Row tiles of the job. */
const ROW_TILES = 2;

interface Candidate {
  readonly title: string;
  readonly engine: FineqParameters;
}

/** What is compared: the array in its three codes, and tiles with streams wide enough for a round in rows / tokens cycles. */
function candidates(
  size: { rows: number; columns: number },
  tokensAtOnce: number,
  isFpga: boolean,
): Candidate[] {
  const groups = size.rows / tokensAtOnce;
  const tileStyle = isFpga ? ("pipelined" as const) : ("gates" as const);
  const array = (["unary", "binary", "direct"] as const).map((coding) => ({
    title: `output-stationary, ${coding}`,
    engine: { ...size, family: "output-stationary" as const, coding },
  }));
  const weightsOfWord = [1, 2, 3, 4, 6, 8, 12, 24].find((k) => k * groups >= 24) ?? 24;
  const streams = {
    bus: Math.max(64, 56 * Math.ceil(size.columns / groups)),
    activationBus: weightsOfWord * size.rows * 8,
  };
  const tiles = FINEQ_FAMILIES.filter((family) => family !== "output-stationary").map((family) => ({
    title: tokensAtOnce === 1 ? family : `${family}, ${tokensAtOnce} tokens at once`,
    engine: { ...size, family, tileStyle, tokensAtOnce, ...streams },
  }));
  return [...array, ...tiles];
}

/** um2 of all instances of modules whose name begins with one of `prefixes`, with everything inside. */
function areaOf(report: ModuleReport, prefixes: readonly string[]): number {
  if (prefixes.some((prefix) => report.module.startsWith(prefix))) {
    return (report.area ?? 0) * report.instances;
  }
  const inside = report.children.reduce((sum, child) => sum + areaOf(child, prefixes), 0);
  return inside * report.instances;
}

export async function run(options: readonly string[]): Promise<void> {
  const optionOf = (option: string): string | undefined => {
    const at = options.indexOf(option);
    return at < 0 ? undefined : options[at + 1];
  };
  const rows = Number(optionOf("--rows") ?? 24);
  const columns = Number(optionOf("--cols") ?? 16);
  const tokens = Number(optionOf("--tokens") ?? 1);
  const seed = Number(optionOf("--seed") ?? 1);
  const target = findTarget(optionOf("--target") ?? "nangate45");
  const only = optionOf("--only") ?? "";
  const isFpga = target.kind === "fpga";
  const table: string[][] = [];
  let tools = "";
  for (const { title, engine } of candidates({ rows, columns }, tokens, isFpga)) {
    if (!title.includes(only)) continue;
    const { rate, utilisation } = await measureCycles(engine);
    const definition = FineqEngine(engine);
    const design = { top: definition.name, files: writeVerilog(elaborate(definition)).files };
    const given = { target, timeoutSeconds: 7200, timing: false };
    const report =
      isFpga && options.includes("--pnr")
        ? (await synthesiseAndPlace(design, { ...given, seed })).report
        : await synthesise(design, given);
    tools = report.tools.map(({ name, version }) => `${name} ${version}`).join(", ");
    table.push([title, rate.toFixed(1), utilisation, ...(isFpga ? ofFpga : ofCells)(report, rate)]);
  }
  const job = `${TENSOR} on ${rows} x ${columns}`;
  printTable(
    `FineQ engines, ${job}, ${target.name}; ${tools}`,
    ["family", "multiply-accumulates a cycle", "at work (%)", ...(isFpga ? FPGA_HEADER : CELLS_HEADER)],
    table,
  );
  console.log();
}

/** Multiply-accumulates a cycle of the whole job, and the share of its cycles in which the engine makes steps. */
async function measureCycles(engine: FineqParameters): Promise<{ rate: number; utilisation: string }> {
  const model = await openModel(MODEL);
  const tensor = model.tensor(TENSOR);
  const [n, k] = tensor.shape as [number, number];
  const values = tensor.read();
  model.close();
  const shape = fineqConfiguration(engine);
  const rule = { clustersPerOutlier: fineqOutlierRule(shape) };
  const weights = quantizeFineq(values, n, k, { tensor: TENSOR }, rule);
  const m = ROW_TILES * engine.rows;
  const outlierRounds = shape.tile?.kind === "planes" ? fineqOutlierRounds(shape, m, weights) : undefined;
  const { cycles, steps } = predictFineqJob(shape, { m, k, n, outlierRounds });
  return { rate: (m * k * n) / cycles, utilisation: ((100 * steps) / cycles).toFixed(1) };
}

const CELLS_HEADER = ["area (um2)", "multipliers and sums (um2)", "a cycle and mm2"];

function ofCells({ area, hierarchy }: SynthesisReport, rate: number): string[] {
  const total = area?.total ?? Number.NaN;
  return [
    total.toFixed(0),
    areaOf(hierarchy, ["fineq_array", "fineq_tile_band"]).toFixed(0),
    ((1e6 * rate) / total).toFixed(0),
  ];
}

const FPGA_HEADER = [
  "LUTs",
  "flip-flops",
  "block RAMs",
  "a cycle and 1000 LUTs",
  "logic cells",
  "Fmax (MHz)",
];

function ofFpga({ resources, placed }: SynthesisReport, rate: number): string[] {
  const luts = resources?.luts ?? Number.NaN;
  const cells = placed?.utilisation.find(({ element }) => element === "ICESTORM_LC")?.used;
  return [
    String(luts),
    String(resources?.flipFlops),
    String(resources?.blockRams),
    ((1000 * rate) / luts).toFixed(2),
    cells === undefined ? "" : String(cells - (placed?.harness?.flipFlops ?? 0)),
    placed?.clocks[0]?.maximumFrequency.toFixed(1) ?? "",
  ];
}
