/** Test files made by hand, byte by byte, so that readers are not tested with this project's own writer. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BitloomError, type Diagnostic } from "../diagnostics/index.ts";

/** A new empty folder; the run's own temporary folder, which holds it, is removed after the last test. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "bitloom-model-"));

/** A file with the given content in a new temporary folder. */
export function temporaryFile(content: Uint8Array | string, name = "model.safetensors"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** The bytes of a safetensors file: header length, header text, data. */
export function safetensorsBytes(header: unknown, data: Uint8Array): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** Little-endian float32 bytes. */
export function float32Bytes(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => {
    bytes.writeFloatLE(value, 4 * at);
  });
  return bytes;
}

/** Little-endian 16-bit patterns. */
export function uint16Bytes(patterns: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * patterns.length);
  patterns.forEach((value, at) => {
    bytes.writeUInt16LE(value, 2 * at);
  });
  return bytes;
}

/** A llama2.c file with dim 8, hidden 12, 2 layers, 2 heads, 1 key-value head, |vocabulary| 5 and 3 positions. */
export function llama2cBytes(vocabulary: 5 | -5): Buffer {
  const header = Buffer.alloc(28);
  [8, 12, 2, 2, 1, vocabulary, 3].forEach((field, at) => {
    header.writeInt32LE(field, 4 * at);
  });
  const shared = 5 * 8 + 2 * (8 + 64 + 32 + 32 + 64 + 8 + 96 + 96 + 96) + 8 + 3 * 4;
  const count = shared + (vocabulary < 0 ? 5 * 8 : 0);
  return Buffer.concat([header, float32Bytes(Array.from({ length: count }, (_, at) => at / 8))]);
}

/** The first diagnostic that an action throws; undefined when it returns. Other errors pass through. */
export function diagnosticOf(action: () => unknown): Diagnostic | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
}

/** The first diagnostic that a promise is rejected with; undefined when it is kept. Other errors pass through. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Diagnostic | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
}
