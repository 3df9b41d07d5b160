/**
 * Verilog text as tokens with their places. Comments, strings and compiler directives are left out, so what is not a
 * token is never mutated.
 */

export interface Token {
  readonly text: string;
  /** Offset in the source. */
  readonly start: number;
  readonly end: number;
  /** Nesting of (), [] and {} around it; a bracket counts as outside of itself. */
  readonly depth: number;
}

const pattern = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//, // comment
    /"(?:[^"\\\n]|\\.)*"/, // string
    /`\w+[^\n]*/, // directive, to the end of its line
    /\d*'[sS]?[bodhBODH][0-9a-fA-FxzXZ_?]+/, // based number
    /\d[\d_]*/, // plain number
    /[A-Za-z_$][\w$]*/, // word
    />>>|<<<|===|!==|&&|\|\||==|!=|<=|>=|<<|>>|~&|~\||~\^|\*\*|\+:|-:/, // operators of several characters
    /\S/,
  ]
    .map((part) => `(?:${part.source})`)
    .join("|"),
  "g",
);

const skipped = /^(?:\/[/*]|"|`)/;

/** Tokens in order. Text that is no Verilog still gives tokens: a mutant that makes no sense is refused by the simulator. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const match of source.matchAll(pattern)) {
    const [text] = match;
    if (skipped.test(text)) continue;
    if (/^[)\]}]$/.test(text)) depth -= 1;
    tokens.push({ text, start: match.index, end: match.index + text.length, depth });
    if (/^[([{]$/.test(text)) depth += 1;
  }
  return tokens;
}

/** Index of the token that closes the bracket at `open`, or the last token. */
export function closing(tokens: readonly Token[], open: number): number {
  const depth = tokens[open]?.depth;
  for (let i = open + 1; i < tokens.length; i++)
    if (tokens[i]?.depth === depth && isClose(tokens[i])) return i;
  return tokens.length - 1;
}

const isClose = (token: Token | undefined): boolean => token !== undefined && /^[)\]}]$/.test(token.text);

/** A token after which a value is complete, so that an operator that follows is binary. */
export const endsValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  (/^[\w$')\]}]/.test(token.text) || /'/.test(token.text)) &&
  !keywords.has(token.text);

const keywords = new Set(
  "begin end else if case endcase default assign always posedge negedge or wire reg".split(" "),
);
