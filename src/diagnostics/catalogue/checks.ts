/** Catalogue pages of the checks range; see index.ts. */

export const checkEntries = {} as const;
