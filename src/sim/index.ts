/** Running a design: the interpreter of the elaborated design. */
export { type Interpreter, type InterpreterOptions, interpret, resetLevel } from "./interpreter.ts";
export type { BlackBoxModel, PropertyEvent } from "./interpreter-module.ts";
