/** Catalogue pages of the language range; see index.ts. */

export const languageEntries = {} as const;
