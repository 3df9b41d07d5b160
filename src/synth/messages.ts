/**
 * What Yosys says about a design, as diagnostics. Invariant: an error that names a line of the design's Verilog carries the
 * TypeScript line it came from, if the Verilog names one.
 */
import { fail } from "../diagnostics/index.ts";
import { leafCells, type Netlist } from "./netlist/index.ts";
import { partiesOf, placeOf, type VerilogDesign, type VerilogPlace, verilogLine } from "./source.ts";
import type { Target } from "./targets.ts";

/** For a run that failed. Errors: BL0483 where a line is to blame, BL0485 a flip-flop that the library lacks, else BL0486. */
export function refuseVerilog(
  design: VerilogDesign,
  target: Target,
  tool: string,
  output: string,
  rtl: Netlist | undefined,
): never {
  const lines = output.split("\n").map((line) => line.trim());
  refuseDrivers(design, tool, lines, rtl);
  const at = lines.findIndex((line) => /\bERROR:/.test(line));
  const error = lines[at] ?? "";
  const reason = error.replace(/^.*?\bERROR:\s*/, "").replace(/[.!]$/, "");
  // A flip-flop that the library has not, nor anything it can be made of.
  const [, module, cell] = /^FF (\S+?)\.\S+ \(type (\S+)\) cannot be legalized/.exec(reason) ?? [];
  if (module !== undefined && cell !== undefined) {
    fail("BL0485", { target: titleOf(target), others: 0, cell, module });
  }
  const place = placeIn(design, error) ?? instanceOf(design, reason);
  if (place === undefined) {
    return fail("BL0486", { tool, step: "synthesis", output: lastWords(lines) });
  }
  return fail(
    "BL0483",
    { tool, ...place, reason, text: verilogLine(design, place) },
    partiesOf(design, place),
  );
}

/** Without the frames of WebAssembly that a crash of the packaged Yosys ends in: they say nothing, and hide what was going on. */
const lastWords = (lines: readonly string[]): string =>
  lines
    .filter((line) => line !== "" && !/^(at |\(?wasm:|Node\.js v\d)/.test(line))
    .slice(-8)
    .join("\n");

/** ABC's own complaints; Yosys says no more than that there is no output, and nothing that ABC printed. */
export const abcErrors = (text: string): string[] =>
  text.split("\n").filter((line) => /^ABC: .*(\berror\b|cannot)/i.test(line));

/**
 * What the command `check` complains of: "Wire fifo.\x is used but has no driver." and "multiple conflicting drivers for
 * fifo.\x:". BL0483 where the wire's line is known.
 */
function refuseDrivers(
  design: VerilogDesign,
  tool: string,
  lines: readonly string[],
  rtl: Netlist | undefined,
): void {
  for (const line of lines) {
    const [, module = "", wire = ""] =
      /Warning: .*?(?:Wire|drivers for) (\S+?)\.\\(\S+?)(?: \[\d+\])?(?: is used|:)/.exec(line) ?? [];
    const place = placeOf(design, rtl?.modules.get(module)?.netnames[wire]?.attributes.src);
    if (place === undefined) continue;
    const reason = line.replace(/^.*?Warning: /, "").replace(/[.:]$/, "");
    fail("BL0483", { tool, ...place, reason, text: verilogLine(design, place) }, partiesOf(design, place));
  }
}

/** `fifo.v:12: ERROR:` and `... in line fifo.v:12.3-12.9` alike. */
function placeIn(design: VerilogDesign, text: string): VerilogPlace | undefined {
  for (const [, file, line] of text.matchAll(/([^\s`'"(\\/]+\.v):(\d+)/g)) {
    const place = placeOf(design, `${file}:${line}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Yosys names no line for a module that is not there: "Module `\a' referenced in module `\b' in cell `\c' ...". */
function instanceOf(design: VerilogDesign, reason: string): VerilogPlace | undefined {
  const [, module, cell] =
    /^Module `\\?(\S+)' referenced in module `\S+' in cell `\\?(\S+)'/.exec(reason) ?? [];
  if (module === undefined || cell === undefined) return undefined;
  for (const { name, text } of design.files) {
    const line = text.split("\n").findIndex((item) => {
      const words = item.trim().split(/[\s(]+/);
      return words[0] === module && words.includes(cell);
    });
    if (line >= 0) return { file: name, line: line + 1 };
  }
  return undefined;
}

const LATCH = /^\$(a?dlatch|dlatchsr|sr)$/;

/** BL0484: a latch in the design as Yosys understood it, before any mapping could hide it. */
export function refuseLatches(design: VerilogDesign, rtl: Netlist): void {
  const latches = [...leafCells(rtl)].filter(({ cell }) => LATCH.test(cell.type));
  const [first] = latches;
  if (first === undefined) return;
  const details = { top: design.top, count: latches.length, cell: first.cell.type, module: first.module };
  // The latch's own line is that of its block; the signal's is where the designer can change something.
  const output = first.cell.connections.Q ?? [];
  const names = Object.values(rtl.modules.get(first.module)?.netnames ?? {});
  const signal = names.find(
    ({ hide_name, bits }) => hide_name === 0 && bits.some((bit) => output.includes(bit)),
  );
  const place = placeOf(design, first.cell.attributes.src) ?? placeOf(design, signal?.attributes.src);
  fail("BL0484", details, partiesOf(design, place));
}

/** BL0485: a cell of the netlist that the target does not have. */
export function refuseUnmapped(design: VerilogDesign, netlist: Netlist, target: Target): void {
  const isMapped = (type: string): boolean =>
    target.kind === "cells" ? target.library.cells.has(type) : !type.startsWith("$");
  const others = [...leafCells(netlist)].filter(({ cell }) => !isMapped(cell.type));
  const [first] = others;
  if (first === undefined) return;
  const details = {
    target: titleOf(target),
    others: others.length - 1,
    cell: first.cell.type,
    module: first.module,
  };
  fail("BL0485", details, partiesOf(design, placeOf(design, first.cell.attributes.src)));
}

const titleOf = (target: Target): string =>
  target.kind === "cells" ? `${target.library.name} (${target.library.file})` : target.device;
