/** The elaborated design, its types and walkers, and the checks on it. */
export { exprText, signalName, valueText } from "./checks/describe.ts";
export { checkDesign } from "./checks/index.ts";
export type * from "./design.ts";
export { moduleDigest, sameModule } from "./equal.ts";
export {
  type ArrayType,
  asSigned,
  bitWidth,
  type DataType,
  type EnumMember,
  type EnumType,
  type GroundType,
  indexWidth,
  maskOf,
  type SintType,
  type StructField,
  type StructType,
  sameType,
  typeName,
  type UintType,
} from "./types.ts";
export { moduleViolations, verifyDesign } from "./verify.ts";
export {
  bodiesOf,
  expressionsOf,
  operandsOf,
  propertyOperands,
  readOperands,
  writeOperands,
} from "./walk.ts";
