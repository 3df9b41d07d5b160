/** Designs with marked mistakes: lint finds what the marks say and nothing else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Diagnostic, locate } from "../diagnostics/index.ts";
import { lintFiles } from "./index.ts";

const header = `import { type Bit, bit, enumOf, input, module, mux, output, reg, type Uint, uint, when, wire } from "bitloom";
const State = enumOf("idle", "busy");
const ports = { a: input(uint(8)), b: input(uint(8)), go: input(bit), state: input(State), q: output(uint(8)) };
`;

/** A design body; a comment at the end of a line names what the linter must say there, and nothing else may be said. */
const inBody = (...lines: string[]) =>
  `${header}export const Design = (width: number, given?: Bit) =>
  module("design", ports, ({ a, b, go, state, q }) => {
    ${lines.join("\n    ")}
  });
`;

const sources: Record<string, string> = {
  "conditions.ts": inBody(
    "if (go) q.value = a; // BL0301 go: `when(go, () => { … })`",
    "else if (go) q.value = b; // BL0301 go: `when(go, () => { … })`",
    "if (width > 3 && a.eq(1)) q.value = b; // BL0301 a.eq(1): `when(a.eq(1), () => { … })`",
    "while (go) break; // BL0301 go: a counter register",
    "do q.value = a; while (go); // BL0301 go: a counter register",
    "for (; go; ) break; // BL0301 go: a counter register",
    "q.value = go ? a : b; // BL0301 go: `mux(go, a, b)`",
    "const both = go && a.at(0); // BL0301 go: `go.and(a.at(0))`",
    "const either = go || a.at(0); // BL0301 go: `go.or(a.at(0))`",
    "const mixed = go && width > 3; // BL0301 go: `when(go, …)` or `mux(go, …)`",
    "const there = go ?? a; // BL0301 go: `go` alone",
    "const not = !go; // BL0301 go: `go.not()`",
    "const twice = !!go; // BL0301 go: `go.not()`",
    "const converted = Boolean(go); // BL0301 go: the signal itself",
    "if ((go)) q.value = a; // BL0301 go: `when(go",
    "if (width > 3 ? go : false) q.value = a; // BL0301 go: `when(go",
    "const enabled = <T extends Bit>(enable: T) => (enable ? 1 : 0); // BL0301 enable: `mux(enable, 1, 0)`",
    "console.log(both, either, mixed, there, not, twice, converted, enabled);",
  ),
  "comparisons.ts": inBody(
    "const results = [",
    "  a === b, // BL0302 a: `a.eq(b)`",
    "  a == b, // BL0302 a: `a.eq(b)`",
    "  a !== b, // BL0302 a: `a.ne(b)`",
    "  a.add(1) != b, // BL0302 a.add(1): `a.add(1).ne(b)`",
    "  a < b, // BL0303 a: `a.lt(b)`",
    "  a <= b, // BL0303 a: `a.le(b)`",
    "  a > 3, // BL0303 a: `a.gt(3)`",
    "  3 >= a, // BL0303 a: `a.le(3)`",
    "  given === go, // BL0302 given: `given.eq(go)`",
    "];",
    "switch (state) { // BL0307 state: `match(state, { … })`",
    "  default:",
    "}",
    "switch (true as unknown) {",
    "  case go: // BL0307 go: `when(go, () => { … })`",
    "}",
    "q.value = results.length;",
  ),
  "arithmetic.ts": inBody(
    "const results = [",
    "  a + b, // BL0304 a: `a.add(b)`",
    "  3 + a, // BL0304 a: `a.add(3)`",
    "  a - b, // BL0304 a: `a.sub(b)`",
    "  3 - a, // BL0304 a: a signal on the left, such as `literal(type, 3).sub(a)`",
    "  a * b, // BL0304 a: `a.mul(b)`",
    "  a / b, // BL0304 a: a block that divides",
    "  a % b, // BL0304 a: a block that divides",
    "  a ** b, // BL0304 a: a block that divides",
    "  a & b, // BL0304 a: `a.and(b)`",
    "  a | b, // BL0304 a: `a.or(b)`",
    "  a ^ b, // BL0304 a: `a.xor(b)`",
    "  a << 1, // BL0304 a: `a.shl(1)`",
    "  a >> 1, // BL0304 a: `a.shr(1)`",
    "  a >>> 1, // BL0304 a: `a.shr(1)`",
    "  ~a, // BL0304 a: `a.not()`",
    "  -a, // BL0304 a: `a.neg()`",
    "  +a, // BL0304 a: `a.asUint()`",
    "  Number(a), // BL0304 a: a read of the value",
    "];",
    "let count = reg(uint(8));",
    "count += a; // BL0304 count: `count.next = ` with `count.add(a)`",
    "count++; // BL0304 count: `count.next = count.add(1)`",
    "q.value = results.length;",
  ),
  "strings.ts": inBody(
    "const results = [",
    `  \`\${width} and \${a}\`, // BL0305 a: the parameter`,
    "  'x' + a, // BL0305 a: the parameter",
    "  a + 'x', // BL0305 a: the parameter",
    "  String(a), // BL0305 a: the parameter",
    "];",
    "q.value = results.length;",
  ),
  "unused.ts": inBody(
    "const lost = a.xor(b); // BL0306 lost: never used",
    "const register = reg(uint(8)); // BL0306 register: never used",
    "const driven = wire(uint(8)); // BL0306 driven: never read",
    "driven.value = a;",
    "const alias = [q][width] as typeof q;",
    "alias.value = b;",
    "a.add(1); // BL0306 a.add(1): never used",
    "mux(go, a, b); // BL0306 mux(go, a, b): never used",
    "const { asUint: taken } = { asUint: a.asUint() }; // BL0306 taken: never used",
    "const _meant = a.and(b);",
    "const shorthand = a.or(b);",
    "const used = { shorthand };",
    "q.value = used.shorthand;",
  ),
  "clean.ts": `${inBody(
    "const count = reg(uint(8), { init: 0 });",
    "when(go, () => { count.next = count.add(1); });",
    "if (given) when(given, () => { count.next = 0; });",
    "const enable = given ?? go;",
    "const first = given === undefined ? go : given;",
    "if (width > 3 && given !== undefined) when(enable.and(first), () => { count.next = 1; });",
    `const label = \`count_\${width + 1}\` + width;`,
    "const lanes = [a, b].map((lane, index) => (index === 0 ? lane : lane.add(index + label.length)));",
    "for (const lane of lanes) when(lane.eq(width < 4 ? 1 : 2), () => { count.next = lane; });",
    "const isKnown = lanes.length > 1 && !(width > 3);",
    "q.value = isKnown ? count : mux(state.eq('idle'), a, b);",
  )}
