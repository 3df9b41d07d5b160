/**
 * How byte-pair tokenizers cut a text into words before they join bytes, by the name that llama.cpp gives the rule
 * (`tokenizer.ggml.pre`). Invariant: the words in order make up the whole text.
 *
 * The patterns are those of the models' own tokenizer.json; several patterns cut one after the other. `\s` is Unicode's White_Space, as in
 * the engines that these patterns are written for, and not JavaScript's, which counts U+FEFF too and not U+0085.
 */

export interface PreTokenizer {
  /** The words of a text. */
  split(text: string): string[];
  /** A word that is a token is taken as it is, though no merges lead to it. */
  readonly takesWholeWords: boolean;
  /** Sequences start with the start token unless the file says otherwise. */
  readonly addsStart: boolean;
}

/** English contractions in both cases. */
const CONTRACTION = "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])";
/** GPT-2's words: contractions in lower case, letters, digits, other characters, each with the space before it; white space. */
const GPT2 = String.raw`'(?:[stmd]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
/** What all later patterns end in: line ends apart from other white space. */
const SPACES = String.raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
/** Letters with one other character before them. */
const LETTERS = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const OTHERS = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`;
const OTHERS_WITH_SLASHES = String.raw` ?[^\s\p{L}\p{N}]+[\r\n/]*`;
/** Letters in camel case: capitals before small ones, or capitals alone. */
const CASED = [
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*`,
] as const;
const withContraction = (pattern: string): string => `${pattern}(?:${CONTRACTION})?`;

interface Rule {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly takesWholeWords?: boolean;
  readonly addsStart?: boolean;
}

const DEFAULT = "default";

const RULES: readonly Rule[] = [
  {
    names: [DEFAULT],
    patterns: [String.raw`[\p{P}$+<=>^~|]+`, GPT2, String.raw`\p{N}+`, "[0-9][0-9][0-9]"],
  },
  {
    names: ["gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "exaone4", "roberta-bpe"],
    patterns: [GPT2],
  },
  {
    names: ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"],
    patterns: [String.raw`\p{N}`, GPT2],
  },
  {
    names: ["llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral"],
    patterns: [[CONTRACTION, LETTERS, String.raw`\p{N}{1,3}`, OTHERS, SPACES].join("|")],
    takesWholeWords: true,
    addsStart: true,
  },
  {
    names: ["dbrx", "smaug-bpe"],
    patterns: [[CONTRACTION, LETTERS, String.raw`\p{N}{1,3}`, OTHERS, SPACES].join("|")],
  },
  {
    names: ["qwen2", "stablelm2", "deepseek-r1-qwen", "megrez", "hunyuan"],
    patterns: [[CONTRACTION, LETTERS, String.raw`\p{N}`, OTHERS, SPACES].join("|")],
  },
  {
    names: ["qwen35"],
    patterns: [
      [
        CONTRACTION,
        String.raw`[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+`,
        String.raw`\p{N}`,
        String.raw` ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*`,
        SPACES,
      ].join("|"),
    ],
  },
  {
    names: ["tekken"],
    patterns: [[...CASED, String.raw`\p{N}`, OTHERS_WITH_SLASHES, SPACES].join("|")],
    takesWholeWords: true,
    addsStart: true,
  },
  {
    names: ["gpt-4o", "llama4"],
    patterns: [
      [...CASED.map(withContraction), String.raw`\p{N}{1,3}`, OTHERS_WITH_SLASHES, SPACES].join("|"),
    ],
  },
  {
    names: ["deepseek-coder"],
    patterns: [
      String.raw`[\r\n]`,
      String.raw`\s?\p{L}+`,
      String.raw`\s?\p{P}+`,
      "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+",
      String.raw`\p{N}`,
    ],
  },
  {
    names: ["falcon"],
    patterns: [String.raw`[\p{P}$+<=>^~|\x60]+`, GPT2, "[0-9][0-9][0-9]"],
  },
];

/** The rule of that name, {@link DEFAULT} for none as llama.cpp does; undefined when it is not known. */
export function preTokenizer(name: string = DEFAULT): PreTokenizer | undefined {
  const rule = RULES.find(({ names }) => names.includes(name));
  if (rule === undefined) return undefined;
  const patterns = rule.patterns.map((pattern) => new RegExp(withUnicodeSpaces(pattern), "gu"));
  return {
    split: (text) => patterns.reduce((words, pattern) => words.flatMap((word) => cut(word, pattern)), [text]),
    takesWholeWords: rule.takesWholeWords ?? false,
    addsStart: rule.addsStart ?? false,
  };
}

/** All names, for messages and tests. */
export const PRE_TOKENIZERS: readonly string[] = RULES.flatMap(({ names }) => names);

const withUnicodeSpaces = (pattern: string): string =>
  pattern
    .replaceAll(String.raw`\s`, String.raw`\p{White_Space}`)
    .replaceAll(String.raw`\S`, String.raw`\P{White_Space}`);

/** What a pattern matches and what lies between, in order. */
function cut(text: string, pattern: RegExp): string[] {
  const words: string[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(pattern)) {
    if (index > end) words.push(text.slice(end, index));
    words.push(word);
    end = index + word.length;
  }
  if (end < text.length) words.push(text.slice(end));
  return words;
}
