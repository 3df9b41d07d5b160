/**
 * A design as Verilog-2005 files. Invariant: the same design and options give the same bytes, on any machine and day.
 */
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { Design, Module } from "../../ir/index.ts";
import { Dependencies } from "./dependencies.ts";
import { writeModule } from "./module.ts";

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export interface VerilogOptions {
  /** `// counter.ts:11:19` beside declarations and blocks; on unless false. */
  readonly sourceComments?: boolean;
  /** Directory that those locations are relative to; without it they name the file alone. */
  readonly sourceRoot?: string;
}

export interface VerilogOutput {
  /** `MODULE.v`, children before parents, and `MODULE_MEMORY.hex` where a memory has initial content. */
  readonly files: readonly TextFile[];
  /** `TOP.f`: the Verilog files to compile, one a line, black boxes' files first. */
  readonly fileList: TextFile;
  readonly warnings: readonly Diagnostic[];
}

/** Writes every module of the design; the design must have passed its checks. */
export function writeVerilog(design: Design, options: VerilogOptions = {}): VerilogOutput {
  const comments = { sourceComments: options.sourceComments ?? true, sourceRoot: options.sourceRoot };
  const dependencies = new Dependencies();
  const written = design.modules.filter((module) => module.external === undefined);
  const files = written.flatMap((module) => {
    const { text, files: contents } = writeModule(module, dependencies, comments);
    return [{ name: `${module.name}.v`, text }, ...contents];
  });
  const external = new Set(design.modules.flatMap((module) => module.external?.files ?? []));
  const sources = [...external, ...written.map((module) => `${module.name}.v`)];
  const fileList = { name: `${design.top.name}.f`, text: sources.map((name) => `${name}\n`).join("") };
  return { files, fileList, warnings: written.flatMap(powerUpWarnings) };
}

/** BL0280 for registers whose initial value only simulators and FPGAs load. */
function powerUpWarnings(module: Module): Diagnostic[] {
  return module.signals.flatMap(({ role, init, name, domain: domainName, site }) => {
    const domain = module.domains.find((candidate) => candidate.name === domainName);
    if (role !== "register" || init === undefined || domain?.resetKind !== "none") return [];
    const details = { register: name, module: module.name, domain: domain.name };
    return [diagnostic("BL0280", details, [{ label: "declared here", site }])];
  });
}
