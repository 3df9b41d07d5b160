/** A small model for the tests of quantizing and packing, made by hand. */
import { float32Bytes, safetensorsBytes, temporaryFile, uint16Bytes } from "../testing.ts";

/** Two projections (the second with K = 25), an embedding, a norm, a table of integers. */
export function smallModel(): string {
  const shapes: Record<string, [string, number[], Buffer]> = {
    "model.embed_tokens.weight": ["F32", [4, 3], float32Bytes(Array.from({ length: 12 }, (_, k) => k / 10))],
    "layers.0.q.weight": ["F16", [2, 24], uint16Bytes(Array.from({ length: 48 }, (_, k) => 0x2c00 + 37 * k))],
    "layers.0.k.weight": ["BF16", [3, 25], uint16Bytes(Array.from({ length: 75 }, (_, k) => 0xbd00 + 5 * k))],
    "norm.weight": ["F16", [3], uint16Bytes([0x3c00, 0x3c01, 0xbc02])],
    positions: ["I64", [2], Buffer.alloc(16, 7)],
  };
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const [name, [dtype, shape, bytes]] of Object.entries(shapes)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return temporaryFile(
    safetensorsBytes(header, Buffer.concat(Object.values(shapes).map(([, , bytes]) => bytes))),
  );
}
