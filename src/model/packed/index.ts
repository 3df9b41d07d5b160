/** Packed models: the layout of their files, reading, writing and unpacking them. */
export { PACKED_KEY, PACKED_VERSION, type Provenance } from "./layout.ts";
export {
  isPacked,
  type PackedModel,
  type PackedTensor,
  packedModel,
  type UnpackedTensor,
} from "./packed-model.ts";
export { type UnpackProgress, unpackModel } from "./unpack.ts";
export { createPackedModel, type PackedFile, type PackedPlan } from "./write-packed.ts";
