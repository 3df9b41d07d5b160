/** Conditions, branches, case labels, concatenations and whole assignments. */

import type { Edit } from "./edit.ts";
import { isLabel } from "./edit-constants.ts";
import { isNonblocking } from "./edit-operators.ts";
import { closing, type Token } from "./tokens.ts";

/** The edits of a file's statements, in the order of their first tokens; `source` is the text of the tokens. */
export function structureEdits(tokens: readonly Token[], source: string): Edit[] {
  return tokens.flatMap((_, index) => [
    ...conditions(tokens, index, source),
    ...choices(tokens, index, source),
    ...labels(tokens, index, source),
    ...concatenations(tokens, index, source),
    ...assignments(tokens, index),
  ]);
}

/** `if (c)`: negated, always and never. */
function conditions(tokens: readonly Token[], index: number, source: string): Edit[] {
  const open = tokens[index + 1];
  if (tokens[index]?.text !== "if" || open?.text !== "(") return [];
  const close = tokens[closing(tokens, index + 1)];
  if (close === undefined) return [];
  const [start, end] = [open.end, close.start];
  return [
    { start, end, replacement: `!(${source.slice(start, end)})`, mutation: "condition negated" },
    { start, end, replacement: "1'b1", mutation: "condition always true" },
    { start, end, replacement: "1'b0", mutation: "condition always false" },
  ];
}

/** `c ? a : b` becomes `c ? b : a`. */
function choices(tokens: readonly Token[], index: number, source: string): Edit[] {
  const question = tokens[index];
  if (question?.text !== "?") return [];
  const level = tokens.map((token, i) => ({ ...token, i }));
  // Between a question mark and the colon or end that belongs to it, inner choices open and close.
  const reach = (from: number, ends: RegExp) => {
    let open = 0;
    return level.slice(from).find((token) => {
      if (token.depth < question.depth) return true;
      if (token.depth > question.depth) return false;
      if (open === 0 && ends.test(token.text)) return true;
      if (token.text === "?") open += 1;
      if (token.text === ":") open -= 1;
      return false;
    });
  };
  const colon = reach(index + 1, /^:$/);
  if (colon === undefined) return [];
  const end = reach(colon.i + 1, /^[;,:)\]}]$/);
  const last = tokens[(end?.i ?? 0) - 1];
  const [first, second] = [tokens[index + 1], tokens[colon.i + 1]];
  const before = tokens[colon.i - 1];
  if (!end || !last || !first || !second || !before) return [];
  const whenTrue = source.slice(first.start, before.end);
  const whenFalse = source.slice(second.start, last.end);
  return [
    {
      start: first.start,
      end: last.end,
      replacement: `${whenFalse} : (${whenTrue})`,
      mutation: "branches of ?: swapped",
    },
  ];
}

/** The labels of two arms that follow one another trade places. */
function labels(tokens: readonly Token[], index: number, source: string): Edit[] {
  if (!isLabel(tokens, index)) return [];
  const next = tokens.findIndex((token, i) => i > index && (token.text === "endcase" || isLabel(tokens, i)));
  const [one, other] = [tokens[index], tokens[next]];
  if (!one || !other || other.text === "endcase") return [];
  // Arms that do nothing are alike.
  if (tokens[index + 2]?.text === ";" && tokens[next + 2]?.text === ";") return [];
  const replacement = `${other.text}${source.slice(one.end, other.start)}${one.text}`;
  return [
    {
      start: one.start,
      end: other.end,
      replacement,
      mutation: `labels ${one.text} and ${other.text} swapped`,
    },
  ];
}

/** `{a, b, ...}`: the first two parts trade places. */
function concatenations(tokens: readonly Token[], index: number, source: string): Edit[] {
  const open = tokens[index];
  if (open?.text !== "{") return [];
  const close = closing(tokens, index);
  const commas = tokens.flatMap((token, i) =>
    i > index && i < close && token.text === "," && token.depth === open.depth + 1 ? [i] : [],
  );
  const [first] = commas;
  if (first === undefined) return [];
  const second = commas[1] ?? close;
  const [a, b, c, d] = [tokens[index + 1], tokens[first - 1], tokens[first + 1], tokens[second - 1]];
  if (!a || !b || !c || !d) return [];
  const replacement = `${source.slice(c.start, d.end)}, ${source.slice(a.start, b.end)}`;
  return [{ start: a.start, end: d.end, replacement, mutation: "first two parts of {} swapped" }];
}

/** `x <= e;` is left out. */
function assignments(tokens: readonly Token[], index: number): Edit[] {
  if (!isNonblocking(tokens, index)) return [];
  const end = tokens.findIndex((token, i) => i > index && token.text === ";");
  let start = index;
  while (
    start > 0 &&
    /^[\w$[\]:{},.]+$/.test(tokens[start - 1]?.text ?? "") &&
    !isBoundary(tokens[start - 1])
  )
    start -= 1;
  const [first, last] = [tokens[start], tokens[end]];
  if (!first || !last) return [];
  return [{ start: first.start, end: last.end, replacement: ";", mutation: "assignment dropped" }];
}

const isBoundary = (token: Token | undefined): boolean =>
  token !== undefined && ["begin", "else", "end", ";"].includes(token.text);
