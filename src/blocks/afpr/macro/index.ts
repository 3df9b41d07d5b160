/** The edge of the analog world: the macro's port and its digital twin. */
export { AfprMacro, type AfprMacroOptions, type MacroCell } from "./macro.ts";
export { cellAccessType, cellLevelsType, driveType, referenceType } from "./macro-port.ts";
