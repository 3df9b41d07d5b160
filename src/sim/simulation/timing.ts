/** The instants of a simulation's steps, as wave files need them: edges ascend, and a clock can fall between two of them. */
import type { Design } from "../../ir/index.ts";
import type { StepTiming } from "../waves/index.ts";
import { ClockPlan, type ClockTimings } from "./clocks.ts";

/** One unit of the given periods is 1 ns. Without clocks, steps are 10 ns apart. */
export function stepTiming(design: Design, timings: ClockTimings | undefined): StepTiming {
  const plan = new ClockPlan(design, timings);
  // Odd periods need halves of the unit for the falling edges.
  const scale = plan.periods.every((period) => period % 2 === 0) ? 1 : 10;
  const lead = scale * Math.max(2, ...plan.periods);
  const instants: number[] = [];
  return {
    edge(step) {
      if (plan.periods.length === 0) return step * 10;
      if (plan.isUniform) return scale * (plan.time + step * (plan.periods[0] ?? 0));
      for (let known = instants.length; known <= step; known++) {
        instants.push(scale * plan.time);
        plan.advance();
      }
      return instants[step] ?? 0;
    },
    period: (domain) => scale * (plan.periods[domain] ?? 0),
    lead,
    unit: scale === 1 ? "1ns" : "100ps",
  };
}
