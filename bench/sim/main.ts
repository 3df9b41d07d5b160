/**
 * The simulator's benchmark: `npm run bench -- sim [--only NAME,...] [--quick] [--json FILE] [--profile FOLDER]`. Prints what was measured, then
 * each goal of issue 3 with what was found.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { execa } from "execa";
import yargs from "yargs";
import { printTable } from "../report.ts";
import type { BenchOptions, Section } from "./section.ts";

const sections: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<Section>>>> = {
  "first-cycle": async () => (await import("./sections/first-cycle.ts")).firstCycle,
  arrays: async () => (await import("./sections/arrays.ts")).arrays,
  irregular: async () => (await import("./sections/irregular.ts")).irregular,
  tracing: async () => (await import("./sections/tracing.ts")).tracing,
  poke: async () => (await import("./sections/poke.ts")).poke,
  layer: async () => (await import("./sections/layer.ts")).layer,
  suite: async () => (await import("./sections/suite.ts")).suite,
};
/** Minutes long, so only when asked for by name. */
const onDemand: readonly string[] = ["suite"];

export async function run(parameters: readonly string[] = []): Promise<void> {
  const names = Object.keys(sections);
  const options = await yargs([...parameters])
    .option("only", { type: "string", describe: `Parts, separated by commas: ${names.join(", ")}` })
    .option("quick", {
      type: "boolean",
      default: false,
      describe: "Fewer runs; 64 x 64 in this process only",
    })
    .option("profile", { type: "string", describe: "Writes a .cpuprofile of each part into this folder" })
    .option("json", { type: "string", describe: "Also writes the results to this file" })
    .strict()
    .parse();
  const chosen = options.only?.split(",") ?? names.filter((name) => !onDemand.includes(name));
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`No part ${unknown.join(", ")}. Parts: ${names.join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  console.log(`${await versions()}\n`);
  const done: Section[] = [];
  for (const name of chosen) {
    const load = sections[name];
    if (load === undefined) continue;
    const part = await load();
    const section = await profiled(options.profile, name, () => part(options));
    printTable(section.title, section.header, section.rows);
    console.log();
    done.push(section);
  }
  const goals = done.flatMap((section) => section.goals);
  const verdicts = goals.map(({ measure, goal, found, met }) => [
    measure,
    goal,
    found,
    met ? "met" : "missed",
  ]);
  printTable("Goals", ["measure", "goal", "found", "verdict"], verdicts);
  if (options.json !== undefined) {
    writeFileSync(
      options.json,
      `${JSON.stringify({ versions: await versions(), sections: done }, null, 2)}\n`,
    );
  }
}

/** Runs `action` under V8's profiler when there is a folder; the file opens in the developer tools of a browser. */
async function profiled<T>(folder: string | undefined, name: string, action: () => Promise<T>): Promise<T> {
  if (folder === undefined) return action();
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  try {
    return await action();
  } finally {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
  }
}

/** First line of what each tool says of itself; a missing one is named as such. */
async function versions(): Promise<string> {
  const tools = [
    ["iverilog", "-V"],
    ["verilator", "--version"],
    ["clang++", "--version"],
    ["g++", "--version"],
  ] as const;
  const lines = await Promise.all(
    tools.map(async ([tool, flag]) => {
      const { stdout } = await execa(tool, [flag], { reject: false });
      return stdout?.split("\n")[0]?.trim() || `${tool} missing`;
    }),
  );
  return lines.join("; ");
}
