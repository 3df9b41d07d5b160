/**
 * The text and the JSON form of diagnostics: one block each with the source line of every party, the help last. What a
 * message says comes from the catalogue; this file only lays it out.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import picocolors from "picocolors";
import { catalogue } from "./catalogue/index.ts";
import type { Diagnostic, Party } from "./diagnostic.ts";
import { locate, type SourceLocation } from "./site.ts";

export interface RenderOptions {
  /** Terminal colours; off unless asked for, so that files and tests get plain text. */
  readonly color?: boolean;
}

/** A diagnostic as plain data that `JSON.stringify` accepts: big integers are decimal strings. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: string;
  readonly kind: string;
  readonly message: string;
  readonly help: string;
  /** Resolved locations; a party of unknown place has only its label. */
  readonly parties: readonly (Partial<SourceLocation> & { readonly label: string })[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** One diagnostic, without a line end after its last line. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = painter(diagnostic, options);
  const parties = diagnostic.parties.map((party) => ({ party, location: party.site && locate(party.site) }));
  const gutter = Math.max(1, ...parties.map(({ location }) => String(location?.line ?? 0).length));
  const heading = `${paint.severity(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.strong(`: ${diagnostic.message}`)}`;
  const blocks = parties.map(({ party, location }) => renderParty(party, location, gutter, paint));
  return [heading, ...blocks, `${paint.help("help:")} ${diagnostic.help}`].join("\n");
}

/** All diagnostics of a run with a blank line between them, and a line that counts them. Empty for none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  if (diagnostics.length === 0) return "";
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const counts = [counted(errors, "error"), counted(diagnostics.length - errors, "warning")];
  const summary = counts.filter((text) => text !== "").join(", ");
  return [...diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)), summary].join("\n\n");
}

/** The same facts for programs. Locations are resolved; a party without one has only its label. */
export function diagnosticToJson(diagnostic: Diagnostic): DiagnosticJson {
  const { code, severity, kind, message, help } = diagnostic;
  const parties = diagnostic.parties.map(({ label, site }) => ({ label, ...(site && locate(site)) }));
  return { code, severity, kind, message, help, parties, details: plain(diagnostic.details) };
}

/** The page of a code as Markdown, or undefined for a code that does not exist. Codes are read in either case. */
export function explainCode(code: string): string | undefined {
  const wanted = code.toUpperCase();
  const found = Object.entries(catalogue).find(([name]) => name === wanted);
  if (found === undefined) return undefined;
  const [name, { title, severity, page }] = found;
  return `# ${name}: ${title} (${severity})\n\n${page.trim()}\n`;
}

interface Painter {
  severity(text: string): string;
  strong(text: string): string;
  frame(text: string): string;
  help(text: string): string;
}

function painter(diagnostic: Diagnostic, options: RenderOptions): Painter {
  const colors = picocolors.createColors(options.color ?? false);
  const severity = diagnostic.severity === "error" ? colors.red : colors.yellow;
  return {
    severity: (text) => colors.bold(severity(text)),
    strong: colors.bold,
    frame: colors.blue,
    help: (text) => colors.bold(colors.cyan(text)),
  };
}

function renderParty(
  party: Party,
  location: SourceLocation | undefined,
  gutter: number,
  paint: Painter,
): string {
  const indent = " ".repeat(gutter);
  if (location === undefined) return `${indent}${paint.frame("-->")} ${party.label} (place unknown)`;
  const { file, line, column } = location;
  const source = sourceLine(location);
  const arrow = `${indent}${paint.frame("-->")} ${file}:${line}:${column}`;
  if (source === undefined) return `${arrow} ${party.label}`;
  const bar = paint.frame("|");
  const { text, offset } = windowOn(source, column - 1);
  const before = text.slice(0, offset).replace(/[^\t]/g, " ");
  const word = /^[\w$]+/.exec(text.slice(offset))?.[0].length ?? 1;
  const marker = paint.severity("^".repeat(word));
  const number = paint.frame(String(line).padStart(gutter));
  return [
    arrow,
    `${indent} ${bar}`,
    `${number} ${bar} ${text}`,
    `${indent} ${bar} ${before}${marker} ${paint.severity(party.label)}`,
  ].join("\n");
}

/** Lines up to this length are shown whole; of longer ones as much as this around the mark. */
const widest = 110;

/** The part of a line around a column, with an ellipsis where something is left out. */
function windowOn(line: string, column: number): { readonly text: string; readonly offset: number } {
  if (line.length <= widest) return { text: line, offset: column };
  const start = Math.max(0, Math.min(column - widest / 2, line.length - widest));
  const end = Math.min(line.length, start + widest);
  const head = start > 0 ? "…" : "";
  const text = `${head}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
  return { text, offset: column - start + head.length };
}

/** The line that a location is on; undefined when the file cannot be read or is shorter than that. */
function sourceLine(location: SourceLocation): string | undefined {
  try {
    const lines = readFileSync(resolve(location.file), "utf8").split(/\r?\n/);
    return lines[location.line - 1]?.trimEnd() || undefined;
  } catch {
    return undefined;
  }
}

function counted(count: number, what: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

function plain(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(details, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
  );
}
