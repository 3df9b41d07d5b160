/** What `bitloom run lieq` works on, checked; what it needs at each step is a part of it. */
import type { LieqParameters } from "../../blocks/index.ts";
import type { Rounding } from "../../model/index.ts";
import type { JobSimulator } from "../main-job/tensor-run.ts";

export interface LieqJobOptions {
  readonly model: string;
  readonly text: string | undefined;
  /** LieQ's budget, bits a weight. */
  readonly budget: number;
  /** Formats from the most to the least precise, with commas between them. */
  readonly ladder: string;
  readonly rounding: Rounding;
  /** Of the random weights that scores compare with. */
  readonly seed: number;
  /** Tokens of text that scores look at, and activation rows M that go through the engine. */
  readonly scoreTokens: number;
  readonly tokens: number;
  readonly engine: LieqParameters;
  readonly simulator: JobSimulator;
  readonly fault: LieqFault | undefined;
  readonly out: string;
  readonly quiet: boolean;
}

/** What may be spoilt on its way in. */
export type LieqFault = "weight" | "scale" | "activation";
