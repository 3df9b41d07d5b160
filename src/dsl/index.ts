/** The language: everything a designer writes hardware with. */
export { DEFAULT_DOMAIN } from "./context.ts";
export { match, type WhenChain, when } from "./control.ts";
export type { ModuleDefinition, ResetStyle } from "./definition.ts";
export {
  clockDomain,
  type DomainOptions,
  expert,
  inDomain,
  type SynchronizeOptions,
  synchronize,
} from "./domain.ts";
export { diagnose, type ElaborateOptions, elaborate } from "./elaborate.ts";
export { type MemoryHandle, type MemoryOptions, memory, type WriteOptions } from "./memory.ts";
export {
  type BlackBoxOptions,
  blackbox,
  defaultDomain,
  type InstanceOptions,
  instance,
  type ModuleOptions,
  memoize,
  module,
} from "./module.ts";
export {
  asynchronous,
  group,
  type Inside,
  input,
  type Outside,
  output,
  type PortMap,
  type PortOptions,
  type PortSpec,
  sink,
  source,
} from "./ports.ts";
export { assert, assume, cover } from "./property.ts";
export { cat, fromBits, literal, mux, named, type RegisterOptions, reg, wire } from "./signals.ts";
export { connect, type Incoming, type Outgoing } from "./stream.ts";
export {
  type AnyType,
  type ArrayOf,
  array,
  bit,
  type EnumOf,
  enumOf,
  type Fields,
  type LiteralOf,
  type OperandOf,
  type RegisterOf,
  type SintOf,
  type StructOf,
  sint,
  struct,
  type UintOf,
  uint,
  type ValueOf,
  type WireOf,
} from "./types.ts";
export type {
  AnyValue,
  ArrayRegister,
  ArrayValue,
  ArrayWire,
  Bit,
  Enum,
  Register,
  Sint,
  StructValue,
  signalBrand,
  Uint,
  Value,
  Wire,
} from "./value-types.ts";
export type { Minus, Plus } from "./width.ts";
