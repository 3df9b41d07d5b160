/** What `bitloom compile` works on, checked. */
import type { LieqParameters } from "../../blocks/index.ts";

export interface CompileOptions {
  /** File of `bitloom quantize`. */
  readonly quantized: string;
  /** The model that it was made from, whose tokenizer and held-out text are used; the quantized file's neighbours without. */
  readonly model: string | undefined;
  readonly text: string | undefined;
  /** Activation rows M. */
  readonly tokens: number;
  readonly engine: LieqParameters;
  /** Layers of a run at most. */
  readonly perRun: number;
  readonly testbench: boolean;
  readonly hex: boolean;
  readonly out: string;
  readonly quiet: boolean;
}
