/**
 * One module as Verilog text: ports, constants, declarations, instances, memories, logic, properties and the lint sink,
 * in this order. Invariant: the text depends on the module and the options alone.
 */
import type { Module } from "../../ir/index.ts";
import { connectInstances } from "./connections.ts";
import { declarationLines, portLines, sinkLines } from "./declarations.ts";
import type { Dependencies } from "./dependencies.ts";
import { driveRoots, driveSections } from "./drives.ts";
import { writeInstance } from "./instances.ts";
import { memoryRoots, writeMemory } from "./memories.ts";
import { type Drive, planDrives } from "./plan.ts";
import { propertyRoots, writeProperties } from "./properties.ts";
import { ModuleScope } from "./scope.ts";
import { UseCounts } from "./sharing.ts";
import { commentLines, indented, type SourceComments } from "./text.ts";

export interface ModuleText {
  readonly text: string;
  /** Memory contents that the module loads. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** One module as a Verilog file; `dependencies` answers for the whole design. Not for external modules. */
export function writeModule(module: Module, dependencies: Dependencies, options: SourceComments): ModuleText {
  const planned = planDrives(module, dependencies);
  const uses = countUses(module, planned);
  const procedural = new Set(planned.flatMap((drive) => ("signals" in drive ? drive.signals : [])));
  const scope = new ModuleScope(module, uses, procedural);
  for (const drive of planned) {
    if (drive.kind === "chain") scope.split(drive.signal, drive.parts);
  }
  const { drives, inline } = connectInstances(scope, planned, uses);

  for (const signal of module.signals) {
    if (!inline.has(signal)) scope.netOf(signal);
  }
  const memories = module.memories.map((memory) => writeMemory(scope, memory, options));
  const logic = driveSections(scope, drives, options);
  const instances = module.instances.map((instance) => writeInstance(scope, instance, inline, options));
  const properties = writeProperties(scope, options);
  const declarations = declarationLines(scope, options);
  const sink = sinkLines(scope);
  const constants = scope.constantsInUse().map(({ name, width, bits }) => {
    const range = width === 1 ? "" : `[${width - 1}:0] `;
    return `localparam ${range}${name} = ${width}'d${bits};`;
  });

  const sections = [
    constants,
    declarations,
    ...instances,
    ...memories.map((memory) => memory.lines.slice(0, -1)),
    ...logic,
  ];
  const body = [...sections.map(indented), properties, indented(sink)].filter((lines) => lines.length > 0);
  const text = [
    "`default_nettype none",
    "",
    ...commentLines(module.doc),
    ...portLines(scope, options),
    ...body.flatMap((lines) => ["", ...lines]),
    "",
    "endmodule",
    "",
    "`default_nettype wire",
    "",
  ].join("\n");
  return { text, files: memories.flatMap((memory) => memory.file ?? []) };
}

/** Counts every expression from the places where the text will have it. */
function countUses(module: Module, drives: readonly Drive[]): UseCounts {
  const uses = new UseCounts();
  const named = module.signals.flatMap(({ value }) => value ?? []);
  const memories = module.memories.flatMap(memoryRoots);
  for (const root of [...named, ...drives.flatMap(driveRoots), ...memories, ...propertyRoots(module)]) {
    uses.addRoot(root);
  }
  return uses;
}
