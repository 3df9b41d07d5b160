/**
 * `npx tsx scripts/estimate-measure.ts`: synthesises what the cost model is calibrated on, smallest designs first, and writes
 * src/synth/estimate/measured.json. Invariant: what was synthesised once is kept under out/estimate by the digest of its Verilog, so
 * that a run that was stopped goes on where it was.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { type ModuleReport, type SynthesisReport, synthesise } from "../src/synth/index.ts";
import { root } from "./check/outcome.ts";
import { configurationsOf, type Variation } from "./estimate/configurations.ts";

const KEPT = join(root, "out/estimate");
const TARGETS = ["nangate45", "ice40"] as const;

interface Task extends Variation {
  readonly top: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

function taskOf(variation: Variation): Task {
  const block = blockCatalogue.find(({ name }) => name === variation.block);
  if (block === undefined) throw new Error(`No block ${variation.block} in the catalogue.`);
  const design = elaborate(block.make(variation.parameters));
  return { ...variation, top: design.top.name, files: writeVerilog(design).files };
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
  const digest = createHash("sha256")
    .update(JSON.stringify([target, task.top, task.files]))
    .digest("hex");
  const path = join(KEPT, `${digest.slice(0, 24)}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as Facts;
  const facts = factsOf(await synthesise(task, { target, timing: false, timeoutSeconds: 3600 }));
  writeFileSync(`${path}.part`, JSON.stringify(facts));
  renameSync(`${path}.part`, path);
  return facts;
}

mkdirSync(KEPT, { recursive: true });
const tasks = configurationsOf(blockCatalogue)
  .map(taskOf)
  .sort((a, b) => sizeOf(a) - sizeOf(b));
const entries: object[] = [];
const tools = new Map<string, string>();
for (const task of tasks) {
  const [cells, fpga] = [await measure(task, TARGETS[0]), await measure(task, TARGETS[1])];
  for (const tool of cells.tools) tools.set(tool.name, tool.version);
  const { block, parameters, held } = task;
  entries.push({
    block,
    parameters,
    held,
    nangate45: { area: cells.area, modules: cells.modules, cells: cells.cells },
    ice40: fpga.resources,
  });
  process.stderr.write(`${entries.length}/${tasks.length} ${block} ${JSON.stringify(parameters)}\n`);
}
const text = `${JSON.stringify({ tools: Object.fromEntries(tools), entries }, null, 2)}\n`;
writeFileSync(join(root, "src/synth/estimate/measured.json"), text);
