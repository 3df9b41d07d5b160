/**
 * Packed models as they are read. Invariant: what is read back is what was quantized, bit for bit, or an error: scales are finite and not
 * negative, zero points and the padding of rows are what a writer can have written.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  decodeBlock,
  dequantize,
  FINEQ_BLOCK_BYTES,
  FINEQ_BLOCK_WEIGHTS,
  fineqRowBytes,
  isFiniteHalf,
  type QuantizedMatrix,
  type UniformFormat,
  uniformBitsOf,
  uniformGroups,
  uniformRowBytes,
  type WeightFormat,
} from "../../golden/index.ts";
import { decodeUint16, dtypeBytes, encodeFloat32 } from "../dtype.ts";
import { elementsOf, type Model, type ModelTensor, tensorFinder } from "../model.ts";
import {
  type DescribedTensor,
  PACKED_KEY,
  type PackedPart,
  type Provenance,
  parseEntry,
  partsOf,
} from "./layout.ts";

/** A quantized tensor of a packed file. */
export interface PackedTensor {
  readonly kind: "quantized";
  readonly name: string;
  readonly format: WeightFormat;
  /** Of the weights: [out, in]. */
  readonly shape: readonly [number, number];
  /** What the weights were before. */
  readonly dtype: "F32" | "F16" | "BF16";
  /** Of codes, scales and zero points. */
  readonly byteLength: number;
  /** Reads codes, scales and zero points; BL0521 on a scale that is negative or not finite, BL0525 on codes or zero points. */
  readMatrix(): QuantizedMatrix;
}

/** A tensor of a packed file that was not quantized. */
export interface UnpackedTensor {
  readonly kind: "kept";
  readonly name: string;
  readonly tensor: ModelTensor;
}

export interface PackedModel {
  readonly file: string;
  /** As {@link Model.config}, carried along from the source. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Text entries of the source. */
  readonly metadata: ReadonlyMap<string, string>;
  /** How the weights were made; undefined in files of version 1. */
  readonly made: Provenance | undefined;
  /** Quantized tensors in the source's order, then the kept ones. */
  readonly tensors: readonly (PackedTensor | UnpackedTensor)[];
  /** The same as a model like any other: quantized tensors are F32, made when they are read. */
  readonly model: Model;
  close(): void;
}

/** Whether a safetensors file is a packed model. */
export const isPacked = (model: Model): boolean => model.metadata.has(PACKED_KEY);

