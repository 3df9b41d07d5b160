/** BL05xx: model files, tensors and quantizers. */
import { entry } from "./entry.ts";

export const dataEntries = {
  BL0501: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Unreadable model file",
    message: (d) => `Cannot read ${d.file}: ${d.reason}.`,
    help: () => "Check the path and that the file is readable.",
    page: "The file could not be opened or read. Nothing was written.",
  }),
} as const;
