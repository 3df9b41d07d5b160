/** Where somebody outside the block library called into it: what a refused parameter or table points at. */
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { captureSite, type Site, siteAt, userFrames } from "../diagnostics/index.ts";

/** This folder as it runs and, with source maps on, as it was written (dist/blocks and src/blocks). */
const here = dirname(fileURLToPath(import.meta.url));
const library = [here, join(here, "..", "..", "src", "blocks")].map((folder) => folder + sep);

const isLibrary = (file: string): boolean =>
  library.some((folder) => file.startsWith(folder)) && !/\.test\.[jt]s$/.test(file);

/** The innermost call outside this folder; undefined when there is none within the captured frames. */
export function callSite(): Site | undefined {
  for (const frame of userFrames(captureSite())) {
    if (!isLibrary(frame.absoluteFile)) return siteAt(frame.location);
  }
  return undefined;
}
