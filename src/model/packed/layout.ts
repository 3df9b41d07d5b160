/**
 * The layout of packed models: ordinary safetensors files in which a quantized tensor NAME is `NAME.FORMAT` (U8, codes), `NAME.scale` (F16)
 * and, in the uniform formats, `NAME.zero` (U8). Invariant: the parts of a tensor follow from its format and shape alone.
 */
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import {
  CLUSTERS_PER_OUTLIER,
  fineqRowBytes,
  type QuantizedMatrix,
  uniformBitsOf,
  uniformGroups,
  uniformRowBytes,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "../../golden/index.ts";
import { encodeUint16 } from "../dtype.ts";

/** Version of the layout that is written; version 1 had FineQ only and said nothing of how it was made. */
export const PACKED_VERSION = 2;

/** Key of the metadata entry. */
export const PACKED_KEY = "bitloom";

const count = z.number().int().positive();
const format = z.enum(WEIGHT_FORMATS);

const tensorSchema = z.strictObject({
  name: z.string(),
  format,
  shape: z.tuple([count, count]),
  dtype: z.enum(["F32", "F16", "BF16"]),
});

const provenanceSchema = z.strictObject({
  rounding: z.enum(["nearest", "calibrated"]),
  calibration: z.strictObject({ source: z.string(), windows: count, tokens: count }).optional(),
  clustersPerOutlier: z.literal(CLUSTERS_PER_OUTLIER).optional(),
  allocation: z
    .strictObject({
      budget: z.number(),
      ladder: z.array(format),
      averageBits: z.number(),
      scores: z.string(),
      layers: z.array(z.strictObject({ format, score: z.number(), weights: count })),
    })
    .optional(),
});

const common = { config: z.record(z.string(), z.unknown()).optional() };
const entrySchema = z.discriminatedUnion("version", [
  z.object({
    version: z.literal(1),
    ...common,
    tensors: z.array(tensorSchema.extend({ format: z.literal("fineq") })),
  }),
  z.strictObject({
    version: z.literal(PACKED_VERSION),
    ...common,
    tensors: z.array(tensorSchema),
    made: provenanceSchema.optional(),
  }),
]);

/** What the metadata entry says of a quantized tensor. */
export type DescribedTensor = z.infer<typeof tensorSchema>;

/**
 * How the weights were made: the rounding; the text whose activations it saw, when it was a calibrated one; of how many neighbouring clusters
 * one may have outliers, when its FineQ matrices keep such a rule; and LieQ's allocation, with the
 * score and the format of each layer, when formats were chosen by a budget (bits a weight) over a ladder. `scores` says in words what the
 * scores were computed from.
 */
export type Provenance = z.infer<typeof provenanceSchema>;

export interface PackedEntry {
  readonly config: Readonly<Record<string, unknown>> | undefined;
  readonly tensors: readonly DescribedTensor[];
  /** Undefined in files of version 1. */
  readonly made: Provenance | undefined;
}

/** A stored tensor that holds a part of a quantized one. */
export interface PackedPart {
  readonly name: string;
  readonly dtype: "U8" | "F16";
  readonly shape: readonly number[];
}

export interface PackedParts {
  readonly codes: PackedPart;
  readonly scales: PackedPart;
  /** Uniform formats only. */
  readonly zeros?: PackedPart;
}

/** The stored parts of W[rows, columns]: one scale a row in FineQ, a scale and a zero point a group in the uniform formats. */
export function partsOf(
  name: string,
  format: WeightFormat,
  [rows, columns]: readonly [number, number],
): PackedParts {
  const scale = `${name}.scale`;
  if (format === "fineq") {
    return {
      codes: { name: `${name}.fineq`, dtype: "U8", shape: [rows, fineqRowBytes(columns)] },
      scales: { name: scale, dtype: "F16", shape: [rows] },
    };
  }
  const groups = [rows, uniformGroups(columns)];
  const rowBytes = uniformRowBytes(columns, uniformBitsOf(format));
  return {
    codes: { name: `${name}.${format}`, dtype: "U8", shape: [rows, rowBytes] },
    scales: { name: scale, dtype: "F16", shape: groups },
    zeros: { name: `${name}.zero`, dtype: "U8", shape: groups },
  };
}

/** The bytes of a matrix's parts, by the name of the stored tensor. */
export function partBytes(name: string, quantized: QuantizedMatrix): [string, Uint8Array][] {
  const { format, matrix } = quantized;
  const { codes, scales, zeros } = partsOf(name, format, [matrix.rows, matrix.columns]);
  const bytes: [string, Uint8Array][] = [
    [codes.name, matrix.packed],
    [scales.name, encodeUint16(matrix.scales)],
  ];
  if (zeros !== undefined && quantized.format !== "fineq") bytes.push([zeros.name, quantized.matrix.zeros]);
  return bytes;
}

/** The metadata entry as text. */
export function formatEntry({ config, tensors, made }: PackedEntry): string {
  const entry = {
    version: PACKED_VERSION,
    ...(config === undefined ? {} : { config }),
    tensors,
    ...(made === undefined ? {} : { made }),
  };
  return JSON.stringify(entry);
}

/** The metadata entry of a file; BL0513 says what is wrong with it. */
export function parseEntry(file: string, text: string | undefined): PackedEntry {
  if (text === undefined)
    return fail("BL0513", { file, problem: `it has no metadata entry "${PACKED_KEY}"` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("BL0513", { file, problem: `its metadata entry "${PACKED_KEY}" is not JSON` });
  }
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) {
    const entry = parsed.data;
    const made = entry.version === 1 ? undefined : entry.made;
    return { config: entry.config, tensors: entry.tensors, made };
  }
  const issue = parsed.error.issues[0];
  return fail("BL0513", {
    file,
    problem: `metadata entry "${PACKED_KEY}": ${issue?.path.join(".")}: ${issue?.message}`,
  });
}
