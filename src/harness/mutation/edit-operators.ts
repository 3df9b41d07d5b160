/** Operators that become others, and prefix operators that are dropped. */
import type { Edit } from "./edit.ts";
import { endsValue, type Token } from "./tokens.ts";

const binary: Readonly<Record<string, string>> = {
  "+": "-",
  "-": "+",
  "*": "+",
  "&": "|",
  "|": "&",
  "^": "|",
  "&&": "||",
  "||": "&&",
  "==": "!=",
  "!=": "==",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "<<": ">>",
  ">>": "<<",
  ">>>": ">>",
};

/** Reductions that become others; the rest of the prefix operators is dropped. */
const reduction: Readonly<Record<string, string>> = { "&": "|", "|": "&", "^": "|" };
const dropped = new Set(["!", "~", "-"]);

/** The edits of a file's operators, in the order of its tokens. */
export function operatorEdits(tokens: readonly Token[]): Edit[] {
  return tokens.flatMap((token, index) => {
    const { text, start, end } = token;
    if (endsValue(tokens[index - 1])) {
      const other = binary[text];
      if (other === undefined || isNonblocking(tokens, index)) return [];
      return [{ start, end, replacement: other, mutation: `${text} becomes ${other}` }];
    }
    // `@*` and the sign of a number in a list are no operators of the design.
    if (tokens[index - 1]?.text === "@" || tokens[index - 1]?.text === "@(") return [];
    const other = reduction[text];
    if (other !== undefined)
      return [{ start, end, replacement: other, mutation: `reduction ${text} becomes ${other}` }];
    if (dropped.has(text)) return [{ start, end, replacement: "", mutation: `${text} dropped` }];
    return [];
  });
}

/** `x <= e` as a statement: nothing but the target stands between it and the statement's start. */
export function isNonblocking(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token?.text !== "<=" || token.depth !== 0) return false;
  let at = index - 1;
  while (at >= 0 && !startsStatement(tokens, at)) {
    if (["=", "<=", "assign", "wire", "?"].includes(tokens[at]?.text ?? "")) return false;
    at -= 1;
  }
  return true;
}

/** Tokens after which a statement begins. */
function startsStatement(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.depth !== 0) return false;
  if ([";", "begin", "else", "end", "endcase", ":"].includes(token.text)) return true;
  // The parenthesis that closes `if (...)` or `@(...)`.
  return token.text === ")";
}
