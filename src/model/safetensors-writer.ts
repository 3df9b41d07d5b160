/**
 * Writes safetensors files. Invariants: equal input gives equal bytes, and a file appears under its name only when it is
 * complete (it is written beside it and renamed).
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { fail } from "../diagnostics/index.ts";
import { systemReason } from "./binary-file.ts";
import { type Dtype, dtypeBytes } from "./dtype.ts";
import { elementsOf } from "./model.ts";

/** What the header says of a tensor. */
export interface TensorToDeclare {
  readonly name: string;
  readonly dtype: Dtype;
  /** Outermost dimension first. */
  readonly shape: readonly number[];
}

/** A tensor to be written; its bytes are asked for once, when their turn comes. */
export interface TensorToWrite extends TensorToDeclare {
  /** All elements, row-major, little-endian. */
  bytes(): Uint8Array;
}

/** A file on its way: its header is written, its tensors may come in any order. */
export interface SafetensorsFile {
  /** All bytes of a tensor, once. BL0515 when they do not fit its shape or it waits for none; BL0512. */
  write(name: string, bytes: Uint8Array): void;
  /** Puts the file under its name; BL0515 names a tensor that was not written, BL0512. */
  finish(): void;
  /** Leaves no trace, unless the file is finished. */
  discard(): void;
}

/**
 * Writes tensors and metadata to `path`, in the order of {@link createSafetensors}. Errors are its own and those of
 * {@link SafetensorsFile}; whatever a tensor's bytes() throws passes through. After any error the file named `path` is as it was before.
 */
export function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  metadata: ReadonlyMap<string, string>,
  onTensor?: (name: string) => void,
): void {
  const file = createSafetensors(path, tensors, metadata);
  try {
    for (const tensor of inFileOrder(tensors)) {
      file.write(tensor.name, tensor.bytes());
      onTensor?.(tensor.name);
    }
    file.finish();
  } finally {
    file.discard();
  }
}

/**
 * Begins a file under a temporary name. Wider element types come first, so that every tensor is aligned to its
 * elements as in the reference implementation; within a type the given order is kept. BL0506 on a repeated name, BL0512 when the
 * file cannot be written.
 */
export function createSafetensors(
  path: string,
  tensors: readonly TensorToDeclare[],
  metadata: ReadonlyMap<string, string>,
): SafetensorsFile {
  const ordered = inFileOrder(tensors);
  const header = headerOf(path, ordered, metadata);
  const temporary = `${path}.${process.pid}.partial`;
  const waiting = new Map<string, { offset: number; length: number }>();
  let offset = header.length;
  for (const tensor of ordered) {
    const length = byteLength(tensor);
    waiting.set(tensor.name, { offset, length });
    offset += length;
  }
  // A temporary file that was there before us is not ours to delete.
  const descriptor = writing(path, () => openSync(temporary, "wx"));
  let isOpen = true;
  const discard = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(descriptor);
    rmSync(temporary, { force: true });
  };
  try {
    writing(path, () => writeAll(descriptor, header, 0));
  } catch (error) {
    discard();
    throw error;
  }
  return {
    write(name, bytes) {
      const place = waiting.get(name) ?? { offset: 0, length: 0 };
      if (bytes.length !== place.length || !waiting.delete(name)) {
        fail("BL0515", { what: `bytes of ${name}`, expected: String(place.length), found: bytes.length });
      }
      writing(path, () => writeAll(descriptor, bytes, place.offset));
    },
    finish() {
      for (const [name, { length }] of waiting)
        fail("BL0515", { what: `bytes of ${name}`, expected: String(length), found: 0 });
      writing(path, () => {
        fsyncSync(descriptor);
        renameSync(temporary, path);
      });
      isOpen = false;
      closeSync(descriptor);
    },
    discard,
  };
}

const inFileOrder = <T extends TensorToDeclare>(tensors: readonly T[]): T[] =>
  tensors.toSorted((a, b) => dtypeBytes[b.dtype] - dtypeBytes[a.dtype]);

/** BL0512 for what the operating system refuses. */
function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    return fail("BL0512", { file: path, reason: systemReason(error) });
  }
}

/** Length and JSON header, padded with spaces so that the data starts at a multiple of eight. */
function headerOf(
  path: string,
  tensors: readonly TensorToDeclare[],
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

const byteLength = (tensor: TensorToDeclare): number => elementsOf(tensor.shape) * dtypeBytes[tensor.dtype];

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, 2 ** 30), position + done);
  }
}
