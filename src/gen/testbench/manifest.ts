/**
 * `testbench.json`: what `bitloom simulate DIR` needs to know about a folder. The reader in src/sim checks the same
 * shape; a change here is a new `version`.
 */
import type { TextFile } from "../verilog/write.ts";

export interface TestbenchManifest {
  /** Name of the testbench's module, and of its file without `.v`. */
  readonly name: string;
  readonly kind: "cycle" | "stream";
  /** Module under test. */
  readonly device: string;
  /** Verilog files, relative to the folder, the testbench last. */
  readonly sources: readonly string[];
  /** Vector files, relative to the folder. */
  readonly vectors: readonly string[];
  /** Values that a complete run compares. */
  readonly checks: number;
}

export const manifestFile = (manifest: TestbenchManifest): TextFile => ({
  name: "testbench.json",
  text: `${JSON.stringify({ format: "bitloom-testbench", version: 1, ...manifest }, undefined, 2)}\n`,
});
