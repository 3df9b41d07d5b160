/** BL055x: uniform formats, spectra and the allocation of bits to layers. */
import { entry } from "./entry.ts";

export const lieqEntries = {
  BL0550: entry<{ what: string; found: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Value that a uniform format cannot hold",
    message: (d) => `${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Quantize with `quantizeUniform`, or clamp codes and zero points to the format's width.",
    page: `Uniform formats have 2, 3, 4 or 8 bits. Codes and zero points of b bits are 0..2^b - 1, and a weight is worth
scale x (code - zero).`,
  }),
  BL0551: entry<{ what: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Matrix without a spectrum",
    message: (d) => `The spectrum of ${d.what} is undefined: ${d.problem}.`,
    help: () =>
      "Look for a dead head, a layer whose weights are all zero, or an overflow in the forward pass.",
    page: `Compactness and top-k energy are shares of the matrix's energy, the sum of its squared singular values. A matrix
without energy has no shares, and one with NaN or infinity has no singular values.`,
  }),
  BL0552: entry<{ what: string; found: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Allocation that cannot be made",
    message: (d) => `${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Choose average bits between those of the coarse and the precise format.",
    page: `LieQ gives every layer one of two widths, 2 or 4 bits unless told otherwise. An average lies between them, every
layer has at least one weight, and scores are finite.`,
  }),
} as const;
