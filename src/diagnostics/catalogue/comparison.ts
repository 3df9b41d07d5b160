/** BL0495 to BL0497: comparisons of arrays. */
import { entry } from "./entry.ts";

export const comparisonEntries = {
  BL0495: entry<{ family: string; found: string; wrong: number; checked: number }>({
    kind: "mismatch",
    severity: "error",
    title: "Array computes something else",
    message: (d) =>
      `The array of ${d.family} is not compared, because ${d.found} (${d.wrong} of ${d.checked} outputs).`,
    help: () => "Report it: an array of the comparison must give the integer dot products.",
    page: "Before an array is synthesised for a comparison, it is simulated with the operands of the comparison, and every output is compared with the integer dot product. Arrays that are placed on an FPGA are simulated at that size, with all FineQ clusters that there are.",
  }),
  BL0496: entry<{ found: string; known: string }>({
    kind: "usage",
    severity: "error",
    title: "Unknown array family",
    message: (d) => `There is no array family "${d.found}".`,
    help: (d) => `Families: ${d.known}.`,
    page: "`bitloom compare --list` shows the families with a line on each.",
  }),
  BL0497: entry<{ array: string; lacks: string; device: string }>({
    kind: "tool",
    severity: "error",
    title: "Placement without a measurement",
    message: (d) => `The placement of ${d.array} on ${d.device} tells no ${d.lacks}.`,
    help: () =>
      "Look at the report of nextpnr; a memory of earlier measurements (--out FOLDER/measurements) may be of another version: remove it.",
    page: "A placed array is compared by its logic cells and the clock that it reaches. Nothing stands in for a number that the tools did not give: it would be a goal met by nothing.",
  }),
} as const;
