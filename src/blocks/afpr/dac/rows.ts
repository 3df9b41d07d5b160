/**
 * FP-DAC control of all rows: takes activation vectors from a stream into shadow registers while the conversion before runs,
 * and hands them over between conversions. Invariant: rows at or beyond the job's depth hold code 0, and of each vector
 * exactly ceil(depth / codesPerBeat) beats are taken.
 */
import {
  array,
  assert,
  type Bit,
  bit,
  cat,
  fromBits,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { driveType } from "../macro/index.ts";
import { type AfprConfiguration, CODE_BITS, GAINS, LEVEL_BITS } from "../parameters.ts";
import { VECTOR_BITS } from "../registers.ts";
import { AfprRowGroup } from "./row-group.ts";

export type AfprRowsShape = Pick<AfprConfiguration, "rows" | "inputs" | "bus" | "codesPerBeat" | "loadBeats">;

/**
 * Loader and rows. `depth` (1 to rows) stays still from `jobStart` to the job's end.
 *
 * - `jobStart`: a job of `vectors` vectors begins, all shadow registers become code 0; what was left of another job, even a
 *   beat that is taken in this cycle, is dropped.
 * - `activations`: FP8 codes, the first in the low byte; each vector starts on a new beat. What the last beat of a vector
 *   holds beyond `depth` is ignored.
 * - `isLoaded`: the shadow registers hold a whole vector. `swap`: only then, and while the rows are off.
 * - `isOn`, `isSubtracting`: the phase of integration. `drive`: to the macro; its meaning is that of row.ts.
 * - `loadedNonZero`: codes of magnitude 1 or more in the beat that is taken in this cycle, to count activity with.
 *
 * With B = ceil(depth / codesPerBeat) and no stalls: jobStart in cycle t, beats in t + 1 to t + B, `isLoaded` from t + B + 1
 * on. Swap in cycle s >= t + B + 1, `drive` has the new codes and the next vector's first beat is taken in s + 1, and it
 * is loaded in s + B + 1. So vectors follow every B + 1 cycles at best, and a stalled cycle costs one cycle.
 */
export const AfprRows = memoize((shape: AfprRowsShape) =>
  module(
    `afpr_rows_${shape.rows}_bus${shape.bus}${shape.inputs === "two-phase" ? "" : `_${shape.inputs}`}`,
    {
      jobStart: input(bit),
      depth: input(uint(bitsFor(shape.rows))),
      vectors: input(uint(VECTOR_BITS)),
      activations: sink(uint(shape.bus)),
      isLoaded: output(bit),
      swap: input(bit),
      isOn: input(bit),
      isSubtracting: input(bit),
      drive: output(driveType(shape)),
      loadedNonZero: output(uint(bitsFor(shape.codesPerBeat))),
    },
    (io) => {
      const { rows, inputs, codesPerBeat, loadBeats } = shape;
      const { activations, jobStart, depth } = io;
      const holdsVector = reg(bit, { init: 0 });
      /** Vectors that have not been taken whole. */
      const vectorsLeft = reg(uint(VECTOR_BITS), { init: 0 });
      /** Rows that this beat and later ones of the vector fill. */
      const rowsLeft = rows > 1 ? reg(uint(bitsFor(rows))) : undefined;
      /** One-hot: the group that the next beat fills. Every job sets it, so it needs no reset. */
      const turn = loadBeats > 1 ? reg(uint(loadBeats)) : undefined;

      activations.ready.value = vectorsLeft.any().and(holdsVector.not());
      const taken = activations.fire;
      const isLastBeat = turn && rowsLeft ? rowsLeft.le(codesPerBeat) : literal(bit, 1);
      const vectorEnds = taken.and(isLastBeat);
      when(jobStart, () => {
        assert(depth.any(), "a job has a row");
        vectorsLeft.next = io.vectors;
      }).elseWhen(vectorEnds, () => {
        vectorsLeft.next = vectorsLeft.sub(1);
      });
      if (rowsLeft) {
        const restarts = jobStart.or(vectorEnds);
        when(restarts, () => {
          rowsLeft.next = depth;
          if (turn) turn.next = 1;
        }).elseWhen(taken, () => {
          if (turn) {
            rowsLeft.next = rowsLeft.sub(codesPerBeat);
            turn.next = turn.shlTrunc(1);
          }
        });
      }
      when(jobStart.or(io.swap), () => {
        holdsVector.next = 0;
      }).elseWhen(vectorEnds, () => {
        holdsVector.next = 1;
      });
      io.isLoaded.value = holdsVector;
      if (inputs === "differential") {
        assert(io.isSubtracting.not(), "differential inputs have one integration");
      }

      const width = Math.min(codesPerBeat, rows);
      const codes = Array.from({ length: width }, (_, lane) => {
        const low = lane * CODE_BITS;
        const code = activations.data.slice(low + CODE_BITS - 1, low);
        return lane === 0 || !rowsLeft ? code : mux(rowsLeft.gt(lane), code, 0);
      });
      const nonZero = ones(codes.map((code) => code.slice(CODE_BITS - 2, 0).any()));
      io.loadedNonZero.value = mux(taken, nonZero.zext(bitsFor(codesPerBeat)), 0);

      const groups = Array.from({ length: loadBeats }, (_, index) => {
        const members = Math.min(codesPerBeat, rows - index * codesPerBeat);
        const group = instance(AfprRowGroup({ rows: members, inputs }), { name: `group_${index}` });
        group.clear.value = jobStart;
        group.load.value = turn ? taken.and(turn.at(index)) : taken;
        group.codes.value = codes.slice(0, members);
        group.swap.value = io.swap;
        group.isOn.value = io.isOn;
        if (inputs === "two-phase") group.isSubtracting.value = io.isSubtracting;
        return group.drive;
      }).reverse();
      io.drive.value = {
        on: fromBits(array(bit, rows), cat(...groups.map(({ on }) => on.asUint()))),
        isNegative: fromBits(array(bit, rows), cat(...groups.map(({ isNegative }) => isNegative.asUint()))),
        level: fromBits(array(uint(LEVEL_BITS), rows), cat(...groups.map(({ level }) => level.asUint()))),
        gain: fromBits(array(uint(GAINS), rows), cat(...groups.map(({ gain }) => gain.asUint()))),
      };
    },
    {
      doc: `FP-DAC control of ${shape.rows} rows, ${shape.inputs} inputs, ${shape.codesPerBeat} codes a beat.`,
    },
  ),
);

/** How many of `bits` are 1. */
function ones(bits: readonly Bit[]): Uint {
  const [first] = bits;
  if (first !== undefined && bits.length === 1) return first;
  const half = Math.ceil(bits.length / 2);
  const width = bitsFor(bits.length);
  return ones(bits.slice(0, half))
    .zext(width)
    .add(ones(bits.slice(half)).zext(width));
}
