/** BL02xx: checks on the elaborated design. */
import { driverEntries } from "./checks-drivers.ts";
import { internalEntries } from "./checks-internal.ts";
import { structureEntries } from "./checks-structure.ts";
import { verilogEntries } from "./checks-verilog.ts";

export const checkEntries = {
  ...driverEntries,
  ...structureEntries,
  ...verilogEntries,
  ...internalEntries,
} as const;
