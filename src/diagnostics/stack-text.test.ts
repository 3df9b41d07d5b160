/** Texts of captured stacks against those that the process's own `Error.prepareStackTrace` makes, which is vitest's here. */
import { afterEach, expect, test } from "vitest";
import { stackText } from "./stack-text.ts";

const installed = Error.prepareStackTrace;
afterEach(() => {
  Error.prepareStackTrace = installed;
});

/** Two captures of one place; reading one leaves the other unformatted. */
function captureTwice(): [{ stack: string }, { stack: string }] {
  const pair = [{}, {}] as [{ stack: string }, { stack: string }];
  for (const one of pair) Error.captureStackTrace(one);
  return pair;
}

const lines = (text: string): string[] => text.split("\n").filter((line) => /^\s+at /.test(line));

test("has the lines of the runner, positions in the source included", () => {
  const [first, second] = captureTwice();
  const found = lines(stackText(first));
  expect(found.length).toBeGreaterThan(2);
  expect(found).toEqual(lines(second.stack));
  expect(found[0]).toContain("stack-text.test.ts:13:");
});

test("hands each place over once, and leaves what was installed", () => {
  const seen: string[] = [];
  const own = (_: Error, frames: NodeJS.CallSite[]): string => {
    for (const frame of frames) seen.push(`${frame.getFileName()}:${frame.getLineNumber()}`);
    return `Error${frames.map((frame) => `\n    at ${frame}`).join("")}`;
  };
  Error.prepareStackTrace = own;
  const texts = captureTwice().map(stackText);
  expect(Error.prepareStackTrace).toBe(own);
  expect(texts[0]).toBe(texts[1]);
  expect(seen.length).toBeGreaterThan(2);
  expect(new Set(seen.filter((place) => place.includes("stack-text"))).size).toBe(
    seen.filter((place) => place.includes("stack-text")).length,
  );
});

test("with nothing installed the text is V8's", () => {
  Reflect.deleteProperty(Error, "prepareStackTrace");
  const [first, second] = captureTwice();
  expect(stackText(first)).toBe(second.stack);
});
