/**
 * What multiply-accumulate costs as `*` and as a bit heap: `npm run bench -- arithmetic [--only TEXT]`. Each element registers
 * both operands for its neighbours and a 24-bit sum. Area and delay by the flow of `bitloom synth`; beside it the area where
 * full adders are found and mapped to the library's cell.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DotProduct, MultiplyAccumulate, type SumStyle, type WeightCoding } from "../src/blocks/index.ts";
import {
  array,
  bit,
  elaborate,
  input,
  instance,
  type ModuleDefinition,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  type Uint,
  uint,
} from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { synthesise, synthesiseAndPlace } from "../src/synth/index.ts";
import { runProcess } from "../src/tools/index.ts";
import { printTable } from "./report.ts";

const ACTIVATION_BITS = 8;
const SUM_BITS = 24;
const LIBERTY = join(process.env.BITLOOM_DATA ?? "../shared/data", "liberty/nangate45_typ.lib.gz");
/** Nangate's full adder for Yosys's. */
const ADDER_MAP = `module \\$fa (A, B, C, X, Y);
  parameter WIDTH = 1;
  input [WIDTH-1:0] A, B, C;
  output [WIDTH-1:0] X, Y;
  genvar i;
  generate for (i = 0; i < WIDTH; i = i + 1) begin : adder
    FA_X1 cell_i (.A(A[i]), .B(B[i]), .CI(C[i]), .CO(X[i]), .S(Y[i]));
  end endgenerate
endmodule
`;

interface Weight {
  readonly weightBits: number;
  readonly coding: WeightCoding;
}

/** What a body gets: operands, and the sum that it adds to. */
interface Operands {
  readonly activation: Sint;
  readonly weight: Uint;
}

/** Both operands are passed on through registers; `total` is the element's own. */
function element(
  name: string,
  { weightBits }: Weight,
  total: (operands: Operands & { readonly start: Uint<1> }) => Sint,
): ModuleDefinition {
  return module(
    name,
    {
      activation: input(sint(ACTIVATION_BITS)),
      weight: input(uint(weightBits)),
      start: input(bit),
      right: output(sint(ACTIVATION_BITS)),
      below: output(uint(weightBits)),
      found: output(sint(SUM_BITS)),
    },
    ({ activation, weight, start, right, below, found }) => {
      const passedActivation = reg(sint(ACTIVATION_BITS));
      passedActivation.next = activation;
      right.value = passedActivation;
      const passedWeight = reg(uint(weightBits));
      passedWeight.next = weight;
      below.value = passedWeight;
      found.value = total({ activation, weight, start });
    },
  );
}

/** Written as `total + activation * weight`. */
const written = (weight: Weight): ModuleDefinition =>
  element("written", weight, ({ activation, weight: raw, start }) => {
    const total = reg(sint(SUM_BITS));
    const product = activation.mul(numberOf(raw, weight.coding));
    total.next = mux(start, 0, total).add(product.sext(SUM_BITS));
    return total;
  });

function numberOf(raw: Uint, coding: WeightCoding): Sint {
  if (coding === "signed") return raw.asSint();
  if (coding === "unsigned") return raw.zext(raw.width + 1).asSint();
  const magnitude = raw
    .trunc(raw.width - 1)
    .zext(raw.width)
    .asSint();
  return mux(raw.at(raw.width - 1), magnitude.neg(), magnitude);
}

/** A bit heap. */
const heaped = (weight: Weight, method: "booth" | "rows", finalAdder: "ripple" | "operator") =>
  element("heaped", weight, (operands) => {
    const shape = { ...weight, method, finalAdder, activationBits: ACTIVATION_BITS, sumBits: SUM_BITS };
    const mac = instance(MultiplyAccumulate(shape), { name: "mac" });
    mac.activation.value = operands.activation;
    mac.weight.value = operands.weight;
    mac.start.value = operands.start;
    return mac.total;
  });

const WEIGHTS: Readonly<Record<string, Weight>> = {
  "INT8 x INT8": { weightBits: 8, coding: "signed" },
  "INT8 x 4 bit": { weightBits: 4, coding: "signed" },
  "INT8 x 3 bit sign-magnitude": { weightBits: 3, coding: "sign-magnitude" },
};

const FORMS: Readonly<Record<string, (weight: Weight) => ModuleDefinition>> = {
  "`*`": written,
  "heap, booth, ripple": (weight) => heaped(weight, "booth", "ripple"),
  "heap, booth, operator": (weight) => heaped(weight, "booth", "operator"),
  "heap, rows, ripple": (weight) => heaped(weight, "rows", "ripple"),
};

