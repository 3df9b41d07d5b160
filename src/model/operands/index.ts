/** Operands of a real model for arrays of any kind. */
export { type FineqOperand, type ModelOperands, type OperandSource, openOperands } from "./operands.ts";
