/** Proofs of small designs made for the test: right ones, wrong ones with their counterexamples, and runs that prove nothing. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  bit,
  elaborate,
  input,
  instance,
  type ModuleDefinition,
  module,
  mux,
  output,
  reg,
  uint,
  when,
} from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import { compileEngine } from "../sim/index.ts";
import { parseAndGraph } from "./and-graph.ts";
import {
  type Claim,
  type ProofMethod,
  type ProofResult,
  proveEquivalence,
  sequenceOf,
  tableSpecification,
  transitionOf,
} from "./index.ts";

const METHODS: readonly ProofMethod[] = ["sat", "diagram"];

/** Counts enabled cycles up to 9; `step` is what it should add, 1. */
const decade = (step: number) =>
  module("decade", { enable: input(bit), count: output(uint(4)) }, ({ enable, count }) => {
    const value = reg(uint(4), { init: 3 });
    when(enable, () => {
      value.next = mux(value.ge(9), 0, value.add(step));
    });
    count.value = value;
  });

/** Two of them, the second one counting the first's nines. */
const Hundred = module("hundred", { enable: input(bit), count: output(uint(8)) }, ({ enable, count }) => {
  const low = instance(decade(1), { name: "low" });
  const high = instance(decade(1), { name: "high" });
  low.enable.value = enable;
  high.enable.value = enable.and(low.count.eq(9));
  count.value = high.count.cat(low.count);
});

const DECADE = `
assign value_next = reset ? 4'd3 : !enable ? value : value >= 9 ? 4'd0 : value + 4'd1;
assign count = value;`;

function claimOf(
  definition: ModuleDefinition,
  how: Pick<Claim, "specification" | "method"> & Partial<Claim>,
): Claim {
  const transition = how.transition ?? transitionOf(elaborate(definition));
  const verilog = writeVerilog(transition.design)
    .files.map(({ text }) => text)
    .join("\n");
  return { transition, verilog, ...how };
}

const refuted = (result: ProofResult) => {
  if (result.verdict !== "refuted") throw new Error(`the proof says ${result.verdict}`);
  return result.counterexample;
};

