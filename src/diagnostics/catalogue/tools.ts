/** Catalogue pages of the tools range; see index.ts. */

export const toolEntries = {} as const;
