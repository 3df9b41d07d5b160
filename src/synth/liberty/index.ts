/** Cell libraries in the Liberty format. */
export { type CellLibrary, type LibraryCell, libraryOf, readLibrary } from "./library.ts";
