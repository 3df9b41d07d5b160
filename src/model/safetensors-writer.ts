/**
 * Writes safetensors files. Invariants: equal input gives equal bytes, and a file appears under its name only when it is
 * complete (it is written beside it and renamed).
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { BitloomError, fail } from "../diagnostics/index.ts";
import { systemReason } from "./binary-file.ts";
import { type Dtype, dtypeBytes } from "./dtype.ts";
import { elementsOf } from "./model.ts";

/** A tensor to be written; its bytes are asked for once, when their turn comes. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: Dtype;
  /** Outermost dimension first. */
  readonly shape: readonly number[];
  /** All elements, row-major, little-endian. */
  bytes(): Uint8Array;
}

/**
 * Writes tensors and metadata to `path`. Wider element types come first, so that every tensor is aligned to its
 * elements as in the reference implementation; within a type the given order is kept. BL0506 on a repeated name, BL0515
 * when bytes do not fit a shape, BL0512 when the file cannot be written; whatever a tensor's bytes() throws passes
 * through. After any error the file named `path` is as it was before.
 */
export function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string>,
  onTensor?: (name: string) => void,
): void {
  const ordered = tensors.toSorted((a, b) => dtypeBytes[b.dtype] - dtypeBytes[a.dtype]);
  const header = headerOf(path, ordered, metadata);
  const temporary = `${path}.${process.pid}.partial`;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(temporary, "wx");
    writeAll(descriptor, header);
    for (const tensor of ordered) {
      const bytes = tensor.bytes();
      const expected = byteLength(tensor);
      if (bytes.length !== expected) {
        fail("BL0515", { what: `bytes of ${tensor.name}`, expected: String(expected), found: bytes.length });
      }
      writeAll(descriptor, bytes);
      onTensor?.(tensor.name);
    }
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(temporary, path);
  } catch (error) {
    // A temporary file that was there before us is not ours to delete.
    const ours = descriptor !== undefined || !isSystemError(error, "EEXIST");
    if (descriptor !== undefined) closeSync(descriptor);
    if (ours) rmSync(temporary, { force: true });
    if (error instanceof BitloomError || !isSystemError(error)) throw error;
    fail("BL0512", { file: path, reason: systemReason(error) });
  }
}

/** Length and JSON header, padded with spaces so that the data starts at a multiple of eight. */
function headerOf(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  // Joined by hand: an object would put names such as "0" first, and would lose "__proto__".
  const parts: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    parts.push(`"__metadata__":{${pairs.join(",")}}`);
  }
  const names = new Set(["__metadata__"]);
  let offset = 0;
  for (const tensor of tensors) {
    if (names.has(tensor.name)) fail("BL0506", { file: path, name: tensor.name });
    names.add(tensor.name);
    const end = offset + byteLength(tensor);
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [offset, end] };
    parts.push(`${JSON.stringify(tensor.name)}:${JSON.stringify(entry)}`);
    offset = end;
  }
  const json = Buffer.from(`{${parts.join(",")}}`, "utf8");
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
}

const byteLength = (tensor: TensorToWrite): number => elementsOf(tensor.shape) * dtypeBytes[tensor.dtype];

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30));
  }
}

function isSystemError(error: unknown, code?: string): boolean {
  return (
    error instanceof Error &&
    "syscall" in error &&
    (code === undefined || ("code" in error && error.code === code))
  );
}
