/** The one place that chooses what runs a design; results never depend on the choice. */
import { fail } from "../../diagnostics/index.ts";
import type { Design } from "../../ir/index.ts";
import { requireSeed } from "../simulation/requirements.ts";
import { compileEngine } from "./compiled-engine.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

export type EngineName = "compiled" | "interpreter";

export interface MakeEngineOptions extends EngineOptions {
  /** Default "compiled"; "interpreter" is the slow oracle over BigInt. */
  readonly engine?: EngineName | undefined;
}

/** 2^16 copies of the smallest design fill what a test can wait for. */
const MAX_LANES = 65_536;

/**
 * An engine in its start state. Fails with BL0445 on another engine, lanes that are not a whole number from 1 to 65,536, or
 * a seed that is no whole number.
 */
export function makeEngine(design: Design, options: MakeEngineOptions = {}): Engine {
  const { engine = "compiled", lanes = 1 } = options;
  if (engine !== "compiled" && engine !== "interpreter") {
    fail("BL0445", { what: "the engine", found: `"${engine}"`, expected: '"compiled" or "interpreter"' });
  }
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > MAX_LANES) {
    const expected = `a whole number from 1 to ${MAX_LANES}`;
    fail("BL0445", { what: "the number of lanes", found: String(lanes), expected });
  }
  requireSeed(options.seed ?? 1);
  return engine === "interpreter" ? interpreterEngine(design, options) : compileEngine(design, options);
}
