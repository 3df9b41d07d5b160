/** Writing WebAssembly modules byte by byte, and running them. */
export { ByteWriter } from "./bytes.ts";
export { FunctionBuilder } from "./function-builder.ts";
export {
  createMemory,
  instantiate,
  isValidModule,
  pageBytes,
  type WasmImports,
  type WasmMemory,
} from "./host.ts";
export { Access, Lane, LaneAccess, ValueType, Wasm } from "./instructions.ts";
export { ModuleBuilder } from "./module-builder.ts";
