/** Finding JavaScript operators on signals in design sources, by type. */
export { type LintOptions, lintFiles } from "./lint.ts";
