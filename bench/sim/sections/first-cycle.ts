/** From the generator's call to the first simulated cycle, in a process that has built a few designs before. */
import { FineqArray } from "../../../src/blocks/index.ts";
import { median } from "../../report.ts";
import { firstCycleOf } from "../engines/bitloom.ts";
import { type BenchOptions, type Goal, milliseconds, type Section } from "../section.ts";

const GOALS = [
  [16, 0.15],
  [32, undefined],
  [64, 1],
] as const;

// Another width each time: generators remember what they made for equal arguments.
let accumulatorBits = 20;
const widthOfNext = (): number => {
  accumulatorBits = accumulatorBits === 31 ? 20 : accumulatorBits + 1;
  return accumulatorBits;
};

export async function firstCycle({ quick }: BenchOptions): Promise<Section> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  const runs = quick ? 3 : 7;
  for (const [size, limit] of GOALS) {
    const measured = Array.from({ length: runs + 1 }, () => {
      const bits = widthOfNext();
      const shape = {
        rows: size,
        columns: size,
        coding: "unary",
        activationBits: 8,
        accumulatorBits: bits,
      } as const;
      return firstCycleOf(() => FineqArray(shape));
    });
    const total = ({ wall }: (typeof measured)[number]) => wall.elaborate + wall.compile + wall.step;
    const [cold, ...warm] = measured.map(total) as [number, ...number[]];
    const found = median(warm);
    const part = (pick: (one: (typeof measured)[number]) => number) =>
      milliseconds(median(measured.slice(1).map(pick)));
    rows.push([
      `${size} x ${size}`,
      milliseconds(cold),
      milliseconds(found),
      milliseconds(Math.max(...warm)),
      part(({ wall }) => wall.elaborate),
      part(({ wall }) => wall.compile),
      part(({ wall }) => wall.step),
      part(({ cpu }) => cpu),
    ]);
    if (limit === undefined) continue;
    goals.push({
      measure: `${size} x ${size} array, warm process: generator call to first cycle`,
      goal: `${milliseconds(limit)} or less`,
      found: milliseconds(found),
      met: found <= limit,
    });
  }
  return {
    title: `From the generator's call to the first simulated cycle, by the clock; accumulators of another width each time`,
    header: [
      "array",
      "first in this process",
      `median of the next ${runs}`,
      "slowest",
      "elaborate",
      "compile",
      "first step",
      "processor time, all threads",
    ],
    rows,
    goals,
  };
}
