/** BL057x: LieQ programs on disk, their layer tables and images. */
import { entry } from "./entry.ts";

export const programEntries = {
  BL0570: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed LieQ program",
    message: (d) => `${d.file} is no LieQ program that this version reads: ${d.problem}.`,
    help: () => "The file is damaged, cut short or of another kind; make it again with `bitloom compile`.",
    page: `A program is a file \`program.bin\` of 32-bit little-endian words: a header of 16 words with a checksum, then instructions,
the last of which is the end. docs/lieq-program.md states it to the bit. The reader carries the instructions out on a model of the
engine's registers, so a write that the engine would ignore, a start that it would refuse and a table entry that was never stored
are errors too.`,
  }),
  BL0571: entry<{ file: string; layer: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Layer that contradicts itself or its neighbours",
    message: (d) => `${d.layer} of ${d.file} cannot be run: ${d.problem}.`,
    help: () =>
      "Make the program again with `bitloom compile`; an engine that ran it would read or write past its data.",
    page: `The sizes of a layer's weights, scales, activations and results follow from its format, M, N and K and from the array.
What the layer table says of them must be that, every address must lie in its image at a multiple of 8 bytes, and no two layers may
share a byte of an image.`,
  }),
  BL0572: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Image that does not belong to its program",
    message: (d) => `${d.file} does not belong to its program: ${d.problem}.`,
    help: () => "Images are written with the program by `bitloom compile`; copy the folder as a whole.",
    page: `The program's header has the length and the CRC-32 of each of its four images: \`weights.bin\`, \`scales.bin\`,
\`activations.bin\` and \`results.bin\`, the last one with the results that the engine must write. Scales must be finite binary16 numbers
that are not negative, zero points must fit their format, and rows of activations past M must be zero.`,
  }),
  BL0573: entry<{ layer: string; bits: number }>({
    kind: "input",
    severity: "error",
    title: "Sum that leaves the accumulator",
    message: (d) => `A sum of ${d.layer} leaves the ${d.bits} bits of the engine's accumulator.`,
    help: () => "Compile for an engine with a wider one, `--accumulator` 24 to 32.",
    page: `FineQ layers are summed over all of K: 24 bits are enough to K = 32,767 for any weights and activations, and for most real
ones far beyond. An engine whose accumulator overflows says so in its error register, and its results are those of one that wraps; a
program is not made to do that.`,
  }),
  BL0574: entry<{ file: string }>({
    kind: "input",
    severity: "error",
    title: "Nothing to compile",
    message: (d) => `${d.file} has no quantized linear layer.`,
    help: () =>
      "Quantize the projections of a model's layers with `bitloom quantize`; see `bitloom inspect`.",
    page: `A program has the seven projections of each layer that are quantized. Embedding and output head are never among them,
because they stay on the processor.`,
  }),
} as const;