/** um2 of the design with full adders mapped to FA_X1. */
async function areaWithAdders(design: { top: string; text: string }, liberty: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-bench-"));
  try {
    writeFileSync(join(folder, "design.v"), design.text);
    writeFileSync(join(folder, "adders.v"), ADDER_MAP);
    writeFileSync(join(folder, "library.lib"), liberty);
    const script = [
      "read_liberty -lib library.lib",
      "read_verilog design.v",
      `synth -flatten -top ${design.top}`,
      "extract_fa -fa",
      "techmap -map adders.v",
      "opt",
      "dfflibmap -liberty library.lib",
      "abc -liberty library.lib",
      "opt_clean",
      "stat -liberty library.lib",
    ];
    const { output } = await runProcess("yosys", ["-p", script.join("; ")], { cwd: folder });
    const area = /Chip area for module .*: ([\d.]+)/.exec(output)?.[1];
    if (area === undefined) throw new Error(`Yosys gave no area:\n${output.slice(-2000)}`);
    return Number(area).toFixed(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Products of a tile on an FPGA, INT8 x 3-bit sign-magnitude. */
const TILE = {
  length: 4,
  activationBits: ACTIVATION_BITS,
  sumBits: 16,
  finalAdder: "ripple",
  method: "rows",
} as const;
const TILE_WEIGHT: Weight = { weightBits: 3, coding: "sign-magnitude" };

/** The tile written with `*` and `+`, or as a heap in one of its styles; operands and total are registered. */
function tile(name: string, style: SumStyle | "written"): ModuleDefinition {
  const { length, sumBits } = TILE;
  return module(
    name,
    {
      activations: input(array(sint(ACTIVATION_BITS), length)),
      weights: input(array(uint(TILE_WEIGHT.weightBits), length)),
      partial: input(sint(sumBits)),
      total: output(sint(sumBits)),
    },
    (ports) => {
      const activations = reg(array(sint(ACTIVATION_BITS), length));
      activations.next = ports.activations;
      const weights = reg(array(uint(TILE_WEIGHT.weightBits), length));
      weights.next = ports.weights;
      const partial = reg(sint(sumBits));
      partial.next = ports.partial;
      const held = reg(sint(sumBits));
      ports.total.value = held;
      if (style === "written") {
        held.next = weights
          .elements()
          .map((weight, i) => activations.at(i).mul(numberOf(weight, TILE_WEIGHT.coding)).sext(sumBits))
          .reduce((sum, product) => sum.add(product), partial as Sint);
        return;
      }
      const dot = instance(DotProduct({ ...TILE, ...TILE_WEIGHT, style }), { name: "dot" });
      dot.activations.value = activations;
      dot.weights.value = weights;
      dot.partial.value = partial;
      held.next = dot.total;
    },
  );
}

async function tilesOnFpga(): Promise<void> {
  const rows: string[][] = [];
  let tools = "";
  for (const style of ["written", "compressed", "tree"] as const) {
    const definition = tile(`tile_${style}`, style);
    const { files } = writeVerilog(elaborate(definition));
    const { report } = await synthesiseAndPlace({ top: definition.name, files }, { target: "ice40-hx8k" });
    tools = report.tools.map(({ name, version }) => `${name} ${version}`).join(", ");
    const { placed, resources } = report;
    rows.push([
      style === "written" ? "`*` and `+`" : `heap, ${style}`,
      `${resources?.luts ?? "-"}`,
      `${resources?.flipFlops ?? "-"}`,
      `${resources?.carries ?? "-"}`,
      placed?.clocks[0]?.maximumFrequency.toFixed(0) ?? "-",
    ]);
  }
  printTable(
    `Tile of ${TILE.length} INT8 x 3-bit sign-magnitude products and a partial sum of ${TILE.sumBits} bits, iCE40 HX8K; ${tools}`,
    ["form", "LUT4", "flip-flops", "carries", "Fmax (MHz)"],
    rows,
  );
  console.log();
}

/** Elements whose operands and form have `only` in their name, "tile", or with "" everything. */
export async function run(options: readonly string[]): Promise<void> {
  const at = options.indexOf("--only");
  const only = at < 0 ? "" : (options[at + 1] ?? "");
  if (only !== "tile") await elementsInGates(only);
  if (only === "" || only === "tile") await tilesOnFpga();
}

async function elementsInGates(only: string): Promise<void> {
  const liberty = gunzipSync(readFileSync(LIBERTY)).toString("utf8");
  const rows: string[][] = [];
  let tools = "";
  for (const [operands, weight] of Object.entries(WEIGHTS)) {
    for (const [form, make] of Object.entries(FORMS)) {
      // Sign-magnitude products have rows only.
      const isRepeated = weight.coding === "sign-magnitude" && form === "heap, rows, ripple";
      if (isRepeated || !`${operands}, ${form}`.includes(only)) continue;
      const definition = make(weight);
      const { files } = writeVerilog(elaborate(definition));
      const report = await synthesise(
        { top: definition.name, files },
        { target: "nangate45", flatten: true },
      );
      tools = report.tools.map(({ name, version }) => `${name} ${version}`).join(", ");
      const text = files.map((file) => file.text).join("\n");
      rows.push([
        operands,
        form,
        (report.area?.total ?? Number.NaN).toFixed(0),
        Math.max(0, ...(report.timing?.paths ?? []).map((path) => path.delay ?? 0)).toFixed(2),
        await areaWithAdders({ top: definition.name, text }, liberty),
      ]);
    }
  }
  if (rows.length === 0) throw new RangeError(`no measurement has "${only}" in its name`);
  printTable(
    `Multiply-accumulate element, operands and a ${SUM_BITS}-bit sum registered; Nangate 45 typical, before layout; ${tools}`,
    ["operands", "form", "area (um2)", "longest path (ns)", "area with FA_X1 (um2)"],
    rows,
  );
  console.log();
}
