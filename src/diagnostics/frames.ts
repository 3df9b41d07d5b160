/**
 * Reads one line of a V8 stack: whose code it is in, and its position in the TypeScript that was written. A position in
 * a TypeScript file was mapped by the runtime already (tsx, vitest, `--enable-source-maps`) and is never mapped twice.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

export type Frame =
  | {
      readonly kind: "user";
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly isCall: boolean;
    }
  | { readonly kind: "language" }
  | { readonly kind: "foreign" };

/** Whose code a line of a stack is in; equal lines are read once. */
export function parseFrame(text: string): Frame {
  let frame = frames.get(text);
  if (frame === undefined) {
    frame = readFrame(text);
    frames.set(text, frame);
  }
  return frame;
}

const frames = new Map<string, Frame>();
const foreign: Frame = { kind: "foreign" };
const language: Frame = { kind: "language" };

/** Where the file part of a frame starts: after the last word of `at `, or in the parenthesis behind a function name. */
const parenthesised = / \((?=file:|node:|\/|[A-Za-z]:[\\/])/;
const position = /^(.+?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/;

/** Runners that call the user's code; a name is never found in them. */
const runners = /[\\/]node_modules[\\/](?:vitest|@vitest|vite|tsx|tinypool)[\\/]/;
/** Tests and their helpers use the language as anybody does. */
const testFile = /(?:\.test|-testing)\.[cm]?[jt]sx?$/;
const javaScriptFile = /\.[cm]?jsx?$/;

const languageFolders = ["dsl", "ir", "diagnostics", "sim", "harness"];
let languageRoots: readonly string[] | undefined;

function readFrame(text: string): Frame {
  const start = text.indexOf("at ");
  if (start < 0 || text.includes("(eval at ")) return foreign;
  const isAsync = text.startsWith("async ", start + 3);
  const open = parenthesised.exec(text);
  const place = open === null ? text.slice(start + (isAsync ? 9 : 3)) : text.slice(open.index + 2);
  const found = position.exec(place);
  if (found === null) return foreign;
  const [, address, line, column] = found;
  const file = toPath(address ?? "");
  if (file === undefined || runners.test(file)) return foreign;
  if (isLanguage(file)) return language;
  return { kind: "user", ...toWritten(file, Number(line), Number(column)), isCall: !isAsync };
}

/** A path of the file system, or undefined for `node:` modules, evaluated code and natives. */
function toPath(address: string): string | undefined {
  if (address.startsWith("file:")) {
    try {
      return fileURLToPath(address);
    } catch {
      return undefined;
    }
  }
  return /^(?:\/|[A-Za-z]:[\\/])/.test(address) ? address : undefined;
}

function isLanguage(file: string): boolean {
  languageRoots ??= findLanguageRoots();
  return !testFile.test(file) && languageRoots.some((root) => file.startsWith(root));
}

/** Folders of the language, as it runs and as it was written: with source maps on, frames of `dist` show paths of `src`. */
function findLanguageRoots(): string[] {
  const running = fileURLToPath(import.meta.url);
  const written = mapOf(running)?.resolvedSources[0];
  const files = written === undefined ? [running] : [running, toSource(running, written)];
  return files.flatMap((file) => languageFolders.map((name) => join(dirname(dirname(file)), name) + sep));
}

interface Written {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The position in the file that was written, when the frame is in compiled JavaScript with a map beside it. */
function toWritten(file: string, line: number, column: number): Written {
  const compiled = { file, line, column };
  if (!javaScriptFile.test(file)) return compiled;
  const map = mapOf(file);
  if (map === undefined) return compiled;
  // Columns count from 0 in source maps and from 1 in stacks.
  const original = originalPositionFor(map, { line, column: column - 1 });
  if (original.source === null) return compiled;
  return { file: toSource(file, original.source), line: original.line, column: original.column + 1 };
}

/** The path of a source that the map beside `file` names. */
function toSource(file: string, source: string): string {
  return toPath(source) ?? join(dirname(file), source);
}

const maps = new Map<string, TraceMap | undefined>();

function mapOf(file: string): TraceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file: string): TraceMap | undefined {
  const beside = `${file}.map`;
  if (!existsSync(beside)) return undefined;
  try {
    return new TraceMap(readFileSync(beside, "utf8"));
  } catch {
    // A damaged map costs the position in the source, never the run.
    return undefined;
  }
}
