/**
 * Child processes and messages of the set-up scripts. Plain Node without dependencies, because it runs before
 * `npm ci`; a child keeps the terminal, and its exit code or signal becomes this process's own.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const colour = process.stdout.isTTY && !process.env.NO_COLOR;

/** Prints one line about one step, such as `packages   up to date`. */
export function step(name, text) {
  const label = name.padEnd(10);
  console.log(colour ? `\u001b[36m${label}\u001b[0m ${text}` : `${label} ${text}`);
}

/** Prints why the job cannot go on and ends it: 2 for a wrong environment or usage, 3 for a missing tool. */
export function stop(exitCode, text) {
  console.error(text);
  process.exit(exitCode);
}

/**
 * Runs a command in the project's root with this terminal and resolves to its exit code (128 + n when signal n ended
 * it, as shells count). The terminal sends Ctrl-C to the child as well, so this process only waits for it to end.
 */
export function run(command, parameters, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...environment },
    });
    const wait = () => {};
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", wait);
    process.on("SIGTERM", pass);
    const settle = () => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", pass);
    };
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (exitCode, signal) => {
      settle();
      resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (exitCode ?? 1));
    });
  });
}

/** Like `run`, and ends this process with the child's exit code when that is not 0. */
export async function runOrExit(command, parameters, environment) {
  const exitCode = await run(command, parameters, environment);
  if (exitCode !== 0) process.exit(exitCode);
}
