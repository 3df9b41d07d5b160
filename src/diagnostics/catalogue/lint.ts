/** Catalogue pages of the lint range; see index.ts. */

export const lintEntries = {} as const;
