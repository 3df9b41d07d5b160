/** What a run of Yosys takes and gives, whichever way it runs. */

/** Which Yosys: the program on the PATH, or the npm package. */
export type YosysKind = "installed" | "packaged";

export interface YosysJob {
  /** What it is for, in a word, for errors: "synthesis". */
  readonly step: string;
  readonly script: string;
  readonly inputs: readonly { readonly name: string; readonly text: string }[];
  /** Files that the script writes; one that is not there afterwards is left out of the answer. */
  readonly outputs: readonly string[];
  readonly timeoutSeconds: number;
  /** Receives the headings of the commands, such as "4.12. Executing ABC pass". */
  readonly onOutput: (text: string) => void;
}

export interface YosysAnswer {
  readonly succeeded: boolean;
  /** What it printed: headings, warnings, errors. */
  readonly output: string;
  readonly files: ReadonlyMap<string, string>;
}

/** The file that holds the script. */
export const YOSYS_SCRIPT = "script.ys";

/** The script's name, and headings down to the second level. */
export const YOSYS_ARGUMENTS: readonly string[] = ["-v", "2", "-s", YOSYS_SCRIPT];
