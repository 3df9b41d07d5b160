/** Line breaking: one line where it fits, otherwise breaks at the outermost group. */
import { describe, expect, test } from "vitest";
import { fill, flatWidth, group, line, lineWidth, nest, render, softLine } from "./layout.ts";

const sum = (...terms: readonly string[]) =>
  group(terms[0] ?? "", nest(...terms.slice(1).flatMap((term) => [line, `+ ${term}`])));

describe("a group", () => {
  test("stays on one line up to the last column", () => {
    const doc = sum("a".repeat(50), "b".repeat(50));
    expect(flatWidth(doc)).toBe(103);
    expect(render(doc, lineWidth - 103, 0)).not.toContain("\n");
    expect(render(doc, lineWidth - 102, 0)).toBe(`${"a".repeat(50)}\n    + ${"b".repeat(50)}`);
  });

  test("breaks its own lines only, not those of the groups inside", () => {
    const doc = group(sum("x", "y"), nest(line, "= ", "z".repeat(lineWidth)));
    expect(render(doc, 0, 2)).toBe(`x + y\n      = ${"z".repeat(lineWidth)}`);
  });
});

test("a list fills its lines", () => {
  const doc = group(
    "{",
    nest(softLine, fill(Array.from({ length: 5 }, () => "w".repeat(30)))),
    softLine,
    "}",
  );
  const w = "w".repeat(30);
  expect(render(doc, 0, 0)).toBe(`{\n    ${w}, ${w}, ${w},\n    ${w}, ${w}\n}`);
});
