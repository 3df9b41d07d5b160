/** The one place that chooses what runs a design; results never depend on the choice. */
import type { Design } from "../../ir/index.ts";
import { compileEngine } from "./compiled-engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

export type EngineName = "compiled" | "interpreter";

export interface MakeEngineOptions extends EngineOptions {
  /** Default "compiled"; "interpreter" is the slow oracle over BigInt. */
  readonly engine?: EngineName | undefined;
}

/** An engine in its start state. */
export function makeEngine(design: Design, options: MakeEngineOptions = {}): Engine {
  return options.engine === "interpreter"
    ? interpreterEngine(design, options)
    : compileEngine(design, options);
}