export const shared: Uint[] = [];
`,
  "unresolved.ts": `import { helper } from "./missing.ts"; // BL0308 unresolved.ts: Cannot find module
export const twice = (a: number) => helper(a) === a;
`,
  "broken.ts": `export const twice = (a: number => a; // BL0308 broken.ts: ',' expected
`,
  "plain.mjs": `import { bit, input, module } from "bitloom";
export const Design = module("design", { go: input(bit) }, ({ go }) => {
  if (go) console.log("never"); // BL0301 go: \`when(go
});
`,
};

describe("lint", () => {
  let folder = "";
  let found: Diagnostic[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bitloom-lint-"));
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules", "ignored.ts"), "if (a === b {");
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
    found = lintFiles([folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const placeOf = (diagnostic: Diagnostic) => {
    const site = diagnostic.parties[0]?.site;
    return site === undefined ? undefined : locate(site);
  };

  it.each(Object.entries(sources))("says what the comments of %s say, and nothing else", (name, text) => {
    const here = found.filter((one) => placeOf(one)?.file === relative(process.cwd(), join(folder, name)));
    const expected = text.split("\n").flatMap((line, index) => {
      const comment = /\/\/ (BL\d+) (.+?): (.+)$/.exec(line);
      return comment === null
        ? []
        : [{ line: index + 1, code: comment[1], signal: comment[2], text: comment[3] }];
    });
    const actual = here.map((one) => ({
      line: placeOf(one)?.line,
      code: one.code,
      signal: one.details.signal ?? name,
    }));
    expect(actual).toEqual(expected.map(({ line, code, signal }) => ({ line, code, signal })));
    for (const [index, one] of here.entries()) {
      expect(`${one.message} ${one.help}`).toContain(expected[index]?.text);
    }
  });

  it("places everything and looks into no installed package", () => {
    expect(found.filter((one) => placeOf(one) === undefined)).toEqual([]);
    expect(found.filter((one) => placeOf(one)?.file.includes("ignored"))).toEqual([]);
  });

  it("points at the signal itself", () => {
    const [first] = found.filter((one) => placeOf(one)?.file.endsWith("conditions.ts"));
    expect(first && placeOf(first)).toMatchObject({ line: 6, column: 9 });
    expect(first?.severity).toBe("error");
    expect(first?.message).toBe(
      "The signal `go` is tested by `if`, which sees an object and never its value.",
    );
  });
});

describe("paths that cannot be linted", () => {
  it("are reported each, with the reason", () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-lint-"));
    writeFileSync(join(folder, "notes.md"), "");
    const messages = lintFiles(["missing.ts", join(folder, "notes.md"), folder]).map(({ code, message }) => [
      code,
      message,
    ]);
    rmSync(folder, { recursive: true });
    expect(messages).toEqual([
      ["BL0309", "Cannot lint missing.ts: there is no such file or folder."],
      ["BL0309", `Cannot lint ${join(folder, "notes.md")}: it is neither TypeScript nor JavaScript.`],
      ["BL0309", `Cannot lint ${folder}: the folder has no TypeScript or JavaScript in it.`],
    ]);
  });

  it("are none for an empty list", () => {
    expect(lintFiles([])).toEqual([]);
  });
});
