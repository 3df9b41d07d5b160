/** BL02xx: checks on the elaborated design. */
import { internalEntries } from "./checks-internal.ts";

export const checkEntries = { ...internalEntries } as const;
