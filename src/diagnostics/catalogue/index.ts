/**
 * Every message Bitloom can print, by code. Ranges: BL01xx language (dsl), BL02xx checks on the elaborated design (ir),
 * BL03xx lint of design sources, BL04xx tools and simulation, BL05xx model files and quantizers, BL06xx command line
 * and block parameters, BL07xx FPGA boards and their hosts. A code is never reused for another meaning.
 */
import { boardEntries } from "./board.ts";
import { checkEntries } from "./checks.ts";
import { comparisonEntries } from "./comparison.ts";
import { confirmEntries } from "./confirm.ts";
import { coverageEntries } from "./coverage.ts";
import { dataEntries } from "./data.ts";
import type { CatalogueEntry } from "./entry.ts";
import { ggufEntries } from "./gguf.ts";
import { languageEntries } from "./language.ts";
import { lieqEntries } from "./lieq.ts";
import { lintEntries } from "./lint.ts";
import { programEntries } from "./program.ts";
import { proofEntries } from "./proof.ts";
import { runningEntries } from "./running.ts";
import { simulationEntries } from "./simulation.ts";
import { synthesisEntries } from "./synthesis.ts";
import { toolEntries } from "./tools.ts";
import { usageEntries } from "./usage.ts";
import { waveEntries } from "./waves.ts";

export const catalogue = {
  ...languageEntries,
  ...checkEntries,
  ...lintEntries,
  ...toolEntries,
  ...proofEntries,
  ...synthesisEntries,
  ...boardEntries,
  ...comparisonEntries,
  ...simulationEntries,
  ...confirmEntries,
  ...coverageEntries,
  ...dataEntries,
  ...runningEntries,
  ...lieqEntries,
  ...programEntries,
  ...ggufEntries,
  ...usageEntries,
  ...waveEntries,
};

export type CatalogueCode = keyof typeof catalogue;
export type CatalogueDetails<C extends CatalogueCode> =
  (typeof catalogue)[C] extends CatalogueEntry<infer D> ? D : never;
