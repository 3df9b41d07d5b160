/** LieQ programs on disk: written, read back, checked and decoded (docs/lieq-program.md). */
export {
  type DecodedProgram,
  decodeProgram,
  encodeProgram,
  LARGEST_PROGRAM,
  PROGRAM_VERSION,
} from "./binary.ts";
export {
  imageFile,
  type LayerNotes,
  layerTable,
  makeProgram,
  PROGRAM_FILE,
  type ProgramFile,
  type ProgramFileOptions,
  programFiles,
} from "./files.ts";
export { checkImages, type DecodedLayer, decodeLayer } from "./images.ts";
export type { Instruction } from "./instructions.ts";
export { programListing, programTitle } from "./listing.ts";
export {
  IMAGE_NAMES,
  type ImageName,
  type ImageSummary,
  type LayerProgram,
  layersOf,
  layerTitle,
  PROGRAM_FORMATS,
  type ProgramArray,
  type ProgramFormat,
  type ProgramImages,
  type ProgramLayer,
} from "./program.ts";
export { type ProgramRegister, REGISTERS as PROGRAM_REGISTERS } from "./registers.ts";
export { firstWrongResult, type ResultMismatch } from "./verify.ts";
