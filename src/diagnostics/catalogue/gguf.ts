/** BL056x: GGUF files. */
import { entry } from "./entry.ts";

export const ggufEntries = {
  BL0560: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed GGUF header",
    message: (d) => `The GGUF header of ${d.file} is malformed: ${d.problem}.`,
    help: () => "The file is damaged or was written by a faulty tool; download or convert it again.",
    page: `A GGUF file starts with \`GGUF\`, a version (2 or 3), the number of tensors and of metadata entries, the entries, and a
description of each tensor; the data follows at the next multiple of \`general.alignment\`. Only little-endian files are read.`,
  }),
  BL0561: entry<{ file: string; tensor: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed GGUF tensor",
    message: (d) => `Tensor "${d.tensor}" of ${d.file} is malformed: ${d.problem}.`,
    help: () => "The file is damaged or was written by a faulty tool; download or convert it again.",
    page: `A tensor has one to four dimensions, a row of a quantized type is a whole number of blocks, and tensors follow each other
at the next multiple of the alignment, without gaps and without overlaps.`,
  }),
  BL0562: entry<{ file: string; tensor: string; type: string; known: readonly string[] }>({
    kind: "input",
    severity: "error",
    title: "GGUF tensor of an unsupported type",
    message: (d) =>
      `Tensor "${d.tensor}" of ${d.file} has type ${d.type}; Bitloom reads ${d.known.join(", ")}.`,
    help: () => "Take another quantization of the model, for instance Q8_0 or F16.",
    page: `GGUF files come in many block formats. Bitloom reads the plain ones, the legacy ones (Q4_0 to Q8_0), the k-quants (Q2_K to Q6_K), IQ4_NL and
IQ4_XS. The others are made for weights of two bits or less, from which quantizing again would mean little.`,
  }),
} as const;
