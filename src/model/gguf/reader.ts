/**
 * Reads GGUF files (ggml's documentation, gguf.md). Invariant: when a file opens, its data is covered by its tensors, and each of
 * them can be read; names, rows and configuration are Hugging Face's.
 */
import { fail } from "../../diagnostics/index.ts";
import type { BinaryFile } from "../binary-file.ts";
import { llamaConfig } from "../config.ts";
import { type Dtype, dtypeBytes, encodeFloat32 } from "../dtype.ts";
import {
  elementsOf,
  fileTensor,
  type Model,
  type ModelTensor,
  plainTensor,
  requireFinite,
  tensorFinder,
} from "../model.ts";
import type { Tokenizer } from "../tokenizer/index.ts";
import { type BlockFormat, blockFormats } from "./block-formats.ts";
import { type GgufConfig, readGgufConfig } from "./config.ts";
import { type GgufHeader, type GgufTensorEntry, type GgufValue, padded } from "./header.ts";
import { huggingFaceName, reorderedHeads, storedRow } from "./names.ts";
import { type GgufPart, openGgufParts } from "./parts.ts";
import { ggufTokenizer } from "./tokenizer.ts";

/** Types that are stored element by element. */
const PLAIN_TYPES: readonly Dtype[] = ["F32", "F16", "BF16", "F64", "I8", "I16", "I32", "I64"];

const KNOWN_TYPES = [...PLAIN_TYPES, ...blockFormats.keys()];

/** Bytes that are read at a time, at least one row: what decoding takes beside its result. */
const PIECE_BYTES = 2 ** 20;

/**
 * Opens a GGUF file, with the others of its model when it is one of several, and checks the headers: BL0560 for a header or files that
 * do not fit together, BL0561 for a tensor, BL0562 for a type and BL0540 for an architecture or a setting that is not supported, BL0506
 * for two tensors of one name, BL0505 for a file of the wrong length, BL0501 when one cannot be read.
 */
export async function openGguf(path: string): Promise<Model> {
  const parts = await openGgufParts(path);
  const close = (): void => {
    for (const { file } of parts) file.close();
  };
  try {
    return describe(path, parts, close);
  } catch (error) {
    close();
    throw error;
  }
}

function describe(path: string, parts: readonly GgufPart[], close: () => void): Model {
  const entries = parts.flatMap(placedEntries);
  const metadata = parts[0]?.header.metadata ?? new Map<string, GgufValue>();
  const named = (name: string): PlacedEntry | undefined => entries.find((entry) => entry.name === name);
  const frequencies = named("rope_freqs.weight");
  const config = readGgufConfig(path, metadata, {
    vocabularySize: named("token_embd.weight")?.shape[0],
    hasHead: named("output.weight") !== undefined,
    ropeFactors: frequencies && [...plainTensorOf(frequencies).read()],
  });
  let made: { readonly tokenizer: Tokenizer | undefined } | undefined;
  const tokenizer = (): Tokenizer | undefined => {
    const { vocabularySize } = llamaConfig({ file: path, config: config.config });
    made ??= { tokenizer: ggufTokenizer(path, metadata, vocabularySize) };
    return made.tokenizer;
  };
  const tensors = entries.map((entry) => ggufTensor(entry, config));
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name)) fail("BL0506", { file: path, name });
    names.add(name);
  }
  return {
    file: path,
    format: "gguf",
    config: config.config,
    metadata: describingText(metadata),
    tokenizer,
    tensors,
    tensor: tensorFinder(path, tensors),
    close,
  };
}

/** What a tensor is about to the reader of a list: name, licence, author. Templates and tokens are not. */
const describingText = (metadata: ReadonlyMap<string, GgufValue>): ReadonlyMap<string, string> =>
  new Map(
    [...metadata].filter(
      (entry): entry is [string, string] => entry[0].startsWith("general.") && typeof entry[1] === "string",
    ),
  );

interface Layout {
  /** The type of tensors that are stored element by element. */
  readonly dtype: Dtype | undefined;
  readonly block: BlockFormat | undefined;
  readonly byteLength: number;
}

type PlacedEntry = GgufTensorEntry & Layout & { readonly file: BinaryFile };

/** The tensors of a file in the order of its data. */
function placedEntries({ file, header }: GgufPart): PlacedEntry[] {
  const ordered = header.tensors.toSorted((a, b) => a.offset - b.offset);
  const entries = ordered.map((entry) => ({ ...entry, ...layOut(file.path, entry), file }));
  checkPlaces(file, header, entries);
  return entries;
}

