/**
 * Reads value change dumps of Bitloom, Icarus, Verilator and others (IEEE 1364-2005, clause 18, and string variables),
 * without holding more of the file than was asked for. Invariant: what breaks the format is refused with its line.
 */
import { normalBits, type WaveBits, type WaveType } from "./value.ts";
import { FIRST_CYCLE } from "./vcd-text.ts";
import { VcdTokens } from "./vcd-tokens.ts";

export interface VcdVariable {
  /** Scopes and name, joined by dots, without the scopes that all variables share. */
  readonly path: string;
  readonly type: WaveType;
  /** Bits; 0 for text. */
  readonly width: number;
  /** Variables of one code always have the same value. */
  readonly code: string;
}

export interface VcdDeclarations {
  readonly variables: readonly VcdVariable[];
  /** "1ns" */
  readonly timescale: string;
  /** Names of the scopes that all variables are in. */
  readonly shared: readonly string[];
}

/** What a reader is told, in the order of the file. */
export interface VcdVisitor {
  /** Codes whose changes are wanted; all when undefined. */
  readonly declared: (declarations: VcdDeclarations) => ReadonlySet<string> | undefined;
  /** `width` digits for vectors, text for strings and reals. Times ascend. */
  readonly changed: (time: number, code: string, bits: WaveBits) => void;
  /** Asked at every time: true when the rest of the file does not matter. */
  readonly isDone?: () => boolean;
  /** Number of the first cycle, where the file says that its cycles do not start at 0. */
  readonly firstCycle: (cycle: number) => void;
}

/** The declarations, and the last time that was read. Fails with BL0461 and BL0462. */
export function readVcd(
  file: string,
  visitor: VcdVisitor,
): { readonly declarations: VcdDeclarations; readonly end: number } {
  const tokens = new VcdTokens(file);
  try {
    const declarations = readDeclarations(tokens);
    const end = readChanges(tokens, declarations, visitor);
    return { declarations, end };
  } finally {
    tokens.close();
  }
}

interface Declared {
  readonly scopes: readonly string[];
  readonly name: string;
  readonly type: WaveType;
  readonly width: number;
  readonly code: string;
}

function readDeclarations(tokens: VcdTokens): VcdDeclarations {
  const declared: Declared[] = [];
  const scopes: string[] = [];
  let timescale = "";
  for (;;) {
    const word = tokens.next() ?? tokens.refuse("the file ends before $enddefinitions");
    const words = word.startsWith("$") ? restOf(tokens, word) : [];
    switch (word) {
      case "$scope":
        scopes.push(plainName(words[1] ?? tokens.refuse("a $scope without a name")));
        break;
      case "$upscope":
        if (scopes.pop() === undefined) tokens.refuse("$upscope without a $scope");
        break;
      case "$timescale":
        timescale = words.join("");
        break;
      case "$var":
        declared.push({ scopes: [...scopes], ...variableOf(words, tokens) });
        break;
      case "$enddefinitions":
        return { ...named(declared), timescale };
      case "$date":
      case "$version":
      case "$comment":
        break;
      default:
        // Extensions such as $attrbegin have the same form as everything else.
        if (!word.startsWith("$")) tokens.refuse(`\`${word}\` stands where a declaration was expected`);
    }
  }
}

/** Words up to `$end`. */
function restOf(tokens: VcdTokens, opened: string): string[] {
  const words: string[] = [];
  for (;;) {
    const word = tokens.next() ?? tokens.refuse(`the file ends within ${opened}`);
    if (word === "$end") return words;
    words.push(word);
  }
}

function variableOf(words: readonly string[], tokens: VcdTokens): Omit<Declared, "scopes"> {
  const [kind, size, code, ...reference] = words;
  const width = Number(size);
  if (code === undefined || reference.length === 0 || !Number.isInteger(width) || width < 0) {
    return tokens.refuse(`\`$var ${words.join(" ")}\` is no declaration of kind, width, code and name`);
  }
  // `name [7:0]`, `name[7:0]` and `memory[3] [7:0]` occur.
  const name = plainName(reference.join("").replace(/\[-?\d+:-?\d+\]$/, ""));
  const isText = kind === "string" || kind === "real" || kind === "realtime";
  if (isText) return { name, type: { kind: "text" }, width: 0, code };
  const isSigned = kind === "integer";
  return { name, type: { kind: isSigned ? "sint" : "uint", width: Math.max(1, width) }, width, code };
}

/** Escaped identifiers begin with a backslash. */
const plainName = (name: string): string => (name.startsWith("\\") ? name.slice(1) : name);

