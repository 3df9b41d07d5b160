/**
 * Reads the Liberty format into a tree. Invariant: a tree is only returned for a text whose groups are all closed; any
 * other ends in BL0481 with the line. Source: Liberty User Guide, "General Syntax" of a library description.
 */
import { fail } from "../../diagnostics/index.ts";

/** `name (arguments) { attributes and groups }`. */
export interface LibertyGroup {
  readonly name: string;
  readonly arguments: readonly string[];
  /** Line of its name, from 1. */
  readonly line: number;
  /** `name : value`, the last one where a name comes twice; and `name (a, b)` without braces, joined by commas. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly groups: readonly LibertyGroup[];
}

interface Token {
  /** A word or text is what it says, punctuation is itself. */
  readonly kind: "word" | "text" | "punctuation" | "end";
  readonly text: string;
  readonly line: number;
}

/** `file` is for messages. Error BL0481: not Liberty, or cut off. */
export function parseLiberty(text: string, file: string): LibertyGroup {
  const tokens = new Tokens(text, file);
  const root = statement(tokens);
  if (!isGroup(root) || root.name !== "library") {
    return tokens.refuse("it does not begin with `library (NAME) {`", 1);
  }
  return root;
}

type Statement = LibertyGroup | { readonly attribute: string; readonly value: string };

const isGroup = (item: Statement): item is LibertyGroup => "groups" in item;

function statement(tokens: Tokens): Statement {
  const name = tokens.next();
  if (name.kind !== "word" && name.kind !== "text") {
    return tokens.refuse(`a name was expected, found ${shown(name)}`, name.line);
  }
  const after = tokens.next();
  if (after.text === ":" && after.kind === "punctuation") {
    return { attribute: name.text, value: tokens.restOfValue(name.line) };
  }
  if (after.text !== "(" || after.kind !== "punctuation") {
    return tokens.refuse(`after ${name.text}, : or ( was expected, found ${shown(after)}`, after.line);
  }
  const list = tokens.untilClosed(name);
  if (!tokens.accept("{")) {
    tokens.accept(";");
    return { attribute: name.text, value: list.join(",") };
  }
  return { name: name.text, arguments: list, line: name.line, ...bodyOf(name, tokens) };
}

function bodyOf(name: Token, tokens: Tokens): Pick<LibertyGroup, "attributes" | "groups"> {
  const attributes = new Map<string, string>();
  const groups: LibertyGroup[] = [];
  while (!tokens.accept("}")) {
    if (tokens.accept(";")) continue;
    if (tokens.peek().kind === "end") tokens.refuse(`group ${name.text} is not closed`, name.line);
    const item = statement(tokens);
    if (isGroup(item)) groups.push(item);
    else attributes.set(item.attribute, item.value);
  }
  tokens.accept(";");
  return { attributes, groups };
}

const shown = ({ kind, text }: Token): string => (kind === "end" ? "the end of the file" : `"${text}"`);

// Blanks with continued lines, comments, quoted text, punctuation, everything else up to one of those.
const PIECES =
  /(?<blank>[ \t\r\n\f]+|\\\r?\n|\/\*[\s\S]*?\*\/|\/\/[^\n]*)|"(?<text>(?:[^"\\]|\\[\s\S])*)"|(?<punctuation>[(){}:;,])|(?<word>(?:[^\s(){}:;,"\\/]|\/(?![*/])|\\(?!\r?\n))+)/y;

class Tokens {
  readonly #text: string;
  readonly #file: string;
  #position = 0;
  #line = 1;
  #ahead: Token | undefined;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  refuse(reason: string, line: number): never {
    return fail("BL0481", { file: this.#file, place: `line ${line}`, reason });
  }

  peek(): Token {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    return token;
  }

  accept(punctuation: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== "punctuation" || text !== punctuation) return false;
    this.#ahead = undefined;
    return true;
  }

  /** The items of `(a, b c)` after its opening parenthesis. */
  untilClosed(name: Token): string[] {
    const items: string[] = [];
    while (!this.accept(")")) {
      const token = this.next();
      if (token.kind === "end" || "{};".includes(token.text)) {
        this.refuse(`the parenthesis of ${name.text} is not closed`, name.line);
      }
      if (token.text !== "," || token.kind === "text") items.push(token.text);
    }
    return items;
  }

  /** The value of `name : value`, which ends with a semicolon, or with the line where the semicolon is left out. */
  restOfValue(line: number): string {
    const first = this.next();
    if (first.kind !== "word" && first.kind !== "text") {
      this.refuse(`a value was expected, found ${shown(first)}`, line);
    }
    const parts = [first.text];
    while (!this.accept(";")) {
      const token = this.peek();
      if (token.kind === "end" || token.text === "}" || token.line !== first.line) break;
      parts.push(this.next().text);
    }
    return parts.join(" ");
  }

  #read(): Token {
    for (;;) {
      if (this.#position >= this.#text.length) return { kind: "end", text: "", line: this.#line };
      PIECES.lastIndex = this.#position;
      const found = PIECES.exec(this.#text);
      if (found?.groups === undefined)
        return this.refuse("there is a quote or comment without end", this.#line);
      const line = this.#line;
      this.#position = PIECES.lastIndex;
      for (let i = found[0].indexOf("\n"); i >= 0; i = found[0].indexOf("\n", i + 1)) this.#line++;
      const { text, punctuation, word } = found.groups;
      if (text !== undefined) return { kind: "text", text: text.replace(/\\\r?\n\s*/g, ""), line };
      if (punctuation !== undefined) return { kind: "punctuation", text: punctuation, line };
      if (word !== undefined) return { kind: "word", text: word, line };
    }
  }
}
