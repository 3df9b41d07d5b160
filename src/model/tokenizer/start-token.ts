/**
 * The token that a Hugging Face tokenizer puts in front of a sequence. Invariant: `add_bos_token` of tokenizer_config.json decides where it is
 * there; else the post-processor of tokenizer.json, which is what adds the token.
 */
import { z } from "zod";
import type { Refusal } from "./hugging-face-schema.ts";

const special = z.object({ SpecialToken: z.object({ id: z.string() }) });
const sequence = z.object({ Sequence: z.object({ id: z.enum(["A", "B"]) }) });
const processorSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("TemplateProcessing"), single: z.array(z.union([special, sequence])) }),
  z.object({ type: z.literal("ByteLevel") }),
  z.object({ type: z.literal("Sequence"), processors: z.array(z.unknown()) }),
  z.object({ type: z.enum(["RobertaProcessing", "BertProcessing"]), cls: z.tuple([z.string(), z.number()]) }),
]);

const configSchema = z.object({
  add_bos_token: z.boolean().nullish(),
  bos_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
});

/** The start token's number; undefined when sequences have none. */
export function startToken(
  processor: unknown,
  config: Readonly<Record<string, unknown>>,
  tokenOf: ReadonlyMap<string, number>,
  refusal: Refusal,
): number | undefined {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    return refusal.malformed("tokenizer_config.json: bos_token or add_bos_token is of another type");
  const { add_bos_token: isAdded, bos_token: start } = parsed.data;
  const numberOf = (text: string): number =>
    tokenOf.get(text) ?? refusal.malformed(`its start token ${JSON.stringify(text)} is none of its tokens`);
  if (isAdded === false) return undefined;
  if (isAdded === true) {
    if (start === undefined || start === null)
      return refusal.malformed("tokenizer_config.json: add_bos_token is true, and bos_token is missing");
    return numberOf(typeof start === "string" ? start : start.content);
  }
  const front = frontOf(processor, refusal);
  if (front.length > 1)
    refusal.unsupported(`${front.length} tokens in front of a sequence (${front.join(" ")})`);
  const [text] = front;
  return text === undefined ? undefined : numberOf(text);
}

/** The special tokens that a post-processor puts before a text. */
function frontOf(processor: unknown, refusal: Refusal): readonly string[] {
  if (processor === null || processor === undefined) return [];
  const type = z.looseObject({ type: z.string() }).safeParse(processor);
  const parsed = processorSchema.safeParse(processor);
  if (!parsed.success) {
    const isKnown = processorSchema.options.some(
      ({ shape }) => shape.type.safeParse(type.data?.type).success,
    );
    if (type.success && !isKnown)
      return refusal.unsupported(`the post_processor ${JSON.stringify(type.data.type)}`);
    return refusal.malformed("its post_processor is malformed");
  }
  const { data } = parsed;
  switch (data.type) {
    case "ByteLevel":
      return [];
    case "Sequence":
      // Later processors put theirs before what is there.
      return data.processors.toReversed().flatMap((part) => frontOf(part, refusal));
    case "TemplateProcessing": {
      const text = data.single.findIndex((item) => "Sequence" in item);
      const before = data.single.slice(0, Math.max(0, text));
      return before.flatMap((item) => ("SpecialToken" in item ? [item.SpecialToken.id] : []));
    }
    default:
      return [data.cls[0]];
  }
}
