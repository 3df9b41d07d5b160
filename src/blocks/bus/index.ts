/** Blocks for buses. */

export { type AxiLiteRegisterPorts, AxiLiteRegisters, axiLiteSlave, connectAxiLite } from "./axi-lite.ts";
export {
  type AxiStream,
  type AxiStreamFields,
  type AxiStreamOptions,
  type AxiStreamPayload,
  type AxiStreamReceived,
  type AxiStreamSent,
  axiStream,
  axiStreamSink,
  axiStreamSource,
} from "./axi-stream.ts";
export { busBlocks } from "./catalogue.ts";
export { type RegisterAccessor, type RegisterAccessors, registerAccessors } from "./register-accessors.ts";
export { registerHeader, registerMarkdown } from "./register-documents.ts";
export {
  type Access,
  type FieldDescription,
  type RegisterDescription,
  type RegisterTable,
  type RegisterTableDescription,
  registerTable,
} from "./register-table.ts";
