/**
 * The header of a GGUF file, through @huggingface/gguf. Invariant: what is returned lies within the file, and no entry was lost.
 *
 * The library reads well-formed files. It takes bytes past the end of a file for zeros, keeps the last of two entries of one name,
 * and allocates what counts and lengths say, so all of that is checked here, before it and after it.
 */
import { resolve } from "node:path";
import { GGMLQuantizationType, gguf } from "@huggingface/gguf";
import { fail } from "../../diagnostics/index.ts";
import type { BinaryFile } from "../binary-file.ts";
import { checkMetadataExtent } from "./metadata-extent.ts";

/** What metadata entries hold; whole numbers are bigint when they are stored in 64 bits. */
export type GgufValue = string | number | bigint | boolean | readonly GgufValue[];

export interface GgufTensorEntry {
  /** As in the file, for instance `blk.0.attn_q.weight`. */
  readonly name: string;
  /** ggml's name of the type, or `type 99`. */
  readonly type: string;
  /** Outermost dimension first, unlike in the file. */
  readonly shape: readonly number[];
  /** Byte offset in the file. */
  readonly offset: number;
}

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly GgufTensorEntry[];
  /** Bytes; every tensor's offset is a multiple of it from the first one's. */
  readonly alignment: number;
  /** Where the data starts. */
  readonly dataStart: number;
}

const PREFIX_BYTES = 24;
/** A length, at least nothing of a name, a type and a value. */
const SMALLEST_ENTRY = 8 + 4 + 1;
/** A length, at least nothing of a name, a count of dimensions, a type and an offset. */
const SMALLEST_TENSOR = 8 + 4 + 4 + 8;
const VERSIONS = [2, 3];
/** What the library adds to the metadata of the file. */
const OWN_ENTRIES = ["version", "tensor_count", "kv_count"];

/** Reads the header of an opened file. BL0560 when it is malformed, BL0505 when the file ends within it. */
export async function readGgufHeader(file: BinaryFile): Promise<GgufHeader> {
  const malformed = (problem: string): never => fail("BL0560", { file: file.path, problem });
  const entries = checkPrefix(file, malformed);
  checkMetadataExtent(file, PREFIX_BYTES, entries, malformed);
  // An absolute path can be no address, so the library does not turn to the network.
  const parsed = await gguf(resolve(file.path), { allowLocalFile: true }).catch((error: unknown) =>
    malformed(reasonOf(error)),
  );
  const headerEnd = parsed.tensorInfoByteRange[1];
  if (headerEnd > file.size) fail("BL0505", { file: file.path, expected: headerEnd, found: file.size });
  const all = Object.entries(parsed.metadata as Record<string, GgufValue>);
  if (all.length !== entries + OWN_ENTRIES.length)
    malformed("two of its metadata entries have one name, or one has a name that is reserved");
  const metadata = new Map(all.filter(([key]) => !OWN_ENTRIES.includes(key)));
  const alignment = metadata.get("general.alignment") ?? 32;
  if (
    typeof alignment !== "number" ||
    alignment < 8 ||
    alignment > 65536 ||
    !Number.isInteger(Math.log2(alignment))
  )
    return malformed(
      `general.alignment is ${String(alignment)}; allowed are the powers of two from 8 to 65536`,
    );
  const dataStart = padded(headerEnd, alignment);
  return {
    metadata,
    alignment,
    dataStart,
    tensors: parsed.tensorInfos.map(({ name, shape, dtype, offset }) => ({
      name,
      type: (GGMLQuantizationType as Record<number, string>)[dtype] ?? `type ${dtype}`,
      shape: shape.map(Number).reverse(),
      offset: dataStart + Number(offset),
    })),
  };
}

/** The next multiple of an alignment. */
export const padded = (offset: number, alignment: number): number =>
  Math.ceil(offset / alignment) * alignment;

/** The first 24 bytes: counts that the file cannot hold would cost the library memory and time. Returns the metadata count. */
function checkPrefix(file: BinaryFile, malformed: (problem: string) => never): number {
  if (file.size < PREFIX_BYTES) fail("BL0505", { file: file.path, expected: PREFIX_BYTES, found: file.size });
  const view = new DataView(file.read(0, PREFIX_BYTES).buffer);
  const version = view.getUint32(4, true);
  if (VERSIONS.includes(view.getUint32(4, false)))
    malformed("it is big-endian; only little-endian files are read");
  if (!VERSIONS.includes(version)) malformed(`its version is ${version}; versions 2 and 3 are read`);
  const tensors = Number(view.getBigUint64(8, true));
  const entries = Number(view.getBigUint64(16, true));
  if (tensors * SMALLEST_TENSOR + entries * SMALLEST_ENTRY > file.size) {
    malformed(
      `it announces ${tensors} tensors and ${entries} metadata entries in a file of ${file.size} bytes`,
    );
  }
  return entries;
}

/** A RangeError is a read past what the library has of the file; its other errors are sentences. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error) || error instanceof RangeError)
    return "a length or a count in it leads past the end of the file";
  return error.message.replace(/\.$/, "");
}
