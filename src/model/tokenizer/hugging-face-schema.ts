/**
 * What a tokenizer.json may hold. Invariant: what passes is run by @huggingface/tokenizers as the Rust library `tokenizers` runs it, whose
 * file this is; settings that the JavaScript one ignores or reads differently are rewritten into ones that it reads alike, or refused.
 */
import { z } from "zod";

/** How a file is refused: malformed, or in need of something unsupported. */
export interface Refusal {
  malformed(problem: string): never;
  unsupported(part: string): never;
}

/** A part of the file with its type, as it is handed to the library. */
export type Component = Readonly<Record<string, unknown>> & { readonly type: string };

/** Fields of a component; rewriting gives what the library is to run in its place. */
interface Kind {
  readonly fields: z.ZodType<Record<string, unknown>>;
  readonly rewrite?: (fields: Record<string, unknown>, refusal: Refusal) => readonly Component[];
}

const kind = <Fields extends z.ZodRawShape>(
  fields: Fields,
  rewrite?: (fields: z.infer<z.ZodObject<Fields>>, refusal: Refusal) => readonly Component[],
): Kind => {
  const schema = z.object(fields);
  return {
    fields: z.looseObject(fields) as z.ZodType<Record<string, unknown>>,
    ...(rewrite && { rewrite: (value, refusal) => rewrite(schema.parse(value), refusal) }),
  };
};

const flag = z.boolean().nullish();
const pattern = z.union([z.strictObject({ Regex: z.string() }), z.strictObject({ String: z.string() })]);

const split = (regex: string, { isRest = true } = {}): Component => ({
  type: "Split",
  pattern: { Regex: regex },
  behavior: isRest ? "Isolated" : "Removed",
  invert: !isRest,
});

const NORMALIZERS: Readonly<Record<string, Kind>> = {
  NFC: kind({}),
  NFD: kind({}),
  NFKC: kind({}),
  NFKD: kind({}),
  Lowercase: kind({}),
  Prepend: kind({ prepend: z.string() }),
  Replace: kind({ pattern, content: z.string() }),
};

/** GPT-2's words, as ByteLevel cuts them. */
const GPT2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

const PRE_TOKENIZERS: Readonly<Record<string, Kind>> = {
  // The library's own pattern has JavaScript's white space, which is not Unicode's.
  ByteLevel: kind({ add_prefix_space: flag, use_regex: flag }, ({ add_prefix_space, use_regex }, refusal) => {
    const bytes = { type: "ByteLevel", add_prefix_space: false, use_regex: false };
    if (add_prefix_space === true)
      return refusal.unsupported("ByteLevel with a space in front of every text");
    return use_regex === false ? [bytes] : [split(GPT2), bytes];
  }),
  Split: kind({ pattern, behavior: z.string(), invert: flag }, ({ pattern, behavior, invert }, refusal) => {
    const isKept = behavior.toLowerCase() === "isolated";
    if (!isKept && behavior.toLowerCase() !== "removed")
      return refusal.unsupported(`Split with the behaviour "${behavior}"`);
    // What is cut and what lies between are both kept, so it does not matter which is which.
    return [
      {
        type: "Split",
        pattern,
        behavior: isKept ? "Isolated" : "Removed",
        invert: !isKept && invert === true,
      },
    ];
  }),
  // Rust's digits are Unicode's, the library's are 0 to 9.
  Digits: kind({ individual_digits: flag }, ({ individual_digits }) => [
    split(individual_digits === true ? String.raw`\p{N}` : String.raw`\p{N}+`),
  ]),
  Whitespace: kind({}, () => [split(String.raw`\w+|[^\w\s]+`, { isRest: false })]),
  WhitespaceSplit: kind({}, () => [split(String.raw`\S+`, { isRest: false })]),
  Metaspace: kind(
    {
      replacement: z.string().length(1),
      prepend_scheme: z.enum(["always", "first", "never"]).nullish(),
      add_prefix_space: flag,
      split: flag,
    },
    ({ replacement, prepend_scheme, add_prefix_space, split: cuts }) => {
      const scheme = prepend_scheme ?? (add_prefix_space === false ? "never" : "always");
      const spaces = { type: "Metaspace", replacement, prepend_scheme: scheme };
      const word = `\\u{${replacement.codePointAt(0)?.toString(16)}}`;
      return cuts === false ? [spaces] : [spaces, split(`${word}[^${word}]*|[^${word}]+`)];
    },
  ),
};

const DECODERS: Readonly<Record<string, Kind>> = {
  ByteLevel: kind({}),
  Fuse: kind({}),
  ByteFallback: kind({}),
  Replace: kind({ pattern, content: z.string() }),
  Strip: kind({
    content: z.string().length(1),
    start: z.number().int().nonnegative(),
    stop: z.number().int().nonnegative(),
  }),
  Metaspace: kind({ replacement: z.string().length(1) }),
};

const typed = z.looseObject({ type: z.string() });

/** Kinds of parts that come alone or in a Sequence: where it lists them, and what there is. */
const PLACES = {
  normalizer: { list: "normalizers", kinds: NORMALIZERS },
  pre_tokenizer: { list: "pretokenizers", kinds: PRE_TOKENIZERS },
  decoder: { list: "decoders", kinds: DECODERS },
} as const;

/** The part in a place as a list of components in order, empty for none. */
export function componentsIn(
  place: keyof typeof PLACES,
  value: unknown,
  refusal: Refusal,
): readonly Component[] {
  const { list, kinds } = PLACES[place];
  if (value === null || value === undefined) return [];
  const parsed = typed.safeParse(value);
  if (!parsed.success) return refusal.malformed(`its ${place} is no object with a type`);
  const { type } = parsed.data;
  if (type === "Sequence") {
    const parts = parsed.data[list];
    if (!Array.isArray(parts)) return refusal.malformed(`its ${place} is a Sequence without ${list}`);
    return parts.flatMap((part: unknown) => componentsIn(place, part, refusal));
  }
  const known = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (known === undefined) return refusal.unsupported(`the ${place} ${JSON.stringify(type)}`);
  const fields = known.fields.safeParse(value);
  if (!fields.success) {
    const issue = fields.error.issues[0];
    return refusal.malformed(`its ${place} ${type}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return known.rewrite?.(fields.data, refusal) ?? [{ ...fields.data, type }];
}
