/**
 * Verilator as a bench mate: builds kept in the temporary folder under the hash of all that went in, because those of
 * large arrays take minutes, and the C++ loop of peers/harness.cpp around them.
 */
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { BenchDesign } from "../designs/design.ts";
import { type Contender, cyclesFor, type Lap, type Task } from "./measure.ts";

export interface VerilatorBuild {
  /** For the table. */
  readonly name: string;
  readonly compiler: "g++" | "clang++";
  readonly compilerFlags: readonly string[];
  /** Writes every signal as VCD. */
  readonly trace?: boolean;
}

export const CLANG: VerilatorBuild = {
  name: "Verilator, clang -O3 -march=native",
  compiler: "clang++",
  compilerFlags: ["-O3", "-march=native"],
};
export const GCC: VerilatorBuild = {
  name: "Verilator, g++ -O3 -march=native",
  compiler: "g++",
  compilerFlags: ["-O3", "-march=native"],
};
/** No timing, no assertions, unknowns as it likes: what a user in need of speed asks for. */
const OPTIONS = ["-O3", "--x-assign", "fast", "--x-initial", "fast", "--noassert"];
/** The generated C++ of a 64 x 64 array is one function of 150,000 lines otherwise, which no compiler likes. */
const SPLIT = ["--output-split", "20000"];
const QUIET = ["-Wno-fatal", "-Wno-lint", "-Wno-style"];
const HARNESS = new URL("../peers/harness.cpp", import.meta.url).pathname;

export interface BuiltVerilator {
  readonly folder: string;
  /** What the build took when it was made. */
  readonly buildCpuSeconds: number;
}

/** Builds the design, or takes the build that is there. */
export async function buildVerilator(design: BenchDesign, build: VerilatorBuild): Promise<BuiltVerilator> {
  const { stdout: version } = await execa("verilator", ["--version"]);
  const { stdout: compiler } = await execa(build.compiler, ["--version"]);
  const hash = createHash("sha256");
  const defines = Object.entries(design.defines).map(([name, value]) => `-D${name}=${value}`);
  const options = [...OPTIONS, ...SPLIT, ...defines, ...(build.trace ? ["--trace"] : [])];
  for (const text of [version, compiler, ...options, ...build.compilerFlags]) hash.update(`${text}\0`);
  hash.update(await readFile(HARNESS));
  for (const { name, text } of design.files) hash.update(`${name}\0${text}\0`);
  const folder = join(tmpdir(), "bitloom-bench", `${design.name}-${hash.digest("hex").slice(0, 16)}`);
  const record = join(folder, "seconds");
  const known = await readFile(record, "utf8").catch(() => undefined);
  if (known !== undefined) return { folder, buildCpuSeconds: Number(known) };

  const draft = `${folder}.draft-${process.pid}`;
  await mkdir(draft, { recursive: true });
  for (const { name, text } of design.files) await writeFile(join(draft, name), text);
  const sources = design.files.map(({ name }) => name).filter((name) => name.endsWith(".v"));
  const names = ["--prefix", "Vbench", "--top-module", design.top, "--Mdir", "build", "-o", "sim"];
  const translating = await cpuSecondsOf(
    "verilator",
    ["--cc", "--exe", ...options, ...QUIET, ...names, ...sources, HARNESS],
    draft,
  );
  const flags = build.compilerFlags.join(" ");
  const compiling = await cpuSecondsOf(
    "make",
    [
      ...["-s", "-j", "2", "-f", "Vbench.mk", `CXX=${build.compiler}`, `LINK=${build.compiler}`],
      ...[`OPT_FAST=${flags}`, `OPT_GLOBAL=${flags}`, "OPT_SLOW=-O1"],
      ...[`USER_CPPFLAGS=${build.trace ? "-DBENCH_TRACE" : ""}`],
    ],
    join(draft, "build"),
  );
  await writeFile(join(draft, "seconds"), String(translating + compiling));
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  await access(join(folder, "build", "sim"));
  return { folder, buildCpuSeconds: translating + compiling };
}

/** Processor time of a command and its children. */
async function cpuSecondsOf(command: string, parameters: readonly string[], cwd: string): Promise<number> {
  const env = { TIMEFORMAT: "%U %S" };
  const { stderr } = await execa("bash", ["-c", 'time "$@"', "bash", command, ...parameters], { cwd, env });
  const times = stderr.trim().split("\n").at(-1) ?? "";
  return times.split(" ").reduce((sum, part) => sum + Number(part), 0);
}

/** A build at the start, checked; with a trace it writes to `traceFile`. */
export async function verilatorContender(
  built: BuiltVerilator,
  task: Task,
  traceFile = "/dev/null",
): Promise<Contender> {
  const call = async (checkCycles: number, cycles: number): Promise<Lap & { readonly checksum: number }> => {
    const parameters = [...[checkCycles, 1, cycles].map(String), traceFile];
    const { stdout } = await execa(join(built.folder, "build", "sim"), parameters, { cwd: built.folder });
    const [, wall, cpu] = /^run (\S+) (\S+)$/m.exec(stdout) ?? [];
    const checksum = Number(/^checksum (\d+)$/m.exec(stdout)?.[1]);
    return { checksum, wallSeconds: Number(wall), cpuSeconds: Number(cpu) };
  };
  const { checksum } = await call(task.checkCycles, 1);
  const cycles = await cyclesFor(task.seconds, async (count) => (await call(0, count)).wallSeconds);
  return { checksum, cycles, lap: () => call(0, cycles) };
}
