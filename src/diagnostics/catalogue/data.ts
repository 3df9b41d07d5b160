/** BL05xx: model files, tensors and quantizers. */
import { nearestNames } from "../nearest-names.ts";
import { entry } from "./entry.ts";

/** "tensor x of file f", or without the file where the caller has none. */
const ofFile = (tensor: string, file: string | undefined): string =>
  file === undefined ? `tensor "${tensor}"` : `tensor "${tensor}" of ${file}`;

export const dataEntries = {
  BL0501: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Unreadable model file",
    message: (d) => `Cannot read ${d.file}: ${d.reason}.`,
    help: () => "Check the path and that the file is readable.",
    page: "The file could not be opened or read. Nothing was written.",
  }),
  BL0502: entry<{ file: string; found: string }>({
    kind: "input",
    severity: "error",
    title: "Unknown model format",
    message: (d) => `${d.file} is not a model that Bitloom reads: found ${d.found}.`,
    help: () =>
      "Give a safetensors file, a llama2.c .bin file, a GGUF file, or a folder with one of them (model.safetensors first).",
    page: `The format is recognised by content, not by name:

- safetensors: eight bytes of header length, then a JSON header that starts with \`{\`
- llama2.c (legacy export): seven 32-bit integers that make sense as model sizes, then float32 weights
- GGUF: the letters \`GGUF\`

Convert other files first, for example with \`safetensors.torch.save_file(model.state_dict(), "model.safetensors")\`.`,
  }),
  BL0503: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed safetensors header",
    message: (d) => `The safetensors header of ${d.file} is malformed: ${d.problem}.`,
    help: () => "The file is damaged or was written by a faulty tool; download or export it again.",
    page: `A safetensors file starts with the header's length (64 bits, little-endian), then the header (JSON, one entry a
tensor: \`dtype\`, \`shape\`, \`data_offsets\`; \`__metadata__\` maps strings to strings), then the data without gaps.
Bitloom checks all of it before it reads a single weight.`,
  }),
  BL0504: entry<{ file: string; tensor: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed tensor entry",
    message: (d) => `Tensor "${d.tensor}" of ${d.file} is malformed: ${d.problem}.`,
    help: () => "The file is damaged or was written by a faulty tool; download or export it again.",
    page: `Offsets must lie inside the data, must not overlap, must leave no gap, and must span exactly
shape x bytes-per-element.

Wrong: \`"w": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 10]}\`
Right: \`"w": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}\``,
  }),
  BL0505: entry<{ file: string; expected: number; found: number; tensor?: string }>({
    kind: "input",
    severity: "error",
    title: "Wrong file size",
    message: (d) =>
      d.found < d.expected
        ? `${d.file} is truncated${d.tensor === undefined ? "" : ` inside tensor "${d.tensor}"`}: expected ${d.expected} bytes, found ${d.found}.`
        : `${d.file} has bytes after its last tensor: expected ${d.expected} bytes, found ${d.found}.`,
    help: (d) =>
      d.found < d.expected
        ? "The download or copy was probably cut short; fetch the file again."
        : "The header does not describe the whole file; export it again.",
    page: "The header says how long the file must be, and the file has another length. Nothing was written.",
  }),
  BL0506: entry<{ file: string; name: string }>({
    kind: "input",
    severity: "error",
    title: "Duplicate name in a header",
    message: (d) => `The header of ${d.file} has the name "${d.name}" twice in one object.`,
    help: () => "Export the model again with unique tensor names.",
    page: "JSON parsers keep the last of two equal names silently, so one tensor would vanish. Bitloom refuses the file.",
  }),
  BL0507: entry<{ tensor: string; file?: string; row: number; column: number; value: number }>({
    kind: "input",
    severity: "error",
    title: "Weight that is not a number or infinite",
    message: (d) =>
      `Weight [${d.row}, ${d.column}] of ${ofFile(d.tensor, d.file)} is ${d.value}; every weight must be finite.`,
    help: () =>
      "The checkpoint is broken, often by an overflow in training or in a cast to 16 bits; use a sound one.",
    page: `NaN and infinity cannot be quantized, and a maximum over a row with one of them would spoil the whole row. The
message gives output channel and input index of the first one (for a tensor of another rank: its first index, and the
rest flattened).`,
  }),
  BL0509: entry<{ tensor: string; file?: string; row: number; scale: number }>({
    kind: "input",
    severity: "error",
    title: "Scale out of the range of binary16",
    message: (d) =>
      `Row ${d.row} of ${ofFile(d.tensor, d.file)} needs the scale ${d.scale}; binary16 ends at 65504.`,
    help: () => "Weights this large are almost always a broken checkpoint; otherwise rescale the tensor.",
    page: `Scales are stored as binary16. In FineQ a row's is max|w| / 3 or less, so that it overflows when a weight exceeds about
196,530; in a uniform format of b bits a group's is its span over 2^b - 1.`,
  }),
  BL0510: entry<{ file: string; field: string; found: number; allowed: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed llama2.c header",
    message: (d) => `The llama2.c header of ${d.file} has ${d.field} = ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Export the model with llama2.c's legacy format (version 0).",
    page: `A llama2.c file starts with seven 32-bit little-endian integers: dim, hidden_dim, n_layers, n_heads, n_kv_heads,
vocab_size (negative when the classifier is not shared with the embedding) and seq_len. Newer exports start with the
magic "ak42" and are not read.`,
  }),
  BL0511: entry<{ file: string; tensor: string; dtype: string }>({
    kind: "input",
    severity: "error",
    title: "Tensor is not floating point",
    message: (d) => `Tensor "${d.tensor}" of ${d.file} has dtype ${d.dtype}; expected F32, F16 or BF16.`,
    help: () => "Quantize a checkpoint with floating-point weights.",
    page: "Weights are read from F32, F16 and BF16. Other tensors can be copied but not read as numbers.",
  }),
  BL0512: entry<{ file: string; reason: string }>({
    kind: "input",
    severity: "error",
    title: "Cannot write file",
    message: (d) => `Cannot write ${d.file}: ${d.reason}.`,
    help: () => "Check that the folder exists, is writable and has space left.",
    page: "Files are written beside their final name and renamed when complete, so nothing half-written is left behind.",
  }),
  BL0513: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed packed model",
    message: (d) => `${d.file} is not a packed model that this version reads: ${d.problem}.`,
    help: () => "Make it again with `bitloom quantize`.",
    page: `A packed model is a safetensors file whose \`__metadata__\` has an entry \`bitloom\`: JSON with \`version\` 1 or 2 and, for
each quantized tensor, its shape and format. Tensor \`NAME\` is stored as \`NAME.FORMAT\` (U8, rows x bytes a row), \`NAME.scale\`
(F16) and, in the uniform formats, \`NAME.zero\` (U8).`,
  }),
  BL0514: entry<{ file: string; tensor: string; present: readonly string[] }>({
    kind: "input",
    severity: "error",
    title: "No such tensor",
    message: (d) =>
      d.present.length <= 8
        ? `${d.file} has no tensor "${d.tensor}"; it has ${d.present.join(", ")}.`
        : `${d.file} has no tensor "${d.tensor}"; the nearest of its ${d.present.length} are ${nearestNames(d.tensor, d.present, 3).join(", ")}.`,
    help: () => "Run `bitloom inspect` to list the tensors.",
    page: "Tensors go by their Hugging Face names, for llama2.c files too: `model.layers.0.self_attn.q_proj.weight`.",
  }),
  BL0515: entry<{ what: string; expected: string; found: number }>({
    kind: "usage",
    severity: "error",
    title: "Array does not fit its shape",
    message: (d) => `The ${d.what} have length ${d.found}; expected ${d.expected}.`,
    help: () => "Pass the array that belongs to the shape, row-major and without padding.",
    page: "Matrices are flat row-major arrays; their length must be the product of their sizes.",
  }),
  BL0516: entry<{ what: string; found: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Size out of range",
    message: (d) => `${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Choose a size within the range, or split the product.",
    page: "Sums of the golden model are exact in 32 bits; a larger K could overflow them.",
  }),
  BL0517: entry<{ index: number; weight: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Weight does not fit its cluster",
    message: (d) =>
      `A FineQ cluster of index ${d.index} cannot hold the weight ${d.weight}; allowed is ${d.allowed}.`,
    help: () => "Quantize with `quantizeFineq`, which chooses an index that fits.",
    page: "Index 0 holds three weights of -1, 0, +1; index i = 1..3 holds zero at position i - 1 and -3..+3 at the others.",
  }),
  BL0518: entry<{ row: number; channel: number; sum: number }>({
    kind: "input",
    severity: "error",
    title: "Scaled result does not fit 64 bits",
    message: (d) => `The sum ${d.sum} of row ${d.row}, channel ${d.channel} leaves 64 bits when scaled.`,
    help: () => "Use `scaleSum`, which has no limit, or an accumulator of at most 24 bits.",
    page: "A 24-bit sum times an 11-bit significand shifted by up to 29 fits 64 bits exactly; wider sums may not.",
  }),
  BL0519: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed model configuration",
    message: (d) => `${d.file} is malformed: ${d.problem}.`,
    help: () => "Take config.json from the folder the model was published in.",
    page: "The file config.json beside model.safetensors must be JSON with the fields Hugging Face gives a Llama model.",
  }),
  BL0520: entry<{ file: string }>({
    kind: "input",
    severity: "error",
    title: "Nothing to quantize",
    message: (d) => `${d.file} has no tensor that the options select for quantization.`,
    help: () =>
      "FineQ takes two-dimensional floating-point weights; embeddings only with `--embeddings`. See `bitloom inspect`.",
    page: `By default the linear projections are quantized and everything else is kept bit for bit: norms, biases, and the
embedding and output head, whose errors cost a model the most.`,
  }),
  BL0521: entry<{ file: string; tensor: string; index: number; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Invalid stored scale",
    message: (d) => `Scale ${d.index} of tensor "${d.tensor}" of ${d.file} is ${d.problem}.`,
    help: () => "The file is damaged; make it again with `bitloom quantize`.",
    page: `Scales of a packed model are finite binary16 numbers that are not negative. They are counted from 0: one a row in FineQ, one a
group of 128 weights in the uniform formats, row by row.`,
  }),
  BL0524: entry<{ file: string; tensor: string; dtype: string; shape: readonly number[] }>({
    kind: "input",
    severity: "error",
    title: "Tensor that is no weight matrix",
    message: (d) =>
      `Tensor "${d.tensor}" of ${d.file} is ${d.dtype} [${d.shape.join(", ")}]; what is quantized is F32, F16 or BF16 with two dimensions.`,
    help: () => "Leave it out; norms, biases and tables are kept as they are.",
    page: `Formats of a few bits a weight hold matrices \`W[out, in]\` that activations are multiplied by. Vectors and tables of
integers cost little and are copied bit for bit.`,
  }),
  BL0525: entry<{ file: string; tensor: string; row: number; what: string; found: number; allowed: string }>({
    kind: "input",
    severity: "error",
    title: "Invalid stored codes",
    message: (d) =>
      `In row ${d.row} of tensor "${d.tensor}" of ${d.file} ${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "The file is damaged; make it again with `bitloom quantize`.",
    page: `Every pattern of bits is a code, but zero points of b bits end at 2^b - 1, and rows are padded with zeros: to whole bytes in
the uniform formats, to whole blocks of 24 weights in FineQ. Engines rely on it.`,
  }),
  BL0526: entry<{ file: string }>({
    kind: "input",
    severity: "error",
    title: "Model that is quantized already",
    message: (d) => `${d.file} is a packed model: its weights were quantized before.`,
    help: () => "Quantize the model that it was made from; each rounding adds its own error.",
    page: `Weights that are rounded twice have the errors of both roundings, and the second report would hide the first. If that is what
you want, \`bitloom unpack\` writes an ordinary model first.`,
  }),
  BL0530: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed energy components",
    message: (d) => `${d.file} is no set of energy components: ${d.problem}.`,
    help: () => "`bitloom afpr energy --json` prints the default set under `set`; start from that.",
    page: `A set is JSON with \`name\`, \`source\` and \`components\`: one entry for each component, no other, each with
\`picojoules\` (zero or more) and \`provenance\` (where the figure comes from). Wrong and right:

    "rampStep": 10
    "rampStep": { "picojoules": 10, "provenance": "assumed: ..." }`,
  }),
  BL0531: entry<{ file: string; problem: string }>({
    kind: "input",
    severity: "error",
    title: "Malformed activity",
    message: (d) => `${d.file} is no activity of an AFPR engine: ${d.problem}.`,
    help: () =>
      "`bitloom afpr energy --json` prints the reference activity under `activity`; start from that.",
    page: `An activity is JSON with the counts of a run, whole numbers all of them: rows, columns, conversions, cycles, and what
the components did in all conversions together. Counts that contradict each other are refused: more active rows than
rows x conversions, or ranges of another number of columns than columns x conversions.`,
  }),
  BL0532: entry<{ what: string; found: string; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Macro model out of range",
    message: (d) => `${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Give a value in the allowed range.",
    page: "The Monte-Carlo model of the macro takes weights -15..15, inputs -252..252, shifts 0..15, fractions from 0 to 1, and standard deviations from 0.",
  }),
  BL0522: entry<{ field: string; found: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Impossible small float format",
    message: (d) => `A small float format has ${d.field} = ${d.found}; allowed is ${d.allowed}.`,
    help: () => "Take fewer bits or another bias; E2M5 has 2 exponent bits, 5 mantissa bits and bias 1.",
    page: `A format is a sign, \`exponentBits\` and \`mantissaBits\`, 2 to 16 bits in all. Every value of it, half its smallest step
and twice its largest value must be normal binary64 numbers, because that is what codes are decoded to and encoded from.

Wrong: \`smallFloat({ exponentBits: 12, mantissaBits: 3 })\`
Right: \`smallFloat({ exponentBits: 2, mantissaBits: 5, bias: 1 })\``,
  }),
  BL0523: entry<{ what: string; found: number; allowed: string }>({
    kind: "usage",
    severity: "error",
    title: "Number that has no place in a converter",
    message: (d) => `${d.what} is ${d.found}; allowed is ${d.allowed}.`,
    help: () =>
      "Encode with `encodeSmallFloat`, map weights with `mapWeights`; remove NaN from the data first.",
    page: `Codes are whole numbers of the format's bits, weights of a compute-in-memory macro are -15..15, full-scale shifts 0..15.
NaN is not a number and formats without a code for it cannot hold it; infinities saturate.`,
  }),
} as const;
