/** The engine's registers: one table for the hardware, the C header, the Markdown page and the program's writes. */
import { registerTable } from "../bus/index.ts";
import { counterRegister } from "../counters.ts";
import { FORMAT_BITS, K_BITS, SIZE_BITS } from "./parameters.ts";

/** Fields that hold an entry's index and a number of entries, whatever the table's size. */
export const INDEX_BITS = 10;

const word = <const N extends string>(name: N, address: number, doc: string) =>
  ({ name, address, doc, fields: [{ name: "bytes", bits: [31, 0], access: "rw", doc }] }) as const;

/** Registers of the LieQ engine; the same for every configuration. */
export const lieqRegisters = registerTable({
  name: "lieq_registers",
  doc: "Registers of the LieQ engine. Store an entry for each layer, write their number, then start; counters belong to the current or last program.",
  registers: [
    {
      name: "control",
      doc: "Starts a program.",
      address: 0x00,
      fields: [{ name: "start", bits: 0, access: "pulse", doc: "1 starts a program; ignored while busy." }],
    },
    {
      name: "status",
      doc: "Whether a program runs or has run.",
      address: 0x04,
      fields: [
        { name: "busy", bits: 0, access: "ro", doc: "1 from the start until the last result was taken." },
        { name: "done", bits: 1, access: "w1c", doc: "A program has ended, or a start was refused." },
      ],
    },
    {
      name: "errors",
      doc: "What went wrong; kept until a 1 is written.",
      address: 0x08,
      fields: [
        { name: "overflow", bits: 0, access: "w1c", doc: "A sum that was used had left the accumulator." },
        {
          name: "bad_scale",
          bits: 1,
          access: "w1c",
          doc: "A scale was negative, infinite or no number; results of its channel mean nothing, all others are exact.",
        },
        {
          name: "bad_layer",
          bits: 2,
          access: "w1c",
          doc: "A start with no layers or more than the table holds, or an entry beyond it or stored while a program runs, was refused; or the program ended at a layer with an unknown format or a size of 0.",
        },
      ],
    },
    {
      name: "layers",
      doc: "How many layers the next program has.",
      address: 0x0c,
      fields: [
        { name: "count", bits: [INDEX_BITS, 0], access: "rw", doc: "Entries to run, from entry 0 on." },
      ],
    },
    {
      name: "shape",
      address: 0x10,
      doc: "How the engine was made.",
      fields: [
        { name: "rows", bits: [7, 0], access: "ro", doc: "Rows of the array." },
        { name: "columns", bits: [15, 8], access: "ro", doc: "Columns of the array." },
        { name: "lanes", bits: [23, 16], access: "ro", doc: "Results a beat." },
        { name: "phases", bits: [25, 24], access: "ro", doc: "Steps a digit." },
      ],
    },
    {
      name: "capacity",
      address: 0x14,
      doc: "How the engine was made.",
      fields: [{ name: "entries", bits: [INDEX_BITS, 0], access: "ro", doc: "Entries of the layer table." }],
    },
    {
      name: "format",
      address: 0x20,
      doc: "Of the entry that is stored next.",
      fields: [
        {
          name: "code",
          bits: [FORMAT_BITS - 1, 0],
          access: "rw",
          doc: "0 FineQ; uniform: 1 two bits, 2 three, 3 four, 4 eight.",
        },
      ],
    },
    {
      name: "m",
      address: 0x24,
      doc: "Of the entry that is stored next.",
      fields: [
        { name: "rows", bits: [SIZE_BITS - 1, 0], access: "rw", doc: "Rows of activations, 1 or more." },
      ],
    },
    {
      name: "n",
      address: 0x28,
      doc: "Of the entry that is stored next.",
      fields: [
        { name: "channels", bits: [SIZE_BITS - 1, 0], access: "rw", doc: "Output channels, 1 or more." },
      ],
    },
    {
      name: "k",
      address: 0x2c,
      doc: "Of the entry that is stored next.",
      fields: [{ name: "depth", bits: [K_BITS - 1, 0], access: "rw", doc: "Input dimension, 1 or more." }],
    },
    word("weights_base", 0x30, "Where the layer's weights begin."),
    word("weights_bytes", 0x34, "Bytes of weights for one row of tiles."),
    word("scales_base", 0x38, "Where the layer's scales begin."),
    word("scales_bytes", 0x3c, "Bytes of scales for one row of tiles."),
    word("activations_base", 0x40, "Where the layer's activations begin."),
    word("results_base", 0x44, "Where the layer's results go."),
    word("results_bytes", 0x48, "Bytes of results of the layer."),
    {
      name: "entry",
      address: 0x4c,
      doc: "Stores the fields above in the layer table; not while a program runs.",
      fields: [
        { name: "index", bits: [INDEX_BITS - 1, 0], access: "pulse", doc: "Which entry." },
        { name: "store", bits: 31, access: "pulse", doc: "1 stores." },
      ],
    },
    counterRegister("cycles", 0x60, "Cycles in which the engine was busy."),
    counterRegister("steps", 0x64, "Cycles in which the array made a step."),
    counterRegister("weight_stalls", 0x68, "Cycles without a step for want of weights."),
    counterRegister("activation_stalls", 0x6c, "Cycles without a step for want of activations."),
    counterRegister("result_stalls", 0x70, "Cycles without a step because sums had not left."),
    counterRegister("passes", 0x74, "Passes whose sums have left."),
    {
      name: "layer_select",
      address: 0x80,
      doc: "Which layer the registers below are about; they read 0 for layers that the program has not ended.",
      fields: [{ name: "index", bits: [INDEX_BITS - 1, 0], access: "rw", doc: "Entry of the layer table." }],
    },
    counterRegister(
      "layer_cycles",
      0x84,
      "Cycles from the end of the layer before to the layer's last step.",
    ),
    counterRegister("layer_steps", 0x88, "Steps of the layer."),
    counterRegister("layer_weight_stalls", 0x8c, "Cycles of the layer without a step for want of weights."),
    counterRegister(
      "layer_activation_stalls",
      0x90,
      "Cycles of the layer without a step for want of activations.",
    ),
    counterRegister(
      "layer_result_stalls",
      0x94,
      "Cycles of the layer without a step because sums had not left.",
    ),
  ],
});
