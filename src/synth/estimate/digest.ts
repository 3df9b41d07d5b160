/**
 * What a measurement was made of, in sixteen digits. Invariant: comments, and places in the sources that messages name, do not change it; everything
 * that synthesis reads does.
 */
import { createHash } from "node:crypto";

/** The first 64 bits, in hexadecimal, of the SHA-256 of the files in their order, names included. */
export function verilogDigest(files: readonly { readonly name: string; readonly text: string }[]): string {
  const hash = createHash("sha256");
  for (const { name, text } of files)
    hash.update(`${name}\n${text.replace(COMMENT, "").replace(PLACE, "")}\n`);
  return hash.digest("hex").slice(0, 16);
}

const COMMENT = /[ \t]*\/\/.*$/gm;
/** " (arbiter.ts:76:7)" at the end of a property's message. */
const PLACE = / \([\w./-]+\.ts:\d+:\d+\)/g;
