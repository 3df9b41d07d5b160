/** How the lowering says that it met logic which depends on itself. */
import type { Module } from "../../ir/index.ts";

/** Thrown inside this folder only; `buildNetlist` answers with finer logic for the modules, or with BL0295. */
export class LoopFound extends Error {
  readonly modules: ReadonlySet<Module>;

  constructor(modules: ReadonlySet<Module>) {
    super("combinational loop");
    this.modules = modules;
  }
}
