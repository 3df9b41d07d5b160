/**
 * The text of a value change dump (IEEE 1364-2005, clause 18), piece by piece. Enums are string variables, the extension
 * that GTKWave and Surfer read: `$var string 1 ! state $end` and `sidle !`.
 */

import type { GroundType } from "../../ir/index.ts";
import type { Leaf, LeafScope } from "./leaves.ts";
import { memberName, type WaveBits } from "./value.ts";

const FIRST_CODE = 33;
const CODES = 94;

/** The n-th identifier code: printable characters `!` to `~`, as few as possible. */
export function vcdCode(n: number): string {
  let code = "";
  for (let rest = n; rest >= 0; rest = Math.floor(rest / CODES) - 1) {
    code += String.fromCharCode(FIRST_CODE + (rest % CODES));
  }
  return code;
}

/** A comment of this word and a number says with which cycle the changes start, when not with 0. */
export const FIRST_CYCLE = "first-cycle";

export interface VcdClock {
  readonly name: string;
  readonly code: string;
}

export interface VcdHeader {
  readonly top: LeafScope;
  /** Variables of the top scope. */
  readonly clocks: readonly VcdClock[];
  /** "1ns" */
  readonly unit: string;
  /** By cell. */
  readonly codes: readonly string[];
}

/** Everything before the first time. */
export function vcdHeader({ top, clocks, unit, codes }: VcdHeader): string {
  const lines = ["$version Bitloom $end", `$timescale ${unit} $end`];
  const scope = ({ name, leaves, scopes }: LeafScope, own: readonly string[]): void => {
    lines.push(`$scope module ${name} $end`, ...own);
    for (const leaf of leaves) lines.push(variable(leaf, codes[leaf.cell] ?? ""));
    for (const inner of scopes) scope(inner, []);
    lines.push("$upscope $end");
  };
  const clockLines = clocks.map(({ name, code }) => `$var wire 1 ${code} ${name} $end`);
  scope(top, clockLines);
  lines.push("$enddefinitions $end", "");
  return lines.join("\n");
}

function variable({ name, type, isRegister }: Leaf, code: string): string {
  if (type.kind === "enum") return `$var string 1 ${code} ${name} $end`;
  const range = type.width === 1 ? "" : ` [${type.width - 1}:0]`;
  return `$var ${isRegister ? "reg" : "wire"} ${type.width} ${code} ${name}${range} $end`;
}

/** One change, with its line end. An encoding that is no member of its enum is `?b` and its bits. */
export function vcdChange(type: GroundType, bits: WaveBits, code: string): string {
  if (type.kind === "enum") {
    const name = typeof bits === "string" ? undefined : memberName(type, bits);
    return `s${name ?? `?b${digitsOf(bits)}`} ${code}\n`;
  }
  const digits = digitsOf(bits);
  return type.width === 1 ? `${digits}${code}\n` : `b${digits} ${code}\n`;
}

const digitsOf = (bits: WaveBits): string => (typeof bits === "string" ? bits : bits.toString(2));