describe.each(METHODS)("by %s", (method) => {
  test("a counter does what it should from every state, reset included", async () => {
    const result = await proveEquivalence(claimOf(decade(1), { method, specification: DECADE }));
    expect(result).toMatchObject({ verdict: "proved", method, freeBits: 6 });
  });

  test("a wrong one is refuted in the designer's names, and the simulator agrees with the counterexample", async () => {
    const claim = claimOf(decade(2), { method, specification: DECADE });
    const values = refuted(await proveEquivalence(claim));
    expect(values.map(({ name, role }) => `${role} ${name}`)).toEqual([
      "input reset",
      "input enable",
      "state value",
      "output count",
      "next value",
    ]);
    const next = values.find(({ role }) => role === "next");
    expect(next?.value).not.toBe(next?.specified);
    const engine = compileEngine(claim.transition.design);
    claim.transition.ports.forEach(({ role, signal }, at) => {
      const { value } = values[at] as (typeof values)[number];
      if (role === "input" || role === "state") engine.probe(signal.name).setBits(value);
    });
    expect(engine.probe("value_next").getBits()).toBe(next?.value);
    expect(engine.probe("count").getBits()).toBe(values.find(({ role }) => role === "output")?.value);
  });

  test("a fault in the Verilog is found too", async () => {
    const claim = claimOf(decade(1), { method, specification: DECADE });
    const verilog = claim.verilog.replace("value >= 4'd9", "value > 4'd9");
    expect(verilog).not.toBe(claim.verilog);
    const values = refuted(await proveEquivalence({ ...claim, verilog }));
    expect(values.find(({ role }) => role === "state")?.value).toBe(9n);
  });

  test("an assumption leaves inputs out, and one that leaves out all proves nothing", async () => {
    const claim = claimOf(decade(2), { method, specification: DECADE });
    const held = await proveEquivalence({ ...claim, assumption: "!enable || reset" });
    expect(held.verdict).toBe("proved");
    const fixed = await proveEquivalence({ ...claim, fixed: { enable: 0 } });
    expect(fixed).toMatchObject({ verdict: "proved", freeBits: 5 });
    const none = proveEquivalence({ ...claim, assumption: "enable && !enable" });
    await expect(none).rejects.toThrow(BitloomError);
    await expect(none).rejects.toThrow(/allows no input/);
  });

  test("instances are dissolved, and several edges are one function", async () => {
    const edge = transitionOf(elaborate(Hundred));
    expect(edge.ports.map(({ signal }) => signal.name)).toEqual([
      "reset",
      "enable",
      "low_value",
      "high_value",
      "count",
      "low_value_next",
      "high_value_next",
    ]);
    const transition = sequenceOf(edge, [{ output: "count", cycle: 3 }]);
    const specification = `
function [7:0] after(input [7:0] now, input enable);
  after = !enable ? now : now[3:0] < 9 ? now + 8'd1 : now[7:4] < 9 ? {now[7:4] + 4'd1, 4'd0} : 8'd0;
endfunction
assign count_3 = after(after(8'h33, enable_1), enable_2);`;
    // A reset in cycle 0 makes the state before it irrelevant.
    const fixed = { reset_0: 1, reset_1: 0, reset_2: 0 };
    const claim = claimOf(Hundred, { method, transition, specification, fixed });
    expect((await proveEquivalence(claim)).verdict).toBe("proved");
    expect((await proveEquivalence({ ...claim, fixed: { reset_1: 0, reset_2: 0 } })).verdict).toBe("refuted");
  });

  test("a block that gives x is refuted, and its counterexample says which bits", async () => {
    const claim = claimOf(decade(1), { method, specification: DECADE });
    const verilog = claim.verilog.replace(/assign count = [^;]*;/, "assign count = {value[3:1], 1'bx};");
    expect(verilog).not.toBe(claim.verilog);
    const values = refuted(await proveEquivalence({ ...claim, verilog }));
    const count = values.find(({ role }) => role === "output");
    expect(count?.undefinedBits).toEqual({ value: 1n, specified: 0n });
  });

  test("a specification of x is refuted", async () => {
    const specification = "assign value_next = 4'bx;\nassign count = 4'bx;";
    const values = refuted(await proveEquivalence(claimOf(decade(1), { method, specification })));
    expect(values.find(({ role }) => role === "output")?.undefinedBits).toEqual({
      value: 0n,
      specified: 15n,
    });
  });

  /** What the specification says of `count`; each would be right if the tool could choose the undefined bits. */
  test.each([
    ["nothing", ""],
    ["z", "assign count = 4'bz;"],
    ["a wire without a driver", "wire [3:0] none;\nassign count = value ^ none;"],
    [
      "x under operators, the same for all 0 and all 1",
      "wire [1:0] q = 2'bx;\nassign count = value + (q[0] ^ q[1]);",
    ],
    [
      "x in a condition",
      "reg [3:0] chosen;\nalways @* if (1'bx) chosen = 0; else chosen = value;\nassign count = chosen;",
    ],
    [
      "an index out of range",
      "wire [2:0] three = value;\nassign count = {value[3:1], three[{reset, enable}]};",
    ],
    ["a division by zero", "assign count = enable ? value : value / {3'b0, enable};"],
    [
      "a case left out",
      "function [3:0] id(input [3:0] v); case (v) 4'd1: id = 1; endcase endfunction\nassign count = id(value);",
    ],
  ])("a specification with %s is refuted", async (_, count) => {
    const specification = `${DECADE.replace("assign count = value;", "")}${count}`;
    refuted(await proveEquivalence(claimOf(decade(1), { method, specification })));
  });

  test("undefined bits that nothing depends on are allowed", async () => {
    const specification = DECADE.replace("count = value", "count = value | ({4{1'bx}} & 4'd0)");
    const result = await proveEquivalence(claimOf(decade(1), { method, specification }));
    expect(result.verdict).toBe("proved");
  });

  test.each([
    ["two drivers", "assign count = value & 4'd7;"],
    ["a loop", "wire [3:0] loop = ~(loop & value);\nassign count = loop;"],
  ])("a specification with %s is an error and no proof", async (_, more) => {
    const kept = more.includes("loop") ? DECADE.replace("assign count = value;", "") : DECADE;
    const claim = claimOf(decade(1), { method, specification: `${kept}\n${more}` });
    await expect(proveEquivalence(claim)).rejects.toThrow(/BL0486|failed in a proof/);
  });
});

test("Verilog that Yosys refuses is an error with its words", async () => {
  const claim = claimOf(decade(1), { method: "sat", specification: "assign nothing = ;" });
  await expect(proveEquivalence(claim)).rejects.toThrow(/syntax error/);
});

test("diagrams try cases one by one, and find the one that is wrong", async () => {
  const specification = DECADE.replace("value + 4'd1", "value + (value == 6 ? 4'd2 : 4'd1)");
  const order = { first: ["value"], cases: 4 };
  const claim = claimOf(decade(1), { method: "diagram", specification, order });
  const values = refuted(await proveEquivalence(claim));
  expect(values.find(({ role }) => role === "state")?.value).toBe(6n);
});

test("a block with a memory is refused by name", async () => {
  const { memory } = await import("../dsl/index.ts");
  const Store = module("store", { at: input(uint(2)), word: output(uint(3)) }, ({ at, word }) => {
    const words = memory(uint(3), { depth: 4, latency: 0, readUnderWrite: "old", init: [1, 2, 3, 4] });
    word.value = words.read(at);
  });
  expect(() => transitionOf(elaborate(Store))).toThrow(/contains the memory words/);
});

test("a table of too many inputs and an output that is not there are refused, with what is", () => {
  const wide = module("wide", { a: input(uint(17)), b: output(bit) }, ({ a, b }) => {
    b.value = a.any();
  });
  const edge = transitionOf(elaborate(wide));
  expect(() => tableSpecification(edge, () => ({ b: 0 }))).toThrow(/17 bits .* at most 16/);
  expect(() => sequenceOf(edge, [{ output: "c", cycle: 1 }])).toThrow(
    /asks for c .* in cycle 1.* outputs are b,/,
  );
});

test("gates of something else than one function are not read", () => {
  expect(() => parseAndGraph("aag 3 1 1 1 1\n", "")).toThrow(
    /met "aag 3 1 1 1 1", expected a combinational graph/,
  );
});
