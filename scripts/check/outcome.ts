/** What every check of `npm run check` answers, and the check that is a command line tool. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** The project's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Outcome {
  readonly passed: boolean;
  /** A few words for the table. */
  readonly summary: string;
  /** What to read when something is wrong; empty when there is nothing to say. */
  readonly report: string;
}

/** A check that passes when a tool of node_modules exits with 0. Its output is shown when it does not. */
export function tool(command: string, parameters: readonly string[]): () => Promise<Outcome> {
  return async () => {
    const { exitCode, all } = await execa(command, parameters, {
      cwd: root,
      preferLocal: true,
      all: true,
      reject: false,
      env: process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" },
    });
    const passed = exitCode === 0;
    return { passed, summary: `${command} ${parameters.join(" ")}`, report: passed ? "" : all };
  };
}
