/** Names the files of src that have grown past what one reads in one go. A warning: the limit serves readers. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Outcome, root } from "./outcome.ts";

const longestInLines = 450;

export async function checkFileLengths(): Promise<Outcome> {
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  const long = files
    .map((file) => ({ file: relative(root, file), lines: readFileSync(file, "utf8").split("\n").length - 1 }))
    .filter(({ lines }) => lines > longestInLines)
    .map(({ file, lines }) => `${file}: ${lines} lines, more than ${longestInLines}`);
  return {
    passed: true,
    summary: `${files.length} files, ${long.length} longer than ${longestInLines} lines`,
    report: long.join("\n"),
  };
}
