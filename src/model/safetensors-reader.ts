/**
 * Reads safetensors files (huggingface/safetensors, format description in its README): eight bytes of header length,
 * a JSON header, tensor data. Invariant: when a file opens, every byte of it is accounted for by exactly one tensor.
 */
import { z } from "zod";
import { fail } from "../diagnostics/index.ts";
import { type BinaryFile, openBinaryFile } from "./binary-file.ts";
import { type Dtype, dtypeBytes } from "./dtype.ts";
import { repeatedName } from "./json-names.ts";
import { elementsOf, fileTensor, type Model, type ModelTensor, tensorFinder } from "./model.ts";

/** The reference implementation's limit on the header's length, bytes. */
export const SAFETENSORS_LARGEST_HEADER = 100_000_000;

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.strictObject({
  dtype: z.enum(Object.keys(dtypeBytes) as [Dtype, ...Dtype[]]),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Opens a safetensors file and checks its whole header: BL0503 for the header, BL0504 for a tensor's entry, BL0505 for
 * a file of the wrong length, BL0506 for a repeated name, BL0501 when it cannot be read.
 */
export function openSafetensors(path: string): Model {
  const file = openBinaryFile(path);
  try {
    return readHeader(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function readHeader(file: BinaryFile): Model {
  const path = file.path;
  if (file.size < 8) fail("BL0505", { file: path, expected: 8, found: file.size });
  const view = new DataView(file.read(0, 8).buffer);
  const length = view.getBigUint64(0, true);
  if (length < 2n || length > BigInt(SAFETENSORS_LARGEST_HEADER)) {
    const problem = `its length is ${length} bytes; allowed is 2..${SAFETENSORS_LARGEST_HEADER}`;
    fail("BL0503", { file: path, problem });
  }
  const dataStart = 8 + Number(length);
  if (file.size < dataStart) fail("BL0505", { file: path, expected: dataStart, found: file.size });
  const { metadata, entries } = parseHeader(path, file.read(8, Number(length)));
  checkLayout(path, entries, file.size - dataStart, dataStart);
  const tensors = entries.map(
    (entry): ModelTensor => fileTensor(file, entry.name, entry.dtype, entry.shape, dataStart + entry.begin),
  );
  return {
    file: path,
    format: "safetensors",
    config: undefined,
    metadata,
    tensors,
    tensor: tensorFinder(path, tensors),
    close: file.close,
  };
}

function parseHeader(
  file: string,
  bytes: Uint8Array,
): { metadata: ReadonlyMap<string, string>; entries: readonly Entry[] } {
  if (bytes[0] !== 0x7b) fail("BL0503", { file, problem: "it does not start with `{`" });
  const text = attempt(file, "it is not UTF-8", () =>
    new TextDecoder("utf-8", { fatal: true }).decode(bytes),
  );
  const header = attempt(file, "it is not JSON", () => JSON.parse(text) as Record<string, unknown>);
  const repeated = repeatedName(text);
  if (repeated !== undefined) fail("BL0506", { file, name: repeated });
  let metadata: ReadonlyMap<string, string> = new Map();
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) fail("BL0503", { file, problem: `__metadata__: ${firstIssue(parsed.error)}` });
      metadata = new Map(Object.entries(parsed.data));
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) fail("BL0504", { file, tensor: name, problem: firstIssue(parsed.error) });
    const { dtype, shape, data_offsets } = parsed.data;
    entries.push({ name, dtype, shape, begin: data_offsets[0], end: data_offsets[1] });
  }
  return { metadata, entries: entries.sort((a, b) => a.begin - b.begin || a.end - b.end) };
}

/** Sorted entries must tile the data without gap or overlap, and each must have the size of its shape. */
function checkLayout(file: string, entries: readonly Entry[], dataSize: number, dataStart: number): void {
  let expected = 0;
  for (const { name: tensor, dtype, shape, begin, end } of entries) {
    const bytes = elementsOf(shape) * dtypeBytes[dtype];
    if (end - begin !== bytes) {
      const problem = `data_offsets [${begin}, ${end}] span ${end - begin} bytes, but ${dtype} [${shape.join(", ")}] takes ${bytes}`;
      fail("BL0504", { file, tensor, problem });
    }
    if (begin !== expected) {
      const problem = `data_offsets [${begin}, ${end}] ${begin < expected ? "overlap the tensor before, which ends" : "leave a gap after the tensor before, which ends"} at ${expected}`;
      fail("BL0504", { file, tensor, problem });
    }
    if (end > dataSize)
      fail("BL0505", { file, tensor, expected: dataStart + lastEnd(entries), found: dataStart + dataSize });
    expected = end;
  }
  if (expected !== dataSize) {
    fail("BL0505", { file, expected: dataStart + expected, found: dataStart + dataSize });
  }
}

const lastEnd = (entries: readonly Entry[]): number =>
  entries.reduce((most, entry) => Math.max(most, entry.end), 0);

/** "dtype: Invalid option", from zod's first complaint. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "" : `${path}: `}${issue?.message ?? ""}`;
}

function attempt<T>(file: string, problem: string, action: () => T): T {
  try {
    return action();
  } catch {
    return fail("BL0503", { file, problem });
  }
}
