/**
 * `npx tsx scripts/estimate-measure.ts`: synthesises what the cost model is calibrated on and src/synth/estimate/measured.json lacks, or has of other Verilog, smallest
 * designs first. Invariant: what was synthesised once is kept under out/estimate by the digest of its Verilog, so that a run that was stopped goes on where it was, and
 * the table is written once, at the end.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { type ModuleReport, type SynthesisReport, synthesise, verilogDigest } from "../src/synth/index.ts";
import { root } from "./check/outcome.ts";
import { configurationsOf, titleOf, type Variation } from "./estimate/configurations.ts";

const KEPT = join(root, "out/estimate");
const TABLE = join(root, "src/synth/estimate/measured.json");
const TARGETS = ["nangate45", "ice40"] as const;

interface Task extends Variation {
  readonly digest: string;
  readonly top: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

interface Entry extends Variation {
  readonly digest: string;
  readonly nangate45: object;
  readonly ice40: object | undefined;
}

interface Table {
  readonly tools: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
}

function taskOf(variation: Variation): Task {
  const block = blockCatalogue.find(({ name }) => name === variation.block);
  if (block === undefined) throw new Error(`No block ${variation.block} in the catalogue.`);
  const design = elaborate(block.make(variation.parameters));
  const { files } = writeVerilog(design);
  return { ...variation, digest: verilogDigest(files), top: design.top.name, files };
}

const sizeOf = ({ files }: Task): number => files.reduce((sum, { text }) => sum + text.length, 0);

/** The part of a report that the calibration needs. */
function factsOf({ tools, cells, hierarchy, area, resources }: SynthesisReport) {
  const modules = new Map<string, { instances: number; area: number }>();
  const visit = ({ module, instances, ownArea, children }: ModuleReport, times: number): void => {
    const found = modules.get(module) ?? { instances: 0, area: ownArea ?? 0 };
    found.instances += times * instances;
    modules.set(module, found);
    for (const child of children) visit(child, times * instances);
  };
  visit(hierarchy, 1);
  return {
    tools,
    cells: Object.fromEntries(cells.map(({ type, count }) => [type, count])),
    ...(area === undefined ? {} : { area: area.total, modules: Object.fromEntries(modules) }),
    ...(resources === undefined ? {} : { resources }),
  };
}

type Facts = ReturnType<typeof factsOf>;

async function measure(task: Task, target: string): Promise<Facts> {
  const path = join(KEPT, `${task.digest}-${target}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Facts;
  const facts = factsOf(await synthesise(task, { target, timing: false, timeoutSeconds: 3600 }));
  writeAtOnce(path, JSON.stringify(facts));
  return facts;
}

function writeAtOnce(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const table: Table = existsSync(TABLE)
  ? (JSON.parse(readFileSync(TABLE, "utf8")) as Table)
  : { tools: {}, entries: [] };
const known = new Map(table.entries.map((entry) => [titleOf(entry), entry]));
const tools = new Map(Object.entries(table.tools));

/** The table is of one version of each tool. */
function noteTools(facts: Facts): void {
  for (const { name, version } of facts.tools) {
    const before = tools.get(name);
    if (before !== undefined && before !== version)
      throw new Error(
        `${name} is ${version} here and was ${before} in ${TABLE}: measure all with one, without that file and ${KEPT}.`,
      );
    tools.set(name, version);
  }
}

mkdirSync(KEPT, { recursive: true });
const tasks = configurationsOf(blockCatalogue)
  .map(taskOf)
  .sort((a, b) => sizeOf(a) - sizeOf(b));
const isCurrent = (task: Task): boolean => known.get(titleOf(task))?.digest === task.digest;
const stale = tasks.filter((task) => !isCurrent(task));
process.stderr.write(`${stale.length} of ${tasks.length} to measure\n`);
const measured = new Map<Task, Entry>();
for (const task of stale) {
  const [cells, fpga] = [await measure(task, TARGETS[0]), await measure(task, TARGETS[1])];
  noteTools(cells);
  noteTools(fpga);
  const { block, parameters, held, digest } = task;
  const nangate45 = { area: cells.area, modules: cells.modules, cells: cells.cells };
  measured.set(task, { block, parameters, held, digest, nangate45, ice40: fpga.resources });
  process.stderr.write(`${measured.size}/${stale.length} ${titleOf(task)}\n`);
}
const entries = tasks.map((task) => {
  const entry = measured.get(task) ?? known.get(titleOf(task));
  return { ...entry, held: task.held };
});
writeAtOnce(TABLE, `${JSON.stringify({ tools: Object.fromEntries(tools), entries }, null, 2)}\n`);
