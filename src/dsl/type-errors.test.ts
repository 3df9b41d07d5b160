/**
 * tsc is the first net for widths: each wrong line below is compiled by itself and must give the text beside it. The texts
 * are tsc's own, so this test also tells when a compiler update changes what a designer reads.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const cases: { name: string; code: string; text: string }[] = [
  {
    name: "a wider value into a narrower register",
    code: "narrow.next = a;",
    text: "Type '8' is not assignable to type '4'",
  },
  {
    name: "a narrower value into a wider output",
    code: "q.value = a;",
    text: "Type '8' is not assignable to type '9'",
  },
  {
    name: "operands of two widths",
    code: "a.add(q);",
    text: "Type '9' is not assignable to type '8'",
  },
  {
    name: "the exact sum does not fit the same width",
    code: "a8.next = a.addc(b);",
    text: "Type '9' is not assignable to type '8'",
  },
  {
    name: "a concatenation is as wide as its parts",
    code: "q.value = cat(a, b);",
    text: "Type '16' is not assignable to type '9'",
  },
  {
    name: "signed and unsigned do not mix",
    code: "a.add(s);",
    text: "is not assignable to parameter of type 'UintOperand<8>'",
  },
  {
    name: "a word is no condition",
    code: "when(a, () => {});",
    text: "Type '8' is not assignable to type '1'",
  },
  {
    name: "an arm is missing in a match over an enum",
    code: "match(state, { idle() {}, start() {} });",
    text: "Property 'stop' is missing in type",
  },
  {
    name: "an enum member that does not exist",
    code: 'state.next = "sleep";',
    text: `Type '"sleep"' is not assignable to type`,
  },
  {
    name: "an input is not driven from inside",
    code: "(a as unknown as typeof a).value = 1;",
    text: "Property 'value' does not exist on type 'Uint<8>'",
  },
  {
    name: "a wire has no next",
    code: "q.next = 1;",
    text: "Property 'next' does not exist on type",
  },
  {
    name: "streams of two payloads",
    code: "connect(bytes, words);",
    text: "Type '16' is not assignable to type '8'",
  },
  {
    name: "a memory without its read latency",
    code: 'memory(uint(8), { depth: 4, readUnderWrite: "old" });',
    text: "Property 'latency' is missing in type",
  },
];

const prologue = `import { cat, connect, enumOf, input, match, memory, module, output, reg, sink, sint, source, uint, when } from "../../src/dsl/index.ts";
const State = enumOf("idle", "start", "stop");
module("wrong", { a: input(uint(8)), b: input(uint(8)), s: input(sint(8)), q: output(uint(9)), bytes: sink(uint(8)), words: source(uint(16)) },
  ({ a, b, s, q, bytes, words }) => {
    const narrow = reg(uint(4)); const a8 = reg(uint(8)); const state = reg(State);
    void [a, b, s, q, bytes, words, narrow, a8, state, cat, connect, match, memory, when];
`;

describe("tsc refuses", () => {
  let folder: string;
  let output = "";
  beforeAll(() => {
    const out = join(import.meta.dirname, "../../out");
    mkdirSync(out, { recursive: true });
    folder = mkdtempSync(join(out, "type-errors-"));
    cases.forEach(({ code }, i) => {
      writeFileSync(join(folder, `case${i}.ts`), `${prologue}    ${code}\n  });\n`);
    });
    writeFileSync(join(folder, "right.ts"), `${prologue}    a8.next = a.add(b);\n  });\n`);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: "../../tsconfig.json",
        include: ["*.ts"],
        compilerOptions: { noEmit: true },
      }),
    );
    output = execaSync("npx", ["tsc", "-p", folder, "--pretty", "false"], { reject: false }).stdout;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [i, { name, text }] of cases.entries()) {
    test(name, () => {
      const start = output.split("\n").findIndex((line) => line.includes(`case${i}.ts(`));
      expect(start, `tsc said nothing about case${i}.ts`).toBeGreaterThanOrEqual(0);
      const lines = output.split("\n").slice(start);
      const end = lines.findIndex((line, at) => at > 0 && /^\S/.test(line));
      expect(lines.slice(0, end < 0 ? undefined : end).join("\n")).toContain(text);
    });
  }

  test("and accepts the right line", () => {
    expect(output).not.toContain("right.ts");
  });
});
