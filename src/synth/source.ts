/**
 * The Verilog that goes into synthesis, and the way back from its lines to TypeScript. Invariant: a place in TypeScript is
 * one that the Verilog's own comments name; none is guessed for Verilog without such comments.
 */
import { type Party, type SourceLocation, siteAt } from "../diagnostics/index.ts";

/** Verilog by file, as `writeVerilog` gives it. */
export interface VerilogDesign {
  /** Name of the top module. */
  readonly top: string;
  /** Verilog (`.v`) and what it reads beside it (`.hex`). Names have no folders. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** A line of a Verilog file, from 1. */
export interface VerilogPlace {
  readonly file: string;
  readonly line: number;
}

const COMMENT = /\/\/ (\S+\.[cm]?tsx?):(\d+):(\d+)\s*$/;

/**
 * The TypeScript line behind a Verilog line: the one named by the last comment at or above it in the same module. Undefined
 * where there is none.
 */
export function typescriptOf(design: VerilogDesign, place: VerilogPlace): SourceLocation | undefined {
  const lines = textOf(design, place.file)?.split("\n") ?? [];
  for (let i = Math.min(place.line, lines.length) - 1; i >= 0; i--) {
    const text = lines[i] ?? "";
    const [, file, line, column] = COMMENT.exec(text) ?? [];
    if (file !== undefined) return { file, line: Number(line), column: Number(column) };
    if (/^\s*endmodule\b/.test(text) && i < place.line - 1) return undefined;
  }
  return undefined;
}

/** The text of a Verilog line without its margin. */
export function verilogLine(design: VerilogDesign, { file, line }: VerilogPlace): string {
  return textOf(design, file)?.split("\n")[line - 1]?.trim() ?? "";
}

/** Who is to blame for something that a tool found at a place. */
export function partiesOf(design: VerilogDesign, place: VerilogPlace | undefined): Party[] {
  const location = place && typescriptOf(design, place);
  return location === undefined ? [] : [{ label: "written here", site: siteAt(location) }];
}

/** `fifo.v:12.3-12.9`, or several joined by `|`, to the first place among the design's own files. */
export function placeOf(design: VerilogDesign, attribute: string | undefined): VerilogPlace | undefined {
  for (const part of attribute?.split("|") ?? []) {
    const [, path = "", line] = /^(.*):(\d+)(?:\.\d+)?(?:-[\d.]+)?$/.exec(part) ?? [];
    const file = path.replace(/^.*[\\/]/, "");
    if (line !== undefined && textOf(design, file) !== undefined) return { file, line: Number(line) };
  }
  return undefined;
}

const textOf = ({ files }: VerilogDesign, name: string): string | undefined =>
  files.find((file) => file.name === name)?.text;
