/**
 * The rows that one beat of the activation stream fills. Invariant: all of them load together, so that a beat's place in a
 * vector is one write enable and no register has an index that is known at run time only.
 */
import { array, bit, input, instance, memoize, module, output, uint } from "../../../dsl/index.ts";
import { driveType } from "../macro/index.ts";
import { CODE_BITS } from "../parameters.ts";
import { AfprRow, type AfprRowShape, phasePorts } from "./row.ts";

export interface AfprRowGroupShape extends AfprRowShape {
  /** Rows of this group; the last group of a macro may have fewer than a beat has codes. */
  readonly rows: number;
}

/** Ports are those of a row (row.ts) with a code, and a field of `drive`, for each row. */
export const AfprRowGroup = memoize(({ rows, inputs }: AfprRowGroupShape) =>
  module(
    `afpr_row_group_${rows}${inputs === "two-phase" ? "" : `_${inputs}`}`,
    {
      clear: input(bit),
      load: input(bit),
      codes: input(array(uint(CODE_BITS), rows)),
      swap: input(bit),
      isOn: input(bit),
      ...phasePorts(inputs),
      drive: output(driveType({ rows })),
    },
    (io) => {
      const members = Array.from({ length: rows }, (_, index) => {
        const row = instance(AfprRow({ inputs }), { name: `row_${index}` });
        row.clear.value = io.clear;
        row.load.value = io.load;
        row.code.value = io.codes.at(index);
        row.swap.value = io.swap;
        row.isOn.value = io.isOn;
        if (inputs === "two-phase") row.isSubtracting.value = io.isSubtracting;
        return row;
      });
      io.drive.value = {
        on: members.map(({ on }) => on),
        isNegative: members.map(({ isNegative }) => isNegative),
        level: members.map(({ level }) => level),
        gain: members.map(({ gain }) => gain),
      };
    },
    { doc: `FP-DAC control of ${rows} rows, ${inputs} inputs.` },
  ),
);
