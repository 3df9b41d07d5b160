/** Catalogue pages of the usage range; see index.ts. */

export const usageEntries = {} as const;
