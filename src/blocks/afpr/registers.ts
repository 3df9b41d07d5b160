/** The engine's registers: one table for the hardware, the C header, the Markdown page and the job's script. */
import { registerTable } from "../bus/index.ts";
import { counterRegister } from "../counters.ts";
import { SHIFT_BITS } from "./parameters.ts";

/** Vectors of a job to 65,535; pulses a cell to 255. */
export const VECTOR_BITS = 16;
export const LIMIT_BITS = 8;
/** Right shifts before the FP8 output: 0 to 63. */
export const OUTPUT_SHIFT_BITS = 6;
export const FORMAT_BITS = 2;
/** Fields that hold rows to 1024 and columns to 512, whatever the engine's size. */
export const SIZE_BITS = 11;

/** Registers of the AFPR engine; the same for every configuration. */
export const afprRegisters = registerTable({
  name: "afpr_registers",
  doc: "Registers of the AFPR engine. Write the sizes, then start or program; counters belong to the current or last job.",
  registers: [
    {
      name: "control",
      doc: "Starts a job; a write of both starts conversions. Ignored while busy.",
      address: 0x00,
      fields: [
        { name: "start", bits: 0, access: "pulse", doc: "1 starts conversions." },
        { name: "program", bits: 1, access: "pulse", doc: "1 starts programming of the macro's cells." },
      ],
    },
    {
      name: "status",
      doc: "Whether a job runs or has run.",
      address: 0x04,
      fields: [
        { name: "busy", bits: 0, access: "ro", doc: "1 from the start until the job has ended." },
        { name: "done", bits: 1, access: "w1c", doc: "A job has ended." },
      ],
    },
    {
      name: "errors",
      doc: "What went wrong; kept until a 1 is written.",
      address: 0x08,
      fields: [
        { name: "overflow", bits: 0, access: "w1c", doc: "A partial sum left the accumulator and wrapped." },
        { name: "bad_weight", bits: 1, access: "w1c", doc: "A weight outside -15..15 came; it was clamped." },
        {
          name: "bad_job",
          bits: 2,
          access: "w1c",
          doc: "A start was refused: a size of 0 or beyond the engine, or more vectors than partial sums are kept for.",
        },
      ],
    },
    {
      name: "vectors",
      doc: "Size of the next job.",
      address: 0x0c,
      fields: [
        {
          name: "count",
          bits: [VECTOR_BITS - 1, 0],
          access: "rw",
          doc: "Activation vectors, 1 or more; `batch` at most unless the tile is both first and last.",
        },
      ],
    },
    {
      name: "size",
      doc: "Part of the macro that the next job uses.",
      address: 0x10,
      fields: [
        { name: "rows", bits: [SIZE_BITS - 1, 0], access: "rw", doc: "Inputs, 1 to rows of the macro." },
        {
          name: "columns",
          bits: [16 + SIZE_BITS - 1, 16],
          access: "rw",
          doc: "Outputs, 1 to columns of the macro.",
        },
      ],
    },
    {
      name: "tile",
      doc: "Place of the next job among the row tiles of a matrix.",
      address: 0x14,
      fields: [
        { name: "first", bits: 0, access: "rw", reset: 1, doc: "1: partial sums start from 0." },
        { name: "last", bits: 1, access: "rw", reset: 1, doc: "1: results are sent; 0: sums are kept." },
      ],
    },
    {
      name: "convert",
      doc: "Taken at the start of every conversion: a write in a conversion counts from the next.",
      address: 0x18,
      fields: [
        {
          name: "shift",
          bits: [SHIFT_BITS - 1, 0],
          access: "rw",
          doc: "Full-scale shift SH: the threshold of the lowest range is 64 * 2^SH.",
        },
        {
          name: "output_shift",
          bits: [8 + OUTPUT_SHIFT_BITS - 1, 8],
          access: "rw",
          doc: "FP8 results are sum / 2^output_shift in units of 2^-5.",
        },
        {
          name: "format",
          bits: [16 + FORMAT_BITS - 1, 16],
          access: "rw",
          doc: "Results: 0 codes of the converters, 1 FP8 of the sum, 2 the sum as an integer (3 as 2).",
        },
      ],
    },
    {
      name: "programming",
      doc: "Taken at the start of programming.",
      address: 0x1c,
      fields: [
        { name: "limit", bits: [LIMIT_BITS - 1, 0], access: "rw", reset: 32, doc: "Most pulses a cell." },
      ],
    },
    {
      name: "shape",
      address: 0x20,
      doc: "How the engine was made.",
      fields: [
        { name: "rows", bits: [10, 0], access: "ro", doc: "Rows of the macro." },
        { name: "columns", bits: [20, 11], access: "ro", doc: "Columns of the macro." },
        { name: "lanes", bits: [30, 21], access: "ro", doc: "Results a beat." },
        { name: "differential", bits: 31, access: "ro", doc: "1: differential rows; 0: two phases." },
      ],
    },
    {
      name: "timing",
      address: 0x24,
      doc: "How the engine was made.",
      fields: [
        { name: "period", bits: [15, 0], access: "ro", doc: "Cycles of a conversion." },
        { name: "batch", bits: [26, 16], access: "ro", doc: "Vectors whose partial sums are kept." },
      ],
    },
    counterRegister("cycles", 0x30, "Cycles in which the engine was busy."),
    counterRegister("conversions", 0x34, "Conversions of the macro."),
    counterRegister(
      "conversion_cycles",
      0x38,
      "Cycles from the first conversion's first to the last one's last.",
    ),
    counterRegister("load_stalls", 0x3c, "Cycles between conversions for want of activations."),
    counterRegister("output_stalls", 0x40, "Cycles in which finished codes waited for the readout."),
    counterRegister(
      "over_range",
      0x44,
      "Results whose column was beyond the highest range; each has saturated.",
    ),
    counterRegister("clipped", 0x48, "Results whose mantissa saturated, in any range."),
    counterRegister("active_rows", 0x4c, "Codes other than zero that were loaded."),
    counterRegister("pulses", 0x50, "Programming pulses, each for one side of a row."),
    counterRegister("reads", 0x54, "Verifying reads, each of one side of a row."),
    counterRegister("failed_cells", 0x58, "Cells that missed their level after the last pulse."),
  ],
});
