/** Names and doc comments in texts that the formatter would change, that are not TypeScript, or that are very long. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Site } from "../../diagnostics/index.ts";
import { moduleDoc, nameOf } from "./name-of.ts";

/** Asks about the call in a text; the mark stands in front of the position that V8 reports. */
function atMark<T>(text: string, ask: (site: Site) => T, suffix = ".ts"): T {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-naming-"));
  const before = text.slice(0, text.indexOf("§")).split("\n");
  const file = join(folder, `source${suffix}`);
  writeFileSync(file, text.replace("§", ""));
  const column = (before.at(-1)?.length ?? 0) + 1;
  const answer = ask({ stack: `Error\n    at make (${file}:${before.length}:${column})` });
  rmSync(folder, { recursive: true });
  return answer;
}

const nameInText = (text: string, suffix?: string) => atMark(text, nameOf, suffix)?.name;

describe("shapes that house style would reformat", () => {
  it.each([
    ["const x = §reg()!;", "x"],
    ["const x = <Part>§reg();", "x"],
    ["const x = <Part>(§reg() as unknown)!;", "x"],
    ["const x\n  =\n    a . \n /* c */ §b \n (1)", "x"],
    ["const x = f(1)§(2)", "x"],
    ["const x = §f(1)(2)", undefined],
    ["const x = (0, lib.reg)§(2)", "x"],
    ["const x = a?.§(2)", "x"],
    ["const x = new§ Thing()", undefined],
    ["const x = §new Thing()", "x"],
    ["const x = §reg<Map<string, () => void>>(1)", "x"],
    ["const x = (log(), §reg())", "x"],
    ["var x; x = y = §reg()", "y"],
    ["export default §reg()", undefined],
    ["export const x = §reg();", "x"],
    ["using x = §reg();", "x"],
    ["const x = [, §reg()]", "x_1"],
    ["const x = §reg() + 1", undefined],
    ["const x = §reg().field", undefined],
    ["const x = [...§f()]", "x"],
    ["const [a = §reg()] = []", "a"],
    ["const { a: { b } } = { a: { b: §reg() } }", "b"],
    ["const { [k]: b } = { a: §reg() }", "a"],
    ["list.push(1, §reg())", "list"],
    ["this.list.push(§reg())", "list"],
    ["this.a.b = §reg()", "a_b"],
    ["(this as Part).a = §reg()", undefined],
    ["f().a = §reg()", undefined],
    ["x.next = §reg()", undefined],
    ["const x = { a() { return 1 }, b: §reg() }", "x_b"],
    ["const x = §re", undefined],
    ["const x = { [`a`]: §reg() }", "x_a"],
    ["}}}} const x = §reg(", "x"],
  ])("%s", (text, name) => {
    expect(nameInText(text)).toBe(name);
  });

  it("in plain JavaScript", () => {
    expect(nameInText("const x = §reg();", ".mjs")).toBe("x");
    expect(nameInText("const x = §reg();", ".cjs")).toBe("x");
  });

  it("in files that are no program", () => {
    expect(nameInText("no program at all §")).toBeUndefined();
    expect(nameOf({ stack: `Error\n    at ${tmpdir()}:1:1` })).toBeUndefined();
    expect(nameOf({ stack: `Error\n    at ${join(tmpdir(), "missing.ts")}:1:1` })).toBeUndefined();
  });
});

describe("the doc comment of a property", () => {
  it.each([
    ["module({ a: 1, /** Go now. */ go: §input() })", "Go now."],
    ["module({ /** Go now. */ go: §input() })", "Go now."],
    ["module({\n  a: 1, /** Of a. */\n  go: §input(),\n})", undefined],
    ["module({\n  a: 1,\n  /** Old. */\n  /** Go now. */\n  go: §input(),\n})", "Go now."],
    ["module({ /* No doc. */ go: §input() })", undefined],
    ["module({ /** */ go: §input() })", undefined],
  ])("%s", (text, doc) => {
    expect(atMark(text, nameOf)).toMatchObject({ name: "go", doc });
  });
});

describe("the doc comment of a module", () => {
  it.each([
    ["/** Counts. */\nexport const Counter = (width: number) => §module(width);", "Counts."],
    [
      "/** Counts. */ const Counter = <const W extends number>(w: W) => {\n  return §module(w);\n};",
      "Counts.",
    ],
    ["/** Curried. */ const Counter = (a) => (b) => §module(a, b);", "Curried."],
    ["/** Counts. */\nexport function Counter() {\n  return §module();\n}", "Counts."],
    ["/** Held. */\nconst held = §module();", "Held."],
    ["const library = {\n  /** In a library. */\n  counter: () => §module(),\n};", "In a library."],
    ["class Library {\n  /** Of a class. */\n  counter() {\n    return §module();\n  }\n}", "Of a class."],
    ["/** Of the whole. */ function soc() {\n  const inner = §module();\n  return use(inner);\n}", undefined],
    ["/** Counts. */ export const Counter = memoize((width) => §module(width));", "Counts."],
    ["/** Of a test. */ it('x', () => §module());", undefined],
    ["/** Of a test. */ it('x', () => { use(§module()); });", undefined],
    ["const Counter = () => §module();", undefined],
  ])("%s", (text, doc) => {
    expect(atMark(text, moduleDoc)).toBe(doc);
  });
});

it("looks up 2,000 places of one file", () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-naming-"));
  const file = join(folder, "many.ts");
  const lines = Array.from({ length: 2000 }, (_, index) => `const x${index} = reg(uint(8)).add(${index});`);
  writeFileSync(file, lines.join("\n"));
  const nameAt = (line: number, column: number) =>
    nameOf({ stack: `Error\n    at f (${file}:${line}:${column})` })?.name;
  const names = lines.map((line, index) => nameAt(index + 1, line.indexOf("add") + 1));
  rmSync(folder, { recursive: true });
  expect(names).toEqual(lines.map((_, index) => `x${index}`));
});
