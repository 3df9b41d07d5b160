/** BL02xx: checks on the elaborated design. */
import { driverEntries } from "./checks-drivers.ts";
import { internalEntries } from "./checks-internal.ts";
import { structureEntries } from "./checks-structure.ts";

export const checkEntries = { ...driverEntries, ...structureEntries, ...internalEntries } as const;
