/** Joins the commands, one file each in commands/, into the command line `bitloom`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import yargs, { type CommandModule } from "yargs";
import { BitloomError, diagnostic, fail } from "../diagnostics/index.ts";
import { afprCommand, afprParts } from "./commands/afpr.ts";
import { analyseCommand } from "./commands/analyse.ts";
import { blocksCommand } from "./commands/blocks.ts";
import { boardCommand } from "./commands/board.ts";
import { compareCommand } from "./commands/compare.ts";
import { compileCommand } from "./commands/compile.ts";
import { coverageCommand } from "./commands/coverage.ts";
import { disassembleCommand } from "./commands/disassemble.ts";
import { estimateCommand } from "./commands/estimate.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { explainCommand } from "./commands/explain.ts";
import { generateCommand } from "./commands/generate.ts";
import { hostCommand } from "./commands/host.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { lintCommand } from "./commands/lint.ts";
import { proveCommand } from "./commands/prove.ts";
import { quantizeCommand } from "./commands/quantize.ts";
import { runCommand, runParts } from "./commands/run/index.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { synthCommand } from "./commands/synth.ts";
import { unpackCommand } from "./commands/unpack.ts";
import { waveCommand } from "./commands/wave.ts";
import { conclude } from "./outcome.ts";

/** The version in the package.json above this file. */
function version(): string {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  }
  return "unknown";
}

const commands = [
  runCommand,
  analyseCommand,
  quantizeCommand,
  evaluateCommand,
  compileCommand,
  disassembleCommand,
  unpackCommand,
  inspectCommand,
  blocksCommand,
  generateCommand,
  estimateCommand,
  synthCommand,
  boardCommand,
  hostCommand,
  proveCommand,
  compareCommand,
  simulateCommand,
  waveCommand,
  coverageCommand,
  lintCommand,
  afprCommand,
  explainCommand,
] as const;

/** Commands that have commands of their own. */
const commandParts: Readonly<Record<string, readonly string[]>> = { afpr: afprParts, run: runParts };

/** yargs' reason for a refusal, with the names that it leaves out. */
function reasonOf(given: readonly string[], message: string): string {
  const known = commands.map((command) => String(command.command));
  const name = given.find((argument) => !argument.startsWith("-"));
  const next = given[given.indexOf(name ?? "") + 1] ?? "-";
  const part = next.startsWith("-") ? undefined : next;
  const form = known.find((text) => text.split(" ")[0] === name);
  if (name !== undefined && form === undefined) {
    return `There is no command \`${name}\`; the commands are ${known.map((text) => text.split(" ")[0]).join(", ")}`;
  }
  const parts = name === undefined ? undefined : commandParts[name];
  if (parts !== undefined && part !== undefined && !parts.includes(part)) {
    return `There is no \`bitloom ${name} ${part}\`; there are ${parts.join(" and ")}`;
  }
  const called = parts === undefined || part === undefined ? name : `${name} ${part}`;
  if (message.startsWith("Not enough non-option arguments")) {
    const missing = form?.match(/<[^>]+>/g)?.map((text) => text.replace(/[<>.]/g, "").toUpperCase()) ?? [];
    return `\`bitloom ${name}\` needs ${missing.join(" and ")}`;
  }
  const required = message.match(/^Missing required arguments?: (.+)$/);
  if (required?.[1]) {
    return `\`bitloom ${called}\` needs ${required[1]
      .split(", ")
      .map((option) => `--${option}`)
      .join(" and ")}`;
  }
  const implied = message.replace(/\s+/g, " ").match(/Implications failed: (\S+) -> (\S+)/);
  if (implied) return `--${implied[1]} needs --${implied[2]}`;
  const choice = message.replace(/\s+/g, " ").match(/Argument: (\S+), Given: (.+), Choices: (.+)$/);
  if (choice) return `--${choice[1]} is ${choice[2]}; allowed is ${choice[3]}`;
  return message.replace(/\s+/g, " ").trim();
}

/** Runs one command line and leaves its exit code in `process.exitCode`. */
export function runCommandLine(given: readonly string[]): Promise<void> {
  const options = { json: given.includes("--json"), debug: given.includes("--debug") };
  return conclude(options, async () => {
    process.exitCode = 0;
    await parser(given).parseAsync();
    return process.exitCode;
  });
}

function parser(given: readonly string[]) {
  let joined = yargs([...given])
    .scriptName("bitloom")
    .usage("$0 COMMAND\n\nHardware described in TypeScript; from a model's weights to verified Verilog.");
  for (const command of commands) joined = joined.command(command as CommandModule);
  return joined
    .check((found) => requireValues(given, found))
    .option("json", { type: "boolean", default: false, describe: "Print the report as JSON", global: true })
    .option("debug", { type: "boolean", default: false, describe: "Show stack traces", global: true })
    .demandCommand(1, "Name a command")
    .strict()
    .exitProcess(false)
    .version(version())
    .help()
    .alias("help", "h")
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .epilogue("Exit codes: 0 good, 1 mismatch or a design with errors, 2 bad input or usage, 3 missing tool.")
    .fail((message, error) => {
      throw error ?? usageError(reasonOf(given, message));
    });
}

/** yargs takes an option without its value as one that is not there, and a word for a number as NaN. */
function requireValues(given: readonly string[], found: Readonly<Record<string, unknown>>): true {
  const end = given.indexOf("--");
  const options = end < 0 ? given : given.slice(0, end);
  for (const [at, option] of options.entries()) {
    const name = option.match(/^--?([a-z][a-z-]*)(=.*)?$/)?.[1];
    if (name === undefined || !(name in found)) continue;
    const values = [found[name]].flat();
    if (values.some((value) => value === undefined || value === "")) {
      throw usageError(`${option.split("=")[0]} needs a value`);
    }
    if (values.some((value) => Number.isNaN(value))) {
      const word = option.includes("=") ? option.slice(option.indexOf("=") + 1) : options[at + 1];
      fail("BL0604", { argument: `--${name}`, found: `"${word}"`, allowed: "a number" });
    }
  }
  return true;
}

const usageError = (reason: string): BitloomError => new BitloomError([diagnostic("BL0601", { reason })]);
