/** Names and doc comments from the designer's source. */
export { hintOf, moduleDoc, nameOf } from "./name-of.ts";
