/** Sized constants one up and one down, and indices one place further. */
import type { Edit } from "./edit.ts";
import { endsValue, type Token } from "./tokens.ts";

/** The edits of a file's constants, in the order of its tokens. */
export function constantEdits(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((_, index) => [...sized(tokens, index), ...bitIndex(tokens, index)]);
}

/** `8'd5` becomes `8'd6` and `8'd4`, modulo 2^width; one bit flips. Case labels are left to the swap of labels. */
function sized(tokens: readonly Token[], index: number): Edit[] {
  const token = tokens[index];
  const parts = /^(\d+)'([bdh])([0-9a-fA-F]+)$/.exec(token?.text ?? "");
  if (token === undefined || parts === null || isLabel(tokens, index)) return [];
  const [, width = "1", base = "d", digits = "0"] = parts;
  const radix = { b: 2, d: 10, h: 16 }[base] ?? 10;
  const prefix = { b: "0b", d: "", h: "0x" }[base] ?? "";
  const value = BigInt(`${prefix}${digits}`);
  const bits = Number(width);
  const others = bits === 1 ? [value ^ 1n] : [value + 1n, value - 1n];
  return [...new Set(others.map((other) => BigInt.asUintN(bits, other)))].map((other) => {
    const replacement = `${width}'${base}${other.toString(radix)}`;
    return {
      start: token.start,
      end: token.end,
      replacement,
      mutation: `${token.text} becomes ${replacement}`,
    };
  });
}

/** `x[3]` becomes `x[2]`, `x[0]` becomes `x[1]`; declared ranges and part selects have a colon and stay. */
function bitIndex(tokens: readonly Token[], index: number): Edit[] {
  const [target, open, number, close] = tokens.slice(index, index + 4);
  if (open?.text !== "[" || close?.text !== "]" || !endsValue(target) || !number) return [];
  if (!/^\d+$/.test(number.text)) return [];
  const value = Number(number.text);
  const replacement = String(value === 0 ? 1 : value - 1);
  return [
    { start: number.start, end: number.end, replacement, mutation: `[${value}] becomes [${replacement}]` },
  ];
}

/** The only or last label of a case's arm: a constant or name at statement level before a colon; not `default`. */
export function isLabel(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1]?.text ?? "";
  return (
    token?.depth === 0 &&
    tokens[index + 1]?.text === ":" &&
    /^[\w'$]+$/.test(token.text) &&
    !["begin", "default"].includes(token.text) &&
    [";", "end", ")", ","].includes(before)
  );
}
