/** BL055x: uniform formats, spectra, the allocation of bits to layers, calibration with inputs, and programs. */
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
  BL0553: entry<{ tensor: string; token: number; column: number; value: number }>({
    kind: "input",
    severity: "error",
    title: "Calibration input that is not a finite number",
    message: (d) =>
      `Input ${d.column} of ${d.tensor} is ${d.value} at token ${d.token}; every input must be finite.`,
    help: () => "Look for an overflow in the layers before this one, or for a broken checkpoint.",
    page: `Calibrated quantizers sum products of a layer's inputs over all tokens; one NaN or infinity would spoil a whole row
of the sums. Tokens are counted from 0 over all batches.`,
  }),
  BL0554: entry<{ tensor: string; tokens: number }>({
    kind: "input",
    severity: "error",
    title: "Layer without an input to calibrate with",
    message: (d) => `Every input of ${d.tensor} is zero on all of its ${d.tokens} tokens.`,
    help: () =>
      "Give it tokens that reach the layer; a layer that is always zero can be quantized without calibration.",
    page: `The Hessian of a layer's error is 2 X X^T of its inputs X. When all of them are zero it says nothing about which
weights matter. Single inputs that are always zero are allowed: their weights become zero.`,
  }),
  BL0555: entry<{ tensor: string; column: number; pivot: number; damping: number }>({
    kind: "input",
    severity: "error",
    title: "Hessian that is not positive definite",
    message: (d) =>
      `The Hessian of ${d.tensor}, damped by ${d.damping} of its mean diagonal, has the pivot ${d.pivot} at input ${d.column}; every pivot must be positive beyond rounding.`,
    help: () =>
      "Use more tokens than the layer has inputs, or more damping: 0.01 of the mean diagonal is usual.",
    page: `Error feedback needs the inverse of the Hessian 2 X X^T, which exists when its Cholesky factorization has positive
pivots only. Fewer tokens than inputs, or inputs that are multiples of each other, make it singular; damping, a share of the mean
diagonal added to the diagonal, repairs that. A pivot that is NaN comes from a matrix that was not made from inputs.`,
  }),
  BL0556: entry<{ name: string; at: number; value: number }>({
    kind: "input",
    severity: "error",
    title: "Activation that is not a finite number",
    message: (d) => `Activation ${d.at} of ${d.name} is ${d.value}; every activation must be finite.`,
    help: () => "Look for an overflow in the layers before this one, or for a broken checkpoint.",
    page: `Activations become INT8 codes with one scale for a matrix, the largest magnitude over 127. NaN and infinity would leave
nothing of the others. The message counts activations from 0, row by row.`,
  }),
  BL0558: entry<{ what: string; found: number; least: number; most: number }>({
    kind: "usage",
    severity: "error",
    title: "Program that does not fit the engine",
    message: (d) => `The number of ${d.what} is ${d.found}; expected ${d.least}..${d.most}.`,
    help: () =>
      "Give the engine a larger layer table, run the program in several parts, or cut the layer into smaller ones.",
    page: `The layer table of a LieQ engine holds as many layers as it was generated for (\`layers\`). M and N are 1..1,048,575, K is
1..65,535, and every image is addressed with 32 bits.`,
  }),
  BL0559: entry<{ ladder: readonly string[]; bits: readonly number[] }>({
    kind: "usage",
    severity: "error",
    title: "Ladder of formats that does not fall",
    message: (d) =>
      `The ladder is ${d.ladder.join(", ")} with ${d.bits.map((bits) => Number(bits.toFixed(3))).join(", ")} bits a weight; each format must have fewer than the one before, and there must be at least two.`,
    help: () => "Name the most precise format first, for instance `w4,fineq,w2`.",
    page: `A ladder lists the formats that layers may get, from the most to the least precise. Bits count without scales: 2, 3, 4
and 8 for the uniform formats, 7/3 for FineQ.`,
  }),
  BL0565: entry<{ quantized: string; model: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Quantized model of another model",
    message: (d) => `${d.quantized} was not made from ${d.model}: ${d.problem}.`,
    help: () =>
      "Name the model that was quantized, or make the file anew with `bitloom quantize MODEL -o OUT`.",
    page: `Two models can be held against each other when they have the same tensors with the same shapes. What
\`bitloom quantize\` does not quantize it keeps bit for bit, so the kept tensors of a packed file must equal the model's own.`,
  }),
} as const;
