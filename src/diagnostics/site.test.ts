/** Places of calls, under vitest, under tsx, and compiled with and without source maps. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureSite, locate, locateAll, type Site, siteAt, userFrames } from "./site.ts";

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe("a site captured under vitest", () => {
  it("is at the line and column of the call that was written", () => {
    const site = captureSite();
    expect(locate(site)).toEqual({ file: join("src", "diagnostics", "site.test.ts"), line: 13, column: 18 });
  });

  it("lists the callers from the inside out", () => {
    const inner = () => captureSite();
    const outer = () => inner();
    const [first, second, third] = locateAll(outer()).map(({ line }) => line);
    expect([first, second, third]).toEqual([18, 19, 20]);
  });

  it("restores the limit on stack depth and stays within twelve frames", () => {
    const limit = Error.stackTraceLimit;
    const deep = (levels: number): Site => (levels === 0 ? captureSite() : deep(levels - 1));
    const frames = locateAll(deep(40));
    expect(Error.stackTraceLimit).toBe(limit);
    expect(frames).toHaveLength(12);
  });
});

describe("frames of a stack", () => {
  const framesOf = (...lines: string[]) => [...userFrames({ stack: ["Error", ...lines].join("\n") })];
  const fileOf = (line: string) => framesOf(line)[0]?.absoluteFile;

  it("are the user's unless they are Node's, a runner's or the language's own", () => {
    expect(fileOf("    at node:internal/modules/run:1:2")).toBeUndefined();
    expect(fileOf("    at Array.map (<anonymous>)")).toBeUndefined();
    expect(fileOf("    at eval (eval at f (/a/b.ts:1:2), <anonymous>:3:4)")).toBeUndefined();
    expect(fileOf("    at run (file:///p/node_modules/vitest/dist/runner.js:1:2)")).toBeUndefined();
    expect(fileOf(`    at reg (${projectRoot}/src/dsl/signals.ts:1:2)`)).toBeUndefined();
    expect(fileOf(`    at check (${projectRoot}/src/ir/verify.ts:1:2)`)).toBeUndefined();
    expect(fileOf(`    at Fifo (${projectRoot}/src/blocks/stream/fifo.ts:1:2)`)).toContain("fifo.ts");
    expect(fileOf(`    at ${projectRoot}/src/dsl/signals.test.ts:1:2`)).toContain("signals.test.ts");
    expect(fileOf("    at other (/elsewhere/src/dsl/mine.ts:1:2)")).toBe("/elsewhere/src/dsl/mine.ts");
  });

  it("are read with blanks, parentheses, aliases and queries in them", () => {
    expect(fileOf("    at Object.get [as value] (/a/b.ts:1:2)")).toBe("/a/b.ts");
    expect(fileOf("    at new Stage (/a/my (first) design.ts:1:2)")).toBe("/a/my (first) design.ts");
    expect(fileOf("    at file:///a/my%20design.ts:1:2")).toBe("/a/my design.ts");
    expect(fileOf("    at file:///a/b.ts?v=12:1:2")).toBe("/a/b.ts");
  });

  it("know whether they stand on a call and whether the language lies between", () => {
    const language = `    at when (${projectRoot}/src/dsl/control.ts:1:2)`;
    const frames = framesOf(
      language,
      "    at /a.ts:1:2",
      "    at /b.ts:1:2",
      language,
      "    at async f (/c.ts:1:2)",
    );
    expect(frames.map(({ isCall, acrossLanguage }) => [isCall, acrossLanguage])).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ]);
  });

  it("are none for a known location", () => {
    const location = { file: "a.ts", line: 3, column: 4 };
    expect(locate(siteAt(location))).toBe(location);
    expect(locateAll(siteAt(location))).toEqual([location]);
    expect([...userFrames(siteAt(location))]).toEqual([]);
  });
});

describe("a design that runs outside vitest", () => {
  // Inside the project, so that compiled files find its packages.
  const caches = join(projectRoot, "node_modules", ".cache");
  let folder = "";
  let compiled = "";
  const lines = [
    `import { captureSite, locate, locateAll } from "../../../src/diagnostics/index.ts";`,
    `import { enumOf } from "../../../src/dsl/types.ts";`,
    `interface Erased {`,
    `  readonly left: number;`,
    `}`,
    `const make = <T>(value: T) => ({ value, site: captureSite() });`,
    `const part = make<Erased | number>(`,
    `  1);`,
    `type Gone = Erased; const State = enumOf("idle", "busy");`,
    `const { name } = State.data as { name: string };`,
    `const all = locateAll(part.site).slice(0, 2);`,
    `console.log(JSON.stringify({ first: locate(part.site), all, name }));`,
  ];
  const source = () => relative(projectRoot, join(folder, "design.ts"));
  const expected = () => ({
    first: { file: source(), line: 6, column: 47 },
    all: [
      { file: source(), line: 6, column: 47 },
      { file: source(), line: 7, column: 14 },
    ],
    name: "State",
  });
  const run = async (...command: [string, ...string[]]) => {
    const { stdout } = await execa(command[0], command.slice(1), { cwd: projectRoot, preferLocal: true });
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    mkdirSync(caches, { recursive: true });
    folder = mkdtempSync(join(caches, "bitloom-site-"));
    writeFileSync(join(folder, "design.ts"), lines.join("\n"));
    const options = {
      noEmit: false,
      allowImportingTsExtensions: false,
      sourceMap: true,
      rootDir: projectRoot,
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(projectRoot, "tsconfig.json"),
        compilerOptions: {
          ...options,
          outDir: join(folder, "out"),
          typeRoots: [join(projectRoot, "node_modules/@types")],
        },
        files: ["design.ts"],
      }),
    );
    await execa("tsc", ["-p", folder], { cwd: projectRoot, preferLocal: true, reject: false });
    compiled = join(folder, "out", relative(projectRoot, folder), "design.js");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is located in its source when it was compiled with maps beside", async () => {
    expect(await run("node", compiled)).toEqual(expected());
  });

  it("is located in its source, mapped once, with --enable-source-maps", async () => {
    expect(await run("node", "--enable-source-maps", compiled)).toEqual(expected());
  });

  it("is located in its source under tsx", async () => {
    expect(await run("tsx", join(folder, "design.ts"))).toEqual(expected());
  });

  it("is located in the compiled file when the map is missing or damaged", async () => {
    writeFileSync(`${compiled}.map`, "{ not a map");
    expect(await run("node", compiled)).toMatchObject({ first: { file: relative(projectRoot, compiled) } });
    rmSync(`${compiled}.map`);
    expect(await run("node", compiled)).toMatchObject({ first: { file: relative(projectRoot, compiled) } });
  });
});
