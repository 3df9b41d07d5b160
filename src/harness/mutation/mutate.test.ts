/** What is mutated in small pieces of Verilog, and what is left alone. */
import { describe, expect, test } from "vitest";
import { mutants } from "./mutate.ts";

/** The statements of a module with one output, and what becomes of the line under test. */
const linesOf = (line: string): string[] =>
  mutants("m", `module m (\n  input wire [7:0] a\n);\n${line}\nendmodule\n`).map(
    ({ verilog }) => verilog.split("\n")[3] ?? "",
  );

const mutationsOf = (line: string): string[] =>
  mutants("m", `module m (\n  input wire [7:0] a\n);\n${line}\nendmodule\n`).map(({ mutation }) => mutation);

describe("operators", () => {
  test.each([
    ["assign x = a + b;", ["assign x = a - b;"]],
    ["assign x = a & b;", ["assign x = a | b;"]],
    ["assign x = a == b;", ["assign x = a != b;"]],
    ["assign x = a < b;", ["assign x = a <= b;"]],
    ["assign x = a <= b;", ["assign x = a < b;"]],
    ["assign x = a >>> b;", ["assign x = a >> b;"]],
    ["assign x = !a && b;", ["assign x = a && b;", "assign x = !a || b;"]],
    ["assign x = -a;", ["assign x = a;"]],
    ["assign x = |a;", ["assign x = &a;"]],
    ["assign x = c && (|a);", ["assign x = c || (|a);", "assign x = c && (&a);"]],
  ])("%s", (line, expected) => {
    expect(linesOf(line)).toEqual(expected);
  });

  test("an assignment at the clock edge is no comparison, one inside its value is", () => {
    expect(mutationsOf("always @(posedge c) x <= a <= b;")).toEqual(["assignment dropped", "<= becomes <"]);
    expect(mutationsOf("always @(posedge c) begin x <= a; end")).toEqual(["assignment dropped"]);
    expect(mutationsOf("always @(posedge c) if (e) x[3:0] <= a; else {y, z} <= b;").sort()).toEqual([
      "assignment dropped",
      "assignment dropped (2)",
      "condition always false",
      "condition always true",
      "condition negated",
      "first two parts of {} swapped",
    ]);
  });
});

describe("constants", () => {
  test.each([
    ["assign x = 1'b0;", ["assign x = 1'b1;"]],
    ["assign x = 8'd255;", ["assign x = 8'd0;", "assign x = 8'd254;"]],
    ["assign x = 4'hf;", ["assign x = 4'h0;", "assign x = 4'he;"]],
    ["assign x = a[3];", ["assign x = a[2];"]],
    ["assign x = a[0];", ["assign x = a[1];"]],
  ])("%s", (line, expected) => {
    expect(linesOf(line)).toEqual(expected);
  });

  test("declared ranges, part selects and numbers of copies stay", () => {
    expect(linesOf("wire [7:0] x = {{4{a[7:7]}}, b};")).toEqual(["wire [7:0] x = {b, {4{a[7:7]}}};"]);
  });
});

describe("structure", () => {
  test("branches of ?: trade places, nested ones too", () => {
    expect(linesOf("assign x = c ? a : d ? b : e;")).toEqual([
      "assign x = c ? d ? b : e : (a);",
      "assign x = c ? a : d ? e : (b);",
    ]);
    expect(linesOf("assign x = f(c ? a : b, d);")).toEqual(["assign x = f(c ? b : (a), d);"]);
  });

  test("a condition is negated, forced true and forced false", () => {
    expect(linesOf("always @* if (a) x = b;")).toEqual([
      "always @* if (!(a)) x = b;",
      "always @* if (1'b1) x = b;",
      "always @* if (1'b0) x = b;",
    ]);
  });

  test("labels of neighbouring arms trade places", () => {
    expect(linesOf("always @* case (s) 2'd0: x = a; 2'd1: x = b; default: x = c; endcase")).toEqual([
      "always @* case (s) 2'd1: x = a; 2'd0: x = b; default: x = c; endcase",
    ]);
  });

  test("the first two parts of a concatenation trade places, equal ones do not", () => {
    expect(linesOf("assign x = {a, b, c};")).toEqual(["assign x = {b, a, c};"]);
    expect(linesOf("assign x = {a, a};")).toEqual([]);
  });
});

describe("what is left alone", () => {
  test("properties, sinks of unused bits and arms that do nothing", () => {
    expect(linesOf("`ifdef FORMAL\nassert (a + b);\n`else\nassign x = a + b;\n`endif")).toEqual([]);
    expect(linesOf("wire unused_bits = &{1'b0, a[1]};")).toEqual([]);
    expect(linesOf("always @* case (s) 2'd0: ; 2'd1: ; default: x = c; endcase")).toEqual([]);
  });

  test("comments, strings, directives and the port list", () => {
    expect(linesOf("// a + b")).toEqual([]);
    expect(linesOf("`define X a + b")).toEqual([]);
    expect(linesOf('initial $display("a + b");')).toEqual([]);
    expect(
      mutants("m", "module m (\n  input wire [7:0] a,  // 3 + 4\n  output wire b\n);\nendmodule\n"),
    ).toEqual([]);
  });
});

describe("keys", () => {
  test("name module, line without comment and place in the line", () => {
    const found = mutants("m", "module m;\n  assign x = a + b + c;  // y.ts:3:4\nendmodule\n");
    expect(found.map(({ text, mutation, line }) => [line, text, mutation])).toEqual([
      [2, "assign x = a + b + c;", "+ becomes -"],
      [2, "assign x = a + b + c;", "+ becomes - (2)"],
    ]);
  });
});