function named(declared: readonly Declared[]): Omit<VcdDeclarations, "timescale"> {
  let shared = declared[0]?.scopes ?? [];
  for (const { scopes } of declared) {
    const end = shared.findIndex((name, i) => name !== scopes[i]);
    if (end >= 0) shared = shared.slice(0, end);
  }
  const variables = declared.map(({ scopes, name, type, width, code }) => ({
    path: [...scopes.slice(shared.length), name].join("."),
    type,
    width,
    code,
  }));
  return { variables, shared };
}

/** What a code stands for. */
interface Coded {
  readonly code: string;
  readonly width: number;
  readonly isWanted: boolean;
}

/** Files are large and most of what is in them is not wanted, so nothing is cut out of the text before it is known to be. */
function readChanges(tokens: VcdTokens, declarations: VcdDeclarations, visitor: VcdVisitor): number {
  const wanted = visitor.declared(declarations);
  const coded = new Map<number, Coded>();
  for (const { code, width } of declarations.variables) {
    const number = codeNumber(code, 0, code.length);
    if ((coded.get(number)?.code ?? code) !== code) tokens.refuse(`the code \`${code}\` is too long`);
    coded.set(number, { code, width, isWanted: wanted?.has(code) ?? true });
  }
  let time = 0;

  /** The value goes from `from` to `to` of `value`; the code is in the tokens' text. */
  function report(value: string, from: number, to: number, codeStart: number, isText: boolean): void {
    const { text, end } = tokens;
    const found = coded.get(codeNumber(text, codeStart, end));
    const { code, width, isWanted } =
      found ?? tokens.refuse(`no variable has the code \`${text.slice(codeStart, end)}\``);
    if ((width === 0) !== isText)
      tokens.refuse(`the value of \`${code}\` is of another kind than its variable`);
    if (!isWanted) return;
    const digits = value.slice(from, to);
    visitor.changed(time, code, isText ? digits : bitsOf(digits, width, tokens));
  }

  while (tokens.advance()) {
    const { text, start, end } = tokens;
    switch (text.charCodeAt(start)) {
      case Character.time: {
        const next = Number(text.slice(start + 1, end));
        if (!Number.isInteger(next) || end - start < 2)
          tokens.refuse(`\`${text.slice(start, end)}\` is no time`);
        if (next < time) tokens.refuse(`time ${next} comes after time ${time}`);
        time = next;
        if (visitor.isDone?.() === true) return time;
        break;
      }
      case Character.b:
      case Character.B:
      case Character.r:
      case Character.R:
      case Character.s:
      case Character.S: {
        const kind = text.charCodeAt(start);
        const isText = kind !== Character.b && kind !== Character.B;
        if (tokens.advanceInText()) report(text, start + 1, end, tokens.start, isText);
        else {
          // The code comes with the next piece of the file, which replaces this one.
          const value = text.slice(start + 1, end);
          if (!tokens.advance()) tokens.refuse(`the file ends after \`${text.slice(start, end)}\``);
          report(value, 0, value.length, tokens.start, isText);
        }
        break;
      }
      case Character.keyword:
        // $dumpvars, $dumpon, $dumpoff, $dumpall and their $end hold changes like any others.
        if (text.slice(start, end) === "$comment") {
          const [name, value] = restOf(tokens, "$comment");
          if (name === FIRST_CYCLE) visitor.firstCycle(Number(value) || 0);
        }
        break;
      default:
        report(text, start, start + 1, start + 1, false);
    }
  }
  return time;
}

/** Character codes that a change begins with. */
const Character = { time: 35, keyword: 36, B: 66, R: 82, S: 83, b: 98, r: 114, s: 115 } as const;

/** Codes are of printable characters; as numbers they need not be cut out of the text. Exact for 8 characters and less. */
function codeNumber(text: string, start: number, end: number): number {
  let number = 0;
  for (let i = start; i < end; i++) number = number * 95 + text.charCodeAt(i) - 32;
  return number;
}

/** Extended to the left as the standard says: by 0 after 0 or 1, else by the first digit. */
function bitsOf(given: string, width: number, tokens: VcdTokens): WaveBits {
  if (given === "0") return width <= 53 ? 0 : 0n;
  if (given === "1") return width <= 53 ? 1 : 1n;
  const isKnown = /^[01]+$/.test(given);
  const digits = isKnown ? given.replace(/^0+(?=.)/, "") : given.toLowerCase();
  if (digits.length > width) tokens.refuse(`\`${given}\` has more than ${width} digits`);
  if (isKnown)
    return digits.length <= 31 ? Number.parseInt(digits, 2) : normalBits(BigInt(`0b${digits}`), width);
  if (!/^[01xzuwlh-]+$/.test(digits)) tokens.refuse(`\`${given}\` is no value`);
  const first = digits[0] ?? "x";
  return digits
    .replace(/[^01z]/g, "x")
    .padStart(width, first === "0" || first === "1" ? "0" : first === "z" ? "z" : "x");
}
