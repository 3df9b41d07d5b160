/** The engine's registers: one table for the hardware, the C header, the Markdown page and the job's script. */
import { registerTable } from "../bus/index.ts";
import { counterRegister } from "../counters.ts";
import { K_BITS, SIZE_BITS } from "./parameters.ts";

/** Registers of the FineQ engine; the same for every configuration. */
export const fineqRegisters = registerTable({
  name: "fineq_registers",
  doc: "Registers of the FineQ engine. Write m, k and n, then start; counters belong to the current or last job.",
  registers: [
    {
      name: "control",
      doc: "Starts a job.",
      address: 0x00,
      fields: [{ name: "start", bits: 0, access: "pulse", doc: "1 starts a job; ignored while busy." }],
    },
    {
      name: "status",
      doc: "Whether a job runs or has run.",
      address: 0x04,
      fields: [
        { name: "busy", bits: 0, access: "ro", doc: "1 from the start until the last result was taken." },
        { name: "done", bits: 1, access: "w1c", doc: "A job has ended." },
      ],
    },
    {
      name: "errors",
      doc: "What went wrong; kept until a 1 is written.",
      address: 0x08,
      fields: [
        { name: "overflow", bits: 0, access: "w1c", doc: "A sum that was sent had left the accumulator." },
        {
          name: "bad_scale",
          bits: 1,
          access: "w1c",
          doc: "A scale was negative, infinite or no number; results of its channel mean nothing, all others are exact.",
        },
        { name: "bad_job", bits: 2, access: "w1c", doc: "A start with a size of 0 was refused." },
        {
          name: "bad_weights",
          bits: 3,
          access: "w1c",
          doc: "Family tiles-sparse: a block had more outlier clusters than a tile takes; results of its channel mean nothing.",
        },
      ],
    },
    {
      name: "m",
      doc: "Size of the next job.",
      address: 0x0c,
      fields: [
        { name: "rows", bits: [SIZE_BITS - 1, 0], access: "rw", doc: "Rows of activations, 1 or more." },
      ],
    },
    {
      name: "k",
      doc: "Size of the next job.",
      address: 0x10,
      fields: [{ name: "depth", bits: [K_BITS - 1, 0], access: "rw", doc: "Input dimension, 1 or more." }],
    },
    {
      name: "n",
      doc: "Size of the next job.",
      address: 0x14,
      fields: [
        { name: "channels", bits: [SIZE_BITS - 1, 0], access: "rw", doc: "Output channels, 1 or more." },
      ],
    },
    {
      name: "shape",
      address: 0x18,
      doc: "How the engine was made.",
      fields: [
        { name: "rows", bits: [7, 0], access: "ro", doc: "Rows of the array." },
        { name: "columns", bits: [15, 8], access: "ro", doc: "Columns of the array." },
        { name: "lanes", bits: [23, 16], access: "ro", doc: "Results a beat." },
        { name: "phases", bits: [25, 24], access: "ro", doc: "Steps a weight; with tiles 1." },
        {
          name: "family",
          bits: [28, 26],
          access: "ro",
          doc: "0 output-stationary, 1 tiles-any, 2 tiles-sparse, 3 tiles-planes.",
        },
        {
          name: "tokens",
          bits: [31, 29],
          access: "ro",
          doc: "With tiles: log2 of the tokens that a tile takes in a cycle.",
        },
      ],
    },
    counterRegister("cycles", 0x20, "Cycles in which the engine was busy."),
    counterRegister(
      "steps",
      0x24,
      "Cycles in which the array made a step or tiles worked. Output-stationary: tiles * K * phases in the end.",
    ),
    counterRegister("weight_stalls", 0x28, "Cycles without a step for want of weights."),
    counterRegister("activation_stalls", 0x2c, "Cycles without a step for want of activations."),
    counterRegister("result_stalls", 0x30, "Cycles without a step because results had not left."),
    counterRegister("tiles", 0x34, "Tiles drained."),
  ],
});
