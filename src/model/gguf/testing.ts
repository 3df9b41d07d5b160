/** GGUF files made by hand, field by field, so that they can be wrong in one place; shares nothing with the reader. */

type MetadataEntry = readonly [
  key: string,
  type: "u32" | "u64" | "f32" | "bool" | "string" | "strings" | "i32s" | "f32s",
  value: unknown,
];

export interface HandMadeTensor {
  readonly name: string;
  /** Innermost dimension first, as in the file. */
  readonly dimensions: readonly number[];
  /** ggml's number of the type: 0 is F32. */
  readonly type: number;
  /** Of the data; the next multiple of 32 when left out. */
  readonly offset?: number;
  readonly data: Uint8Array;
}

export interface HandMadeFile {
  readonly version?: number;
  readonly metadata: readonly MetadataEntry[];
  readonly tensors: readonly HandMadeTensor[];
}

/** The bytes of a little-endian file with an alignment of 32. */
export function ggufBytes({ version = 3, metadata, tensors }: HandMadeFile): Buffer {
  const header = [
    Buffer.from("GGUF"),
    u32(version),
    u64(tensors.length),
    u64(metadata.length),
    ...metadata.flatMap(([key, type, value]) => [string(key), ...entry(type, value)]),
  ];
  let end = 0;
  const data: Buffer[] = [];
  for (const tensor of tensors) {
    const { name, dimensions, type, offset = end } = tensor;
    header.push(string(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(offset));
    data.push(padded(Buffer.from(tensor.data)));
    end += data.at(-1)?.length ?? 0;
  }
  return Buffer.concat([padded(Buffer.concat(header)), ...data]);
}

/** What a Llama of one layer with eight inputs and two heads of four must say of itself. */
export const tinyMetadata: readonly MetadataEntry[] = [
  ["general.architecture", "string", "llama"],
  ["llama.context_length", "u32", 16],
  ["llama.embedding_length", "u32", 8],
  ["llama.block_count", "u32", 1],
  ["llama.feed_forward_length", "u32", 12],
  ["llama.attention.head_count", "u32", 2],
  ["llama.attention.layer_norm_rms_epsilon", "f32", 1e-5],
];

function entry(type: MetadataEntry[1], value: unknown): Buffer[] {
  if (type === "u32") return [u32(4), u32(Number(value))];
  if (type === "u64") return [u32(10), u64(Number(value))];
  if (type === "string") return [u32(8), string(String(value))];
  if (type === "strings") {
    const items = value as readonly string[];
    return [u32(9), u32(8), u64(items.length), ...items.map(string)];
  }
  if (type === "bool") return [u32(7), Buffer.from([value === true ? 1 : 0])];
  if (type === "i32s") return numbers(5, value, (item) => u32(item >>> 0));
  if (type === "f32s") return numbers(6, value, f32);
  return [u32(6), f32(Number(value))];
}

/** An array, by the number of its items' type. */
function numbers(type: number, value: unknown, bytes: (item: number) => Buffer): Buffer[] {
  const items = value as readonly number[];
  return [u32(9), u32(type), u64(items.length), ...items.map(bytes)];
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

const string = (text: string): Buffer => Buffer.concat([u64(Buffer.byteLength(text)), Buffer.from(text)]);
const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)]);
