/**
 * A file opened once and read by ranges, so that a model larger than memory can be read tensor by tensor. Invariant:
 * every failure is a diagnostic that names the file; a range is read whole or not at all.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fail } from "../diagnostics/index.ts";

export interface BinaryFile {
  readonly path: string;
  /** Bytes, at the time of opening. */
  readonly size: number;
  /** `length` bytes from `offset`, which the caller keeps within the size; BL0501 when they cannot be had. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** As {@link read}, into memory that is there; as many bytes as it has. */
  readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void;
  close(): void;
}

/** Opens a regular file for reading. BL0501 when that is impossible. */
export function openBinaryFile(path: string): BinaryFile {
  const descriptor = attempt(path, () => openSync(path, "r"));
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  const status = attempt(path, () => fstatSync(descriptor));
  if (!status.isFile()) {
    close();
    fail("BL0501", { file: path, reason: "it is not a regular file" });
  }
  const readInto = (bytes: Uint8Array<ArrayBuffer>, offset: number): void => {
    if (!open) fail("BL0501", { file: path, reason: "it was closed before all tensors were read" });
    let done = 0;
    while (done < bytes.length) {
      const part = Math.min(bytes.length - done, LARGEST_READ);
      const got = attempt(path, () => readSync(descriptor, bytes, done, part, offset + done));
      if (got === 0)
        fail("BL0501", { file: path, reason: `it ended at byte ${offset + done} while being read` });
      done += got;
    }
  };
  return {
    path,
    size: status.size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      readInto(bytes, offset);
      return bytes;
    },
    readInto,
    close,
  };
}

/** What the operating system said, without the path and the system call that Node adds. */
export function systemReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^[A-Z0-9_]+: /, "").replace(/, \w+( '.*')?$/, "");
}

/** Linux reads at most 2^31 - 4096 bytes at once. */
const LARGEST_READ = 2 ** 30;

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return fail("BL0501", { file: path, reason: systemReason(error) });
  }
}
