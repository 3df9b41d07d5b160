/** The shape of a change to Verilog text; the edit-*.ts files propose them, mutate.ts makes mutants of them. */

/** One change of the source: `[start, end)` is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What is done, such as "+ becomes -". */
  readonly mutation: string;
}
