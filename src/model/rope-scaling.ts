/**
 * Rotary embeddings that turn more slowly than theta alone says, so that a model reaches further than it was first trained. Invariant:
 * a kind of scaling is either computed as its definition says or none at all; the forward pass refuses the others by name.
 *
 * - linear (Chen et al., 2023): every pair is slowed by `factor`.
 * - llama3 (Llama 3.1's release): pair i has wavelength 2 pi theta^(2i / headSize). Up to original / high_freq_factor it keeps its speed,
 *   from original / low_freq_factor on it is slowed by `factor`; between, the speed is (1 - s) / factor + s times the plain one, with
 *   s = (original / wavelength - low_freq_factor) / (high_freq_factor - low_freq_factor).
 * - factors in GGUF files (tensor rope_freqs), which llama.cpp's converter has computed.
 */
import { z } from "zod";
import { fail } from "../diagnostics/index.ts";

/** The kinds that {@link ropeFactors} computes; "default" is none. */
export const ROPE_KINDS: readonly unknown[] = ["default", "linear", "llama3"];

const positive = z.number().positive();
const kindSchema = z.object({ rope_type: z.unknown().optional(), type: z.unknown().optional() });
const linearSchema = z.object({ factor: positive });
const llama3Schema = z.object({
  factor: positive,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: positive,
});

/** The kind of scaling in an entry of config.json, `rope_scaling` or `rope_parameters`; undefined when it is no such entry. */
export function ropeKind(entry: unknown): unknown {
  const parsed = kindSchema.safeParse(entry ?? {});
  return parsed.success ? (parsed.data.rope_type ?? parsed.data.type ?? "default") : undefined;
}

/** No head has more elements; a larger number is a mistake that would take memory for its factors. */
const LARGEST_HEAD = 2 ** 16;

/** What a configuration divides each pair's speed by; undefined when nothing. BL0519 for a known kind with bad numbers. */
export function ropeFactors(
  file: string,
  config: Readonly<Record<string, unknown>>,
  headSize: number,
  theta: number,
): readonly number[] | undefined {
  const pairs = headSize / 2;
  const malformed = (problem: string): never => fail("BL0519", { file, problem: `config.json: ${problem}` });
  const parse = <T>(schema: z.ZodType<T>, entry: unknown, where: string): T => {
    const parsed = schema.safeParse(entry);
    const issue = parsed.error?.issues[0];
    return parsed.success
      ? parsed.data
      : malformed(`${[where, ...(issue?.path ?? [])].join(".")}: ${issue?.message}`);
  };
  if (headSize > LARGEST_HEAD) malformed(`a head has ${headSize} elements; at most ${LARGEST_HEAD} are read`);
  const stored = config.rope_frequency_factors;
  const factors =
    stored === undefined
      ? undefined
      : parse(z.array(positive).length(pairs), stored, "rope_frequency_factors");
  for (const setting of ["rope_scaling", "rope_parameters"]) {
    const entry = config[setting];
    const kind = ropeKind(entry);
    if (kind === "linear") {
      const { factor } = parse(linearSchema, entry, setting);
      return Array.from({ length: pairs }, (_, pair) => factor * (factors?.[pair] ?? 1));
    }
    if (kind === "llama3") {
      const scaling = parse(llama3Schema, entry, setting);
      if (scaling.high_freq_factor <= scaling.low_freq_factor)
        malformed(`${setting}: high_freq_factor is not above low_freq_factor`);
      return Array.from({ length: pairs }, (_, pair) =>
        llama3Factor(scaling, theta ** ((2 * pair) / headSize)),
      );
    }
  }
  return factors;
}

/** `radians` are a pair's positions per radian: its wavelength over 2 pi. */
function llama3Factor(
  {
    factor,
    low_freq_factor: low,
    high_freq_factor: high,
    original_max_position_embeddings: original,
  }: z.infer<typeof llama3Schema>,
  radians: number,
): number {
  const turns = original / (2 * Math.PI * radians);
  const share = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return 1 / ((1 - share) / factor + share);
}