function layOut(file: string, { name: tensor, type, shape }: GgufTensorEntry): Layout {
  const malformed = (problem: string): never => fail("BL0561", { file, tensor, problem });
  if (shape.length < 1 || shape.length > 4)
    malformed(`it has ${shape.length} dimensions; allowed are one to four`);
  if (shape.some((size) => size < 1))
    malformed(`its shape is [${shape.join(", ")}]; every dimension is 1 or more`);
  const dtype = PLAIN_TYPES.find((known) => known === type);
  if (dtype !== undefined)
    return { dtype, block: undefined, byteLength: elementsOf(shape) * dtypeBytes[dtype] };
  const block = blockFormats.get(type);
  if (block === undefined) return fail("BL0562", { file, tensor, type, known: KNOWN_TYPES });
  const columns = shape.at(-1) as number;
  if (columns % block.weights !== 0)
    malformed(
      `a row has ${columns} weights, which is no multiple of the ${block.weights} of a ${type} block`,
    );
  return { dtype, block, byteLength: (elementsOf(shape) / block.weights) * block.bytes };
}

/** Sorted entries must follow each other at multiples of the alignment, up to the end of the file or of its padding. */
function checkPlaces(file: BinaryFile, header: GgufHeader, entries: readonly PlacedEntry[]): void {
  let expected = header.dataStart;
  for (const { name: tensor, offset, byteLength } of entries) {
    if (offset !== expected) {
      const [found, due] = [offset - header.dataStart, expected - header.dataStart];
      const problem = `it is at byte ${found} of the data, but the tensors before it lead to ${due}`;
      fail("BL0561", { file: file.path, tensor, problem });
    }
    const end = offset + byteLength;
    if (end > file.size) fail("BL0505", { file: file.path, tensor, expected: end, found: file.size });
    expected = padded(end, header.alignment);
  }
  if (file.size > expected) fail("BL0505", { file: file.path, expected, found: file.size });
}

const plainTensorOf = ({ file, name, dtype, shape, offset }: PlacedEntry): ModelTensor =>
  fileTensor(file, name, dtype ?? "F32", shape, offset);

function ggufTensor(entry: PlacedEntry, config: GgufConfig): ModelTensor {
  const { file, type, shape, dtype, block, byteLength } = entry;
  const name = huggingFaceName(entry.name);
  const rows = rowsOf(entry, config);
  if (block === undefined) {
    return plainTensor(file.path, name, dtype ?? "F32", shape, () => rows.read(0, rows.count));
  }
  const weights = (): Float32Array => decode(rows, shape, block);
  return {
    name,
    shape,
    dtype: "F32",
    byteLength: elementsOf(shape) * dtypeBytes.F32,
    stored: { format: type, byteLength },
    read: () => requireFinite(weights(), { file: file.path, tensor: name, shape }),
    readBytes: () => encodeFloat32(weights()),
  };
}

/** A tensor's rows in Hugging Face's order, as they are stored. */
interface Rows {
  readonly count: number;
  readonly bytes: number;
  read(first: number, count: number): Uint8Array<ArrayBuffer>;
}

/** BL0561 when a tensor that the converter reorders does not consist of whole heads. */
function rowsOf(entry: PlacedEntry, config: GgufConfig): Rows {
  const { file, shape, offset, byteLength } = entry;
  const count = entry.block !== undefined && shape.length === 1 ? 1 : (shape[0] as number);
  const bytes = byteLength / count;
  const heads = config.architecture === "llama" ? reorderedHeads(entry.name) : undefined;
  if (heads === undefined) {
    return { count, bytes, read: (first, rows) => file.read(offset + first * bytes, rows * bytes) };
  }
  const { attentionHeads, keyValueHeads, headSize } = config;
  const expected = (heads === "query" ? attentionHeads : keyValueHeads) * headSize;
  if (count !== expected) {
    const problem = `it has ${count} rows, but its heads have ${expected} together`;
    fail("BL0561", { file: file.path, tensor: entry.name, problem });
  }
  const read = (first: number, rows: number): Uint8Array<ArrayBuffer> => {
    const result = new Uint8Array(rows * bytes);
    for (let k = 0; k < rows; k++) {
      result.set(file.read(offset + storedRow(first + k, headSize) * bytes, bytes), k * bytes);
    }
    return result;
  };
  return { count, bytes, read };
}

function decode(rows: Rows, shape: readonly number[], block: BlockFormat): Float32Array {
  const weights = new Float32Array(elementsOf(shape));
  const atATime = Math.max(1, Math.floor(PIECE_BYTES / rows.bytes));
  let to = 0;
  for (let first = 0; first < rows.count; first += atATime) {
    const bytes = rows.read(first, Math.min(atATime, rows.count - first));
    for (let from = 0; from < bytes.length; from += block.bytes, to += block.weights) {
      block.decode(bytes, from, weights, to);
    }
  }
  return weights;
}
