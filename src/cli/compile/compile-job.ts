/**
 * From a quantized model to the files of a program: activations captured, layers packed, engine generated, everything written at the end.
 * Invariant: nothing is written unless all of it was made.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { elaborate } from "../../dsl/index.ts";
import { IMAGE_NAMES, programFiles, writeStreamTestbench, writeVerilog } from "../../gen/index.ts";
import { type CompiledLieq, compileLieq, lieqProgramJob } from "../../jobs/index.ts";
import { startProgress } from "../progress.ts";
import { type OutputFile, writeOutput } from "../write-output.ts";
import { captureLayers } from "./capture.ts";
import type { CompileOptions } from "./options.ts";
import { type CompileReport, compileReport } from "./report.ts";

/** Compiles and writes; errors are those of its parts. */
export async function runCompileJob(options: CompileOptions): Promise<CompileReport> {
  const bar = startProgress("compile", STAGES, options.quiet);
  try {
    const { layers, description } = await captureLayers(options, (share, what) => bar.announce(share, what));
    bar.announce(1, "packing the layers");
    const compiled = compileLieq(options.engine, layers, options.perRun);
    const report = compileReport(options, compiled, layers, description);
    const files = await filesOf(options, compiled, report, (what) => bar.announce(2, what));
    bar.announce(STAGES, "writing");
    writeOutput(options.out, files);
    removeStale(options.out, files);
    return report;
  } finally {
    bar.stop();
  }
}

const STAGES = 3;

async function filesOf(
  options: CompileOptions,
  compiled: CompiledLieq,
  report: CompileReport,
  announce: (what: string) => void,
): Promise<OutputFile[]> {
  const { quantized, activations, tokens, engine, coding, accumulatorBits, layers } = report;
  const files: OutputFile[] = programFiles(compiled.program, compiled.images, {
    about: { quantized, activations, tokens, engine, coding, accumulatorBits },
    notes: layers.map(({ activationScale, cycles, steps }) => ({ activationScale, cycles, steps })),
    hex: options.hex,
  });
  if (!options.testbench) return files;
  announce("building the engine");
  const { top, plan } = lieqProgramJob(compiled);
  const design = elaborate(top);
  const verilog = writeVerilog(design);
  announce("writing the testbench");
  const isSource = ({ name }: { name: string }): boolean => name.endsWith(".v");
  const sources = verilog.files.filter(isSource).map(({ name }) => `../${RTL}/${name}`);
  const testbench = writeStreamTestbench({ ...plan, top: design.top, sources });
  // Memories read their contents from the folder that the simulator runs in.
  const contents = verilog.files.filter((file) => !isSource(file));
  return [
    ...files,
    ...[...verilog.files, verilog.fileList].map(({ name, text }) => ({ name: `${RTL}/${name}`, text })),
    ...[...contents, ...testbench].map(({ name, text }) => ({ name: `${TESTBENCH}/${name}`, text })),
  ];
}

/** What belongs to the program that was there before, and would not run or not match with this one. */
function removeStale(out: string, files: readonly OutputFile[]): void {
  const written = new Set(files.map(({ name }) => name));
  const optional = [`${TESTBENCH}/testbench.json`, ...IMAGE_NAMES.map((name) => `${name}.hex`)];
  for (const name of optional) if (!written.has(name)) rmSync(join(out, name), { force: true });
}

const RTL = "rtl";
const TESTBENCH = "testbench";