/** The packed model in an opened safetensors file; BL0513 when its description and its tensors disagree. */
export function packedModel(source: Model): PackedModel {
  const { file } = source;
  const entry = parseEntry(file, source.metadata.get(PACKED_KEY));
  const stored = new Map(source.tensors.map((tensor) => [tensor.name, tensor]));
  const take = (part: PackedPart): ModelTensor => {
    const tensor = stored.get(part.name);
    if (tensor === undefined) return fail("BL0513", { file, problem: `tensor "${part.name}" is missing` });
    stored.delete(part.name);
    const [found, expected] = [tensor, part].map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`);
    if (found !== expected)
      fail("BL0513", { file, problem: `tensor "${part.name}" is ${found}; expected ${expected}` });
    return tensor;
  };
  const packed = entry.tensors.map((described) => packedTensor(file, described, take));
  for (const { name } of packed) {
    if (stored.has(name))
      fail("BL0513", { file, problem: `tensor "${name}" is there quantized and as it was` });
  }
  const kept = [...stored.values()].map(
    (tensor): UnpackedTensor => ({ kind: "kept", name: tensor.name, tensor }),
  );
  const tensors = [...packed, ...kept];
  const metadata = new Map([...source.metadata].filter(([key]) => key !== PACKED_KEY));
  const config = entry.config ?? source.config;
  const { close } = source;
  const asModel = tensors.map((tensor) => (tensor.kind === "kept" ? tensor.tensor : decodedTensor(tensor)));
  const model: Model = {
    file,
    format: "packed",
    config,
    metadata,
    tensors: asModel,
    tensor: tensorFinder(file, asModel),
    close,
  };
  return { file, config, metadata, made: entry.made, tensors, model, close };
}

/** A quantized tensor as the real weights that it stands for. */
function decodedTensor({ name, format, shape, byteLength, readMatrix }: PackedTensor): ModelTensor {
  const read = (): Float32Array => dequantize(readMatrix());
  return {
    name,
    shape,
    dtype: "F32",
    byteLength: elementsOf(shape) * dtypeBytes.F32,
    stored: { format, byteLength },
    read,
    readBytes: () => encodeFloat32(read()),
  };
}

function packedTensor(
  file: string,
  { name, format, shape, dtype }: DescribedTensor,
  take: (part: PackedPart) => ModelTensor,
): PackedTensor {
  const parts = partsOf(name, format, shape);
  const codes = take(parts.codes);
  const scales = take(parts.scales);
  const zeros = parts.zeros === undefined ? undefined : take(parts.zeros);
  const place = { file, tensor: name };
  const readScales = (): Uint16Array => checkedScales(decodeUint16(scales.readBytes()), place);
  return {
    kind: "quantized",
    name,
    format,
    shape,
    dtype,
    byteLength: codes.byteLength + scales.byteLength + (zeros?.byteLength ?? 0),
    readMatrix: () =>
      format === "fineq" || zeros === undefined
        ? fineqMatrix(shape, codes.readBytes(), readScales(), place)
        : uniformMatrix(
            format as UniformFormat,
            shape,
            codes.readBytes(),
            readScales(),
            zeros.readBytes(),
            place,
          ),
  };
}

/** Where a part lies, for errors. */
interface StoredPlace {
  readonly file: string;
  readonly tensor: string;
}

function checkedScales(scales: Uint16Array, place: StoredPlace): Uint16Array {
  const index = scales.findIndex((bits) => bits >= 0x8000 || !isFiniteHalf(bits));
  if (index >= 0) {
    const problem = isFiniteHalf(scales[index] as number) ? "negative" : "not finite";
    fail("BL0521", { ...place, index, problem });
  }
  return scales;
}

function fineqMatrix(
  [rows, columns]: readonly [number, number],
  packed: Uint8Array,
  scales: Uint16Array,
  place: StoredPlace,
): QuantizedMatrix {
  const bytesPerRow = fineqRowBytes(columns);
  const lastBlock = bytesPerRow - FINEQ_BLOCK_BYTES;
  const used = columns - (lastBlock / FINEQ_BLOCK_BYTES) * FINEQ_BLOCK_WEIGHTS;
  for (let row = 0; used < FINEQ_BLOCK_WEIGHTS && row < rows; row++) {
    const { weights } = decodeBlock(packed, row * bytesPerRow + lastBlock);
    const at = weights.findIndex((weight, k) => k >= used && weight !== 0);
    if (at >= 0)
      fail("BL0525", {
        ...place,
        row,
        what: `weight ${columns - used + at}`,
        found: weights[at] as number,
        allowed: "0, as padding",
      });
  }
  return { format: "fineq", matrix: { rows, columns, bytesPerRow, packed, scales } };
}

function uniformMatrix(
  format: UniformFormat,
  [rows, columns]: readonly [number, number],
  packed: Uint8Array,
  scales: Uint16Array,
  zeros: Uint8Array,
  place: StoredPlace,
): QuantizedMatrix {
  const bits = uniformBitsOf(format);
  const groups = uniformGroups(columns);
  const largest = 2 ** bits - 1;
  const wrong = zeros.findIndex((zero) => zero > largest);
  if (wrong >= 0) {
    const what = `the zero point of group ${wrong % groups}`;
    const row = Math.floor(wrong / groups);
    fail("BL0525", { ...place, row, what, found: zeros[wrong] as number, allowed: `0..${largest}` });
  }
  const bytesPerRow = uniformRowBytes(columns, bits);
  const usedBits = columns * bits - 8 * (bytesPerRow - 1);
  for (let row = 0; usedBits < 8 && row < rows; row++) {
    const padding = (packed[(row + 1) * bytesPerRow - 1] as number) >> usedBits;
    if (padding !== 0)
      fail("BL0525", {
        ...place,
        row,
        what: "the padding after its last code",
        found: padding,
        allowed: "0",
      });
  }
  return { format, matrix: { bits, rows, columns, groups, bytesPerRow, packed, scales, zeros } };
}
