/** Type-checked programs for the files to lint, one for each tsconfig.json that governs some of them. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Morph from "ts-morph";
import { type Diagnostic, diagnostic } from "../diagnostics/index.ts";
import { shownPath } from "./context.ts";

export interface LintProgram {
  readonly syntax: typeof Morph.ts;
  readonly program: Morph.ts.Program;
  /** Absolute. */
  readonly files: readonly string[];
  readonly problems: readonly Diagnostic[];
}

/** One program for each configuration; made one after the other, as each takes tens of megabytes. */
export function* openPrograms(files: readonly string[], tsconfig?: string): Generator<LintProgram> {
  // ts-morph takes 0.4 s to load; only a lint that has files pays for it.
  if (files.length === 0) return;
  const morph = createRequire(import.meta.url)("ts-morph") as typeof Morph;
  for (const [config, group] of byConfiguration(morph.ts, files, tsconfig)) yield open(morph, config, group);
}

function byConfiguration(
  syntax: typeof Morph.ts,
  files: readonly string[],
  tsconfig: string | undefined,
): Map<string | undefined, string[]> {
  const groups = new Map<string | undefined, string[]>();
  for (const file of files) {
    const config =
      tsconfig === undefined ? syntax.findConfigFile(dirname(file), existsSync) : resolve(tsconfig);
    const group = groups.get(config);
    if (group === undefined) groups.set(config, [file]);
    else group.push(file);
  }
  return groups;
}

function open(morph: typeof Morph, config: string | undefined, files: readonly string[]): LintProgram {
  const { ts: syntax } = morph;
  const { options, problems } = configuration(morph, config);
  const [first = ""] = files;
  const merged = { ...options, ...ownTypes(syntax, first, options) };
  // The project brings the declarations of the standard library, which the compiler inside ts-morph has no files for.
  const project = new morph.Project({ compilerOptions: merged, skipFileDependencyResolution: true });
  for (const file of files) project.addSourceFileAtPath(file);
  return { syntax, program: project.getProgram().compilerObject, files, problems };
}

/** Options that a lint needs whatever the project says: nothing is written, plain JavaScript is understood. */
const always: Morph.CompilerOptions = {
  noEmit: true,
  allowJs: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  composite: false,
  incremental: false,
};

function configuration(
  morph: typeof Morph,
  config: string | undefined,
): { options: Morph.CompilerOptions; problems: Diagnostic[] } {
  const { ts: syntax } = morph;
  const defaults: Morph.CompilerOptions = {
    target: syntax.ScriptTarget.ES2022,
    module: syntax.ModuleKind.ESNext,
    moduleResolution: syntax.ModuleResolutionKind.Bundler,
    strict: true,
    types: [],
  };
  if (config === undefined) return { options: { ...defaults, ...always }, problems: [] };
  const read = syntax.readConfigFile(config, syntax.sys.readFile);
  if (read.error !== undefined) {
    const reason = syntax.flattenDiagnosticMessageText(read.error.messageText, " ");
    return {
      options: { ...defaults, ...always },
      problems: [diagnostic("BL0308", { file: shownPath(config), reason })],
    };
  }
  // An empty list of files: only the options are wanted, and searching the project for its files takes time.
  const parsed = syntax.parseJsonConfigFileContent(
    { ...read.config, files: [], include: [] },
    syntax.sys,
    dirname(config),
  );
  return { options: { ...parsed.options, ...always }, problems: [] };
}

/** Where the project does not resolve `bitloom`, its types are those of the running package. */
function ownTypes(
  syntax: typeof Morph.ts,
  file: string,
  options: Morph.CompilerOptions,
): Pick<Morph.CompilerOptions, "paths"> {
  const { resolvedModule } = syntax.resolveModuleName("bitloom", file, options, syntax.sys);
  if (resolvedModule !== undefined) return {};
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const entry = ["index.ts", "index.d.ts"].map((name) => join(root, name)).find((path) => existsSync(path));
  if (entry === undefined) return {};
  return { paths: { ...options.paths, bitloom: [entry], "bitloom/*": [join(root, "*", basename(entry))] } };
}
