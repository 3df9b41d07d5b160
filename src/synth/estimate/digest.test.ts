/** What a digest of a design's Verilog tells apart. */
import { expect, test } from "vitest";
import { verilogDigest } from "./digest.ts";

const text = (logic: string, line: number): string =>
  [
    "// Counts.",
    `module counter (input wire clock, output wire [3:0] count);  // counter.ts:${line}:3`,
    `  assign count = ${logic};`,
    `  initial $display("FAILED: at most nine (src/blocks/counter.ts:${line}:7)");`,
    "endmodule",
  ].join("\n");
const digest = (logic: string, line: number): string =>
  verilogDigest([{ name: "counter.v", text: text(logic, line) }]);

test("a design that moved in its source is the same", () => {
  expect(digest("4'd1", 12)).toBe(digest("4'd1", 13));
  expect(digest("4'd1", 12)).toMatch(/^[0-9a-f]{16}$/);
});

test("another constant, another name of a file or another order is another design", () => {
  expect(digest("4'd1", 12)).not.toBe(digest("4'd2", 12));
  const [a, b] = ["a", "b"].map((name) => ({ name: `${name}.v`, text: text("4'd1", 1) }));
  if (a === undefined || b === undefined) expect.fail("two files");
  expect(verilogDigest([a, b])).not.toBe(verilogDigest([b, a]));
  expect(verilogDigest([a])).not.toBe(verilogDigest([b]));
});

test("a memory's content counts whole", () => {
  const content = (word: string) => verilogDigest([{ name: "rom.hex", text: `00\n${word}\n` }]);
  expect(content("01")).not.toBe(content("02"));
});
